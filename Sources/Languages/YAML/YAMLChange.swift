public import Diagnostics

/// A planned and verified change of one file: the edits, and what they do to the tree.
public struct YAMLChange: Sendable, Hashable {
    enum Effect: Sendable, Hashable {
        /// The scalar or alias `node` becomes a scalar that reads `text`.
        case replace(node: Int, text: String)
        /// Behind the entries of `container` stands a new one: keys inside one another, and the text of the last.
        case insert(container: Int?, document: Int, keys: [String], text: String?)
        /// The value `node` becomes what a source says.
        case rewrite(node: Int, YAMLValueSource)
        /// Behind the items of `sequence` stands one more.
        case append(sequence: Int, YAMLValueSource)
        /// Behind the entries of `container` stands a new one, at the bottom of its keys a value from a source.
        case insertSource(container: Int?, document: Int, keys: [String], YAMLValueSource)
        /// The entry with the key node `key` is gone.
        case delete(container: Int, key: Int)
    }

    /// What is done to the bytes.
    public let edits: [Edit]
    let effect: Effect

    init(_ edits: [Edit], _ effect: Effect) {
        self.edits = edits
        self.effect = effect
    }
}
