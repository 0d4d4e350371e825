internal import Model
internal import Synchronization

/// The objects of all simulated repositories, by their ids; whoever knows an id still needs the commit to be fetched.
final class SimulatedObjects: Sendable {
    struct Commit: Sendable {
        var record: CommitRecord
        var files: [String: ObjectID]
    }

    private struct State {
        var blobs: [ObjectID: [UInt8]] = [:]
        var commits: [ObjectID: Commit] = [:]
    }

    private let state = Mutex(State())

    func blob(_ id: ObjectID) -> [UInt8]? { state.withLock { $0.blobs[id] } }

    func commit(_ id: ObjectID) -> Commit? { state.withLock { $0.commits[id] } }

    /// Keeps bytes under the id that they have.
    func keep(_ bytes: [UInt8]) -> ObjectID {
        let id = SimulatedObjects.id(bytes)
        state.withLock { $0.blobs[id] = bytes }
        return id
    }

    /// Keeps a commit of these files under the id that it has.
    func keep(
        _ files: [String: ObjectID], parents: [ObjectID], author: CommitIdentity,
        committer: CommitIdentity, message: String
    ) -> ObjectID {
        let listing = files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
        let tree = SimulatedObjects.id(Array(listing.utf8))
        let head = parents.map { "parent \($0)\n" }.joined()
        let people = [author, committer].map { "\($0.name) \($0.email) \($0.time)\n" }.joined()
        let id = SimulatedObjects.id(Array("tree \(tree)\n\(head)\(people)\n\(message)".utf8))
        let record = CommitRecord(
            id: id, tree: tree, parents: parents, author: author, committer: committer, message: message)
        state.withLock { $0.commits[id] = Commit(record: record, files: files) }
        return id
    }

    private static func id(_ bytes: [UInt8]) -> ObjectID {
        ObjectID(rawValue: String(Digest(of: bytes).rawValue.prefix(40)))
    }
}
