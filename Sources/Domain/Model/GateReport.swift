/// What one gate said about one tree.
public struct GateRun: Hashable, Sendable {
    /// The name that the category asks for: `terraform-validate`.
    public var name: String
    /// True only when it was run to its end and found nothing wrong.
    public var isPassed: Bool
    /// How it ended, in few words: `exit status 0`, `stopped after 60 s`, or why it was not run.
    public var status: String
    /// The end of what it printed, in one line, without what looks like a credential; empty when it passed.
    public var output: String
    /// Seconds; nil where it was not run, and where the text must be the same each time.
    public var duration: Double?

    /// Makes a run.
    public init(name: String, isPassed: Bool, status: String, output: String = "", duration: Double? = nil) {
        self.name = name
        self.isPassed = isPassed
        self.status = status
        self.output = output
        self.duration = duration
    }

    /// What stands in a decision.
    public var text: String {
        var text = status
        if let duration { text += " after \((duration * 10).rounded() / 10) s" }
        return output.isEmpty ? text : "\(text): \(output)"
    }
}

/// What the gates said, and about which tree: leave to merge is given for that tree only.
public struct GateReport: Hashable, Sendable {
    /// The tree that was looked at; nil where no gate had to run.
    public var tree: ObjectID?
    /// In the order of their names.
    public var runs: [GateRun]

    /// Makes a report.
    public init(tree: ObjectID?, runs: [GateRun]) {
        self.tree = tree
        self.runs = runs
    }

    /// No gate had to run.
    public static let none = GateReport(tree: nil, runs: [])

    /// The same without what differs from run to run.
    public var timeless: GateReport {
        GateReport(
            tree: tree,
            runs: runs.map { run in
                var run = run
                run.duration = nil
                return run
            })
    }
}
