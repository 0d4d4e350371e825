internal import CLibgit2
internal import Diagnostics
public import Model
public import Ports
internal import Synchronization

/// The files of one commit, read when they are asked for.
///
/// It has a handle of its own under a lock, so that reading needs no waiting for the repository's queue.
public final class GitSourceTree: SourceTree {
    /// The commit it shows.
    public let commit: ObjectID
    /// All entries, sorted by path.
    public let entries: [TreeEntry]
    private let state: Mutex<State>

    private struct State: ~Copyable {
        // Freed in this order: the tree belongs to the repository.
        let root: TreeHandle
        let repository: RepositoryHandle
    }

    /// Opens the commit of a repository.
    ///
    /// - Throws: A `Failure` when the repository cannot be opened or has no such commit.
    public init(repository path: String, commit: ObjectID) throws {
        do {
            try Libgit2.start()
            let repository = try RepositoryHandle(opening: path, searchUpwards: true)
            let root = try repository.tree(of: commit)
            entries = try repository.files(below: root).compactMap(\.entry)
            self.commit = commit
            state = Mutex(State(root: root, repository: repository))
        } catch {
            throw error.failure.during("opening the files of \(commit.short)")
        }
    }

    /// The bytes at `path`; for a symbolic link the bytes of the file it leads to inside the tree; nil when there is none.
    public func read(_ path: String) throws -> [UInt8]? {
        try edge("reading \(path) at \(commit.short)") {
            try state.withLock { state in
                do {
                    let file = try state.repository.realFile(path, in: state.root)
                    guard file.mode.isRegularFile else { return nil }
                    return try state.repository.blob(file.id)
                } catch let error as GitError {
                    switch error.kind {
                    case .notFound, .outside: return nil
                    case .missingObject: throw state.repository.explainMissing(error)
                    default: throw error
                    }
                }
            }
        }
    }

    /// The real path of a file or directory, links resolved inside the tree; nil when it leaves the tree or is missing.
    public func realPath(_ path: String) -> String? {
        state.withLock { state in
            guard let file = try? state.repository.realFile(path, in: state.root),
                file.mode.isRegularFile || file.mode == .directory
            else {
                return nil
            }
            return file.path
        }
    }
}

extension GitRepository {
    /// The files of one commit, for stages that read many of them.
    public func sourceTree(at commit: ObjectID) throws -> GitSourceTree {
        try GitSourceTree(repository: gitDirectory, commit: commit)
    }
}
