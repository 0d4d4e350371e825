@_spi(PolicyGate) public import Model
internal import Settings

/// What a permit is asked for.
public struct PermitRequest: Sendable {
    /// The edit that is to be merged.
    public var edit: VerifiedEdit
    /// The pull request's number.
    public var number: Int
    /// Its head, which carries exactly that edit.
    public var head: ObjectID
    /// The branch that is merged into.
    public var baseBranch: String
    /// The tip of that branch, read just now.
    public var base: ObjectID
    /// How to merge.
    public var method: MergeMethod
    /// The tree that merging makes; nil only where no gate runs a program.
    public var tree: ObjectID?

    /// Makes a request.
    public init(
        edit: VerifiedEdit, number: Int, head: ObjectID, baseBranch: String, base: ObjectID,
        method: MergeMethod, tree: ObjectID? = nil
    ) {
        self.tree = tree
        self.edit = edit
        self.number = number
        self.head = head
        self.baseBranch = baseBranch
        self.base = base
        self.method = method
    }
}

/// A permit with the decision that it rests on.
public struct GrantedPermit: Sendable {
    /// The permit.
    public let permit: MergePermit
    /// The decision, which the ledger keeps with the permit.
    public let decision: Decision
}

/// Grants leave to merge, and nobody else does.
///
/// It decides anew from the inputs: a decision that somebody brought along would be a claim.
public struct PermitOffice: Sendable {
    /// No permit lasts longer.
    public static let longest = TimeSpan(seconds: 600)

    private let decider = PolicyDecider()

    /// Makes an office.
    public init() {}

    /// A permit bound to head, base, policy blob and ledger tip, expiring inside the window; or why not.
    ///
    /// `inputs` must be of the edit's plan; the head and the base of the request are what is judged.
    public func grant(
        _ request: PermitRequest, _ inputs: PolicyInputs, at moment: PolicyMoment
    ) -> Outcome<GrantedPermit> {
        guard inputs.plan == request.edit.plan else {
            return .held(Hold(.editNotVerified, "the edit carries out another plan"))
        }
        guard request.baseBranch == inputs.repository.targetBranch else {
            return .held(
                Hold(
                    .baseMoved,
                    "\(request.baseBranch) is not the target branch \(inputs.repository.targetBranch)"))
        }
        guard inputs.gates.runs.isEmpty || inputs.gates.tree != nil && inputs.gates.tree == request.tree
        else {
            return .held(Hold(.gateFailed, "the gates looked at other files than merging would make"))
        }
        var inputs = inputs
        guard inputs.members.map(\.plan.changes) == request.edit.plan.members.map(\.changes) else {
            return .held(Hold(.editNotVerified, "the members that are judged are not those of the edit"))
        }
        inputs.passedGates.formUnion(request.edit.passedGates)
        for index in inputs.members.indices {
            inputs.members[index].passedGates.formUnion(request.edit.passedGates)
        }
        var moment = moment
        moment.head = request.head
        moment.baseTip = request.base
        moment.hasPullRequest = true
        let decision = decider.decide(inputs, at: moment)
        if let hold = decision.hold { return .held(hold) }
        let category = inputs.category.category
        let latest = moment.now.adding(seconds: PermitOffice.longest.seconds)
        let windowEnd =
            inputs.purpose == .revert ? latest : PermitOffice.windowEnd(inputs, moment.now, latest)
        let reviewEnd =
            inputs.judged.flatMap { [$0.category] + $0.companions }.map(\.category.reviewBy).min() ?? latest
        let freezeStart =
            inputs.repository.freezes(near: moment.now).map(\.window.start).filter { $0 > moment.now }.min()
            ?? latest
        let permit = MergePermit(
            action: inputs.plan.actionID, number: request.number, head: request.head,
            baseBranch: request.baseBranch, base: request.base, policyPath: category.path,
            policyBlob: inputs.category.blob, ledgerTip: moment.ledger.tip,
            expires: min(latest, windowEnd, freezeStart, reviewEnd), method: request.method,
            targets: inputs.plan.changes.map(\.target.canonical))
        return .done(GrantedPermit(permit: permit, decision: decision))
    }

    /// The first moment at which a window of any category closes.
    private static func windowEnd(
        _ inputs: PolicyInputs, _ now: Timestamp, _ limit: Timestamp
    ) -> Timestamp {
        let times = inputs.judged.flatMap { inputs in
            let trigger = inputs.plan.finding.trigger
            return ([inputs.category] + inputs.companions).map { $0.category.times(for: trigger) }
                + inputs.overrides.map { $0.times(for: trigger) }
        }
        return times.map { $0.closing(after: now, limit: limit) ?? now }.min() ?? now
    }
}
