internal import Diagnostics
public import Model
public import Ports

/// The append-only events on `refs/trimtab/ledger` of the remote: JSON lines in dated files, one commit per append.
///
/// A push with the expected old tip orders writers; whoever loses reads again and retries. The history is fetched, never
/// assumed: what this process remembers is only a cache of what it read last.
public actor LedgerStore {
    /// The full reference name.
    public static let reference = "refs/trimtab/ledger"

    let repository: any Repository
    let remote: any Remote
    private let signer: (any EventSigner)?
    private let verifier: (any SignatureVerifier)?
    let author: (name: String, email: String)
    let observer: (any EffectObserver)?
    let attempts: Int
    private let redaction: @Sendable (LedgerEvent) -> LedgerEvent
    /// The reference that this store appends to.
    let name: String
    /// What was read last of each file: an append adds lines, and what stood before it is not read again.
    private var files: [String: ReadFile] = [:]
    /// The ledger as it was read last: most readings find the tip where it was.
    private var last: LedgerSnapshot?
    /// Archives never change: what they have is listed once.
    private var archived: [ObjectID: LedgerChain.Part] = [:]
    /// A file is a new blob after each append, but its lines stay: a signature is checked once.
    private var checked: [LedgerLine: LedgerEntry.Standing] = [:]

    /// Makes a store; without `verifier` no signature is known, without `signer` events are unsigned.
    ///
    /// `name` is the reference that holds the events; the ledger's own unless told otherwise. `redaction` takes secrets out of an event before it is signed and written; nil is the rule that always holds.
    public init(
        repository: any Repository, remote: any Remote, author: (name: String, email: String),
        signer: (any EventSigner)? = nil, verifier: (any SignatureVerifier)? = nil,
        observer: (any EffectObserver)? = nil, attempts: Int = 40, name: String = LedgerStore.reference,
        redaction: (@Sendable (LedgerEvent) -> LedgerEvent)? = nil
    ) {
        self.name = name
        self.redaction = redaction ?? { $0.withoutSecrets }
        self.repository = repository
        self.remote = remote
        self.author = author
        self.signer = signer
        self.verifier = verifier
        self.observer = observer
        self.attempts = attempts
    }

    /// Reads the ledger of the remote as it stands now.
    ///
    /// - Throws: `Failure` when the remote cannot be read, or when a line of the ledger cannot be decoded.
    public func load() async throws -> LedgerSnapshot {
        var references = try await remote.references()
        guard var tip = references[name] else { return LedgerSnapshot(tip: nil, entries: []) }
        for _ in 0..<attempts where try await repository.resolve(tip.rawValue) == nil {
            try await remote.fetch(["+\(name):\(seen(name))"])
            // Where it was archived meanwhile, what came does not stand on what was listed.
            if try await repository.resolve(tip.rawValue) != nil { break }
            references = try await remote.references()
            guard let moved = references[name] else { return LedgerSnapshot(tip: nil, entries: []) }
            tip = moved
        }
        return try await snapshot(at: tip, among: references)
    }

    /// Reads the ledger at a commit that is already here, with its archives as the remote has them.
    public func snapshot(at tip: ObjectID) async throws -> LedgerSnapshot {
        if let last, last.tip == tip { return last }
        return try await snapshot(at: tip, among: nil)
    }

    /// `references` are those of the remote; nil asks for them where an archive is named.
    private func snapshot(at tip: ObjectID, among references: [String: ObjectID]?) async throws
        -> LedgerSnapshot
    {
        var references = references
        if let last, last.tip == tip {
            for archive in last.archives { try await bring(archive, &references) }
            return last
        }
        let chain = LedgerChain(repository)
        var part = try await chain.part(tip)
        var files = [part.files]
        var archives: [LedgerArchive] = []
        while let archive = part.archive {
            try await bring(archive, &references)
            let older = try await archivedPart(archive.tip)
            files.append(try await chain.counted(older, before: part))
            archives.append(archive)
            part = older
        }
        var snapshot = LedgerSnapshot(tip: tip, entries: [])
        snapshot.archives = archives
        for file in files.reversed().joined() { snapshot.entries += try await entries(of: file) }
        last = snapshot
        return snapshot
    }

    private func archivedPart(_ tip: ObjectID) async throws -> LedgerChain.Part {
        if let known = archived[tip] { return known }
        let part = try await LedgerChain(repository).part(tip)
        archived[tip] = part
        return part
    }

    /// Makes sure that an archive is on the remote as the ledger names it, and that its commit is here.
    private func bring(_ archive: LedgerArchive, _ references: inout [String: ObjectID]?) async throws {
        let listed: [String: ObjectID]
        if let references { listed = references } else { listed = try await remote.references() }
        references = listed
        guard let present = listed[archive.reference], present == archive.tip else {
            throw Failure(
                .ledgerArchive, "reading \(archive.reference)",
                listed[archive.reference].map {
                    "it is at \($0.short), and the ledger names \(archive.tip.short)"
                }
                    ?? "the remote does not have it, and the ledger goes on from its commit \(archive.tip.short)",
                .needsHuman)
        }
        if try await repository.resolve(archive.tip.rawValue) == nil {
            try await remote.fetch(["+\(archive.reference):\(seen(archive.reference))"])
        }
    }

    /// Where a reference of the remote is mirrored.
    private func seen(_ name: String) -> String {
        name.hasPrefix(LedgerArchive.prefix)
            ? "refs/trimtab/seen/archive/\(name.dropFirst(LedgerArchive.prefix.count))"
            : "refs/trimtab/seen/\(name.split(separator: "/").last ?? "ledger")"
    }

    /// Appends events in one commit and pushes it; a lost race is read again and retried.
    ///
    /// `review` sees the ledger that the events will stand on, each time anew: it gives the events to append, so that what
    /// was decided on an older ledger is decided again. An empty answer appends nothing.
    ///
    /// - Returns: the snapshot with the appended events.
    /// - Throws: `Failure` when the push is refused for another reason than a lost race, or the race is lost too often.
    @discardableResult
    public func append(
        _ review: @Sendable (LedgerSnapshot) async throws -> [LedgerEvent]
    ) async throws -> LedgerSnapshot {
        var lost: Failure?
        for _ in 0..<attempts {
            let current = try await load()
            let events = try await review(current)
            guard !events.isEmpty else { return current }
            let draft = try await commitDraft(of: events, on: current.tip, archive: current.archives.first)
            let commit = try await repository.makeCommit(draft)
            let update = ReferenceUpdate(name, to: commit, expecting: current.tip)
            do {
                guard let refusal = try await remote.push([update])[name] else {
                    observer?.didPerform("ledger \(events.map(\.type.rawValue).joined(separator: "+"))")
                    return try await snapshot(at: commit, among: current.archiveReferences)
                }
                guard refusal.code == .conflict else { throw refusal }
                lost = refusal
            } catch let failure as Failure where failure.code == .conflict {
                lost = failure
            }
        }
        throw Failure(
            .conflict, "appending to the ledger",
            "lost \(attempts) races in a row (\(lost?.description ?? "no reason given"))",
            .retry(afterSeconds: 5))
    }

    /// Appends fixed events.
    @discardableResult
    public func append(_ events: [LedgerEvent]) async throws -> LedgerSnapshot {
        try await append { _ in events }
    }

    /// A commit with further events; what is older than the archive's days goes to the first day that stayed.
    func commitDraft(
        of events: [LedgerEvent], on tip: ObjectID?, archive: LedgerArchive?
    ) async throws -> CommitDraft {
        var files: [String: [UInt8]] = [:]
        var parts: [String: String] = [:]
        for event in events.map(redaction) {
            let day = max(LedgerStore.path(for: event.time), archive.map { $0.bound + ".jsonl" } ?? "")
            let path: String
            if let part = parts[day] {
                path = part
            } else {
                let open = try await openPart(of: day, at: tip)
                (path, files[open.path]) = (open.path, open.bytes)
                parts[day] = path
            }
            let signature = try await signer?.sign(LedgerLine.signedBytes(event))
            files[path, default: []] += try CanonicalJSON.encode(
                LedgerLine(event: event, signature: signature))
            files[path, default: []].append(0x0A)
        }
        let time = events[0].time
        let identity = CommitIdentity(name: author.name, email: author.email, time: time)
        let subject = events.map { [$0.type.rawValue, $0.target].compactMap(\.self).joined(separator: " ") }
        return CommitDraft(
            base: tip, changes: files.mapValues { .write($0) },
            message: "ledger: \(subject.joined(separator: ", "))\n", author: identity
        ).asData
    }

    /// A file of so many bytes gets no further lines: each append writes its file anew, and reading a history reads each
    /// of its states.
    static let fullFile = 32 * 1024

    /// The last file of a day, or the next one when that is full.
    ///
    /// They are `2026-11-20.jsonl`, `2026-11-20_0002.jsonl` and so on.
    private func openPart(of day: String, at tip: ObjectID?) async throws -> (path: String, bytes: [UInt8]) {
        guard let tip else { return (day, []) }
        let stem = day.dropLast(".jsonl".count)
        let parts = try await repository.entries(at: tip).filter { entry in
            entry.path == day || entry.path.hasPrefix("\(stem)_") && entry.path.hasSuffix(".jsonl")
        }
        guard let last = parts.map(\.path).max(), let bytes = try await repository.read(last, at: tip) else {
            return (day, [])
        }
        if bytes.count < LedgerStore.fullFile { return (last, bytes) }
        let number = String(10_000 + parts.count + 1).dropFirst()
        return ("\(stem)_\(number).jsonl", [])
    }

    private struct ReadFile {
        var id: ObjectID
        var bytes: [UInt8]
        var entries: [LedgerEntry]
    }

    private func entries(of entry: TreeEntry) async throws -> [LedgerEntry] {
        let known = files[entry.path]
        if let known, known.id == entry.id { return known.entries }
        let bytes = try await repository.blob(entry.id)
        var result: [LedgerEntry] = []
        var read = 0
        if let known, known.bytes.last == 0x0A, bytes.begins(with: known.bytes) {
            (result, read) = (known.entries, known.bytes.count)
        }
        let lines = bytes[read...].split(separator: 0x0A, omittingEmptySubsequences: true)
        for line in lines {
            let number = (result.last?.line ?? 0) + 1
            do {
                let stored = try CanonicalJSON.decode(LedgerLine.self, from: Array(line))
                result.append(
                    LedgerEntry(
                        event: stored.event, standing: try await standing(of: stored), file: entry.path,
                        line: number))
            } catch let failure as Failure {
                throw failure
            } catch {
                throw Failure(
                    .badInput, "reading the ledger, \(entry.path):\(number)",
                    "not an event of schema trimtab/ledger/v1 (\(error))", .needsHuman)
            }
        }
        files[entry.path] = ReadFile(id: entry.id, bytes: bytes, entries: result)
        return result
    }

    private func standing(of line: LedgerLine) async throws -> LedgerEntry.Standing {
        guard let signature = line.signature else { return .unsigned }
        guard let verifier else { return .unknownKey }
        if let known = checked[line] { return known }
        let bytes = try LedgerLine.signedBytes(line.event)
        let principal = try await verifier.principal(of: signature, over: bytes)
        let standing = principal.map { LedgerEntry.Standing.signed(by: $0) } ?? .unknownKey
        checked[line] = standing
        return standing
    }

    /// `events/2026/11/2026-11-20.jsonl`: dated, so that names sort in time order; `_` stands behind `.`.
    static func path(for time: Timestamp) -> String {
        let date = time.dateText
        return "events/\(date.prefix(4))/\(date.dropFirst(5).prefix(2))/\(date).jsonl"
    }
}
