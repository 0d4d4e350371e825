/// A value that must never be printed, logged or stored: a token, a password.
///
/// It is not `Codable`, and every way of printing it gives `***`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// Takes the secret text.
    public init(_ value: String) { self.value = value }

    /// Lends the text to the one place that needs it.
    public func withExposed<Result>(_ body: (String) throws -> Result) rethrows -> Result { try body(value) }

    /// True when there is nothing in it.
    public var isEmpty: Bool { value.isEmpty }
    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
