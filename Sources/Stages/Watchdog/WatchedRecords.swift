internal import Model

/// What became of each category's changes, by what stood in the ledger before a line; counted from its text alone.
struct WatchedRecords {
    /// What `auto` asks for, as documented.
    static let successes = 10
    /// Share of changes in trouble that it bears.
    static let mostTrouble = 0.05
    /// Seconds without trouble before anything is merged without a person's hand.
    static let quiet = 14.0 * 86_400

    fileprivate struct Change {
        var category = ""
        var isMerged = false
        var isSupervised = false
        var worked = false
        var troubles: [Timestamp] = []
        var failed = false
        var isUndone = false
    }

    /// The counts of one category.
    struct Tally {
        fileprivate(set) var merged = 0
        fileprivate(set) var earned = 0
        fileprivate(set) var failed = 0
        fileprivate(set) var undone = 0
        fileprivate(set) var lastTrouble: Timestamp?
        fileprivate(set) var isReversalMeasured = false

        fileprivate mutating func count(_ change: Change, _ sign: Int) {
            if change.isMerged { merged += sign }
            if change.isSupervised, change.worked, !change.failed { earned += sign }
            if change.failed { failed += sign }
            if change.isUndone { undone += sign }
            for time in change.troubles { lastTrouble = max(time, lastTrouble ?? time) }
        }

        /// Why the category may do less than its file says at a moment; nil when nothing went wrong of late.
        func trouble(at time: Timestamp) -> String? {
            if let lastTrouble, time.seconds(since: lastTrouble) < WatchedRecords.quiet {
                return "a change of the category was in trouble on \(lastTrouble.dateText)"
            }
            let bad = max(failed, undone)
            guard merged > 0, Double(bad) > WatchedRecords.mostTrouble * Double(merged) else { return nil }
            return "\(bad) of \(merged) changes of the category were in trouble"
        }

        /// What the record lacks for merging without a person's hand; nil when it has all.
        var lack: String? {
            if earned < WatchedRecords.successes {
                return "\(earned) of \(WatchedRecords.successes) changes worked under a person's eyes"
            }
            return isReversalMeasured ? nil : "undoing was never measured"
        }
    }

    private let account: LedgerAccount
    private var next = 0
    private var changes: [String: Change] = [:]
    private var commits: [String: String] = [:]
    private var tallies: [String: Tally] = [:]
    /// Further members of groups, by the action of the first, which stands for the whole.
    private var members: [String: [String]] = [:]
    /// Commits that people undid before the ledger told which change they were.
    private var undone: [String: Timestamp] = [:]

    init(_ account: LedgerAccount) { self.account = account }

    /// The counts of a category before a line; merges are looked at in order, so lines are read once.
    mutating func tally(of category: String, before line: Int) -> Tally {
        if line < next { self = WatchedRecords(account) }
        while next < line {
            read(account.lines[next])
            next += 1
        }
        return tallies[category] ?? Tally()
    }

    private mutating func read(_ line: WatchedLine) {
        let event = line.event
        if event.type == "hold", let act = event.details["act"], act.hasPrefix("reverted ") {
            let commit = String(act.dropFirst("reverted ".count))
            undone[commit] = event.time
            undo(commit)
        }
        if event.type == "drill", line.isTrusted, event.duration != nil, let category = event.category {
            tallies[category, default: Tally()].isReversalMeasured = true
        }
        guard let action = event.action else { return }
        change(action) { change in
            if let category = event.category { change.category = category }
            switch event.type {
            case "merge":
                change.isMerged = true
                if line.isTrusted, event.details["by"] == "people" { change.isSupervised = true }
            case "done" where event.details["effect"] == "merge": change.isMerged = true
            case "approve": if line.isTrusted { change.isSupervised = true }
            case "verification" where event.actual == "did-not":
                change.failed = true
                change.troubles.append(event.time)
            case "verification" where event.actual == "worked" && line.isTrusted: change.worked = true
            case "revert":
                change.isUndone = true
                change.troubles.append(event.time)
            default: break
            }
        }
        if let first = event.details["group"], members[first]?.contains(action) != true {
            members[first, default: []].append(action)
            follow(action, first)
        }
        for member in members[action] ?? [] { follow(member, action) }
        if event.type == "revert", line.isTrusted, event.duration != nil, let name = changes[action]?.category
        {
            tallies[name, default: Tally()].isReversalMeasured = true
        }
        if event.type == "merge" || event.type == "done" && event.details["effect"] == "merge",
            let commit = event.actual
        {
            commits[commit] = action
            undo(commit)
        }
    }

    /// What people undid counts against its category, once it is known whose it is.
    private mutating func undo(_ commit: String) {
        guard let action = commits[commit], let time = undone[commit] else { return }
        change(action) { change in
            change.isUndone = true
            change.troubles.append(time)
        }
        for member in members[action] ?? [] { follow(member, action) }
    }

    /// A further member landed with the first, under the same eyes, and was undone with it.
    private mutating func follow(_ member: String, _ first: String) {
        guard let whole = changes[first] else { return }
        change(member) { change in
            change.isMerged = change.isMerged || whole.isMerged
            change.isSupervised = change.isSupervised || whole.isSupervised
            if whole.isUndone, !change.isUndone {
                change.isUndone = true
                change.troubles += whole.troubles.suffix(1)
            }
        }
    }

    private mutating func change(_ action: String, _ body: (inout Change) -> Void) {
        var change = changes[action] ?? Change()
        if changes[action] != nil { tallies[change.category, default: Tally()].count(change, -1) }
        body(&change)
        tallies[change.category, default: Tally()].count(change, 1)
        changes[action] = change
    }
}
