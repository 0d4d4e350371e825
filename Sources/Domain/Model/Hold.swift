public import Diagnostics

/// Why something was not done, from a closed list; declining is not failing.
///
/// Every reason has one meaning, one sentence for people and its own test. The first group is the contract of `trace`.
public enum HoldReason: String, Sendable, Codable, Hashable, CaseIterable {
    // Tracing
    case derived, autoscaled, external
    case notInRepository = "not-in-repository"
    case dataSource = "data-source"
    case templated, ambiguous, generated, encrypted
    case outsidePaths = "outside-paths"
    case unparsable, unsupported, limit
    case noSuchResource = "no-such-resource"
    // Detection
    case tooYoung = "too-young"
    case lowCoverage = "low-coverage"
    case staleData = "stale-data"
    case badData = "bad-data"
    case leaking
    case uncorroborated
    case noTarget = "no-target"
    // Planning and editing
    case noCategory = "no-category"
    case outsideBounds = "outside-bounds"
    case driftedFromGit = "drifted-from-git"
    case shared
    case editNotVerified = "edit-not-verified"
    case formatConflict = "format-conflict"
    // Proposal
    case dryRun = "dry-run"
    case belowTop = "below-top"
    case branchModified = "branch-modified"
    case joinsOpenPullRequest = "joins-open-pull-request"
    // Policy
    case observeOnly = "observe-only"
    case waitsForApproval = "waits-for-approval"
    case waitsForPeople = "waits-for-people"
    case heldByPerson = "held-by-person"
    case offSchedule = "off-schedule"
    case frozen
    case budgetExhausted = "budget-exhausted"
    case recurring
    case incidentOpen = "incident-open"
    case checksNotGreen = "checks-not-green"
    case gateFailed = "gate-failed"
    case evidenceStale = "evidence-stale"
    case baseMoved = "base-moved"
    case halted
    case ledgerUnreadable = "ledger-unreadable"

    /// One sentence for people, without a full stop.
    public var sentence: String {
        switch self {
        case .derived: "the value is computed from several tokens; no single one decides it"
        case .autoscaled: "an autoscaler owns this value"
        case .external:
            "the code that decides it is not in this repository, and nothing here confirms what a key would do"
        case .notInRepository: "no value for it stands anywhere in this repository"
        case .dataSource: "the value comes from a data source that only production knows"
        case .templated: "the file is a template that cannot be read as what it will become"
        case .ambiguous: "several resources or roots answer to this name"
        case .generated: "the file is generated; its source must be changed instead"
        case .encrypted: "the file is encrypted"
        case .outsidePaths: "the file lies outside the paths that may be edited"
        case .unparsable: "the file has syntax errors"
        case .unsupported: "this form is not evaluated yet, so a guess would be needed"
        case .limit: "a limit on size, depth or time was reached before the answer"
        case .noSuchResource: "no such resource is declared here"
        case .tooYoung: "there is not enough history yet"
        case .lowCoverage: "too many samples are missing"
        case .staleData: "the newest samples are too old"
        case .badData: "the samples cannot be trusted"
        case .leaking: "memory grows without bound; a size would only hide the leak"
        case .uncorroborated: "the signals themselves do not show what the alert says"
        case .noTarget: "the alert names no container that can be found"
        case .noCategory: "no policy category on the target branch covers this change"
        case .outsideBounds: "the bounds of the category leave no useful value"
        case .driftedFromGit: "production runs with another value than Git says"
        case .shared: "the same token decides other resources too"
        case .editNotVerified: "the edit did not prove to change the planned value and nothing else"
        case .formatConflict: "the file cannot be kept in canonical format by a local edit"
        case .dryRun: "this is a dry run"
        case .belowTop: "others are of greater benefit, and the run was told how many to propose"
        case .branchModified: "a person changed the branch"
        case .joinsOpenPullRequest: "another open pull request already changes this token"
        case .observeOnly: "the policy only observes"
        case .waitsForApproval: "the policy wants an approval"
        case .waitsForPeople: "only people may merge this"
        case .heldByPerson: "a person holds this target"
        case .offSchedule: "the merge window is closed"
        case .frozen: "a freeze is in force"
        case .budgetExhausted: "the budget is used up"
        case .recurring: "the same fix was needed too often; it may be masking a cause"
        case .incidentOpen: "an incident is open on this service"
        case .checksNotGreen: "required checks are not green"
        case .gateFailed: "a gate did not pass"
        case .evidenceStale: "the evidence no longer holds on new signals"
        case .baseMoved: "the target branch moved; the change must be built again"
        case .halted: "the kill switch is on"
        case .ledgerUnreadable: "the ledger cannot be read or does not verify"
        }
    }
}

/// One reason with the particulars of this case.
public struct Hold: Hashable, Sendable, Codable {
    /// The reason.
    public var reason: HoldReason
    /// The particulars: `9.2 of 14 days, coverage 71% (needs 95%)`.
    public var detail: String

    /// Makes a hold; without detail the sentence of the reason stands.
    public init(_ reason: HoldReason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail.isEmpty ? reason.sentence : detail
    }
}

/// What a stage gives: go on, held, or failed.
public enum Outcome<Value: Sendable>: Sendable {
    /// Go on with the value.
    case done(Value)
    /// Declined, with the reason.
    case held(Hold)
    /// The world did not cooperate.
    case failed(Failure)
}
