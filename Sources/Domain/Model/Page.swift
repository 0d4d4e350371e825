/// Something that the owner must know now: what happened, since when, and whether it is over.
///
/// Schema `trimtab/page/v1`; this is also the document that a webhook gets. Two pages of one cause have one ``id``.
public struct Page: Hashable, Sendable, Codable {
    /// What is wrong; stable names.
    public enum Cause: String, Sendable, Codable, Hashable, CaseIterable {
        /// A budget has no room left.
        case budgetExhausted = "budget-exhausted"
        /// The bot stopped itself: what was merged is not what was permitted.
        case halted
        /// A change could not be taken back, or taking it back did not help.
        case revertFailed = "revert-failed"
        /// A category may do less than its file says.
        case demoted
        /// The watchdog saw what was not permitted.
        case watchdog
    }

    /// Whether it lasts.
    public enum Status: String, Sendable, Codable, Hashable {
        case firing, resolved
    }

    /// The form of the document.
    public var schema = "trimtab/page/v1"
    /// Which cause: the id of the event that tells of it.
    public var id: String
    /// What is wrong.
    public var cause: Cause
    /// Whether it lasts.
    public var status: Status
    /// What the repository is called.
    public var repository: String
    /// Who answers for it; nil where nobody is named.
    public var owner: String?
    /// What stands still: `service:prod/checkout`, `repository`.
    public var scope: String?
    /// Policy category.
    public var category: String?
    /// Canonical text of the target.
    public var target: String?
    /// Service of the target.
    public var service: String?
    /// One line.
    public var title: String
    /// The particulars, and what ends it.
    public var detail: String
    /// Since when.
    public var startsAt: Timestamp
    /// Until when; nil while nobody knows.
    public var endsAt: Timestamp?

    /// Makes a page that fires.
    public init(
        id: String, cause: Cause, repository: String, title: String, detail: String, startsAt: Timestamp
    ) {
        self.id = id
        self.cause = cause
        self.repository = repository
        self.title = title
        self.detail = detail
        self.startsAt = startsAt
        status = .firing
    }

    /// The same page with every text changed.
    public func mapText(_ change: (String) -> String) -> Page {
        var page = self
        page.repository = change(repository)
        page.title = change(title)
        page.detail = change(detail)
        page.owner = owner.map(change)
        page.scope = scope.map(change)
        page.target = target.map(change)
        page.service = service.map(change)
        return page
    }
}
