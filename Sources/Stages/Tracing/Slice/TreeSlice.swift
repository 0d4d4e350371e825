public import Model
public import Ports

/// Some files of a tree, as if there were no others; a few may have other bytes.
public struct TreeSlice: SourceTree {
    private let base: any SourceTree
    private let paths: Set<String>
    private let replaced: [String: [UInt8]]
    /// The entries of the files.
    public let entries: [TreeEntry]

    /// Takes the files at `paths` from a tree without links; `replaced` has the bytes of those that are read otherwise.
    public init(_ base: any SourceTree, paths: Set<String>, replacing replaced: [String: [UInt8]] = [:]) {
        self.base = base
        self.paths = paths
        self.replaced = replaced
        entries = base.entries.filter { paths.contains($0.path) }
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
}
