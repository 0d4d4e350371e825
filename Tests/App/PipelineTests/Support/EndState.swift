internal import Foundation
internal import TestSupport

/// What a run left behind, without what may differ between two roads to the same end: ids, numbers, order, moments.
struct EndState: Equatable, CustomStringConvertible {
    /// The tree of the target branch.
    var tree: String
    /// Patch of every branch of the bot against the target branch.
    var branches: [String: String]
    /// Head, state and title of every pull request.
    var pulls: [String]
    /// Targets that were merged, with the values, as the ledger tells.
    var merged: [String]

    var description: String {
        (["tree \(tree)"] + branches.keys.sorted() + pulls + merged).joined(separator: "\n")
    }

    /// Reads forge, references and ledger of a storefront, after whatever happened there.
    init(_ storefront: Storefront) throws {
        let git = storefront.git
        tree = try git.run(["git", "rev-parse", "main^{tree}"]).text
        branches = [:]
        let names = try git.run(["git", "for-each-ref", "--format=%(refname)", "refs/heads/trimtab"]).text
        for name in names.split(separator: "\n").map(String.init) {
            branches[name] = try git.run(["git", "diff", "--no-color", "--no-ext-diff", "main...\(name)"])
                .text
                .split(separator: "\n").filter { !$0.hasPrefix("index ") }.joined(separator: "\n")
        }
        pulls = try PullSeen.all(storefront).map { "\($0.head) \($0.state) \($0.title)" }.sorted()
        merged = try EventSeen.all(storefront).filter { $0.isMerge }.map { event in
            "\(event.target ?? "?") \(event.details["before"] ?? "?") \(event.details["after"] ?? "?")"
        }.sorted()
    }
}

/// A pull request as the local forge lists it.
struct PullSeen: Decodable, Sendable {
    var number: Int
    var title: String
    var head: String
    var headCommit: String
    var state: String
    var mergeCommit: String?
    var body: String

    static func all(_ storefront: Storefront) throws -> [PullSeen] {
        let answer = try storefront.trimtab("pr", "list", "-o", "json")
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
        return try JSONDecoder().decode([PullSeen].self, from: answer.output)
    }
}

/// An event of the ledger.
struct EventSeen: Decodable, Sendable {
    var type: String
    var action: String?
    var target: String?
    var actual: String?
    var actor: String?
    var details: [String: String]

    var key: String { details["key"] ?? "" }
    var isMerge: Bool { type == "done" && details["effect"] == "merge" || type == "merge" }

    static func all(_ storefront: Storefront) throws -> [EventSeen] {
        let answer = try storefront.trimtab("ledger", "log", "-o", "json")
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
        return try JSONDecoder().decode([EventSeen].self, from: answer.output)
    }
}

/// What must hold after any sequence of runs, interrupted or not.
enum Invariants {
    /// Sentences for everything that does not hold.
    static func broken(_ storefront: Storefront) throws -> [String] {
        var faults: [String] = []
        let events = try EventSeen.all(storefront)
        var open: Set<String> = []
        for event in events {
            switch event.type {
            case "intent": open.insert(event.key)
            case "done", "abandoned": open.remove(event.key)
            default: break
            }
        }
        faults += open.map { "open intent: \($0)" }
        let audit = try storefront.trimtab("ledger", "verify")
        if audit.status != 0 { faults.append("ledger verify: \(audit.everything)") }

        let abandoned = Set(events.filter { $0.type == "abandoned" }.map(\.key))
        let done = events.filter { $0.type == "done" && $0.details["effect"] == "merge" }
        for merge in done {
            let permits = events.filter {
                $0.type == "permit" && $0.action == merge.action && !abandoned.contains($0.key)
            }
            // A permit whose merge was abandoned once and granted again under the same key counts once.
            let same = events.filter { $0.type == "permit" && $0.key == merge.key }
            if Set(permits.map(\.key)).union(same.map(\.key)).count != 1 {
                faults.append("\(merge.action ?? "?") has \(permits.count) permits")
            }
        }
        if Set(done.map(\.key)).count != done.count { faults.append("a merge is done twice") }

        let log = try storefront.git.run([
            "git", "log", "--format=%(trailers:key=Trimtab-Action,valueonly)", "main",
        ])
        let actions = log.text.split(separator: "\n").map(String.init)
        if Set(actions).count != actions.count { faults.append("an action is on main twice") }
        let fsck = try storefront.git.attempt(["git", "fsck", "--full", "--strict", "--no-dangling"])
        if fsck.status != 0 { faults.append("git fsck: \(fsck.everything)") }
        return faults
    }
}
