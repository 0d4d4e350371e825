internal import Synchronization

/// Tells people what a long run is doing; silent unless somebody listens.
public final class ProgressLine: Sendable {
    private let listener: (@Sendable (String) -> Void)?

    /// `listener` gets one line at a time, without a newline.
    public init(_ listener: (@Sendable (String) -> Void)? = nil) { self.listener = listener }

    /// Says what is being done now.
    public func say(_ line: @autoclosure () -> String) { listener?(line()) }
}
