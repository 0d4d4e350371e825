public import Model
public import Settings

/// A finding with the answer of tracing and the category that covers it: all that planning needs of one attribute.
public struct PlanningRequest: Sendable {
    /// What was seen.
    public var finding: Finding
    /// Where the value is decided.
    public var trace: Trace
    /// The category that covers the change.
    public var category: Category

    /// Makes a request.
    public init(finding: Finding, trace: Trace, category: Category) {
        self.finding = finding
        self.trace = trace
        self.category = category
    }
}

extension PlanningRequest {
    /// Puts findings together that must change in one commit, such as request and limit of a Guaranteed pod.
    ///
    /// Groups stand in the order of their first finding, and findings inside a group in theirs.
    public static func groups(_ findings: [Finding]) -> [[Finding]] {
        var groups: [[Finding]] = []
        var groupOf: [Target: Int] = [:]
        for finding in findings {
            let known = ([finding.target] + finding.tiedTo).compactMap { groupOf[$0] }.first
            let index = known ?? groups.count
            if known == nil { groups.append([]) }
            groups[index].append(finding)
            for target in [finding.target] + finding.tiedTo where groupOf[target] == nil {
                // Only ties make groups: two findings about one target are two plans.
                if !finding.tiedTo.isEmpty { groupOf[target] = index }
            }
        }
        return groups
    }
}
