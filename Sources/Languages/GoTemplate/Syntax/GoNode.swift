public import Diagnostics

/// The index of a node in its tree.
public struct GoNodeID: Hashable, Sendable {
    /// The index.
    public let index: Int
}

/// What a node is.
public enum GoForm: Sendable, Hashable {
    /// Nodes one after another.
    case list([GoNodeID])
    /// Text outside of actions, already trimmed.
    case text
    /// `{{ pipeline }}`.
    case action(GoNodeID)
    /// `{{ if }}`, `{{ with }}` or `{{ range }}` with its parts.
    case branch(GoBranchKind, pipe: GoNodeID, body: GoNodeID, otherwise: GoNodeID?)
    /// `{{ template "name" pipeline }}`.
    case template(name: String, pipe: GoNodeID?)
    /// `{{ break }}`.
    case leave
    /// `{{ continue }}`.
    case next
    /// A pipeline: the variables it declares or assigns, and its commands.
    case pipe(variables: [String], isAssignment: Bool, commands: [GoNodeID])
    /// A command: an operand or function with its arguments.
    case command([GoNodeID])
    /// A function's name.
    case identifier(String)
    /// A variable and fields after it.
    case variable(String, fields: [String])
    /// Fields of dot.
    case field([String])
    /// Fields of a parenthesised pipeline or another operand.
    case chain(GoNodeID, fields: [String])
    /// `.`.
    case dot
    /// `nil`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number or a character.
    case int(Int64)
    /// A number with a fraction or exponent.
    case float(Double)
    /// A number that no value here can be: one above the largest, or an imaginary one.
    case unusableNumber(String, isComplex: Bool)
    /// A string, unquoted.
    case string([UInt8])
}

/// The three control structures.
public enum GoBranchKind: String, Sendable, Hashable {
    /// `if`.
    case `if`
    /// `with`.
    case with
    /// `range`.
    case range
}

/// A node of a template: what it is and the bytes it is written in.
public struct GoNode: Sendable, Hashable {
    /// What it is.
    public var form: GoForm
    /// Its bytes.
    public var range: ByteRange
    /// The offset that Go's messages name: of a chain of fields that of its second link.
    public var position: UInt32
}

/// A parsed template file: flat nodes and the templates defined in it.
public final class GoTree: Sendable {
    /// The name of the file as messages have it.
    public let name: String
    /// The path of the file in its repository.
    public let path: String
    /// The bytes, with their origins where the template is itself a value (`tpl`).
    public let source: GoText
    /// All nodes.
    public let nodes: ContiguousArray<GoNode>
    /// The root of every template by name; the file's own has the file's name.
    public let roots: [String: GoNodeID]
    /// True when `source` is a value rather than a file, so that origins are taken from it.
    public let isValue: Bool

    init(
        name: String, path: String, source: GoText, nodes: ContiguousArray<GoNode>,
        roots: [String: GoNodeID], isValue: Bool
    ) {
        self.name = name
        self.path = path
        self.source = source
        self.nodes = nodes
        self.roots = roots
        self.isValue = isValue
    }

    /// A node.
    public subscript(id: GoNodeID) -> GoNode { nodes[id.index] }

    /// Whether a template has nothing but blanks and comments, in which case it does not replace another of its name.
    func isEmpty(_ id: GoNodeID) -> Bool {
        switch self[id].form {
        case .list(let items): items.allSatisfy(isEmpty)
        case .text: source.bytes[self[id].range.indices].allSatisfy { GoCharacters.isSpace($0) }
        default: false
        }
    }
}
