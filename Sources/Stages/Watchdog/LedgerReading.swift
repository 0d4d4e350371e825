internal import Diagnostics
internal import Model
internal import Ports

/// One event as the watchdog reads it, from the text of its line alone.
struct WatchedEvent: Decodable {
    var id: String
    var time: Timestamp
    var type: String
    var action: String?
    var target: String?
    var service: String?
    var category: String?
    var before: String?
    var after: String?
    var actual: String?
    var duration: Double?
    var actor: String
    var trigger: String
    var details: [String: String]
}

/// A line of the ledger with what vouches for it.
struct WatchedLine {
    var event: WatchedEvent
    var file: String
    var bytes: [UInt8]
    /// A known key signed it, or nobody has to.
    var isTrusted: Bool
}

/// Reads the ledger's files and follows its history, without any of the code that writes them.
struct LedgerReading {
    /// The full reference name of the ledger, as documented.
    static let reference = "refs/trimtab/ledger"

    let repository: any Repository
    let verifier: (any SignatureVerifier)?
    let demandsSignatures: Bool
    /// What the remote has.
    let references: [String: ObjectID]
    /// Makes sure that a commit of the remote is here, which a reference there leads to.
    let bring: @Sendable (ObjectID, String) async throws -> Void

    private struct Stored: Decodable {
        var event: WatchedEvent
        var signature: String?
    }

    /// All events in order, those in archives first, and what is wrong with their lines.
    func lines(of stretches: [LedgerStretch]) async throws -> (
        lines: [WatchedLine], findings: [WatchdogFinding]
    ) {
        var lines: [WatchedLine] = []
        var findings: [WatchdogFinding] = []
        for entry in stretches.reversed().flatMap(\.files) {
            let bytes = try await repository.blob(entry.id)
            for (index, line) in bytes.split(separator: 0x0A).enumerated() {
                let place = "\(entry.path):\(index + 1)"
                guard let stored = try? CanonicalJSON.decode(Stored.self, from: Array(line)) else {
                    findings.append(WatchdogFinding(place, .ledgerBroken, "the line cannot be read"))
                    continue
                }
                let isSigned = try await isSigned(stored.signature, line)
                if stored.signature != nil, !isSigned {
                    findings.append(
                        WatchdogFinding(
                            place, .ledgerBroken, "the signature is not by a known key, or does not fit"))
                }
                lines.append(
                    WatchedLine(
                        event: stored.event, file: entry.path, bytes: Array(line),
                        isTrusted: isSigned || !demandsSignatures))
            }
        }
        return (lines, findings)
    }

    /// The signature is over the text of the event as it stands in the line: `{"event":…,"signature":"…"}`.
    private func isSigned(_ signature: String?, _ line: ArraySlice<UInt8>) async throws -> Bool {
        guard let signature, let verifier else { return false }
        let opening = Array(#"{"event":"#.utf8)
        let closing = Array(#","signature":""#.utf8)
        guard line.starts(with: opening), let end = LedgerReading.last(closing, in: line) else {
            return false
        }
        return try await verifier.principal(
            of: signature, over: Array(line[(line.startIndex + opening.count)..<end])) != nil
    }

    private static func last(_ needle: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
        var start = line.endIndex - needle.count
        while start >= line.startIndex {
            if line[start...].starts(with: needle) { return start }
            start -= 1
        }
        return nil
    }

    /// Whether every commit of the stretches, newest first, back to `known` or to the beginning only added lines at the ends
    /// of files.
    func history(of stretches: [LedgerStretch], back known: ObjectID?) async throws -> [WatchdogFinding] {
        guard let tip = stretches.first?.tip else { return [] }
        let needed = try await reaching(known, in: stretches)
        if let known, needed == nil {
            return [
                WatchdogFinding(
                    tip.rawValue, .ledgerBroken, "does not descend from \(known), the tip seen before")
            ]
        }
        var findings: [WatchdogFinding] = []
        for stretch in stretches.prefix(needed ?? stretches.count) {
            findings += try await growth(from: stretch.tip, back: known)
        }
        return findings.reversed()
    }

    /// How many stretches reach back to `known`; nil when none does, or when there is nothing to look for.
    private func reaching(_ known: ObjectID?, in stretches: [LedgerStretch]) async throws -> Int? {
        guard let known, try await repository.resolve(known.rawValue) != nil else { return nil }
        for (index, stretch) in stretches.enumerated()
        where try await repository.isAncestor(known, of: stretch.tip) {
            return index + 1
        }
        return nil
    }

    private func growth(from tip: ObjectID, back known: ObjectID?) async throws -> [WatchdogFinding] {
        var findings: [WatchdogFinding] = []
        var next: ObjectID? = tip
        // Each state is read once: what a commit had before is what the one before it has.
        var states: [ObjectID: [UInt8]] = [:]
        while let id = next, id != known {
            let steps = try await repository.steps(from: id, back: known, limit: 1000)
            for step in steps {
                if step.parents.count > 1 {
                    findings.append(WatchdogFinding(step.id.rawValue, .ledgerBroken, "has several parents"))
                }
                for change in step.changes {
                    let isNewArchive = change.path == LedgerStretch.path && !step.parents.isEmpty
                    guard !isNewArchive, try await onlyGrows(change, &states) else {
                        findings.append(
                            WatchdogFinding(
                                step.id.rawValue, .ledgerBroken,
                                "changes or removes earlier lines of \(change.path)"))
                        continue
                    }
                }
            }
            next = steps.last?.parents.first
        }
        return findings
    }

    private func onlyGrows(_ change: HistoryStep.Change, _ states: inout [ObjectID: [UInt8]]) async throws
        -> Bool
    {
        guard let after = change.after else { return false }
        var (content, before): ([UInt8]?, [UInt8]) = (states.removeValue(forKey: after), [])
        if content == nil { content = try await repository.blob(after) }
        if let id = change.before {
            before = try await repository.blob(id)
            states[id] = before
        }
        return content?.begins(with: before) == true
    }
}
