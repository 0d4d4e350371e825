internal import Diagnostics

/// One input of a decision: its value, its verdict and the line it comes from.
///
/// Decisions are trees of these.
public struct DecisionNode: Hashable, Sendable, Codable {
    /// What the input did to the decision.
    public enum Verdict: String, Sendable, Codable, Hashable {
        /// It allows everything asked for.
        case allows
        /// It lowers the posture.
        case lowers
        /// It forbids merging now.
        case blocks
        /// It decided nothing; it is shown for understanding.
        case informs
    }

    /// What was looked at: `evidence`, `budget repository`.
    public var label: String
    /// Its value: `14.0 of 14 days, coverage 99.8% of 95%`.
    public var value: String
    /// What it did.
    public var verdict: Verdict
    /// `path:line` of the deciding line, or `compiled in`.
    public var source: String?
    /// Parts.
    public var children: [DecisionNode]

    /// Makes a node.
    public init(
        _ label: String, _ value: String, _ verdict: Verdict, source: String? = nil,
        children: [DecisionNode] = []
    ) {
        self.label = label
        self.value = value
        self.verdict = verdict
        self.source = source
        self.children = children
    }

    /// The tree as text, the same in table, pull request, log and JSON; ends in a newline.
    public var rendered: String {
        var lines = [PlainText.line([label, value].filter { !$0.isEmpty }.joined(separator: " ") + suffix)]
        append(children, to: &lines, indent: "")
        return lines.joined(separator: "\n") + "\n"
    }

    private var suffix: String {
        let mark = verdict == .blocks ? "  ✗" : verdict == .lowers ? "  ↓" : ""
        return mark + (source.map { "   (\($0))" } ?? "")
    }

    private func append(_ nodes: [DecisionNode], to lines: inout [String], indent: String) {
        for (index, node) in nodes.enumerated() {
            let isLast = index == nodes.count - 1
            let head = [node.label, node.value].filter { !$0.isEmpty }.joined(separator: "  ")
            lines.append(indent + (isLast ? "└─ " : "├─ ") + PlainText.line(head + node.suffix))
            append(node.children, to: &lines, indent: indent + (isLast ? "   " : "│  "))
        }
    }
}

/// What policy decided about one change.
public struct Decision: Hashable, Sendable, Codable {
    /// The posture that all inputs leave.
    public var posture: Posture
    /// Why it is not merged now; nil when it may be.
    public var hold: Hold?
    /// Who is waited for, where somebody is.
    public var waitsFor: String?
    /// All inputs.
    public var tree: DecisionNode

    /// Makes a decision.
    public init(posture: Posture, hold: Hold?, waitsFor: String? = nil, tree: DecisionNode) {
        self.posture = posture
        self.hold = hold
        self.waitsFor = waitsFor
        self.tree = tree
    }

    /// True when the bot may merge now.
    public var mayMerge: Bool { hold == nil }
}
