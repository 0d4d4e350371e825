internal import Model

/// The body of a pull request about several changes: the whole first, then each change by itself, folded.
extension Content {
    func groupContext(_ evidence: Digest) -> [String: Any] {
        let group = plan.group
        var context = frame(evidence)
        context["lead"] = section.markdown(
            "All that is due for \(group?.display ?? "it"): \(plan.members.count) changes in one commit, all of "
                + "them or none. Proposed: \(plan.summary).")
        context["saving"] = section.markdown(saving)
        let contents = plan.members.map {
            Content(plan: $0, decision: decision, diff: "", size: size)
        }
        context["rows"] = contents.map(\.row)
        context["members"] = contents.map { content in
            var member = content.context(evidence)
            member["title"] = content.section.markdown(content.plan.summary)
            return member
        }
        let absent = (group?.absent ?? []).map { "\($0.target): \($0.reason.sentence)" }
        if !absent.isEmpty {
            context["absent"] = ["rows": section.list(absent.map(section.markdown))]
        }
        return context
    }

    /// One line of the table.
    private var row: [String: String] {
        let change = plan.changes[0]
        return [
            "target": section.markdown(change.target.display), "before": section.markdown(change.before),
            "after": section.markdown(change.after), "saving": section.markdown(plan.saving.text),
            "confidence": plan.finding.confidence.fixed(2),
            "range": section.markdown(plan.finding.range?.text ?? "–"),
            "risk": section.markdown(plan.outlook?.risk ?? "–"),
        ]
    }
}
