internal import Diagnostics
public import Ledger
public import Model
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

    /// What is wrong with the ledger; empty when it is whole.
    public func verify() async throws -> [LedgerFault] {
        let audit = LedgerAudit(
            repository: workspace.git, store: workspace.ledger,
            demandsSignatures: workspace.operatorSettings.signingKey != nil
        )
        return try await audit.faults(
            branchTip: workspace.tip, lastSeen: try workspace.halt.memory.lastSeen())
    }

    /// One line for people.
    public static func line(_ entry: LedgerEntry) -> String {
        let event = entry.event
        var parts = [event.time.description, event.type.rawValue]
        if let action = event.action { parts.append(action.rawValue) }
        if let target = event.target { parts.append(target) }
        if let before = event.before, let after = event.after { parts.append("\(before) → \(after)") }
        if let effect = event.details["effect"] { parts.append("[\(effect)]") }
        if let actual = event.actual { parts.append(actual) }
        if event.actor != "trimtab" { parts.append("by \(event.actor)") }
        if event.details["recorded"] != nil { parts.append("(recorded example)") }
        if case .unknownKey = entry.standing { parts.append("(unknown key)") }
        return parts.joined(separator: "  ")
    }
}
