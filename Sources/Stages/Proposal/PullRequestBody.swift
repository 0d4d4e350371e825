public import Model

/// The body of a pull request: what, why, how sure, what else it touches, why it may merge, how to check and undo it.
public struct PullRequestBody: Sendable {
    /// Forges cut longer bodies; GitHub's limit is 65,536 characters.
    public static let limit = 65_000

    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The body, at most ``limit`` bytes: first the plot goes, then the decision tree and most of what is long.
    public func text(for edit: VerifiedEdit, decision: Decision, evidence: Digest, diff: String) -> String {
        var text = ""
        for size in BodySize.all {
            let content = Content(plan: edit.plan, decision: decision, diff: diff, size: size)
            text =
                edit.plan.members.count > 1
                ? templates.render("pull-request-group", content.groupContext(evidence))
                : templates.render("pull-request", content.context(evidence))
            if text.utf8.count <= PullRequestBody.limit { return text }
        }
        return BodyCut.markdown(text, within: PullRequestBody.limit)
    }
}

/// What the template may show, at one size.
struct Content {
    let plan: Plan
    let decision: Decision
    let diff: String
    let size: BodySize

    var section: FindingSection { FindingSection(finding: plan.finding, size: size) }

    func context(_ evidence: Digest) -> [String: Any] {
        let section = section
        let change = plan.changes[0]
        var context = section.context
        context["lead"] = section.markdown(
            (plan.finding.narrative.first.map { "\($0) " } ?? "") + "Proposed: \(plan.summary).")
        if size.hasPlot, let plot = Plot(plan.finding, before: change.before, after: change.after) {
            context["plot"] = plot.text
        }
        if let outlook = plan.outlook {
            context["outlook"] = [
                "before": section.markdown(outlook.before.value),
                "after": section.markdown(outlook.after.value),
                "rows": outlook.rows.map { ["name": $0.name, "before": $0.before, "after": $0.after] },
            ]
        }
        context["confidence"] = plan.finding.confidence.fixed(2)
        if let range = plan.finding.range { context["range"] = section.markdown(range.text) }
        if let fleet = plan.finding.fleet { context["fleet"] = section.markdown(fleet.text) }
        context["saving"] = section.markdown(saving)
        context["changes"] = changes
        context["reasoning"] = section.list(plan.reasoning.map(section.markdown))
        context["traceArguments"] = section.code(traceArguments(change.target))
        context.merge(frame(evidence)) { $1 }
        return context
    }

    /// What a body says of the whole, be it one change or a group.
    func frame(_ evidence: Digest) -> [String: Any] {
        [
            "diff": fencedDiff, "blastRadius": blastRadius, "verdict": section.markdown(verdict),
            "decision": size.hasTree ? SafeText.fenced(tree) : "left out for size",
            "number": SafeText.code(plan.actionID.rawValue), "undo": section.markdown(plan.reversal),
            "action": plan.actionID.rawValue,
            "category": SafeText.code(plan.categories.joined(separator: ", ")),
            "owner": section.markdown(plan.owner), "evidence": evidence.rawValue,
        ]
    }

    private var changes: [[String: String]] {
        plan.changes.prefix(size.rows).map { change in
            [
                "attribute": section.code(change.target.attribute),
                "resource": section.code(change.target.address.display),
                "before": section.code(change.before), "after": section.code(change.after),
                "location": section.code(location(change.trace)),
            ]
        }
    }

    /// The deciding token; of a key that is written over it, or where nothing is, the place of that key.
    private func location(_ trace: Trace) -> String {
        guard let insertion = trace.insertion else { return trace.origin?.location ?? "nothing" }
        let place = "\(insertion.keyPath) in \(insertion.file):\(insertion.line)"
        return trace.origin.map { "\($0.location), written over by \(place)" } ?? place
    }

    private var fencedDiff: String {
        let cut = BodyCut.lines(diff, within: size.diff)
        let note = cut.leftOut == 0 ? "" : "… \(cut.leftOut.counted("more line"))"
        var text = SafeText.fenced(cut.text + note)
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private var tree: String {
        var text = decision.tree.rendered
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private var blastRadius: String {
        var others: [DecidedAttribute] = []
        var roots = 0
        var attributes = 0
        for change in plan.changes {
            others += change.trace.alsoDecides + change.trace.alsoAffects + change.trace.elsewhere
            roots = max(roots, change.trace.evaluatedRoots)
            attributes = max(attributes, change.trace.evaluatedAttributes)
        }
        guard others.isEmpty else {
            let rows = others.map {
                "`\(section.code($0.attribute))` of `\(section.code($0.resource))` (`\(section.code($0.value))`)"
            }
            return "The same edit also decides:\n\n"
                + section.list(rows).map { "- \($0)" }.joined(separator: "\n")
        }
        let subject = plan.changes.count == 1 ? "The token decides" : "The tokens decide"
        let place = roots == 0 ? "" : ", here or in \(roots.counted("other root"))"
        let checked = attributes == 0 ? "" : " (\(attributes.counted("attribute")) evaluated)"
        return "\(subject) nothing else\(place)\(checked)."
    }

    private var verdict: String {
        guard let hold = decision.hold else { return "Policy allows the bot to merge this." }
        let waits =
            decision.waitsFor.map { hold.detail.hasPrefix($0) ? "" : " It waits for \($0)." } ?? ""
        return "Not merged by the bot now: \(hold.detail).\(waits)"
    }

    var saving: String {
        guard case .monthly(_, _, let source) = plan.saving else { return plan.saving.text }
        return "\(plan.saving.text) a month (prices: \(source))"
    }

    private func traceArguments(_ target: Target) -> String {
        switch target.address {
        case .kubernetes(let address):
            (address.namespace.isEmpty ? "" : "--namespace \(Content.quoted(address.namespace)) ")
                + "\(Content.quoted(target.address.argument)) \(Content.quoted(target.attribute))"
        case .terraform(let address):
            "--root \(Content.quoted(address.root))"
                + (address.environment.map { " --environment \(Content.quoted($0))" } ?? "")
                + " \(Content.quoted(address.address)) \(Content.quoted(target.attribute))"
        }
    }

    /// A word of a shell command, in quotes where the shell would read it otherwise; people copy these lines.
    ///
    /// Made safe before it is quoted: a quotation mark that came later would end the quotation.
    private static func quoted(_ raw: String) -> String {
        let text = SafeText.code(raw)
        let isPlain = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,%+".contains($0))
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
