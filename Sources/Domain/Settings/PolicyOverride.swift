public import Diagnostics
public import Model

/// What `.trimtab.yml` asks for in one part of the repository, beside what the category asks for; it can only tighten.
public struct PolicyOverride: Hashable, Sendable {
    /// Name that decisions show.
    public var name: String
    /// Globs over edited files; empty for all.
    public var paths: [String] = []
    /// Environments of Terraform roots, or clusters; `*` stands for any text; empty for all.
    public var environments: [String] = []
    /// `namespace/workload`, or a Terraform address; empty for all.
    public var services: [String] = []
    /// Owners of the change; empty for all.
    public var owners: [String] = []
    /// The most autonomy here.
    public var posture: Posture?
    /// Approvals by people.
    public var approvals = 0
    /// Further checks that must be green.
    public var checks: [String] = []
    /// Further budgets.
    public var budgets: [Budget] = []
    /// When sweeps may merge here, beside the category's windows.
    public var sweepTimes = MergeTimes.always
    /// When alerts may merge here.
    public var alertTimes = MergeTimes.always
    /// `path:line` of the entry.
    public var source: String
    /// Where the entry stands; nil outside of files.
    public var span: SourceSpan?

    /// Makes an override that asks for nothing yet.
    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}
