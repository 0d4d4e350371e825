public import Model

/// An escalation: the whole investigation, handed to people.
public struct Escalation: Sendable {
    private let templates: TemplateSet

    /// Renders with `templates`.
    public init(templates: TemplateSet) { self.templates = templates }

    /// The issue for a finding that the road could not or may not finish.
    public func issue(for finding: Finding, hold: Hold, owner: String?) -> IssueDraft {
        var context = PullRequestBody.common(finding)
        context["lead"] = SafeText.markdown(
            "\(finding.target.display): \(finding.kind.rawValue)"
                + (finding.remark.isEmpty ? "" : " (\(finding.remark))")
                + (owner.map { ", answered for by \($0)" } ?? ""))
        context["narrative"] = finding.narrative.map(SafeText.markdown)
        context["stopped"] = SafeText.markdown("\(hold.reason.rawValue): \(hold.detail)")
        return IssueDraft(
            key: "\(finding.kind.rawValue):\(finding.target.canonical):\(hold.reason.rawValue)",
            title: SafeText.line("\(finding.target.display): \(finding.kind.rawValue)"),
            body: templates.render("escalation", context), labels: ["trimtab", finding.kind.rawValue])
    }
}
