internal import CLibgit2
internal import Model

// A table is a tree of blobs under hexadecimal keys, fanned out so that no folder grows large: what Git's notes are, and
// what evidence is kept in. Keys are spread over folders named by their first digits: `ab/cdef…`.

extension RepositoryHandle {
    /// The blob under a key at whatever fan-out it is stored; nil when there is none.
    func find(_ key: String, in root: borrowing TreeHandle) throws(GitError) -> TreeFile? {
        for depth in 0...Self.deepestFanOut {
            if let found = try lookUp(Self.path(of: key, depth: depth), in: root), found.mode != .directory {
                return found
            }
        }
        return nil
    }

    /// Every key of a table with its blob; entries that are no keys of that length are left out.
    func keys(of root: borrowing TreeHandle, length: Int) throws(GitError) -> [String: ObjectID] {
        var found: [String: ObjectID] = [:]
        for file in try files(below: root) {
            let key = file.path.filter { $0 != "/" }
            if key.utf8.count == length, key.allSatisfy(\.isHexDigit) { found[key] = file.id }
        }
        return found
    }

    /// Where each key is to be written: where it is already, or one folder deep.
    func changes(
        writing rows: [String: [UInt8]?], into root: borrowing TreeHandle
    ) throws(GitError) -> [String: CommitDraft.Change] {
        var changes: [String: CommitDraft.Change] = [:]
        for (key, bytes) in rows {
            let present = try find(key, in: root)?.path
            if let bytes {
                changes[present ?? Self.path(of: key, depth: 1)] = .write(bytes)
            } else if let present {
                changes[present] = .delete
            }
        }
        return changes
    }

    /// Git spreads notes over up to this many levels in practice; the key is far longer.
    private static var deepestFanOut: Int { 6 }

    private static func path(of key: String, depth: Int) -> String {
        var rest = key[...]
        var path = ""
        for _ in 0..<depth {
            path += rest.prefix(2) + "/"
            rest = rest.dropFirst(2)
        }
        return path + rest
    }
}
