/// A decoded configuration value in which every part knows where it stands, so that every later error has a position.
///
/// Languages make it (YAML, JSON); Settings and Policy read it. It is a value tree: no anchors, no comments.
public struct ConfigNode: Sendable, Hashable {
    /// What the node holds.
    public indirect enum Value: Sendable, Hashable {
        /// Nothing, `~` or `null`.
        case null
        /// A boolean.
        case bool(Bool)
        /// A number, with its source text (`64`, `0.5`).
        case number(Double, text: String)
        /// A string.
        case string(String)
        /// A list.
        case list([ConfigNode])
        /// A mapping in source order; duplicate keys are reported by the language and the last one is kept.
        case map([Entry])
    }

    /// One key and its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public var key: String
        /// Where the key stands.
        public var keySpan: SourceSpan
        /// The value.
        public var value: ConfigNode
        /// Makes an entry.
        public init(key: String, keySpan: SourceSpan, value: ConfigNode) {
            self.key = key
            self.keySpan = keySpan
            self.value = value
        }
    }

    /// What the node holds.
    public var value: Value
    /// Where it stands.
    public var span: SourceSpan

    /// Makes a node.
    public init(_ value: Value, at span: SourceSpan) {
        self.value = value
        self.span = span
    }

    /// The value under `key` when this is a map that has it.
    public subscript(_ key: String) -> ConfigNode? {
        guard case .map(let entries) = value else { return nil }
        return entries.last { $0.key == key }?.value
    }

    /// The text of a string, number or boolean; nil for the rest.
    public var scalarText: String? {
        switch value {
        case .string(let text): text
        case .number(_, let text): text
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}
