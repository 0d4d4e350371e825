/// How a pull request becomes part of the target branch.
public enum MergeMethod: String, Sendable, Codable, Hashable {
    case squash, merge
}

/// Leave to merge one head onto one base, until a moment; only Policy can make one.
///
/// Everything it was granted on is in it: another head, another base or a later time needs another permit.
public struct MergePermit: Hashable, Sendable {
    /// The action.
    public let action: ActionID
    /// The pull request's number.
    public let number: Int
    /// The head that was judged.
    public let head: ObjectID
    /// Branch that is merged into.
    public let baseBranch: String
    /// The tip of the base that was judged.
    public let base: ObjectID
    /// Path of the category file on the target branch.
    public let policyPath: String
    /// Blob of the category file.
    public let policyBlob: ObjectID
    /// Tip of the ledger that the decision was computed from; nil for an empty ledger.
    public let ledgerTip: ObjectID?
    /// The permit is void from this moment on.
    public let expires: Timestamp
    /// How to merge.
    public let method: MergeMethod
    /// Canonical texts of all targets that it lets change.
    public let targets: [String]

    /// Only the Policy stage calls this.
    @_spi(PolicyGate)
    public init(
        action: ActionID, number: Int, head: ObjectID, baseBranch: String, base: ObjectID, policyPath: String,
        policyBlob: ObjectID, ledgerTip: ObjectID?, expires: Timestamp, method: MergeMethod,
        targets: [String] = []
    ) {
        self.action = action
        self.number = number
        self.head = head
        self.baseBranch = baseBranch
        self.base = base
        self.policyPath = policyPath
        self.policyBlob = policyBlob
        self.ledgerTip = ledgerTip
        self.expires = expires
        self.method = method
        self.targets = targets
    }
}
