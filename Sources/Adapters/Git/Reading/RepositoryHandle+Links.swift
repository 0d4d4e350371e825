internal import Model

extension RepositoryHandle {
    /// How many links one path may go through, as on Linux.
    private static var deepestLinks: Int { 40 }

    /// What a path means once every symbolic link in it is followed, so that an edit goes to the real file.
    ///
    /// A link that leaves the tree or runs in a circle, and a path inside a submodule, are `outside`.
    func realFile(_ path: String, in root: borrowing TreeHandle) throws(GitError) -> TreeFile {
        var pending = Self.parts(path)[...]
        var done: [String] = []
        var links = 0
        while let next = pending.popFirst() {
            if next == "." { continue }
            if next == ".." {
                guard done.popLast() != nil else { throw Self.outside("it leads out of the repository") }
                continue
            }
            done.append(next)
            let here = done.joined(separator: "/")
            guard let entry = try lookUp(here, in: root) else {
                throw Self.absent("there is nothing at \(here)")
            }
            switch entry.mode {
            case .symlink:
                links += 1
                guard links <= Self.deepestLinks else { throw Self.outside("its links run in a circle") }
                let target = String(decoding: try blob(entry.id), as: UTF8.self)
                guard !target.hasPrefix("/") else {
                    throw Self.outside("\(here) links to \(target), out of the repository")
                }
                done.removeLast()
                pending = (Self.parts(target) + pending)[...]
            case .submodule:
                guard pending.isEmpty else { throw Self.outside("\(here) is a submodule") }
            case .file, .executable:
                guard pending.isEmpty else { throw Self.absent("\(here) is not a directory") }
            case .directory:
                break
            }
        }
        guard let entry = try lookUp(done.joined(separator: "/"), in: root) else {
            throw Self.absent("no such file")
        }
        return entry
    }

    private static func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    private static func absent(_ message: String) -> GitError {
        GitError(kind: .notFound, activity: "following symbolic links", message: message)
    }

    private static func outside(_ message: String) -> GitError {
        GitError(kind: .outside, activity: "following symbolic links", message: message)
    }
}
