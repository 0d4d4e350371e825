public import Model

/// Somebody who is paged: a webhook, an Alertmanager.
public protocol Notifier: Sendable {
    /// What it is called in the ledger and in reports; the same from run to run, and without secrets.
    var name: String { get }

    /// Hands a page over; a page of the same id and status may come again.
    ///
    /// - Throws: `Failure` when it was not taken, or nobody knows.
    func deliver(_ page: Page) async throws
}
