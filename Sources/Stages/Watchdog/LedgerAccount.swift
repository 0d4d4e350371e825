internal import Model

/// What the ledger said before a line of it: who had spent what, what was held, what was in trouble.
struct LedgerAccount {
    /// Leave to merge, or a merge that nothing in the ledger gave leave for.
    struct Grant {
        var line: Int
        var key: String
        var event: WatchedEvent
        /// The line that took it back; nil while it counts.
        var takenBackAt: Int?
        /// The line that said it was done nevertheless: another run had looked too early.
        var restoredAt: Int?

        /// Whether it counted before a line.
        func counts(before line: Int) -> Bool {
            guard self.line < line else { return false }
            guard let takenBackAt, takenBackAt < line else { return true }
            return restoredAt.map { $0 < line } ?? false
        }
    }

    let lines: [WatchedLine]
    /// In the order of the ledger.
    private(set) var grants: [Grant] = []
    private var byScope: [String: [Int]] = [:]
    private var linesByType: [String: [Int]] = [:]

    init(_ lines: [WatchedLine]) {
        self.lines = lines
        // Further members of a group have a leave of their own under the same key, behind that of the first.
        var last: [String: [Int]] = [:]
        for (index, line) in lines.enumerated() {
            let event = line.event
            linesByType[event.type, default: []].append(index)
            let key = event.details["key"] ?? event.id
            let isMerge = event.details["effect"] == "merge"
            switch event.type {
            case "permit": add(event, key, index, &last)
            case "done" where isMerge:
                guard let whole = last[key] else {
                    add(event, key, index, &last)
                    continue
                }
                for grant in whole where grants[grant].takenBackAt != nil { grants[grant].restoredAt = index }
            case "abandoned" where isMerge && line.isTrusted:
                for grant in last[key] ?? [] where grants[grant].takenBackAt == nil {
                    grants[grant].takenBackAt = index
                }
            default: break
            }
        }
    }

    private mutating func add(
        _ event: WatchedEvent, _ key: String, _ index: Int, _ last: inout [String: [Int]]
    ) {
        guard event.action != nil, let target = event.target else { return }
        last[key] = (event.details["group"] == nil ? [] : last[key] ?? []) + [grants.count]
        for scope in [
            "target:\(target)", "service:\(event.service ?? target)", "category:\(event.category ?? "")",
            "repository",
        ] { byScope[scope, default: []].append(grants.count) }
        grants.append(Grant(line: index, key: key, event: event))
    }

    /// The leave for the further members of a group, which stands behind that of its first.
    func others(of first: Grant) -> [Grant] {
        guard let place = grants.firstIndex(where: { $0.line == first.line }) else { return [] }
        return Array(
            grants[(place + 1)...].prefix {
                $0.key == first.key && $0.event.details["group"] == first.event.action
            })
    }

    /// The lines of one type.
    func lines(ofType type: String) -> [Int] { linesByType[type] ?? [] }

    /// How many other actions had leave in a scope in the span up to a moment, by what stood before a line.
    func count(_ scope: String, since start: Timestamp, before line: Int, except action: String?) -> Int {
        var actions: Set<String> = []
        for index in byScope[scope] ?? [] {
            let grant = grants[index]
            if grant.line >= line { break }
            guard grant.event.time > start, grant.counts(before: line),
                let other = grant.event.action, other != action
            else { continue }
            actions.insert(other)
        }
        return actions.count
    }

    /// How many other fixes of one target a category had made since a moment.
    func fixes(
        of target: String, in category: String, since start: Timestamp, before line: Int,
        except action: String?
    )
        -> Int
    {
        var actions: Set<String> = []
        for index in byScope["target:\(target)"] ?? [] {
            let grant = grants[index]
            if grant.line >= line { break }
            guard grant.event.time > start, grant.counts(before: line),
                grant.event.category == category, let other = grant.event.action, other != action
            else { continue }
            actions.insert(other)
        }
        return actions.count
    }

    /// The hold or halt that stood on what an event is about, by what stood before its line.
    func standing(against event: WatchedEvent, before line: Int) -> WatchedEvent? {
        let scopes: Set<String> = [
            "repository", "target:\(event.target ?? "")", "service:\(event.service ?? "")",
            "category:\(event.category ?? "")", "organisation",
        ]
        let begins = ["hold": "release", "halt": "resume", "budget-exhausted": "release"]
        for (kind, ending) in begins.sorted(by: { $0.key < $1.key }) {
            var open: [(scope: String, event: WatchedEvent)] = []
            let course = (lines(ofType: kind) + lines(ofType: ending)).sorted()
            for index in course.prefix(while: { $0 < line }) {
                let one = lines[index]
                let scope = LedgerAccount.scope(of: one.event)
                if one.event.type == kind {
                    open.append((scope, one.event))
                } else if one.isTrusted {
                    open.removeAll { $0.scope == scope || kind != "hold" && scope == "repository" }
                }
            }
            let inForce = open.first { scope, one in
                let until = one.details["until"].flatMap { Timestamp($0) }
                return scopes.contains(scope) && (until.map { event.time < $0 } ?? true)
            }
            if let inForce { return inForce.event }
        }
        return nil
    }

    /// When a person last gave a scope room again whose budget was used up, by what stood before a line.
    func reset(of scope: String, before line: Int) -> Timestamp? {
        var isUsedUp = false
        var last: Timestamp?
        let course = (lines(ofType: "budget-exhausted") + lines(ofType: "release")).sorted()
        for index in course.prefix(while: { $0 < line }) {
            let one = lines[index]
            let spoken = LedgerAccount.scope(of: one.event)
            if one.event.type == "budget-exhausted" {
                if spoken == scope { isUsedUp = true }
            } else if one.isTrusted, isUsedUp, spoken == scope || spoken == "repository" {
                (last, isUsedUp) = (one.event.time, false)
            }
        }
        return last
    }

    /// A change of the bot's on the same service that did not work, and that nobody settled before a line.
    func trouble(on service: String, before line: Int) -> WatchedEvent? {
        var open: WatchedEvent?
        let course = (lines(ofType: "verification") + lines(ofType: "release")).sorted()
        for index in course.prefix(while: { $0 < line }) {
            let one = lines[index]
            if one.event.type == "release" {
                let scope = LedgerAccount.scope(of: one.event)
                if one.isTrusted, scope == "repository" || scope == "service:\(service)" { open = nil }
            } else if one.event.service == service {
                if one.event.actual == "did-not" { open = one.event }
                if one.event.actual == "worked", one.isTrusted { open = nil }
            }
        }
        return open
    }

    /// People who approved a head of an action before a line, by command.
    func approvals(of action: String, head: String, before line: Int) -> Set<String> {
        Set(
            lines(ofType: "approve").prefix { $0 < line }.map { lines[$0] }.filter {
                $0.isTrusted && $0.event.action == action && $0.event.details["head"] == head
            }.map(\.event.actor))
    }

    /// True when an earlier merge of a change of the bot's set the value that `event` takes back; people may have made that merge.
    func isReversal(_ event: WatchedEvent, before line: Int) -> Bool {
        (lines(ofType: "done") + lines(ofType: "merge")).contains { index in
            let (earlier, isTrusted) = (lines[index].event, lines[index].isTrusted)
            let isMerge = earlier.type == "merge" ? isTrusted : earlier.details["effect"] == "merge"
            return index < line && isMerge && earlier.target == event.target
                && earlier.details["before"] == event.after && earlier.details["after"] == event.before
        }
            || grants.contains { grant in
                // What a merge tells of is the first of its members; of the others their leave does.
                let earlier = grant.event
                return grant.line < line && earlier.details["group"] != nil && earlier.target == event.target
                    && earlier.before == event.after && earlier.after == event.before
                    && lines(ofType: "done").contains {
                        $0 < line && lines[$0].event.details["key"] == grant.key
                    }
            }
    }

    private static func scope(of event: WatchedEvent) -> String {
        event.details["scope"] ?? event.target.map { "target:\($0)" } ?? "repository"
    }
}
