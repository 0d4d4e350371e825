internal import CLibgit2
public import Model

extension GitRepository {
    /// Paths whose blob or mode differs between the trees of two commits; equal subtrees are not opened.
    public func changedPaths(from old: ObjectID, to new: ObjectID) throws -> [String] {
        try work("comparing \(old.short) with \(new.short)") {
            try handle.changes(from: handle.tree(of: old), to: handle.tree(of: new)).map(\.path)
        }
    }

    /// The change between the trees of two commits as `git diff` prints it; bad UTF-8 is repaired.
    public func diff(from old: ObjectID, to new: ObjectID) throws -> String {
        try work("printing the change from \(old.short) to \(new.short)") {
            let diff = try handle.diff(handle.tree(of: old), handle.tree(of: new), contextLines: 3)
            var buffer = LibraryBuffer()
            try check("printing", git_diff_to_buf(&buffer.raw, diff.pointer, GIT_DIFF_FORMAT_PATCH))
            return String(decoding: buffer.bytes, as: UTF8.self)
        }
    }
}

/// Comparing bytes that are in no repository yet.
public enum TextDiff {
    /// The change of one file as `git diff` prints it; empty when nothing changes.
    ///
    /// - Throws: A `Failure` when the library cannot start.
    public static func unified(path: String, before: [UInt8], after: [UInt8], contextLines: Int = 3) throws
        -> String
    {
        try edge("printing the change of \(path)") {
            try Libgit2.start()
            var options = try git_diff_options.standard(contextLines: contextLines)
            return try before.withUnsafeBytes { old in
                try after.withUnsafeBytes { new in
                    let patch = try PatchHandle("comparing bytes") {
                        git_patch_from_buffers(
                            $0, old.baseAddress, old.count, path, new.baseAddress, new.count, path, &options)
                    }
                    var buffer = LibraryBuffer()
                    try check("printing", git_patch_to_buf(&buffer.raw, patch.pointer))
                    return String(decoding: buffer.bytes, as: UTF8.self)
                }
            }
        }
    }
}

/// One path that differs between two trees.
struct PathChange {
    var path: String
    var before: TreeFile?
    var after: TreeFile?

    init(_ delta: git_diff_delta) {
        before = delta.status == GIT_DELTA_ADDED ? nil : TreeFile(delta.old_file)
        after = delta.status == GIT_DELTA_DELETED ? nil : TreeFile(delta.new_file)
        path = after?.path ?? before?.path ?? ""
    }
}

extension RepositoryHandle {
    func changes(
        from old: borrowing TreeHandle, to new: borrowing TreeHandle
    ) throws(GitError) -> [PathChange] {
        let diff = try self.diff(old, new, contextLines: 0)
        return (0..<git_diff_num_deltas(diff.pointer)).compactMap { place in
            git_diff_get_delta(diff.pointer, place).map { PathChange($0.pointee) }
        }
    }

    func diff(
        _ old: borrowing TreeHandle, _ new: borrowing TreeHandle, contextLines: Int
    ) throws(GitError) -> DiffHandle {
        var options = try git_diff_options.standard(contextLines: contextLines)
        let before = old.pointer
        let after = new.pointer
        return try DiffHandle("comparing trees") {
            git_diff_tree_to_tree($0, pointer, before, after, &options)
        }
    }
}

extension git_diff_options {
    /// Nothing in it comes from anybody's configuration, so the text is the same everywhere.
    static func standard(contextLines: Int) throws(GitError) -> git_diff_options {
        var options = git_diff_options()
        try check("preparing a comparison", git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)))
        options.context_lines = UInt32(contextLines)
        options.flags |= GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
        options.id_abbrev = 10
        options.old_prefix = Self.older.pointer
        options.new_prefix = Self.newer.pointer
        return options
    }

    private static let older = Prefix("a")
    private static let newer = Prefix("b")
}

/// Static text as C wants it.
private struct Prefix {
    private let text: StaticString
    init(_ text: StaticString) { self.text = text }
    // A static string ends with a zero and lives as long as the program.
    var pointer: UnsafePointer<CChar> { UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self) }
}

extension TreeFile {
    fileprivate init(_ file: git_diff_file) {
        let mode = git_filemode_t(rawValue: UInt32(file.mode))
        self.init(path: String(cString: file.path), mode: Mode(mode), id: ObjectID(file.id))
    }
}
