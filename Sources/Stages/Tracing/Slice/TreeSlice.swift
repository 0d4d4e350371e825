public import Model
public import Ports

/// Some files of a tree, as if there were no others; a few may have other bytes, or not be in the tree.
public struct TreeSlice: QuestionedTree {
    private let base: any SourceTree
    private let paths: Set<String>
    private let replaced: [String: [UInt8]]
    /// Files that are read otherwise than they stand in the tree.
    var replacedPaths: Set<String> { Set(replaced.keys) }
    /// The entries of the files.
    public let entries: [TreeEntry]
    /// What is asked about the slice.
    public let questions = TreeQuestions()

    /// Takes the files at `paths` from a tree without links; `replaced` has the bytes of those that are read otherwise, and `more`
    /// the entries of those among them that the tree does not have.
    public init(
        _ base: any SourceTree, paths: Set<String>, replacing replaced: [String: [UInt8]] = [:],
        more: [TreeEntry] = []
    ) {
        self.base = base
        self.replaced = replaced
        let known = base.entries.filter { paths.contains($0.path) }
        entries = more.isEmpty ? known : (known + more).sorted { $0.path < $1.path }
        self.paths = Set(entries.map(\.path))
    }

    /// The commit of the whole tree.
    public var commit: ObjectID { base.commit }

    /// The bytes of a file of the slice; nil for any other.
    public func read(_ path: String) throws -> [UInt8]? {
        guard paths.contains(path) else { return nil }
        return try replaced[path] ?? base.read(path)
    }

    /// The path itself where it is one of the slice.
    public func realPath(_ path: String) -> String? { paths.contains(path) ? path : nil }

    /// True where one of `questions` has another answer in a whole tree than in the slice.
    func lacks(anythingOf questions: Set<UInt64>, in tree: any SourceTree) -> Bool {
        guard !questions.isEmpty else { return false }
        var folders: Set<String> = []
        for path in paths { folders.formUnion(RepositoryPath.ancestors(of: path)) }
        var missing: Set<String> = []
        for entry in tree.entries where !paths.contains(entry.path) {
            var new: [String] = []
            for folder in RepositoryPath.ancestors(of: entry.path) where !folders.contains(folder) {
                guard missing.insert(folder).inserted else { break }
                new.append(folder)
            }
            if TreeQuestions.concern(entry.path, folders: new, among: questions) { return true }
        }
        return false
    }
}
