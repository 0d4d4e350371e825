internal import Diagnostics
public import Model

/// The message of a commit that carries its evidence: subject, a body read in a minute, and the trailers.
public struct CommitMessage: Sendable {
    private static let indent = "          "
    private static let shownQueries = 3

    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The Conventional Commit subject, at most 200 characters; a longer one loses its middle.
    public static func subject(of plan: Plan) -> String {
        let type =
            switch plan.actionClass {
            case .shrink: "chore"
            case .rollBack: "revert"
            default: "fix"
            }
        return PlainText.cutInside(SafeText.plain("\(type)(resources): \(plan.summary)"), to: 200)
    }

    /// The whole message.
    ///
    /// Code appends the trailers; a template cannot, because trailer-like lines of the body are indented.
    ///
    /// `policyBlob` is the category file's blob on the target branch, `evidence` the digest of the evidence bundle.
    public func text(
        for edit: VerifiedEdit, policyPath: String, policyBlob: ObjectID, evidence: Digest
    ) -> String {
        text(for: edit, policies: [(policyPath, policyBlob)], evidence: evidence)
    }

    /// The same for a change that may fall under several categories; `policies` are their files, in the order of the plan's.
    public func text(
        for edit: VerifiedEdit, policies: [(path: String, blob: ObjectID)], evidence: Digest
    ) -> String {
        let plan = edit.plan
        let body = SafeText.withoutTrailers(body(of: plan))
        let files = policies.map { "\($0.path) \($0.blob.rawValue)" }
        return CommitMessage.tidy(body) + "\n"
            + CommitMessage.trailers([
                ("Trimtab-Action", plan.actionID.rawValue),
                ("Trimtab-Category", plan.categories.joined(separator: ", ")),
                ("Trimtab-Policy", files.joined(separator: ", ")),
                ("Trimtab-Owner", plan.owner),
                ("Trimtab-Evidence", "sha256:\(evidence.rawValue)"),
            ])
    }

    /// The whole of a change; of a group its subject, and then that of each member.
    private func body(of plan: Plan) -> String {
        guard plan.members.count > 1, let group = plan.group else {
            return templates.render("commit", context(plan, plan.finding))
        }
        let lead =
            "All that is due for \(group.display), in one commit: \(plan.members.count) changes, all of them or none."
        let parts = plan.members.map { templates.render("commit", context($0, $0.finding)) }
        return ([CommitMessage.subject(of: plan), "", SafeText.wrap(SafeText.plain(lead)), ""] + parts)
            .joined(separator: "\n")
    }

    /// The message of the merge or squash commit: the same, plus the ledger tip that holds the permit.
    public static func merged(_ message: String, number: Int, ledgerTip: ObjectID) -> String {
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        if !lines.isEmpty, !lines[0].hasSuffix("(#\(number))") { lines[0] += " (#\(number))" }
        lines.append("Trimtab-Ledger: \(ledgerTip.rawValue)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func trailers(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0.0): \(SafeText.line($0.1))\n" }.joined()
    }

    /// At most one empty line in a row, none at the start, exactly one newline before the trailers.
    private static func tidy(_ text: String) -> String {
        var lines: [String] = []
        for line in PlainText.lines(of: text) {
            let isEmpty = line.allSatisfy { $0 == " " || $0 == "\t" }
            if isEmpty, lines.isEmpty || lines.last == "" { continue }
            lines.append(isEmpty ? "" : line)
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func context(_ plan: Plan, _ finding: Finding) -> [String: Any] {
        let prose = (finding.narrative + plan.reasoning).joined(separator: " ")
        var context: [String: Any] = [
            "subject": CommitMessage.subject(of: plan),
            "narrative": SafeText.wrap(SafeText.plain(prose)),
            "queries": CommitMessage.queries(finding.signals), "window": CommitMessage.window(finding),
            "undo": CommitMessage.hanging(SafeText.plain(plan.reversal)),
        ]
        context.merge(CommitMessage.numbers(plan)) { $1 }
        if let verification = plan.verification {
            context["expect"] = CommitMessage.expect(verification, finding.plotUnit)
        }
        return context
    }

    /// Statistics and deciding lines in two columns, `name` padded to the widest.
    private static func numbers(_ plan: Plan) -> [String: Any] {
        let deciding = plan.changes.flatMap { decisions(of: $0.trace) }
        var rows = StatisticRows(plan.finding.statistics).rows.map {
            (name: SafeText.plain($0.name), value: $0.values.map(SafeText.plain).joined(separator: "   "))
        }
        rows += certainty(plan.finding) + expected(plan)
        let width = (rows.map(\.name.count) + deciding.map(\.name.count)).max() ?? 0
        func padded(_ name: String) -> String { name + String(repeating: " ", count: width - name.count) }
        return [
            "statistics": rows.map { ["name": padded($0.name), "value": $0.value] },
            "deciding": deciding.map {
                ["name": padded($0.name), "location": $0.place, "others": $0.others]
            },
        ]
    }

    /// `needs  180Mi – 230Mi (90%)   confidence 0.92`.
    private static func certainty(_ finding: Finding) -> [(name: String, value: String)] {
        guard let range = finding.range else { return [] }
        return [("needs", SafeText.plain("\(range.text)   confidence \(finding.confidence.fixed(2))"))]
    }

    /// `with 768Mi  above it 0 of 2,016 samples (was 31)`, and the chance of a kill below it.
    private static func expected(_ plan: Plan) -> [(name: String, value: String)] {
        guard let outlook = plan.outlook else { return [] }
        let (old, new) = (outlook.before, outlook.after)
        var rows = [
            (
                name: SafeText.plain("with \(new.value)"),
                value:
                    "above it \(new.above.grouped) of \(outlook.samples.grouped) samples (was \(old.above.grouped))"
            )
        ]
        if let kill = new.kill {
            let was = old.kill.map { " (was \(Outlook.text(chance: $0)))" } ?? ""
            rows.append(("", "kill in 30 days \(Outlook.text(chance: kill))\(was)"))
        }
        return rows
    }

    /// The line that decides, and the key that is written over it where there is one.
    private static func decisions(of trace: Trace) -> [(name: String, place: String, others: String)] {
        var rows = trace.origin.map {
            [(name: "deciding line", place: SafeText.plain($0.location), others: others(trace))]
        }
        if let insertion = trace.insertion {
            let row = (
                name: "written over", place: SafeText.plain("\(insertion.file):\(insertion.line)"),
                others: SafeText.plain(insertion.keyPath)
            )
            rows = (rows ?? []) + [row]
        }
        return rows ?? []
    }

    private static func others(_ trace: Trace) -> String {
        let count = trace.alsoDecides.count + trace.alsoAffects.count + trace.elsewhere.count
        return count == 0
            ? "nothing else uses it"
            : "\(count.counted("other attribute")) \(count == 1 ? "uses" : "use") it"
    }

    /// The queries in order, exact but for what a forge would act on; the evidence has them all.
    private static func queries(_ signals: [SignalRecord]) -> [[String: String]] {
        var texts = signals.prefix(shownQueries).map { PlainText.cut(SafeText.plain($0.query), to: 4000) }
        let more = signals.count - texts.count
        if more > 0 { texts.append("(and \(more) more in the evidence)") }
        return texts.enumerated().map {
            ["label": $0.offset == 0 ? "Query:    " : indent, "text": $0.element]
        }
    }

    private static func window(_ finding: Finding) -> String {
        var text = SignalText.window(finding.window)
        if let main = SignalText.main(of: finding.signals) {
            let name = finding.signals.count > 1 ? "query \(main.index + 1): " : ""
            text += "\n" + indent + hanging(name + SignalText.amount(main.signal))
        }
        return text
    }

    private static func expect(_ verification: VerificationPlan, _ unit: MeasureUnit) -> String {
        guard !verification.expectations.isEmpty else {
            return "rolled out within \(verification.applyBy)"
        }
        let lines = verification.expectations.map { indent + ExpectationText.text($0, unit) }
        return "within \(verification.watch) of the roll-out\n" + lines.joined(separator: "\n")
    }

    private static func hanging(_ text: String) -> String {
        SafeText.wrap(text, width: 78 - indent.count, indent: indent)
    }
}
