public import Diagnostics

/// A planned and verified change of one file: the edits, and what they do to the tree.
public struct YAMLChange: Sendable, Hashable {
    enum Effect: Sendable, Hashable {
        /// The scalar or alias `node` becomes a scalar that reads `text`.
        case replace(node: Int, text: String)
        /// Behind the entries of `container` stands a new one: keys inside one another, and the text of the last.
        case insert(container: Int?, document: Int, keys: [String], text: String?)
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
