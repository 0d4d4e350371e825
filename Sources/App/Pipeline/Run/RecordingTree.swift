internal import Model
internal import Ports
internal import Synchronization
internal import Tracing

/// The blobs of a tree by their paths.
struct TreeBlobs: Sendable {
    private let ids: [String: String]
    /// Digest of all paths with what is there, and of where links lead: with the same one, the same paths lead to the same files.
    let structure: String

    init(_ tree: any SourceTree) {
        var ids: [String: String] = [:]
        var bytes: [UInt8] = []
        for entry in tree.entries {
            let isLink = entry.kind == .symlink || entry.kind == .submodule
            if !isLink { ids[entry.path] = entry.id.rawValue }
            bytes += entry.path.utf8
            bytes.append(0)
            switch entry.kind {
            case .file: bytes.append(UInt8(ascii: "f"))
            case .executable: bytes.append(UInt8(ascii: "x"))
            case .symlink: bytes.append(UInt8(ascii: "l"))
            case .submodule: bytes.append(UInt8(ascii: "s"))
            }
            bytes.append(0)
            if isLink { bytes += entry.id.rawValue.utf8 }
            bytes.append(0)
        }
        self.ids = ids
        structure = Digest(of: bytes).rawValue
    }

    func isFile(_ path: String) -> Bool { ids[path] != nil }

    /// The blob at a path; nil where no file is.
    func id(_ path: String) -> String? { ids[path] }
}

/// A tree that remembers which files were read.
final class RecordingTree: QuestionedTree {
    private let tree: any SourceTree
    private let blobs: TreeBlobs
    private let seen = Mutex<Set<String>>([])
    /// What is asked about paths.
    let questions = TreeQuestions()
    private let other = Mutex<Set<String>>([])

    init(_ tree: any SourceTree, _ blobs: TreeBlobs) { (self.tree, self.blobs) = (tree, blobs) }

    /// The real paths of everything that was read, sorted.
    var paths: [String] { seen.withLock { $0.sorted() } }

    /// Files whose numbers mean more than sizes.
    var fixed: Set<String> {
        get { other.withLock { $0 } }
        set { other.withLock { $0 = newValue } }
    }

    /// Which root reads what.
    var parts: RootFiles? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
    private let known = Mutex<RootFiles?>(nil)

    /// What the files say that makes a change of one the concern of others.
    var marks: LocalChange.Marks { said.withLock { $0 } }
    private let said = Mutex<LocalChange.Marks>([])

    var commit: ObjectID { tree.commit }
    var entries: [TreeEntry] { tree.entries }
    func realPath(_ path: String) -> String? {
        questions.note(.path, path)
        return tree.realPath(path)
    }

    func read(_ path: String) throws -> [UInt8]? {
        // What is not there stays so as long as the paths are the same.
        let real = blobs.isFile(path) ? path : tree.realPath(path)
        if let real { seen.withLock { _ = $0.insert(real) } } else { questions.note(.path, path) }
        let bytes = try tree.read(path)
        if let real, let bytes, SizeReaders.copiesFields(bytes, path: real) { copies.withLock { $0 = true } }
        if let real, let bytes {
            let marks = LocalChange.Marks.of(bytes, path: real)
            if !marks.isEmpty { said.withLock { $0.formUnion(marks) } }
        }
        return bytes
    }

    /// True where one of the files that were read copies fields, or tests them.
    var copiesFields: Bool { copies.withLock { $0 } }
    private let copies = Mutex(false)
}
