public import Diagnostics
public import Model
public import Policy

/// One finding on its way down the road: what each station added, and where it stopped.
public struct Journey: Sendable {
    /// What was seen.
    public var finding: Finding
    /// Findings whose attributes must change in the same commit: the request of a Guaranteed pod, say.
    public var tied: [Finding]
    /// The journeys that this one goes on for, where several changes are proposed together; in the order of its plan.
    public var members: [Journey] = []
    /// Which literal decides it.
    public var trace: Trace?
    /// The same for the tied findings.
    public var tiedTraces: [Trace] = []
    /// The category it runs under.
    public var category: LoadedCategory?
    /// What value, and why.
    public var plan: Plan?
    /// The proven bytes.
    public var edit: VerifiedEdit?
    /// What gates said that ran programs over the proven files.
    var gates = GateReport.none
    /// The commit on its branch.
    public var commit: ProposedCommit?
    /// The pull request.
    public var pullRequest: PullRequest?
    /// What policy said about merging.
    public var decision: Decision?
    /// The commit on the target branch.
    public var mergedAs: ObjectID?
    /// True when what landed meanwhile keeps its commit from being merged as it is.
    var isOvertaken = false
    /// Another run was faster: nothing was declined, and the next run looks again.
    var hasLostRace = false
    /// The issue that people got, where it was escalated in this run.
    public var issue: Int?
    /// Why it was declined; the stations after that one leave it alone.
    public var hold: Hold?
    /// Why it failed; the stations after that one leave it alone.
    public var failure: Failure?

    /// Starts a journey of findings that belong together; what detection holds is held from the start.
    public init(_ findings: [Finding]) {
        precondition(!findings.isEmpty, "a journey has a finding")
        finding = findings[0]
        tied = Array(findings.dropFirst())
        hold = findings.lazy.compactMap(\.hold).first
    }

    /// True until something stopped it.
    public var isOnTheWay: Bool { hold == nil && failure == nil }

    /// Takes the identity of the commit that is already there for the same conclusion.
    mutating func adopt(_ action: ActionID) {
        edit = edit?.adopting(action)
        plan = edit?.plan
    }

    /// Takes the value of an outcome, or stops with its reason.
    mutating func take<Value>(_ outcome: Outcome<Value>) -> Value? {
        switch outcome {
        case .done(let value): return value
        case .held(let hold): self.hold = hold
        case .failed(let failure): self.failure = failure
        }
        return nil
    }
}

/// A commit that carries its evidence, and the branch it is for.
public struct ProposedCommit: Sendable {
    /// The commit.
    public var id: ObjectID
    /// Its whole message.
    public var message: String
    /// Digest of the evidence bundle that the message names.
    public var evidence: Digest
    /// Canonical bytes of the bundle; empty when the commit was there before.
    public var bundle: [UInt8]
    /// The action id in its trailers; that of an earlier run when the conclusion is the same.
    public var action: ActionID
    /// Branch name without `refs/heads/`.
    public var branch: String
    /// Where the branch stands on the remote; nil when it is not there.
    public var remoteHead: ObjectID?
    /// Unified diff against the target branch.
    public var diff: String
}
