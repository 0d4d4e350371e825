public import Model

/// A span of time in which the bot merges nothing, whatever a category says.
public struct Freeze: Hashable, Sendable {
    /// From when until when.
    public var window: TimeWindow
    /// Why, for people; empty when the file does not say.
    public var reason: String
    /// `path:line` of the entry.
    public var source: String

    /// Makes a freeze.
    public init(window: TimeWindow, reason: String = "", source: String) {
        self.window = window
        self.reason = reason
        self.source = source
    }
}
