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
    private let paths: TreePaths
    private let repository: String
    private let readers: Mutex<[Reader]>
    /// As many may read at the same time.
    private static let mostReaders = 4

    private struct State: ~Copyable {
        // Freed in this order: the tree belongs to the repository.
        let root: TreeHandle
        let repository: RepositoryHandle
    }

    /// A handle of its own, for one caller at a time.
    private final class Reader: Sendable {
        let state: Mutex<State>

        init(_ path: String, _ commit: ObjectID) throws(GitError) {
            let repository = try RepositoryHandle(opening: path, searchUpwards: true)
            let root = try repository.tree(of: commit)
            state = Mutex(State(root: root, repository: repository))
        }
    }

    /// Opens the commit of a repository.
    ///
    /// - Throws: A `Failure` when the repository cannot be opened or has no such commit.
    public init(repository path: String, commit: ObjectID) throws {
        do {
            try Libgit2.start()
            let reader = try Reader(path, commit)
            entries = try reader.state.withLock { state throws(GitError) in
                try state.repository.files(below: state.root).compactMap(\.entry)
            }
            paths = TreePaths(entries)
            self.commit = commit
            self.repository = path
            readers = Mutex([reader])
        } catch {
            throw error.failure.during("opening the files of \(commit.short)")
        }
    }

    /// The bytes at `path`; for a symbolic link the bytes of the file it leads to inside the tree; nil when there is none.
    public func read(_ path: String) throws -> [UInt8]? {
        let place = paths.place(of: path)
        if case .nothing = place { return nil }
        if case .directory = place { return nil }
        return try edge("reading \(path) at \(commit.short)") {
            try withReader { state in
                do {
                    if case .file(let id) = place { return try state.repository.blob(id) }
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
        switch paths.place(of: path) {
        case .file, .directory: return path
        case .nothing: return nil
        case .unclear: break
        }
        return try? withReader { state in
            guard let file = try? state.repository.realFile(path, in: state.root),
                file.mode.isRegularFile || file.mode == .directory
            else {
                return nil
            }
            return file.path
        }
    }

    /// Calls `body` with a handle that nobody else uses at the moment; another one is opened where all are taken.
    private func withReader<Value: Sendable>(_ body: (borrowing State) throws -> Value?) throws -> Value? {
        let known = readers.withLock { $0 }
        for reader in known {
            if let value = try reader.state.withLockIfAvailable({ state in try body(state) }) { return value }
        }
        if known.count < GitSourceTree.mostReaders, let more = try? Reader(repository, commit) {
            readers.withLock { if $0.count < GitSourceTree.mostReaders { $0.append(more) } }
            return try more.state.withLock { state in try body(state) }
        }
        return try known[known.count - 1].state.withLock { state in try body(state) }
    }
}

/// What stands at the paths of a tree, as far as no symbolic link has a part in it.
struct TreePaths: Sendable {
    /// What stands at a path.
    enum Place: Sendable, Equatable {
        case file(ObjectID)
        case directory
        case nothing
        /// A link, or a path in another form than that of the tree, has to be followed part by part.
        case unclear
    }

    private var files: [String: ObjectID] = [:]
    private var directories: Set<String> = []
    private var links: Set<String> = []

    init(_ entries: [TreeEntry]) {
        // Texts count as equal that are made of other characters: only plain ones are looked up.
        for entry in entries where TreePaths.isPlain(entry.path) {
            switch entry.kind {
            case .file, .executable: files[entry.path] = entry.id
            case .symlink: links.insert(entry.path)
            case .submodule: break
            }
        }
        for entry in entries where TreePaths.isPlain(entry.path) {
            var rest = entry.path[...]
            while let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) {
                rest = rest[..<slash]
                guard directories.insert(String(rest)).inserted else { break }
            }
        }
    }

    /// What stands at `path`.
    func place(of path: String) -> Place {
        guard TreePaths.isPlain(path) else { return .unclear }
        if let id = files[path] { return .file(id) }
        if directories.contains(path) { return .directory }
        guard !path.isEmpty, TreePaths.isCanonical(path) else { return .unclear }
        guard !links.isEmpty else { return .nothing }
        var rest = path[...]
        while true {
            if links.contains(String(rest)) { return .unclear }
            guard let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .nothing }
            rest = rest[..<slash]
        }
    }

    private static func isPlain(_ path: String) -> Bool { path.utf8.allSatisfy { $0 < 0x80 } }

    /// True without empty parts, `.` and `..`.
    private static func isCanonical(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        }
    }
}

extension GitRepository {
    /// The files of one commit, for stages that read many of them.
    public func sourceTree(at commit: ObjectID) throws -> GitSourceTree {
        try GitSourceTree(repository: gitDirectory, commit: commit)
    }
}
