internal import Diagnostics
public import Model

/// An escalation: the whole investigation, handed to people.
public struct Escalation: Sendable {
    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The issue for a finding that the road could not or may not finish.
    public func issue(for finding: Finding, hold: Hold, owner: String?) -> IssueDraft {
        var body = ""
        for size in BodySize.all {
            body = templates.render("escalation", context(finding, hold, owner, size))
            if body.utf8.count <= PullRequestBody.limit { break }
        }
        if body.utf8.count > PullRequestBody.limit {
            body = BodyCut.markdown(body, within: PullRequestBody.limit)
        }
        let title = SafeText.plain("\(finding.target.display): \(finding.kind.rawValue)")
        return IssueDraft(
            key: "\(finding.kind.rawValue):\(finding.target.canonical):\(hold.reason.rawValue)",
            title: PlainText.cutInside(title, to: 200), body: body,
            labels: ["trimtab", finding.kind.rawValue])
    }

    private func context(
        _ finding: Finding, _ hold: Hold, _ owner: String?, _ size: BodySize
    ) -> [String: Any] {
        let section = FindingSection(finding: finding, size: size)
        var context = section.context
        context["lead"] = section.markdown(
            "\(finding.target.display): \(finding.kind.rawValue)"
                + (finding.remark.isEmpty ? "" : " (\(finding.remark))")
                + (owner.map { ", answered for by \($0)" } ?? ""))
        context["narrative"] = section.list(finding.narrative.map(section.markdown))
        context["stopped"] = section.markdown("\(hold.reason.rawValue): \(hold.detail)")
        return context
    }
}
