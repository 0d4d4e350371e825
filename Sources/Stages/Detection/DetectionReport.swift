public import Model

/// What one run of detection saw.
public struct DetectionReport: Sendable {
    /// What is worth acting on, or worth saying why not: the greatest benefit first, held ones last.
    public var findings: [Finding]
    /// Containers of workloads, and machines, that were looked at.
    public var targetsSeen: Int
    /// Those of them that need nothing.
    public var wellSized: Int
    /// Canonical addresses of everything that was looked at with data good enough to conclude from.
    public var concluded: Set<String>
    /// The window of the signals.
    public var window: TimeWindow
    /// Queries asked.
    public var queries: Int
    /// Warnings of the metrics store and remarks on the data, for people.
    public var warnings: [String]

    /// Makes a report and puts the findings in order.
    public init(
        findings: [Finding], window: TimeWindow, targetsSeen: Int, wellSized: Int,
        concluded: Set<String> = [], queries: Int, warnings: [String]
    ) {
        let keyed = findings.map { (finding: $0, benefit: Benefit.of($0), name: $0.target.canonical) }
        self.findings = keyed.sorted { a, b in
            a.benefit != b.benefit ? a.benefit > b.benefit : a.name < b.name
        }.map(\.finding)
        self.targetsSeen = targetsSeen
        self.wellSized = wellSized
        self.concluded = concluded
        self.window = window
        self.queries = queries
        self.warnings = warnings
    }
}

/// Orders findings; a declared weight, not a price: a kill comes before any saving, a saving before a held row.
enum Benefit {
    /// On-demand list prices per hour, used only to weigh a core against memory.
    private static let perCore = 0.0316
    private static let perGiB = 0.0042

    static func of(_ finding: Finding) -> Double {
        guard finding.hold == nil else { return -1 }
        guard case .quantity(let wish)? = finding.wish, let text = finding.observed,
            let now = Quantity(text)
        else { return 0.5 }
        let less = (now.value - wish.value) * Double(finding.instances)
        guard less > 0 else { return 1_000_000 }
        return finding.plotUnit == .cores ? less * perCore : less / 1_073_741_824 * perGiB
    }
}
