public import Ports
internal import Synchronization

/// What was asked about the paths of a tree: whether something is there, and what lies in a directory.
///
/// A file more, or one less, can change no answer of which nothing was asked. What looks at all paths of a repository looks for
/// names; those are no plain manifests, and are not noted here.
public final class TreeQuestions: Sendable {
    private let asked = Mutex<Set<UInt64>>([])

    /// Nothing was asked yet.
    public init() {}

    /// A kind of question.
    public enum Kind: UInt8, Sendable {
        /// What is at a path.
        case path = 1
        /// Which files a directory has.
        case files
        /// Which directories a directory has.
        case folders
        /// What is anywhere below a directory.
        case below
        /// Which object has a kind and a name, written `Kind/name`.
        case object
        /// That an autoscaler names a workload; an empty name where it may be any.
        case scaled
    }

    /// Notes a question.
    public func note(_ kind: Kind, _ path: String) {
        let hash = TreeQuestions.hash(kind, path)
        asked.withLock { _ = $0.insert(hash) }
    }

    /// All of them, by ``hash(_:_:)``.
    public var hashes: Set<UInt64> { asked.withLock { $0 } }

    /// A question as a number; two may have the same one, so that more seems to be asked than was.
    public static func hash(_ kind: Kind, _ path: String) -> UInt64 {
        var print = Fingerprint()
        print.add(path)
        return print.value ^ UInt64(kind.rawValue) &* 0x9e37_79b9_7f4a_7c15
    }

    /// True where one of the questions has another answer with or without a file; `folders` are directories that are there for it alone.
    ///
    /// For one that is read as a manifest it does not count that somebody asked for itself.
    public static func concern(
        _ path: String, folders: [String], among asked: Set<UInt64>, besideItself: Bool = false
    ) -> Bool {
        if !besideItself, asked.contains(hash(.path, path)) { return true }
        if asked.contains(hash(.files, RepositoryPath.directory(of: path))) { return true }
        if RepositoryPath.ancestors(of: path).contains(where: { asked.contains(hash(.below, $0)) }) {
            return true
        }
        return folders.contains {
            asked.contains(hash(.path, $0)) || asked.contains(hash(.files, $0))
                || asked.contains(hash(.folders, $0))
                || asked.contains(hash(.folders, RepositoryPath.directory(of: $0)))
        }
    }
}

/// A tree that takes note of what is asked about its paths.
public protocol QuestionedTree: SourceTree {
    /// The note.
    var questions: TreeQuestions { get }
}
