internal import Diagnostics
public import Model

/// The body of a pull request: what, why, how sure, what else it touches, why it may merge, how to check and undo it.
public struct PullRequestBody: Sendable {
    /// Forges cut longer bodies; GitHub's limit is 65,536 characters.
    public static let limit = 65_000

    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The body, at most ``limit`` bytes: the plot goes first, then the decision tree, then the end is cut.
    public func text(for edit: VerifiedEdit, decision: Decision, evidence: Digest, diff: String) -> String {
        let variants: [(plot: Bool, tree: Bool, diff: Int)] = [
            (true, true, 20_000), (false, true, 10_000), (false, false, 4_000),
        ]
        var text = ""
        for variant in variants {
            text = templates.render(
                "pull-request",
                context(edit, decision, evidence, diff, plot: variant.plot, tree: variant.tree, variant.diff))
            if text.utf8.count <= PullRequestBody.limit { return text }
        }
        return PullRequestBody.cut(text, PullRequestBody.limit - 40) + "\n\n… cut at the size limit\n"
    }

    private func context(
        _ edit: VerifiedEdit, _ decision: Decision, _ evidence: Digest, _ diff: String, plot: Bool,
        tree: Bool,
        _ diffLimit: Int
    ) -> [String: Any] {
        let plan = edit.plan
        let finding = plan.finding
        var context = PullRequestBody.common(finding)
        let change = plan.changes[0]
        context["lead"] = SafeText.markdown(
            (finding.narrative.first.map { "\($0) " } ?? "") + "This changes \(plan.summary).")
        if plot,
            let drawn = Plot(
                finding, before: PullRequestBody.number(change.before),
                after: PullRequestBody.number(change.after))
        {
            context["plot"] = drawn.text
        }
        context["confidence"] = Measure.decimals(finding.confidence, 2)
        context["saving"] = SafeText.markdown(PullRequestBody.saving(plan.saving))
        context["changes"] = plan.changes.map { change in
            [
                "attribute": SafeText.code(change.target.attribute),
                "resource": SafeText.code(change.target.address.display),
                "before": SafeText.code(change.before), "after": SafeText.code(change.after),
                "location": SafeText.code(change.trace.origin?.location ?? "an insertion"),
            ]
        }
        context["diff"] = SafeText.fenced(PullRequestBody.cut(diff, diffLimit))
        context["blastRadius"] = PullRequestBody.blastRadius(plan)
        context["reasoning"] = plan.reasoning.map(SafeText.markdown)
        context["verdict"] = SafeText.markdown(PullRequestBody.verdict(decision))
        context["decision"] = tree ? SafeText.fenced(decision.tree.rendered) : "left out for size"
        context["traceArguments"] = SafeText.code(PullRequestBody.traceArguments(change.target))
        context["number"] = SafeText.code(plan.actionID.rawValue)
        context["undo"] = SafeText.markdown(plan.reversal)
        context["action"] = plan.actionID.rawValue
        context["category"] = SafeText.code(plan.category)
        context["owner"] = SafeText.markdown(plan.owner)
        context["evidence"] = evidence.rawValue
        return context
    }

    /// The parts that an escalation shows too.
    static func common(_ finding: Finding) -> [String: Any] {
        [
            "statistics": finding.statistics.map {
                ["name": SafeText.markdown($0.name), "value": Measure.text($0.value, $0.unit)]
            },
            "hypotheses": finding.hypotheses.map { hypothesis in
                var row: [String: Any] = [
                    "mark": hypothesis.accepted ? "**taken:**" : "set aside:",
                    "statement": SafeText.markdown(hypothesis.statement),
                ]
                if !hypothesis.supports.isEmpty {
                    row["supports"] = SafeText.markdown(hypothesis.supports.joined(separator: ", "))
                }
                if !hypothesis.contradicts.isEmpty {
                    row["contradicts"] = SafeText.markdown(hypothesis.contradicts.joined(separator: ", "))
                }
                return row
            },
            "queries": finding.signals.map { signal in
                [
                    "query": SafeText.code(signal.query),
                    "window": SafeText.markdown(
                        "\(signal.window.start.minuteText) to \(signal.window.end.minuteText), step \(signal.step), "
                            + "\(signal.series) series, \(Measure.grouped(signal.samples)) of "
                            + "\(Measure.grouped(signal.expectedSamples)) samples, endpoint \(signal.endpoint)"
                    ),
                ]
            },
        ]
    }

    private static func blastRadius(_ plan: Plan) -> String {
        var rows: [String] = []
        for change in plan.changes {
            let others = change.trace.alsoDecides + change.trace.alsoAffects + change.trace.elsewhere
            if others.isEmpty {
                let trace = change.trace
                rows.append(
                    "The token decides nothing else, here or in \(trace.evaluatedRoots) other roots "
                        + "(\(Measure.grouped(trace.evaluatedAttributes)) attributes evaluated).")
            }
            rows += others.prefix(50).map {
                "- also `\(SafeText.code($0.attribute))` of `\(SafeText.code($0.resource))` (`\(SafeText.code($0.value))`)"
            }
            if others.count > 50 { rows.append("- and \(others.count - 50) more") }
        }
        return rows.joined(separator: "\n")
    }

    private static func verdict(_ decision: Decision) -> String {
        guard let hold = decision.hold else { return "Policy allows the bot to merge this." }
        let waits = decision.waitsFor.map { " It waits for \($0)." } ?? ""
        return "Not merged by the bot now: \(hold.detail).\(waits)"
    }

    private static func saving(_ saving: Saving) -> String {
        guard case .monthly(_, _, let source) = saving else { return Measure.saving(saving) }
        return "\(Measure.saving(saving)) a month (prices: \(source))"
    }

    private static func traceArguments(_ target: Target) -> String {
        switch target.address {
        case .kubernetes(let k):
            (k.namespace.isEmpty ? "" : "--namespace \(k.namespace) ")
                + "\(target.address.argument) \(target.attribute)"
        case .terraform(let t):
            "--root \(t.root)" + (t.environment.map { " --environment \($0)" } ?? "")
                + " '\(t.address)' \(target.attribute)"
        }
    }

    private static func number(_ text: String) -> Double? { Quantity(text)?.value }

    /// The longest prefix of whole lines within `limit` bytes.
    private static func cut(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard result.utf8.count + line.utf8.count + 1 <= limit else { break }
            result += line + "\n"
        }
        return result
    }
}
