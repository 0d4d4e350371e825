internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports

/// A remote that tells after every push that something outward happened.
///
/// The ledger's own pushes are told by its store, with the names of the events.
struct ObservedRemote: Remote {
    private let real: any Remote
    private let observer: any EffectObserver

    init(_ real: any Remote, observer: any EffectObserver) {
        self.real = real
        self.observer = observer
    }

    func references() async throws -> [String: ObjectID] { try await real.references() }

    func fetch(_ refspecs: [String]) async throws { try await real.fetch(refspecs) }

    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        let refused = try await real.push(updates)
        let pushed = updates.map(\.name).filter { $0 != LedgerStore.reference && refused[$0] == nil }
        if !pushed.isEmpty { observer.didPerform("push " + pushed.joined(separator: " ")) }
        return refused
    }
}
