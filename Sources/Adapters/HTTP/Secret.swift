/// A token or a password that prints as `***` and never leaves by `Codable` or reflection.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// Hides `value`.
    public init(_ value: String) { self.value = value }

    /// The text itself, for the one place that must send it.
    public var revealed: String { value }

    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Empty, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
