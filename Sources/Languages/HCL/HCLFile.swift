public import Diagnostics

/// The two ways of writing HCL.
public enum HCLSyntax: Sendable, Hashable {
    /// `name = value`, as in `.tf`, `.tofu`, `.tfvars` and `.hcl`.
    case native
    /// JSON, as in `.tf.json` and `.tfvars.json`.
    case json

    /// The syntax that a file name asks for.
    public init(path: String) { self = path.hasSuffix(".json") ? .json : .native }
}

/// Bounds for input that nobody vouches for.
public struct HCLLimits: Sendable, Hashable {
    /// The most bytes of one file.
    public var bytes: Int
    /// How deep blocks and expressions may nest together.
    public var nesting: Int
    /// The most diagnostics that are kept; further errors still mark their nodes.
    public var diagnostics: Int

    /// Sets the bounds.
    public init(bytes: Int = 64 << 20, nesting: Int = 200, diagnostics: Int = 100) {
        precondition(bytes < Int(UInt32.max), "offsets are 32 bits wide")
        self.bytes = bytes
        self.nesting = nesting
        self.diagnostics = diagnostics
    }

    /// Generous for people, tight for attackers.
    public static let `default` = HCLLimits()
}

/// A parsed file: its tree, what is wrong with it, and where to start reading.
public struct HCLFile: Sendable {
    /// The path that diagnostics name.
    public let path: String
    /// The lossless tree.
    public let tree: HCLTree
    /// What is wrong, in source order; empty for a good file.
    public let diagnostics: [Diagnostic]

    /// The bytes that were parsed.
    public var source: [UInt8] { tree.source }

    /// The attributes and blocks at the top.
    public var body: BodyView {
        BodyView(tree: tree, id: tree.children(of: tree.root).first ?? tree.root, isTop: true)
    }

    /// The same file at another path, which the diagnostics name; the tree is shared.
    public func moved(to path: String) -> HCLFile {
        let diagnostics = diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.subject.path = path
            if diagnostic.context?.path == self.path { diagnostic.context?.path = path }
            for index in diagnostic.notes.indices where diagnostic.notes[index].span?.path == self.path {
                diagnostic.notes[index].span?.path = path
            }
            return diagnostic
        }
        return HCLFile(path: path, tree: tree, diagnostics: diagnostics)
    }

    /// A range of this file with its path.
    public func span(_ range: ByteRange) -> SourceSpan { SourceSpan(path: path, range: range) }
}
