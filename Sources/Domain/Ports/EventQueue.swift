public import Model

/// Events that wait on this machine until the ledger's remote can be reached again.
///
/// Every change is whole or not at all, also when the process is killed in the middle.
public protocol EventQueue: Sendable {
    /// Where it is, for people.
    var place: String { get }

    /// What waits, oldest first, with its line from 1.
    ///
    /// - Throws: `Failure` that names `place:line` when a line cannot be read.
    func events() throws -> [(line: Int, event: LedgerEvent)]

    /// Adds those that are not there yet, behind the others.
    ///
    /// - Returns: how many were added.
    func add(_ events: [LedgerEvent]) throws -> Int

    /// Removes events by their ids.
    func remove(_ ids: Set<String>) throws
}
