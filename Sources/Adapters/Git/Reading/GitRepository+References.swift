internal import CLibgit2
public import Model

extension GitRepository {
    /// The target of a full reference name, symbolic references followed, or nil.
    public func reference(_ name: String) throws -> ObjectID? {
        try work("reading \(name)") { try handle.target(of: name) }
    }

    /// All references that start with `prefix`, by full name.
    public func references(prefix: String) throws -> [String: ObjectID] {
        try work("listing \(prefix)") { try handle.references(prefix: prefix) }
    }
}

extension RepositoryHandle {
    /// Where a full reference name leads; nil when there is none.
    func target(of name: String) throws(GitError) -> ObjectID? {
        var raw = git_oid()
        let status = git_reference_name_to_id(&raw, pointer, name)
        if status == GIT_ENOTFOUND.rawValue {
            git_error_clear()
            return nil
        }
        try check("reading \(name)", status)
        return ObjectID(raw)
    }

    func references(prefix: String) throws(GitError) -> [String: ObjectID] {
        let iterator = try RefIteratorHandle("listing references") { git_reference_iterator_new($0, pointer) }
        var found: [String: ObjectID] = [:]
        while true {
            var name: UnsafePointer<CChar>?
            let status = git_reference_next_name(&name, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try check("listing references", status)
            guard let text = name.map({ String(cString: $0) }), text.hasPrefix(prefix) else { continue }
            // Gone between listing and reading, or a symbolic reference to an unborn branch: not there.
            found[text] = try target(of: text)
        }
        git_error_clear()
        return found
    }
}
