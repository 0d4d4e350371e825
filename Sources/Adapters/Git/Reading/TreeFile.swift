internal import CLibgit2
internal import Model

/// One path of a tree, directories included.
struct TreeFile: Equatable {
    var path: String
    var mode: Mode
    var id: ObjectID

    /// What Git stores as the mode.
    enum Mode: UInt32 {
        case file = 0o100644
        case executable = 0o100755
        case symlink = 0o120000
        case submodule = 0o160000
        case directory = 0o040000

        /// Old repositories hold 100664; Git reads it as an ordinary file.
        init(_ raw: git_filemode_t) { self = Mode(rawValue: raw.rawValue) ?? .file }

        var raw: git_filemode_t { git_filemode_t(rawValue: rawValue) }
        var isRegularFile: Bool { self == .file || self == .executable }
    }

    /// The form that other modules see; nil for a directory.
    var entry: TreeEntry? {
        let kind: TreeEntry.Kind
        switch mode {
        case .file: kind = .file
        case .executable: kind = .executable
        case .symlink: kind = .symlink
        case .submodule: kind = .submodule
        case .directory: return nil
        }
        return TreeEntry(path: path, kind: kind, id: id)
    }
}
