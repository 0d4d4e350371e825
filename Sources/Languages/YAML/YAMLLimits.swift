/// Bounds that make hostile input end in a diagnostic instead of in exhausted memory or time.
public struct YAMLLimits: Sendable, Hashable {
    /// The most bytes a file may have.
    public var size: Int
    /// The deepest nesting of mappings and sequences.
    public var nesting: Int
    /// The most aliases in one file.
    public var aliases: Int
    /// The most nodes one document may have when every alias is written out.
    public var expandedNodes: Int

    /// Makes limits; what is not named has the default.
    public init(
        size: Int = 64 << 20, nesting: Int = 200, aliases: Int = 20_000, expandedNodes: Int = 20_000_000
    ) {
        self.size = size
        self.nesting = nesting
        self.aliases = aliases
        self.expandedNodes = expandedNodes
    }

    /// Bounds that no file written for people reaches.
    public static let `default` = YAMLLimits()
}
