public import Diagnostics

/// A YAML (or JSON) file that was read without losing a byte.
///
/// Walking it:
///
/// ```swift
/// let file = YAMLParser.parse(bytes, path: "apps/checkout/values.yaml")
/// guard let root = file.documents.first?.root else { return file.diagnostics }
/// let memory = root["resources"]?["limits"]?["memory"]
/// memory?.scalar?.text            // 512Mi
/// memory?.tokenRange              // the bytes of the token, quotes included
/// memory?.isShared                // true when an alias or a merge key uses it too
/// for entry in root.entries { entry.key.range; entry.value }
/// root.lookup("spec.containers[name=app].resources")
/// ```
///
/// A view is a tree and a number: cheap to copy, never stale, safe to send. Nothing can be changed through it; changes
/// are `Edit`s made by ``replaceScalar(_:with:allowingTypeChange:dialect:reason:)``,
/// ``insertKey(_:value:document:dialect:allowingShared:reason:)`` and ``deleteKey(_:document:allowingShared:reason:)``, and checked by ``verify(_:)``.
public struct YAMLFile: Sendable {
    /// Which grammar the file was written in; both are read by the same parser.
    public enum Format: Sendable, Hashable {
        /// YAML.
        case yaml
        /// JSON: every string is quoted, and escapes are JSON's.
        case json
    }

    /// The nodes and the bytes.
    public let tree: YAMLTree
    /// The documents in order; none when a diagnostic is an error.
    public let documents: [YAMLDocument]
    /// What is wrong with the file: errors, and warnings such as duplicate keys.
    public let diagnostics: [Diagnostic]
    /// The grammar.
    public let format: Format
    /// The bounds it was read with, used again for the verifying parse.
    public let limits: YAMLLimits

    /// The bytes exactly as stored.
    public var bytes: [UInt8] { tree.source }
    /// The path that diagnostics name.
    public var path: String { tree.path }
    /// True when the file cannot be used.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// One document of a file.
public struct YAMLDocument: Sendable {
    /// The tree that holds it.
    public let tree: YAMLTree
    /// From the `---` (or the first node) to the end of its last node.
    public let range: ByteRange
    /// True when it begins with `---`.
    public let isExplicit: Bool
    let rootIndex: Int?

    /// The top node; nil for a document of which nothing could be read.
    public var root: YAMLNodeView? {
        rootIndex.map { YAMLNodeView(tree: tree, id: YAMLNodeID(index: $0)) }
    }

    /// Every node of the document in the order of the file.
    public var nodes: [YAMLNodeView] {
        guard let rootIndex else { return [] }
        return (rootIndex..<Int(tree.nodes[rootIndex].end)).map {
            YAMLNodeView(tree: tree, id: YAMLNodeID(index: $0))
        }
    }
}
