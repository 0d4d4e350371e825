/// Paths relative to the repository's root, always with `/`, never with `.` or `..`.
enum RepositoryPath {
    /// The path that `relative` means when it is read in `directory`; nil when it leaves the repository.
    static func join(_ directory: String, _ relative: String) -> String? {
        guard !relative.hasPrefix("/") else { return nil }
        var parts = names(directory)
        for part in names(relative) where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// The names of a path, told apart by bytes: whole characters take many times as long.
    private static func names(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    /// The directory that Flux takes a path for: one that leaves the repository stays at its top.
    static func clamped(_ path: String) -> String {
        var parts: [Substring] = []
        for part in names(path) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// `a/b` of `a/b/c.tf`; empty for a file at the root.
    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    /// `c.tf` of `a/b/c.tf`.
    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// True when `path` is `directory` or lies below it; everything lies below the empty directory.
    static func isInside(_ path: String, _ directory: String) -> Bool {
        directory.isEmpty || path == directory || path.hasPrefix(directory + "/")
    }

    /// The directories of `path` from its own up to the root (the empty one).
    static func ancestors(of path: String) -> [String] {
        var result: [String] = []
        var directory = directory(of: path)
        while !directory.isEmpty {
            result.append(directory)
            directory = RepositoryPath.directory(of: directory)
        }
        return result + [""]
    }

    /// The way people write a directory argument: no `./` before, no `/` after, `.` for the root.
    static func normalized(_ path: String) -> String {
        join("", path) ?? path
    }
}
