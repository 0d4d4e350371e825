internal import Diagnostics
internal import Model
internal import Ports
internal import Synchronization

/// A remote that is read but never written: pushes land in an overlay that later reads see.
final class DryRunRemote: Remote {
    private let real: any Remote
    private let overlay = Mutex<[String: ObjectID?]>([:])

    init(_ real: any Remote) { self.real = real }

    func references() async throws -> [String: ObjectID] {
        var all = try await real.references()
        for (name, id) in overlay.withLock({ $0 }) { all[name] = id }
        return all
    }

    func fetch(_ refspecs: [String]) async throws { try await real.fetch(refspecs) }

    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        let now = try await references()
        var refused: [String: Failure] = [:]
        for update in updates {
            guard now[update.name] == update.expected else {
                refused[update.name] = Failure(
                    .conflict, "pushing \(update.name)", "it moved", .retry(afterSeconds: 0))
                continue
            }
            overlay.withLock { $0[update.name] = .some(update.new) }
        }
        return refused
    }
}
