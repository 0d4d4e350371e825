internal import Pipeline
internal import Detection
internal import Diagnostics
internal import Ledger
internal import LocalForge
internal import Model
internal import Ports
internal import Settings
internal import Synchronization

/// The world of one rehearsal, and everything that happened in it.
final class Stage: Sendable {
    /// Who moved a reference of the origin, when.
    struct Move: Sendable {
        var time: Timestamp
        var by: String
        var update: ReferenceUpdate
    }

    private struct State {
        var history: [String] = []
        var moves: [Move] = []
        var actor = "people"
        var pending: [(due: Timestamp, name: String, sizes: Sizes)] = []
        var runs = 0
        var haltedAt: Int?
        var crashes: [String] = []
        var elsewhere = 0
    }

    static let bot = "trimtab"
    static let botMail = "trimtab@localhost"

    let script: Script
    let objects = SimulatedObjects()
    let origin: SimulatedRepository
    /// The operator's repository with the ledger that repositories share.
    let shared: SimulatedRepository
    let time = SimulatedTime(Rehearsal.start)
    let production: Production
    private let clones: [SimulatedRepository]
    private let broken: BrokenParts?
    private let state: Shelf

    /// A box that the origin's listener can share.
    private final class Shelf: Sendable {
        let state = Mutex(State())
    }

    init(_ script: Script, broken: BrokenParts?) async throws {
        self.script = script
        self.broken = broken
        production = Production(script.workloads)
        let shelf = Shelf()
        let time = self.time
        state = shelf
        origin = SimulatedRepository(objects) { update in
            let now = time.now()
            shelf.state.withLock { $0.moves.append(Move(time: now, by: $0.actor, update: update)) }
        }
        shared = SimulatedRepository(objects)
        clones = [SimulatedRepository(objects), SimulatedRepository(objects)]
        try await push(script.estate, "The estate")
    }

    // MARK: - Memory

    var history: [String] { state.state.withLock { $0.history } }
    var moves: [Move] { state.state.withLock { $0.moves } }
    /// How many moves there were when people pulled the kill switch, while it is on.
    var haltedAt: Int? { state.state.withLock { $0.haltedAt } }
    /// Errors that no run should end with.
    var crashes: [String] { state.state.withLock { $0.crashes } }

    func say(_ line: String) {
        let now = time.now()
        state.state.withLock { $0.history.append("\(now) \(line)") }
    }

    /// An error that nothing should have ended with.
    func noteCrash(_ line: String) { state.state.withLock { $0.crashes.append(line) } }

    func acting<Value>(as name: String, _ body: () async throws -> Value) async rethrows -> Value {
        let before = state.state.withLock { state in
            let before = state.actor
            state.actor = name
            return before
        }
        defer { state.state.withLock { $0.actor = before } }
        return try await body()
    }

    // MARK: - Runs

    enum Command: String { case sweep, respond, verify }

    /// One run of the bot, whatever becomes of it.
    func run(_ command: Command, alerts: [Alert] = [], clone: Int = 0, _ faults: Faults) async {
        let number = state.state.withLock { state in
            state.runs += 1
            return state.runs
        }
        time.move(seconds: 1)
        let wire = Wire(faults, time)
        say("run \(number): \(command.rawValue), \(faults.text)")
        let end = await acting(as: Stage.bot) { await self.end(command, alerts, clone, wire) }
        say("run \(number): \(end), \(wire.effects) effects")
    }

    private func end(_ command: Command, _ alerts: [Alert], _ clone: Int, _ wire: Wire) async -> String {
        do {
            var options = RunOptions(repositoryPath: "/", environment: [:])
            options.window = TimeSpan(seconds: 14 * 86_400)
            let workspace = try await Workspace.open(in: outside(clone, wire), options)
            switch command {
            case .sweep: return Stage.text(try await Road(workspace).sweep())
            case .respond:
                return Stage.text(
                    try await Road(workspace).respond(to: try Stage.payload(alerts), from: "alert.json"))
            case .verify:
                let summary = try await VerificationRun(workspace).verify()
                return summary.lines.map { "\($0.target) \($0.state) \($0.reaction ?? "")" }.joined(
                    separator: "; ")
            }
        } catch is Killed {
            return "killed"
        } catch let failure as Failure {
            return wire.isDead ? "killed" : "ended: \(failure.code.rawValue)"
        } catch {
            if !wire.isDead {
                noteCrash("a run ended with \(error)")
            }
            return "ended: \(error)"
        }
    }

    private func outside(_ clone: Int, _ wire: Wire) -> OutsideWorld {
        let repository = clones[clone]
        let wired = WiredOrigin(origin: origin, wire: wire)
        let local = RefForge(origin: wired, login: Stage.bot, time: time)
        let settings =
            script.isHosted
            ? OperatorSettings(
                posture: .auto,
                forge: .github(
                    api: "https://forge.example", repository: "shop/estate", tokenVariable: "TOKEN"),
                signingKey: "simulated", allowedSigners: "simulated")
            : OperatorSettings(posture: .auto, forge: .local)
        var outside = OutsideWorld(
            repository: repository, remote: SimulatedRemote(clone: repository, origin: origin, wire: wire),
            forge: SimulatedForge(real: local, wire: wire, name: script.isHosted ? "github" : "local"),
            localForge: script.isHosted ? nil : local, operatorSettings: settings, time: time,
            identity: "rehearsal \(clone)", signer: script.isHosted ? SimulatedKey() : nil,
            verifier: script.isHosted ? SimulatedKey() : nil, observer: nil,
            openTree: { try SimulatedTree(repository, $0) }, defaultBranch: { "refs/heads/main" })
        if script.organisation != nil {
            outside.organisation = (
                SimulatedRemote(clone: repository, origin: shared, wire: wire), "shop/estate", "shared"
            )
        }
        outside.metrics = production
        outside.limits.cpuStep = TimeSpan(seconds: 3600)
        outside.limits.memoryStep = TimeSpan(seconds: 3600)
        outside.limits.memoryHistory = TimeSpan(seconds: 14 * 86_400)
        outside.broken = broken
        return outside
    }

    /// The ledger that repositories share, as a run of a repository reaches it.
    func organisation(_ name: String, _ wire: Wire) -> OrganisationLedger {
        let clone = SimulatedRepository(objects)
        let store = LedgerStore(
            repository: clone, remote: SimulatedRemote(clone: clone, origin: shared, wire: wire),
            author: (name, "\(name)@localhost"), signer: script.isHosted ? SimulatedKey() : nil,
            verifier: script.isHosted ? SimulatedKey() : nil, name: OrganisationLedger.reference)
        return OrganisationLedger(store, name: name, trustsUnsigned: !script.isHosted, time: time)
    }

    /// Another repository merges something, where the organisation has room for it.
    func mergeElsewhere() async {
        guard let most = script.organisation else { return }
        let number = state.state.withLock { state in
            state.elsewhere += 1
            return state.elsewhere
        }
        let ledger = organisation("shop/other", Wire(Faults()))
        let now = time.now()
        let action = ActionID(of: ["elsewhere", "\(number)"])
        let event = LedgerEvent(time: now, type: .intent, trigger: "sweep", action: action)
        do {
            try await ledger.reserve(
                "merge #\(number)", for: event, expires: now.adding(seconds: 600)
            ) { shared in
                let used = shared.actions(since: now.adding(seconds: -86_400), except: action)
                return used < most ? nil : "\(used)/\(most)"
            }
            try await ledger.settle("merge #\(number)", .success("merged"))
            say("another repository merges its change \(number)")
        } catch {
            say("another repository finds no room for its change \(number)")
        }
    }

    private static func text(_ report: RunReport) -> String {
        let rows = report.rows.map { row in
            "\(row.target) \(row.what) \(row.before ?? "?") → \(row.after ?? "–") \(row.result) \(row.reason ?? "")"
        }
        return rows.isEmpty ? "nothing to do" : rows.joined(separator: "; ")
    }

    private struct Payload: Encodable {
        struct Item: Encodable {
            var status: String
            var labels: Labels
            var annotations: Labels
            var startsAt: String
            var fingerprint: String
        }
        var version = "4"
        var status = "firing"
        var receiver = "trimtab"
        var alerts: [Item]
    }

    private static func payload(_ alerts: [Alert]) throws -> [UInt8] {
        try CanonicalJSON.encode(
            Payload(
                alerts: alerts.map {
                    Payload.Item(
                        status: $0.status.rawValue, labels: $0.labels, annotations: $0.annotations,
                        startsAt: $0.startsAt.description, fingerprint: $0.fingerprint)
                }))
    }

    // MARK: - Others

    /// Hours pass; production follows the target branch.
    func wait(hours: Double) async throws {
        try await noteWishes()
        let end = time.now().adding(seconds: hours * 3600)
        let due = state.state.withLock { state in
            let due = state.pending.filter { $0.due <= end }
            state.pending.removeAll { $0.due <= end }
            return due
        }
        for one in due { production.deploy(one.name, one.sizes, at: one.due) }
        time.move(seconds: hours * 3600)
        say("\(hours) hours later; \(due.count) deployed")
    }

    /// What production will have to follow, and from when on.
    private func noteWishes() async throws {
        guard let lag = script.deploysAfter, let tip = try await origin.reference("refs/heads/main") else {
            return
        }
        let now = time.now()
        for workload in script.workloads {
            guard let bytes = try await origin.read(workload.path, at: tip), let sizes = Sizes(bytes) else {
                continue
            }
            state.state.withLock { state in
                let next = state.pending.last { $0.name == workload.name }?.sizes
                guard (next ?? production.sizes(of: workload.name, at: now)) != sizes else { return }
                state.pending.append((now.adding(seconds: lag * 3600), workload.name, sizes))
            }
        }
    }

    /// Pushes files to the target branch, as somebody else.
    func push(_ files: [String: String], _ message: String, by name: String = "Ada") async throws {
        let tip = try await origin.reference("refs/heads/main")
        let identity = CommitIdentity(
            name: name, email: "\(name.lowercased())@shop.example", time: time.now())
        let commit = try await origin.makeCommit(
            CommitDraft(
                base: tip, changes: files.mapValues { .write(Array($0.utf8)) }, message: message + "\n",
                author: identity))
        try await acting(as: name) {
            try await origin.update(
                ReferenceUpdate("refs/heads/main", to: commit, expecting: tip), message: message)
        }
    }

    /// The text of a workload's manifest on the target branch.
    func manifest(_ workload: Workload) async throws -> String {
        guard let tip = try await origin.reference("refs/heads/main"),
            let bytes = try await origin.read(workload.path, at: tip)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Does what people do; nothing where there is nothing to do it to.
    func act(_ person: Act.Person) async throws {
        say("a person \(person.rawValue)")
        try await acting(as: "Ada") {
            let forge = RefForge(origin: origin, login: "ada", time: time)
            let open = try await forge.pullRequests(headPrefix: "trimtab/").filter { $0.state == .open }
            switch person {
            case .mergesOldest:
                guard let pull = open.first else { return }
                _ = try? await forge.mergeAsPerson(pull.number, person: "ada", time: time.now())
            case .closesOldest:
                guard let pull = open.first else { return }
                try await forge.close(pull.number, by: "ada", reason: "no")
            case .takesOver:
                guard let pull = open.first else { return }
                let identity = CommitIdentity(name: "Ada", email: "ada@shop.example", time: time.now())
                let commit = try await origin.makeCommit(
                    CommitDraft(
                        base: pull.headCommit, changes: ["NOTES.md": .write(Array("mine\n".utf8))],
                        message: "My own work\n", author: identity))
                try await origin.update(
                    ReferenceUpdate("refs/heads/\(pull.head)", to: commit, expecting: pull.headCommit),
                    message: "push")
            case .edits:
                let workload = script.workloads[0]
                let text = try await manifest(workload)
                guard let line = text.split(separator: "\n").first(where: { $0.contains("memory:") }) else {
                    return
                }
                try await push(
                    [workload.path: text.replacing(line, with: "              memory: 700Mi # by hand")],
                    "Our own size")
            case .touchesNeighbour:
                try await push(["README.md": "changed at \(time.now())\n"], "Readme")
            case .revertsLast:
                try await revertLast()
            case .halts:
                let identity = CommitIdentity(name: "Ada", email: "ada@shop.example", time: time.now())
                let commit = try await origin.makeCommit(
                    CommitDraft(base: nil, changes: [:], message: "stop\n", author: identity))
                guard try await origin.reference("refs/trimtab/halt") == nil else { return }
                try await origin.update(
                    ReferenceUpdate("refs/trimtab/halt", to: commit, expecting: nil), message: "halt")
                state.state.withLock { $0.haltedAt = $0.moves.count }
            case .resumes:
                guard let halt = try await origin.reference("refs/trimtab/halt") else { return }
                try await origin.update(
                    ReferenceUpdate("refs/trimtab/halt", to: nil, expecting: halt), message: "resume")
                state.state.withLock { $0.haltedAt = nil }
            }
        }
    }

    private func revertLast() async throws {
        guard let tip = try await origin.reference("refs/heads/main") else { return }
        for id in try await origin.log(from: tip, excluding: [], limit: 50) {
            let record = try await origin.commit(id)
            guard record.author.email == Stage.botMail else { continue }
            guard let changes = try? await origin.reversal(of: id, on: tip), !changes.isEmpty else { return }
            let identity = CommitIdentity(name: "Ada", email: "ada@shop.example", time: time.now())
            let commit = try await origin.makeCommit(
                CommitDraft(
                    base: tip, changes: changes,
                    message: "Revert \"\(record.subject)\"\n\nThis reverts commit \(id).\n", author: identity)
            )
            try await origin.update(
                ReferenceUpdate("refs/heads/main", to: commit, expecting: tip), message: "revert")
            return
        }
    }
}
