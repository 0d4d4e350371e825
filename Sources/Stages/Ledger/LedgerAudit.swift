internal import Diagnostics
public import Model
public import Ports

/// One thing that `ledger verify` found wrong.
public struct LedgerFault: Sendable, Hashable, Encodable {
    /// Where: a commit, or a file and line of the ledger.
    public var place: String
    /// What is wrong.
    public var message: String

    /// Makes a fault.
    public init(_ place: String, _ message: String) {
        self.place = place
        self.message = message
    }
}

/// Checks the ledger from outside: it only ever grew, its signatures hold, every intent is settled, every bot commit on the
/// target branch has its permit and every permit its outcome.
public struct LedgerAudit: Sendable {
    private let repository: any Repository
    private let store: LedgerStore
    private let demandsSignatures: Bool

    /// `demandsSignatures` is false only for the local forge without a key.
    public init(repository: any Repository, store: LedgerStore, demandsSignatures: Bool) {
        self.repository = repository
        self.store = store
        self.demandsSignatures = demandsSignatures
    }

    /// All faults; empty means that the ledger is whole.
    ///
    /// `branchTip` is the target branch; `lastSeen` the tip that the operator kept from an earlier run.
    public func faults(branchTip: ObjectID?, lastSeen: ObjectID? = nil) async throws -> [LedgerFault] {
        let snapshot: LedgerSnapshot
        do {
            snapshot = try await store.load()
        } catch let failure as Failure where failure.code == .ledgerArchive {
            // Without it nothing else can be said.
            return [LedgerFault(failure.activity, failure.reason)]
        }
        guard let tip = snapshot.tip else {
            let gone = lastSeen.map {
                [LedgerFault($0.rawValue, "the ledger is gone; this tip was seen before")]
            }
            guard let branchTip else { return gone ?? [] }
            return (gone ?? []) + (try await commitFaults(branchTip, snapshot))
        }
        var faults = try await historyFaults(tip) + archiveFaults(snapshot)
        if let lastSeen, try await !LedgerChain(repository).descends(tip, from: lastSeen) {
            faults.append(LedgerFault(tip.rawValue, "does not descend from \(lastSeen), the tip seen before"))
        }
        faults += standingFaults(snapshot)
        faults += snapshot.openIntents.map {
            LedgerFault(
                "intent \($0.id)", "\($0.details["key"] ?? "?") of \($0.time) is neither done nor abandoned")
        }
        faults += outcomeFaults(snapshot)
        if let branchTip { faults += try await commitFaults(branchTip, snapshot) }
        return faults
    }

    /// Every commit of the ledger has one parent and only adds lines at the end of files; where it has none, it goes on
    /// from the archive that it names.
    private func historyFaults(_ tip: ObjectID) async throws -> [LedgerFault] {
        var faults: [LedgerFault] = []
        var next: ObjectID? = tip
        // What a file had at the commit that is looked at, where a later one has told it.
        var contents: [String: ArraySlice<UInt8>] = [:]
        while let id = next {
            let steps = try await repository.steps(from: id, back: nil, limit: 1000)
            for step in steps {
                if step.parents.count > 1 {
                    faults.append(LedgerFault(step.id.rawValue, "has several parents"))
                }
                for change in step.changes {
                    var after = contents.removeValue(forKey: change.path)
                    if after == nil, let blob = change.after { after = try await repository.blob(blob)[...] }
                    let before = try await earlier(change.before, within: change.after == nil ? nil : after)
                    contents[change.path] = before.content
                    if change.path == LedgerArchive.path, !step.parents.isEmpty {
                        faults.append(
                            LedgerFault(step.id.rawValue, "names another archive than the commit before it"))
                    }
                    if !before.isBeginning {
                        faults.append(
                            LedgerFault(
                                step.id.rawValue, "changes or removes earlier lines of \(change.path)"))
                    }
                }
            }
            next = steps.last?.parents.first
            if next == nil, let first = steps.last?.id {
                (next, contents) = (try await LedgerChain(repository).part(first).archive?.tip, [:])
            }
        }
        return faults
    }

    /// Whoever archives says so; the reference and its content were looked at when the ledger was read.
    private func archiveFaults(_ snapshot: LedgerSnapshot) -> [LedgerFault] {
        let told = Set(
            snapshot.events.filter { $0.type == .archive }.map {
                [$0.details["reference"], $0.details["tip"], $0.details["before"]]
            })
        return snapshot.archives.filter { !told.contains([$0.reference, $0.tip.rawValue, $0.before]) }
            .map { LedgerFault($0.reference, "no event says who archived the days before \($0.before)") }
    }

    /// What a file had before, and whether what it had after begins with it.
    ///
    /// Git names a blob by what is in it: of a file that only grew, the earlier blob is known by hashing its beginnings, and
    /// the history of a ledger is not read from the store again state by state.
    private func earlier(
        _ blob: ObjectID?, within after: ArraySlice<UInt8>?
    ) async throws -> (content: ArraySlice<UInt8>?, isBeginning: Bool) {
        guard let blob else { return (nil, after != nil) }
        if let after {
            var end = after.endIndex
            for _ in 0..<LedgerAudit.mostBeginnings where end > after.startIndex {
                end = after[..<(end - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? after.startIndex
                if ObjectID(ofBlob: after[..<end]) == blob { return (after[..<end], true) }
            }
        }
        let before = try await repository.blob(blob)
        return (before[...], after?.starts(with: before) ?? false)
    }

    /// So many lines of one append are looked behind before the store is asked.
    private static let mostBeginnings = 32

    private func standingFaults(_ snapshot: LedgerSnapshot) -> [LedgerFault] {
        snapshot.entries.compactMap { entry in
            switch entry.standing {
            case .signed: nil
            case .unsigned:
                demandsSignatures
                    ? LedgerFault("\(entry.file):\(entry.line)", "the event is not signed") : nil
            case .unknownKey:
                LedgerFault(
                    "\(entry.file):\(entry.line)", "the signature is not by a known key, or does not fit")
            }
        }
    }

    private func outcomeFaults(_ snapshot: LedgerSnapshot) -> [LedgerFault] {
        var open: [(key: String, permit: LedgerEvent)] = []
        for event in snapshot.events {
            guard let key = event.details["key"] else { continue }
            switch event.type {
            case .permit: open.append((key, event))
            case .done, .abandoned: open.removeAll { $0.key == key }
            default: break
            }
        }
        return open.map { LedgerFault("permit \($0.permit.id)", "\($0.key) has no outcome") }
    }

    private func commitFaults(_ branchTip: ObjectID, _ snapshot: LedgerSnapshot) async throws -> [LedgerFault]
    {
        let permitted = Set(snapshot.events.filter { $0.type == .permit }.compactMap { $0.action?.rawValue })
        let byPeople = Set(
            snapshot.events.filter { $0.type == .merge && $0.details["by"] == "people" }
                .compactMap { $0.action?.rawValue })
        var faults: [LedgerFault] = []
        for id in try await repository.log(from: branchTip, excluding: [], limit: 10_000) {
            let trailers = try await repository.commit(id).trailers
            guard let action = trailers["Trimtab-Action"], trailers["Trimtab-Ledger"] != nil else { continue }
            if !permitted.contains(action), !byPeople.contains(action) {
                faults.append(
                    LedgerFault(id.rawValue, "is the bot's merge of action \(action), and has no permit"))
            }
        }
        return faults
    }
}
