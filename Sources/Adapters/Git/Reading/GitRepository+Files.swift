internal import CLibgit2
public import Model

extension GitRepository {
    /// All files of a commit's tree, sorted by path; submodules and symbolic links are entries of their own.
    ///
    /// A path that is not UTF-8 is listed with replacement characters and cannot be read.
    public func entries(at commit: ObjectID) throws -> [TreeEntry] {
        try work("listing the files of \(commit.short)") {
            try handle.files(below: handle.tree(of: commit)).compactMap(\.entry)
        }
    }

    /// The entry at `path`; nil for a directory and where nothing is.
    public func entry(_ path: String, at commit: ObjectID) throws -> TreeEntry? {
        try work("looking up \(path) at \(commit.short)") {
            try handle.lookUp(path, in: handle.tree(of: commit))?.entry
        }
    }

    /// The bytes of the blob at `path` as they are stored, or nil when there is no blob there.
    ///
    /// A symbolic link gives its target. No line-ending or other filter is applied.
    public func read(_ path: String, at commit: ObjectID) throws -> [UInt8]? {
        try work("reading \(path) at \(commit.short)") {
            let found = try handle.lookUp(path, in: handle.tree(of: commit))
            guard let found, found.mode.isRegularFile || found.mode == .symlink else { return nil }
            return try handle.blob(found.id)
        }
    }

    /// The bytes of a blob by its id.
    public func blob(_ id: ObjectID) throws -> [UInt8] {
        try work("reading blob \(id.short)") { try handle.blob(id) }
    }

    /// The blob's id at `path`, or nil.
    public func blobID(_ path: String, at commit: ObjectID) throws -> ObjectID? {
        try work("looking up \(path) at \(commit.short)") {
            let found = try handle.lookUp(path, in: handle.tree(of: commit))
            guard let found, found.mode.isRegularFile || found.mode == .symlink else { return nil }
            return found.id
        }
    }

    /// The size of a blob in bytes, without reading all of it.
    public func size(of blob: ObjectID) throws -> Int {
        try work("measuring blob \(blob.short)") {
            let database = try DatabaseHandle("opening the object database") {
                git_repository_odb($0, handle.pointer)
            }
            var raw = try blob.raw
            var size = 0
            var type = GIT_OBJECT_ANY
            try check("reading its header", git_odb_read_header(&size, &type, database.pointer, &raw))
            return size
        }
    }

    /// The real file behind `path` once every symbolic link is followed.
    ///
    /// - Throws: `bad-input` for a link that leaves the repository or runs in a circle and for a path inside a
    ///   submodule; `not-found` when no file is at the end.
    public func realFile(_ path: String, at commit: ObjectID) throws -> TreeEntry {
        try work("following \(path) at \(commit.short)") {
            guard let entry = try handle.realFile(path, in: handle.tree(of: commit)).entry else {
                throw GitError(
                    kind: .notFound, activity: "following symbolic links", message: "it is a directory")
            }
            return entry
        }
    }
}
