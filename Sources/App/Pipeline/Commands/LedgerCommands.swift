internal import Diagnostics
public import Ledger
public import Model
internal import Ports
internal import Settings

/// Reads and checks the ledger.
public struct LedgerCommands: Sendable {
    private let workspace: Workspace

    /// Works on the ledger of `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// All entries, oldest first, filtered by what is given.
    public func log(
        type: LedgerEventType? = nil, target: String? = nil, action: String? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil
    ) async throws -> [LedgerEntry] {
        try await workspace.ledger.load().entries.filter { entry in
            (type == nil || entry.event.type == type)
                && (target == nil || entry.event.target?.contains(target ?? "") == true)
                && (action == nil || entry.event.action?.rawValue == action)
                && (since.map { entry.event.time >= $0 } ?? true)
                && (until.map { entry.event.time < $0 } ?? true)
        }
    }

    /// What waits on this machine for the remote, oldest first, and where; the remote need not be there.
    ///
    /// - Throws: `Failure` with `file:line` when it cannot be read, or when the operator names no place for it.
    public static func waiting(_ options: RunOptions) async throws -> (place: String, events: [LedgerEvent]) {
        guard let offline = try await Workspace.offline(options) else {
            throw Failure(
                .configuration, "reading what waits for the remote",
                "the operator's file names no `stateDirectory`, so nothing can wait", .needsHuman)
        }
        return (offline.place, try offline.events())
    }

    /// What is wrong with the ledger; empty when it is whole.
    public func verify() async throws -> [LedgerFault] {
        let audit = LedgerAudit(
            repository: workspace.git, store: workspace.ledger,
            demandsSignatures: workspace.operatorSettings.signingKey != nil
        )
        return try await audit.faults(
            branchTip: workspace.tip, lastSeen: try workspace.halt.memory.lastSeen())
    }

    /// Moves the days before one to an archive; nil when no day is that old.
    ///
    /// - Throws: `Failure`, also where the ledger is not the one that an earlier run saw.
    public func archive(
        before day: String, person: String
    ) async throws -> (archive: LedgerArchive, events: Int)? {
        if let reason = try await workspace.halt.broken(try await workspace.ledger.load().tip) {
            throw Failure(.ledgerArchive, "archiving the ledger", reason, .needsHuman)
        }
        return try await workspace.ledger.archive(before: day, by: person, at: workspace.time.now())
    }

    /// One line for people.
    public static func line(_ entry: LedgerEntry) -> String {
        let text = line(entry.event)
        if case .unknownKey = entry.standing { return text + "  (unknown key)" }
        return text
    }

    /// One line for people.
    public static func line(_ event: LedgerEvent) -> String {
        var parts = [event.time.description, event.type.rawValue]
        if let action = event.action { parts.append(action.rawValue) }
        if let target = event.target { parts.append(target) }
        if let before = event.before, let after = event.after { parts.append("\(before) → \(after)") }
        if let effect = event.details["effect"] { parts.append("[\(effect)]") }
        if let actual = event.actual { parts.append(actual) }
        if event.actor != "trimtab" { parts.append("by \(event.actor)") }
        if event.details["recorded"] != nil { parts.append("(recorded example)") }
        return parts.joined(separator: "  ")
    }
}
