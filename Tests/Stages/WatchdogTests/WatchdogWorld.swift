import Foundation
import Git
import Ledger
import LocalForge
import Model
import Ports
import TestSupport

@testable import Watchdog

/// One merge of the bot as it should go, step by step; a test changes a step, and the watchdog must see it.
struct Course: Sendable {
    var policy = Course.policy()
    var policyName = "raise-memory"
    var settings: String?
    var file = "apps/checkout.yaml"
    var before = "512Mi"
    var after = "768Mi"
    var actionClass = "raise-or-tune"
    var trigger = "sweep"
    var action = "0123456789abcdef"
    var target = "kubernetes::prod:Deployment/checkout/app:resources.limits.memory"
    var service = "prod/checkout"
    var time = WatchdogWorld.now
    var expires = WatchdogWorld.now.adding(seconds: 600)
    var mergedAt = WatchdogWorld.now.adding(seconds: 2)
    var verifies = true
    /// What really stands in the merged file; nil for what the head has.
    var mergedContent: String?
    /// Further paths that the proposal changes.
    var alsoChanges: [String] = []
    /// What the permit says of base, head, policy's blob; nil for the truth.
    var recordedBase: String?
    var recordedBlob: String?
    /// What the permit says of gates and the tree they looked at; nil says nothing, as older ledgers do.
    var recordedGates: String?
    var recordedTree: String?
    var writesPermit = true
    var writesPermitAfter = false
    var namesLedger = true
    var outcome: String? = "worked"
    /// Events that stand in the ledger before.
    var earlier: [LedgerEvent] = []
    var approvals: [String] = []

    static func policy(
        posture: String = "auto", action: String = "raise-or-tune", reviewBy: String = "2027-03-01",
        bounds: String = "{ min: 64Mi, max: 4Gi, step: 100% }", budget: String = "",
        alert: String = "always", sweep: String = "always", more: String = "", name: String = "raise-memory",
        verify: Bool = true, gates: String = "[parse]"
    ) -> String {
        """
        apiVersion: trimtab/v1
        kind: Category
        name: \(name)
        posture: \(posture)
        owner: team-a
        reviewBy: \(reviewBy)
        action: \(action)
        applies: { attributes: [resources.limits.memory], paths: ["apps/**"] }
        bounds: \(bounds)
        evidence: { history: 14d, coverage: 95%, freshness: 30m }
        budget: [{ scope: service, actions: 1, per: 24h }\(budget)]
        windows: { alert: \(alert), sweep: \(sweep) }
        gates: \(gates)
        recurrence: { more: 2, within: 30d, then: escalate }
        \(verify ? "verify: { applyBy: 2h, for: 24h, expect: [{ query: 'x{{{target}}}', is: \"<\", than: 1 }], else: escalate }\n" : "")\(more)
        """
    }
}

/// A bare origin with a policy, the local forge, and a ledger written by the real store.
struct WatchdogWorld: Sendable {
    static let now = Timestamp("2026-11-18T09:00:00Z") ?? Timestamp(seconds: 0)
    static let author = (name: "Trimtab", email: "trimtab@localhost")
    private static let isolation = Result { try Libgit2.ignoreUserConfiguration() }

    let origin: TemporaryRepository
    let git: GitRepository
    let store: LedgerStore
    let forge: RefForge

    init() throws {
        try Self.isolation.get()
        origin = try TemporaryRepository(bare: true)
        git = try GitRepository(path: origin.path)
        store = LedgerStore(
            repository: git, remote: try GitRemote(url: origin.path, of: git), author: Self.author)
        forge = RefForge(origin: git, login: "trimtab", time: FixedTime(Self.now))
    }

    /// A watchdog in a clone of its own.
    func watchdog(demandsSignatures: Bool = false, organisation: String? = nil) throws -> Watchdog {
        let clone = try GitRepository(path: TemporaryRepository(bare: true).path)
        return Watchdog(
            repository: clone, remote: try GitRemote(url: origin.path, of: clone), forge: forge,
            verifier: nil,
            demandsSignatures: demandsSignatures, branch: "main", author: Self.author,
            organisation: try organisation.map { (try GitRemote(url: $0, of: clone), "shop/estate") })
    }

    func examine(
        at time: Timestamp = now.adding(seconds: 3600), known: ObjectID? = nil, signatures: Bool = false
    )
        async throws -> WatchdogReport
    {
        try await watchdog(demandsSignatures: signatures).examine(at: time, known: known)
    }

    var main: ObjectID { get async throws { try await reference("refs/heads/main") } }
    var ledgerTip: ObjectID { get async throws { try await reference(LedgerStore.reference) } }

    private func reference(_ name: String) async throws -> ObjectID {
        guard let id = try await git.reference(name) else { throw Missing(name: name) }
        return id
    }

    struct Missing: Error { var name: String }

    @discardableResult
    func commit(
        _ reference: String, on base: ObjectID?, _ files: [String: String], _ message: String,
        by name: String = "Ada", at time: Timestamp = now
    ) async throws -> ObjectID {
        let identity = CommitIdentity(name: name, email: "\(name.lowercased())@localhost", time: time)
        let id = try await git.makeCommit(
            CommitDraft(
                base: base, changes: files.mapValues { .write(Array($0.utf8)) }, message: message,
                author: identity))
        try await git.update(
            ReferenceUpdate(reference, to: id, expecting: try await git.reference(reference)), message: "test"
        )
        return id
    }

    /// Lines of a shared ledger: reservations by a repository and an action, hours before now.
    func reserve(
        _ shared: TemporaryRepository, _ reservations: [(repository: String, action: String, hours: Double)]
    ) async throws {
        let clone = try GitRepository(path: TemporaryRepository(bare: true).path)
        let store = LedgerStore(
            repository: clone, remote: try GitRemote(url: shared.path, of: clone), author: Self.author,
            name: "refs/trimtab/organisation")
        let permits = try await self.store.load().events.filter { $0.type == .permit }
        let key = permits.last?.details["key"] ?? "merge"
        try await store.append(
            reservations.map { one in
                LedgerEvent(
                    time: Self.now.adding(seconds: -one.hours * 3600), type: .intent, trigger: "sweep",
                    action: ActionID(rawValue: one.action),
                    details: [
                        "key": "\(one.repository) \(one.action)", "merge": key, "effect": "reserve",
                        "repository": one.repository,
                    ])
            })
    }

    /// Goes the whole course; gives the commit on the target branch.
    @discardableResult
    func merge(_ course: Course = Course()) async throws -> ObjectID {
        var files = [
            ".trimtab/policies/\(course.policyName).yaml": course.policy,
            course.file: "memory: \(course.before)\n",
        ]
        files[".trimtab.yml"] = course.settings
        for path in course.alsoChanges { files[path] = "before\n" }
        let base = try await commit(
            "refs/heads/main", on: try await git.reference("refs/heads/main"), files, "Begin\n")
        var changes = [course.file: "memory: \(course.after)\n"]
        for path in course.alsoChanges { changes[path] = "after\n" }
        let trailers = "Trimtab-Action: \(course.action)\n"
        let branch = "trimtab/raise-memory/\(course.action)"
        let head = try await commit(
            "refs/heads/\(branch)", on: base, changes, "fix: raise memory\n\nBecause.\n\n\(trailers)",
            by: "Trimtab")
        let pull = try await forge.open(
            PullRequestDraft(title: "fix: raise memory", body: "", head: branch, base: "main", labels: []))
        for person in course.approvals { try await forge.approve(pull.number, by: person) }
        if !course.earlier.isEmpty { try await store.append(course.earlier) }
        let key = "merge #\(pull.number) \(head.short) onto \(base.short)"
        let permit = try await self.permit(course, key, head, base, pull.number)
        let intent = event(course, .intent, course.time, key, details(course, head, base, pull.number))
        let first = course.writesPermit && !course.writesPermitAfter ? [permit, intent] : [intent]
        let tip = try await store.append(first).tip ?? base
        let merged = try await land(course, head, base, tip, pull.number)
        var rest = [
            event(
                course, .done, course.mergedAt, key, details(course, head, base, pull.number),
                actual: merged.rawValue)
        ]
        if course.writesPermitAfter { rest.insert(permit, at: 0) }
        if let outcome = course.outcome {
            rest.append(
                event(course, .verification, course.mergedAt.adding(seconds: 100), nil, [:], actual: outcome))
        }
        try await store.append(rest)
        return merged
    }

    private func land(
        _ course: Course, _ head: ObjectID, _ base: ObjectID, _ tip: ObjectID, _ number: Int
    ) async throws -> ObjectID {
        var changes = [course.file: course.mergedContent ?? "memory: \(course.after)\n"]
        for path in course.alsoChanges { changes[path] = "after\n" }
        var message = "fix: raise memory (#\(number))\n\nBecause.\n\nTrimtab-Action: \(course.action)\n"
        if course.namesLedger { message += "Trimtab-Ledger: \(tip)\n" }
        return try await commit(
            "refs/heads/main", on: try await git.reference("refs/heads/main"), changes, message,
            by: "Trimtab",
            at: course.mergedAt)
    }

    private func permit(
        _ course: Course, _ key: String, _ head: ObjectID, _ base: ObjectID, _ number: Int
    ) async throws -> LedgerEvent {
        let path = ".trimtab/policies/\(course.policyName).yaml"
        let blob = try await git.blobID(path, at: base)?.rawValue ?? ""
        var details = [
            "head": head.rawValue, "base": course.recordedBase ?? base.rawValue, "policy": path,
            "policyBlob": course.recordedBlob ?? blob, "expires": course.expires.description,
            "pullRequest": "\(number)",
        ]
        details["gates"] = course.recordedGates
        details["tree"] = course.recordedTree
        return event(course, .permit, course.time, key, details)
    }

    private func details(_ course: Course, _ head: ObjectID, _ base: ObjectID, _ number: Int) -> [String:
        String]
    {
        [
            "effect": "merge", "pullRequest": "\(number)", "head": head.rawValue, "base": base.rawValue,
            "before": course.before, "after": course.after, "verifies": course.verifies ? "yes" : "no",
            "class": course.actionClass,
        ]
    }

    func event(
        _ course: Course, _ type: LedgerEventType, _ time: Timestamp, _ key: String?,
        _ details: [String: String],
        actual: String? = nil
    ) -> LedgerEvent {
        var all = details
        if let key { all["key"] = key }
        return LedgerEvent(
            time: time, type: type, trigger: course.trigger, action: ActionID(rawValue: course.action),
            target: course.target, service: course.service, category: course.policyName,
            before: course.before,
            after: course.after, actual: actual, details: all)
    }
}
