internal import Foundation
internal import TestSupport

/// What a run left behind, without what may differ between two roads to the same end: ids, numbers, order, moments.
struct EndState: Equatable, CustomStringConvertible {
    /// The tree of the target branch.
    var tree: String
    /// Names of all references, numbers left out.
    var references: [String]
    /// Patch of every branch of the bot against the target branch, and its message.
    var branches: [String: String]
    /// Every pull request as it is stored, with its comments.
    var pulls: [String]
    /// Every issue as it is stored.
    var issues: [String]
    /// Notes of commits of the target branch.
    var notes: [String]
    /// What the ledger says that was done, declined and found out.
    var ledger: [String]

    var description: String { lines.joined(separator: "\n") }

    private var lines: [String] {
        ["tree \(tree)"] + references + branches.keys.sorted().map { "\($0)\n\(branches[$0] ?? "")" } + pulls
            + issues + notes + ledger
    }

    /// What only one of the two has, for a failure that can be read.
    func difference(_ other: EndState) -> String {
        let (mine, theirs) = (Set(lines), Set(other.lines))
        return
            (lines.filter { !theirs.contains($0) }.map { "- \($0)" }
            + other.lines.filter { !mine.contains($0) }.map { "+ \($0)" }
            + EndState.repeated(in: other.lines, beyond: lines)
            + (lines.count == other.lines.count ? [] : ["\(lines.count) lines, not \(other.lines.count)"]))
            .joined(separator: "\n")
    }

    /// Lines that stand in `some` more often than in `expected`, where both have them.
    private static func repeated(in some: [String], beyond expected: [String]) -> [String] {
        let counts = Dictionary(expected.map { ($0, 1) }, uniquingKeysWith: +)
        return Dictionary(some.map { ($0, 1) }, uniquingKeysWith: +).filter { line, count in
            counts[line].map { count > $0 } ?? false
        }.map { "+ \($0.value)× \($0.key)" }.sorted()
    }

    /// Reads forge, references and ledger of a storefront, after whatever happened there.
    init(_ storefront: Storefront) throws {
        let git = storefront.git
        let read = { (arguments: [String]) in try git.run(["git"] + arguments).text }
        tree = try read(["rev-parse", "main^{tree}"])
        let names = try read(["for-each-ref", "--format=%(refname)"]).split(separator: "\n").map(String.init)
        references = names.map { $0.replacing(/(pulls|issues)\/\d+$/) { "\($0.1)/<n>" } }.sorted()
        branches = [:]
        for name in names where name.hasPrefix("refs/heads/trimtab/") {
            let patch = try read(["diff", "--no-color", "--no-ext-diff", "main...\(name)"])
            let message = try read(["log", "-1", "--format=%an %ae %at%n%B", name])
            branches[name] = Self.plain(message + "\n" + patch)
        }
        pulls = try names.filter { $0.hasPrefix("refs/trimtab/pulls/") }.map { name in
            let pull = try Self.plain(read(["show", "\(name):pull.json"]))
            let comments = try Self.plain(git.attempt(["git", "show", "\(name):comments.json"]).text)
            // What is merged keeps the budgets of the moment before.
            let isMerged = pull.contains("\"merge\":")
            return (isMerged ? pull.replacing(/budget (\w+)  \d+\//) { "budget \($0.1)  <n>/" } : pull)
                + comments
        }.sorted()
        issues = try names.filter { $0.hasPrefix("refs/trimtab/issues/") }
            .map { try Self.plain(read(["show", "\($0):issue.json"])) }.sorted()
        notes =
            names.contains("refs/notes/trimtab")
            ? try read(["log", "--notes=trimtab", "--format=%s%n%N", "main"]).split(separator: "\n").map {
                Self.plain(String($0))
            }.sorted() : []
        let events = try EventSeen.all(storefront)
        // Of a group, the merge tells of the first member and the leaves of all.
        let keys = Set(events.filter(\.isMerge).map(\.key))
        let landed = events.filter { $0.isMerge || $0.type == "permit" && keys.contains($0.key) }
        let merged = Set(landed.compactMap(\.target))
        // What an earlier run merged is held by the next, because the recorded signals still show the old value.
        ledger = events.filter { $0.type != "held" || !merged.contains($0.target ?? "") }
            .compactMap(\.meaning).map(Self.plain).sorted()
    }

    /// Text without object ids and without numbers of pull requests and issues.
    private static func plain(_ text: String) -> String {
        text.replacing(/\b[0-9a-f]{7,64}\b/, with: "<id>").replacing(/#\d+/, with: "#<n>")
            .replacing(/issue \d+/, with: "issue <n>")
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
    var tier: String?
    var details: [String: String]

    var key: String { details["key"] ?? "" }
    var isMerge: Bool { type == "done" && details["effect"] == "merge" || type == "merge" }

    /// What it says about the world, whatever road led there; nil for what depends on how often a run was begun.
    ///
    /// A reservation may be given up and made again; a push may come in two pieces, a body may be brought up to date on the
    /// way; a lost race is no news.
    fileprivate var meaning: String? {
        let effect = details["effect"] ?? ""
        switch type {
        case "intent", "abandoned", "permit": return nil
        case "done" where ["push", "update-pull-request"].contains(effect): return nil
        case "held" where details["reason"] == "base-moved": return nil
        default: break
        }
        let particulars = ["reason", "scope", "by", "before", "after", "head", "class"].compactMap {
            details[$0]
        }
        return ([type, effect, target ?? "-", tier ?? "", actual ?? ""] + particulars).joined(separator: " ")
    }

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
        faults += try evidenceFaults(storefront)
        if Set(actions).count != actions.count { faults.append("an action is on main twice") }
        let fsck = try storefront.git.attempt(["git", "fsck", "--full", "--strict", "--no-dangling"])
        if fsck.status != 0 { faults.append("git fsck: \(fsck.everything)") }
        return faults
    }

    /// Commits of the bot whose evidence is not where their trailer says.
    private static func evidenceFaults(_ storefront: Storefront) throws -> [String] {
        let git = storefront.git
        let format = "--format=%H %(trailers:key=Trimtab-Evidence,valueonly,separator=%x20)"
        let heads = try git.run(["git", "log", format, "--branches"]).text
        guard heads.contains("sha256:") else { return [] }
        let stored = Set(
            try git.run(["git", "ls-tree", "-r", "--name-only", "refs/trimtab/evidence"]).text
                .split(separator: "\n").map { $0.replacing("/", with: "") })
        return heads.split(separator: "\n").filter { line in
            guard let digest = line.split(separator: " ").last, digest.hasPrefix("sha256:") else {
                return false
            }
            return !stored.contains(digest.dropFirst("sha256:".count) + ".json")
        }.map { "no evidence: \($0)" }
    }
}
