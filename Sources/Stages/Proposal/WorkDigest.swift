internal import Diagnostics
public import Model

/// What came of the bot's work in a span of time, and what waits for people now.
public struct WorkDigest: Sendable, Encodable {
    /// One change.
    public struct Change: Sendable, Encodable {
        /// Number of the pull request, where there is one.
        public var pullRequest: Int?
        /// Target as people read it.
        public var target: String
        /// Namespace or Terraform root.
        public var place: String
        /// The service that the target belongs to.
        public var service: String
        /// The value before.
        public var before: String
        /// The value after.
        public var after: String
        /// What it saves each month.
        public var saving: Saving
        /// `kill 2.1%/mo`; nil where nothing tells.
        public var risk: String?
        /// `worked`, `did-not`, `not-applied`, `unknown`, `reverted`; nil while it is watched, and before it lands.
        public var outcome: String?

        /// Makes a change.
        public init(
            pullRequest: Int?, target: String, place: String, service: String, before: String, after: String,
            saving: Saving, risk: String?, outcome: String?
        ) {
            self.pullRequest = pullRequest
            self.target = target
            self.place = place
            self.service = service
            self.before = before
            self.after = after
            self.saving = saving
            self.risk = risk
            self.outcome = outcome
        }
    }

    /// Why targets were declined.
    public struct Declined: Sendable, Encodable {
        /// Hold reason.
        public var reason: String
        /// The targets, each once.
        public var targets: [String]
        /// The particulars of the first.
        public var example: String

        /// Makes a row.
        public init(reason: String, targets: [String], example: String) {
            self.reason = reason
            self.targets = targets
            self.example = example
        }
    }

    /// What a digest is added up by.
    public enum Grouping: String, Sendable, CaseIterable {
        case target, service, namespace
    }

    /// The span.
    public var window: TimeWindow
    /// What landed in it, the greatest saving first.
    public var landed: [Change]
    /// Pull requests that are open now, the greatest saving first.
    public var waiting: [Change]
    /// What was declined in it.
    public var declined: [Declined]

    /// Makes a digest and puts everything in order.
    public init(window: TimeWindow, landed: [Change], waiting: [Change], declined: [Declined]) {
        self.window = window
        self.landed = WorkDigest.ranked(landed)
        self.waiting = WorkDigest.ranked(waiting)
        self.declined = declined.sorted {
            $0.targets.count != $1.targets.count
                ? $0.targets.count > $1.targets.count : $0.reason < $1.reason
        }
    }

    /// The week as a key, so that one digest is posted once: `digest 2026-11-20`.
    public var key: String { "digest \(window.end.dateText)" }

    /// One line for a title.
    public var title: String { "Trimtab, \(window.span) to \(window.end.dateText)" }

    /// For people and forges: Markdown, ends in a newline.
    ///
    /// - Parameters:
    ///   - top: how many rows each table has at most.
    ///   - grouping: what the changes are added up by.
    /// - Returns: at most ``PullRequestBody/limit`` bytes.
    public func markdown(top: Int = 20, by grouping: Grouping = .target) -> String {
        var parts = ["## \(title)", lead]
        parts += table("Waiting for people", waiting, top, grouping, hasOutcome: false)
        parts += table("Landed", landed, top, grouping, hasOutcome: true)
        if !declined.isEmpty {
            let rows = declined.prefix(top).map {
                "| \(SafeText.markdown($0.reason)) | \($0.targets.count.grouped) "
                    + "| \(SafeText.markdown(PlainText.cut("\($0.targets.first ?? ""): \($0.example)", to: 160))) |"
            }
            parts += [
                "### Declined",
                (["| why | targets | for example |", "|---|---|---|"] + rows).joined(separator: "\n"),
            ]
        }
        let text = parts.joined(separator: "\n\n") + "\n"
        return text.utf8.count <= PullRequestBody.limit
            ? text : BodyCut.markdown(text, within: PullRequestBody.limit)
    }

    private var lead: String {
        let undone = landed.count { $0.outcome == "reverted" || $0.outcome == "did-not" }
        return [
            landed.isEmpty
                ? "Nothing landed"
                : "\(landed.count.counted("change")) landed\(WorkDigest.sum(landed, "saving"))",
            waiting.isEmpty
                ? "nothing waits" : "\(waiting.count.grouped) wait\(WorkDigest.sum(waiting, "would save"))",
            undone == 0 ? "none was undone" : "\(undone.grouped) did not work",
            "\(declined.reduce(0) { $0 + $1.targets.count }.counted("target")) declined",
        ].joined(separator: ", ") + "."
    }

    private func table(
        _ name: String, _ changes: [Change], _ top: Int, _ grouping: Grouping, hasOutcome: Bool
    ) -> [String] {
        guard !changes.isEmpty else { return [] }
        var rows: [String]
        if grouping == .target {
            rows = ["| saves/mo | change | \(hasOutcome ? "came out" : "risk") | |", "|---|---|---|---|"]
            rows += changes.prefix(top).map { change in
                let words = SafeText.markdown("\(change.target): \(change.before) → \(change.after)")
                let last = hasOutcome ? change.outcome ?? "is watched" : change.risk ?? "–"
                let number = change.pullRequest.map { "#\($0)" } ?? ""
                return "| \(change.saving.text) | \(words) | \(SafeText.markdown(last)) | \(number) |"
            }
        } else {
            rows = ["| saves/mo | \(grouping.rawValue) | changes |", "|---|---|---|"]
            let groups = Dictionary(grouping: changes) { grouping == .service ? $0.service : $0.place }
            let sums = groups.map { (name: $0, saving: WorkDigest.amount($1), changes: $1) }
                .sorted { $0.saving != $1.saving ? $0.saving > $1.saving : $0.name < $1.name }
            rows += sums.prefix(top).map { group in
                let numbers = group.changes.compactMap(\.pullRequest).sorted().map { "#\($0)" }
                return "| \(WorkDigest.total(group.changes)) | \(SafeText.markdown(group.name)) "
                    + "| \(numbers.isEmpty ? group.changes.count.grouped : numbers.joined(separator: ", ")) |"
            }
        }
        let all = grouping == .target ? changes.count : rows.count - 2
        let left = max(0, all - top)
        if left > 0 { rows.append("| | and \(left.grouped) more | |") }
        return ["### \(name)", rows.joined(separator: "\n")]
    }

    private static func ranked(_ changes: [Change]) -> [Change] {
        changes.enumerated().sorted { a, b in
            let (left, right) = (amount([a.element]), amount([b.element]))
            return left != right ? left > right : a.offset < b.offset
        }.map(\.element)
    }

    private static func amount(_ changes: [Change]) -> Double {
        changes.reduce(0) { sum, change in
            if case .monthly(let amount, _, _) = change.saving { return sum + amount }
            return sum
        }
    }

    /// `$61.20`, or each currency by itself; what has no price is said.
    private static func total(_ changes: [Change]) -> String {
        var sums: [String: Double] = [:]
        var unpriced = 0
        for change in changes {
            switch change.saving {
            case .monthly(let amount, let currency, _): sums[currency, default: 0] += amount
            case .unpriced: unpriced += 1
            case .none: break
            }
        }
        var parts = sums.sorted { $0.key < $1.key }.map {
            Saving.monthly(amount: ($0.value * 100).rounded() / 100, currency: $0.key, source: "").text
        }
        if unpriced > 0 { parts.append("\(unpriced) unpriced") }
        return parts.isEmpty ? "–" : parts.joined(separator: ", ")
    }

    private static func sum(_ changes: [Change], _ verb: String) -> String {
        let total = total(changes)
        guard total != "–" else { return "" }
        let isPriced = changes.contains { if case .monthly = $0.saving { true } else { false } }
        return isPriced ? " (\(verb) \(total) a month)" : " (\(total))"
    }
}
