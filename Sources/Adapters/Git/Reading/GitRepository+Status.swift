internal import CLibgit2

/// What the user has not committed; we ignore it and say so.
public struct UncommittedChanges: Sendable, Hashable {
    /// Paths whose index differs from `HEAD`.
    public var staged: [String]
    /// Paths whose work tree differs from the index.
    public var unstaged: [String]
    /// Paths that Git does not know and does not ignore.
    public var untracked: [String]

    /// True when the work tree is as `HEAD` has it.
    public var isEmpty: Bool { staged.isEmpty && unstaged.isEmpty && untracked.isEmpty }
}

extension GitRepository {
    /// Paths with uncommitted changes in the work tree, sorted; empty for a bare repository.
    public func uncommittedPaths() throws -> [String] {
        let changes = try uncommittedChanges()
        return Set(changes.staged + changes.unstaged + changes.untracked).sorted()
    }

    /// What differs from `HEAD` in the user's work tree; empty for a bare repository.
    ///
    /// It reads only: not even the index is refreshed.
    public func uncommittedChanges() throws -> UncommittedChanges {
        try work("looking for uncommitted changes") {
            var changes = UncommittedChanges(staged: [], unstaged: [], untracked: [])
            guard workDirectory != nil else { return changes }
            var options = git_status_options()
            try check("preparing", git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)))
            options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
            options.flags =
                GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
            let list = try StatusListHandle("comparing the work tree") {
                git_status_list_new($0, handle.pointer, &options)
            }
            for place in 0..<git_status_list_entrycount(list.pointer) {
                guard let entry = git_status_byindex(list.pointer, place)?.pointee else { continue }
                let status = entry.status.rawValue
                if status & Self.staged != 0, let path = Self.path(entry.head_to_index) {
                    changes.staged.append(path)
                }
                guard let path = Self.path(entry.index_to_workdir) else { continue }
                if status & GIT_STATUS_WT_NEW.rawValue != 0 {
                    changes.untracked.append(path)
                } else if status & Self.unstaged != 0 {
                    changes.unstaged.append(path)
                }
            }
            return changes
        }
    }

    private static var staged: UInt32 {
        GIT_STATUS_INDEX_NEW.rawValue | GIT_STATUS_INDEX_MODIFIED.rawValue | GIT_STATUS_INDEX_DELETED.rawValue
            | GIT_STATUS_INDEX_RENAMED.rawValue | GIT_STATUS_INDEX_TYPECHANGE.rawValue
    }

    private static var unstaged: UInt32 {
        GIT_STATUS_WT_MODIFIED.rawValue | GIT_STATUS_WT_DELETED.rawValue | GIT_STATUS_WT_TYPECHANGE.rawValue
            | GIT_STATUS_WT_RENAMED.rawValue | GIT_STATUS_WT_UNREADABLE.rawValue
            | GIT_STATUS_CONFLICTED.rawValue
    }

    private static func path(_ delta: UnsafeMutablePointer<git_diff_delta>?) -> String? {
        guard let file = delta?.pointee.new_file, let path = file.path else { return nil }
        return String(cString: path)
    }
}
