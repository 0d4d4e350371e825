internal import Foundation
internal import Model

/// Tells whether two bodies of a pull request say the same but for what a failing gate printed.
///
/// A program may print times, addresses or temporary paths that differ whenever it runs. What it printed is shown, and a body
/// is written again only when something else in it changed: which gates failed, and how they ended.
struct GateWords {
    private static let opening = "<!-- trimtab-gates:"

    /// The body with a hidden mark of all that is in it but the output of gates; unchanged where no gate printed anything.
    static func marked(_ body: String, of decision: Decision, render: (Decision) -> String) -> String {
        let quiet = decision.withoutGateOutput
        guard quiet != decision else { return body }
        return body + "\n\(opening)\(Digest(of: render(quiet).utf8).rawValue) -->\n"
    }

    /// True when both have a mark, and the same.
    static func areEqual(_ a: String, _ b: String) -> Bool {
        guard let mark = mark(of: a) else { return false }
        return mark == self.mark(of: b)
    }

    private static func mark(of body: String) -> Substring? {
        guard let start = body.range(of: opening, options: .backwards) else { return nil }
        return body[start.upperBound...].prefix { $0.isHexDigit }
    }
}

extension Decision {
    /// The same without what failing gates printed.
    fileprivate var withoutGateOutput: Decision {
        let outputs = tree.gateOutputs
        guard !outputs.isEmpty else { return self }
        func quiet(_ text: String) -> String { outputs.reduce(text) { $0.replacing($1, with: "…") } }
        var decision = self
        decision.tree = tree.mapValues(quiet)
        decision.hold = hold.map { Hold($0.reason, quiet($0.detail)) }
        return decision
    }
}

extension DecisionNode {
    /// What stands behind the end of each gate that did not pass: `exit status 1: …`.
    fileprivate var gateOutputs: [String] {
        var found = children.flatMap(\.gateOutputs)
        if label.hasPrefix("gate "), verdict == .blocks, let colon = value.range(of: ": ") {
            found.append(String(value[colon.upperBound...]))
        }
        return found.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    fileprivate func mapValues(_ change: (String) -> String) -> DecisionNode {
        var node = self
        node.value = change(value)
        node.children = children.map { $0.mapValues(change) }
        return node
    }
}
