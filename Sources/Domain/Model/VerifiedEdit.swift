public import Diagnostics

/// One file before and after.
public struct FileChange: Hashable, Sendable {
    /// Path relative to the root; the real file, never a link.
    public var path: String
    /// Bytes before.
    public var before: [UInt8]
    /// Bytes after.
    public var after: [UInt8]
    /// The edits between the two.
    public var edits: [Edit]

    /// Makes a change.
    public init(path: String, before: [UInt8], after: [UInt8], edits: [Edit]) {
        self.path = path
        self.before = before
        self.after = after
        self.edits = edits
    }
}

/// An edit that proved itself: parsed again, evaluated again, the planned attributes changed and nothing else.
///
/// Committing takes this type, and only the Editing stage can make one.
public struct VerifiedEdit: Hashable, Sendable {
    /// The plan it carries out.
    public let plan: Plan
    /// The files that change.
    public let files: [FileChange]
    /// Every attribute in every root that changed, after evaluation: exactly the planned ones.
    public let changed: [DecidedAttribute]
    /// What was checked, for the decision tree: `parse`, `blast-radius`.
    public let passedGates: [String]

    /// Only the Editing stage calls this.
    @_spi(EditingGate)
    public init(plan: Plan, files: [FileChange], changed: [DecidedAttribute], passedGates: [String]) {
        self.plan = plan
        self.files = files
        self.changed = changed
        self.passedGates = passedGates
    }

    /// The same edit under the identity of an earlier action with the same conclusion.
    public func adopting(_ action: ActionID) -> VerifiedEdit {
        var plan = plan
        plan.adopted = action
        return VerifiedEdit(plan: plan, files: files, changed: changed, passedGates: passedGates)
    }
}
