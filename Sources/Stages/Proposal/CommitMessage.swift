public import Model

/// The message of a commit that carries its evidence: subject, a body read in a minute, and the trailers.
public struct CommitMessage: Sendable {
    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The Conventional Commit subject.
    public static func subject(of plan: Plan) -> String {
        let type =
            switch plan.actionClass {
            case .shrink: "chore"
            case .rollBack: "revert"
            default: "fix"
            }
        return SafeText.line("\(type)(resources): \(plan.summary)")
    }

    /// The whole message.
    ///
    /// Code appends the trailers; a template cannot, because trailer-like lines of the body are indented.
    ///
    /// `policyBlob` is the category file's blob on the target branch, `evidence` the digest of the evidence bundle.
    public func text(
        for edit: VerifiedEdit, policyPath: String, policyBlob: ObjectID, evidence: Digest
    ) -> String {
        let plan = edit.plan
        let finding = plan.finding
        let body = SafeText.withoutTrailers(templates.render("commit", context(plan, finding)))
        return CommitMessage.tidy(body) + "\n"
            + CommitMessage.trailers([
                ("Trimtab-Action", plan.actionID.rawValue),
                ("Trimtab-Category", plan.category),
                ("Trimtab-Policy", "\(policyPath) \(policyBlob.rawValue)"),
                ("Trimtab-Owner", plan.owner),
                ("Trimtab-Evidence", "sha256:\(evidence.rawValue)"),
            ])
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
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isEmpty = line.allSatisfy { $0 == " " }
            if isEmpty, lines.isEmpty || lines.last == "" { continue }
            lines.append(isEmpty ? "" : line)
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func context(_ plan: Plan, _ finding: Finding) -> [String: Any] {
        let names = finding.statistics.map { SafeText.line($0.name) }
        let width = names.map(\.count).max() ?? 0
        let rows = zip(names, finding.statistics).map { name, statistic in
            [
                "name": name + String(repeating: " ", count: width - name.count),
                "value": Measure.text(statistic.value, statistic.unit),
            ]
        }
        let deciding = plan.changes.compactMap { change in
            change.trace.origin.map { origin in
                ["location": SafeText.line(origin.location), "others": CommitMessage.others(change.trace)]
            }
        }
        let queries = finding.signals.enumerated().map { index, signal in
            ["label": index == 0 ? "Query:    " : "          ", "text": SafeText.line(signal.query)]
        }
        var context: [String: Any] = [
            "subject": CommitMessage.subject(of: plan),
            "narrative": SafeText.wrap(
                SafeText.line((finding.narrative + plan.reasoning).joined(separator: " "))),
            "statistics": rows, "deciding": deciding, "queries": queries,
            "window": CommitMessage.window(finding), "undo": SafeText.line(plan.reversal),
        ]
        if let verification = plan.verification { context["expect"] = CommitMessage.expect(verification) }
        return context
    }

    private static func others(_ trace: Trace) -> String {
        let count = trace.alsoDecides.count + trace.alsoAffects.count + trace.elsewhere.count
        return count == 0 ? "nothing else uses it" : "\(count) other attributes use it"
    }

    static func window(_ finding: Finding) -> String {
        let span = "\(finding.window.start.minuteText) to \(finding.window.end.minuteText)"
        guard let first = finding.signals.first else { return span }
        let samples = finding.signals.reduce(0) { $0 + $1.samples }
        let expected = finding.signals.reduce(0) { $0 + $1.expectedSamples }
        return "\(span), step \(first.step), \(first.series) series, \(Measure.grouped(samples)) of "
            + "\(Measure.grouped(expected)) samples (\(Measure.text(finding.coverage, .ratio)))"
    }

    static func expect(_ verification: VerificationPlan) -> String {
        let parts = verification.expectations.map {
            "\(SafeText.line($0.query)) \($0.comparison.rawValue) \(Measure.plain($0.threshold))"
        }
        return "within \(verification.watch) of roll-out: " + parts.joined(separator: "; ")
    }
}
