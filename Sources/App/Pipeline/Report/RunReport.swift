internal import Diagnostics
public import Model
internal import Policy
internal import Settings

/// What a run did and declined to do; printed as a table, or as JSON from the same value.
public struct RunReport: Sendable, Encodable {
    /// One finding on one row.
    public struct Row: Sendable, Encodable {
        /// Where it ended.
        public enum Result: String, Sendable, Encodable {
            case merged, proposed, waits, held, failed
        }

        /// A saving with whose prices say so.
        public struct Price: Sendable, Encodable {
            /// For a month of 30 days; negative where the change costs.
            public var monthly: Double
            /// `USD`.
            public var currency: String
            /// The price list.
            public var source: String
        }

        /// Target as people read it.
        public var target: String
        /// Attribute in two words: `memory limit`.
        public var what: String
        /// Value now.
        public var before: String?
        /// Value proposed.
        public var after: String?
        /// Monthly saving as text.
        public var saving: String
        /// The same in parts, where there is a price.
        public var price: Price?
        /// What the old and the new value do over the window, and what is to be expected of them.
        public var outlook: Outlook?
        /// 0…1.
        public var confidence: Double
        /// Where the amount lies that is needed, in cores or bytes; left out where the data does not tell.
        public var range: NeedRange?
        /// What all instances use together; left out where there is one.
        public var fleet: FleetUse?
        /// `kills 4→0`.
        public var remark: String
        /// Where it ended.
        public var result: Result
        /// Hold reason from the closed list, where it is held or waits.
        public var reason: String?
        /// The particulars.
        public var detail: String?
        /// Who is waited for.
        public var waitsFor: String?
        /// Category.
        public var category: String?
        /// Pull request number.
        public var pullRequest: Int?
        /// Branch of the pull request.
        public var branch: String?
        /// Commit on the branch.
        public var commit: String?
        /// Commit on the target branch.
        public var mergedAs: String?
        /// `path:line:column` of the deciding token.
        public var origin: String?
        /// Issue that people got in this run.
        public var issue: Int?
        /// Unified diff, for dry runs.
        public var diff: String?
        /// The decision tree.
        public var decision: DecisionNode?
    }

    /// `sweep` or `alert`.
    public var trigger: String
    /// The signal window.
    public var window: TimeWindow
    /// The tip of the target branch that was evaluated.
    public var base: String
    /// How many targets were looked at.
    public var targets: Int
    /// How many of them need nothing.
    public var wellSized: Int
    /// How many queries were asked.
    public var queries: Int
    /// Rows in the order of the table.
    public var rows: [Row]
    /// Pull requests that were closed because their finding is gone.
    public var closed: [Int]
    /// Remarks: warnings of the metrics store, uncommitted changes that were ignored.
    public var remarks: [String]
    /// True when nothing outward happened.
    public var isDryRun: Bool

    /// True when a kill switch kept the run from acting.
    public var isHalted: Bool { rows.contains { $0.reason == HoldReason.halted.rawValue } }

    /// How many rows ended so.
    public func count(_ result: Row.Result) -> Int { rows.count { $0.result == result } }
}

extension RunReport.Row {
    /// The row of one journey.
    init(_ journey: Journey) {
        let finding = journey.finding
        target = finding.target.address.display
        what = RunReport.Row.words(for: finding.target.attribute)
        before = journey.plan?.changes.first?.before ?? journey.trace?.value ?? finding.observed
        after = journey.plan?.changes.first?.after
        saving = RunReport.Row.money(journey)
        if case .monthly(let amount, let currency, let source)? = journey.plan?.saving {
            price = Price(monthly: amount, currency: currency, source: source)
        }
        outlook = journey.plan?.outlook
        confidence = finding.confidence
        range = finding.range
        fleet = finding.fleet
        remark = finding.remark
        category = journey.category?.category.name
        pullRequest = journey.pullRequest?.number
        branch = journey.commit?.branch
        commit = journey.commit?.id.rawValue
        mergedAs = journey.mergedAs?.rawValue
        origin = journey.trace?.origin?.location
        issue = journey.issue
        diff = journey.commit?.diff
        decision = journey.decision?.tree
        if let failure = journey.failure {
            (result, reason, detail) = (
                .failed, failure.code.rawValue, SecretText.redacted(failure.description)
            )
        } else if let hold = journey.hold {
            (result, reason, detail) = (.held, hold.reason.rawValue, SecretText.redacted(hold.detail))
        } else if journey.mergedAs != nil {
            result = .merged
        } else if let hold = journey.decision?.hold {
            (result, reason, detail) = (.waits, hold.reason.rawValue, SecretText.redacted(hold.detail))
            waitsFor = journey.decision?.waitsFor
        } else {
            result = .proposed
        }
    }

    private static func money(_ journey: Journey) -> String {
        (journey.plan?.saving ?? .none).text
    }

    private static func words(for attribute: String) -> String {
        let known = [
            "resources.limits.memory": "memory limit", "resources.requests.memory": "memory request",
            "resources.limits.cpu": "cpu limit", "resources.requests.cpu": "cpu request",
        ]
        return known[attribute] ?? attribute
    }
}
