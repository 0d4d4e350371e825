internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports

/// Reads the kill switches from the remote before every outward effect; what cannot be read counts as halted.
///
/// A switch is the environment variable `TRIMTAB_HALT`, the reference `refs/trimtab/halt`, the file `.trimtab/halt` on the
/// target branch, or a halt of the whole repository in the ledger.
struct HaltReader: Sendable {
    /// What waits on this machine; it binds before the remote knows of it.
    let offline: OfflineLedger?
    let repository: any Repository
    let remote: any Remote
    let ledger: LedgerStore
    let branch: String
    let environment: [String: String]
    let trustsUnsigned: Bool
    let memory: TipMemory
    let time: any TimeSource

    /// What the switches say now; a failure to read them is a halt.
    func reading() async -> HaltReading {
        do {
            _ = try offline?.events()
            let references = try await remote.references()
            let reference: KillSwitch.Finding =
                references[KillSwitch.reference] == nil ? .absent : .present("the reference is there")
            let reading = KillSwitch.read(
                file: try await file(references), reference: reference,
                variable: KillSwitch.variable(in: environment))
            guard case .running = reading else { return reading }
            let snapshot = try await ledger.load()
            if let reason = try await broken(snapshot.tip) {
                return .halted(source: "ledger", reason: reason)
            }
            let facts = FactsBuilder(trustsUnsigned: trustsUnsigned).facts(
                of: try offline?.over(snapshot) ?? snapshot)
            if let halt = facts.halts.first(where: { $0.scope == .repository && $0.isInForce(at: time.now()) }
            ) {
                return .halted(
                    source: "ledger",
                    reason:
                        "\(halt.by), \(halt.since.minuteText): \(halt.reason); `trimtab halt --resume` ends it"
                )
            }
            return .running
        } catch {
            return .halted(source: "kill switch", reason: "it cannot be read: \(error)")
        }
    }

    /// Does nothing when all switches are off.
    ///
    /// - Throws: `Failure.Code.halted` when one is on or cannot be read.
    func check() async throws {
        if case .halted(let source, let reason) = await reading() {
            throw Failure(
                .halted, "reading the kill switch",
                "\(source): \(reason)",
                .wait(for: "somebody to resume"))
        }
    }

    /// Why the ledger is not the one that an earlier run saw; nil when it is, or when no earlier tip is kept.
    func broken(_ tip: ObjectID?) async throws -> String? {
        try await memory.broken(tip, in: repository)
    }

    private func file(_ references: [String: ObjectID]) async throws -> KillSwitch.Finding {
        guard let tip = references["refs/heads/\(branch)"] else { return .absent }
        if try await repository.resolve(tip.rawValue) == nil {
            try await remote.fetch(["+refs/heads/\(branch):refs/trimtab/seen/target"])
        }
        guard let bytes = try await repository.read(KillSwitch.file, at: tip) else { return .absent }
        return .present(String(decoding: bytes.prefix(1000), as: UTF8.self))
    }
}
