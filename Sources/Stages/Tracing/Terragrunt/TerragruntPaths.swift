/// Paths and variables of the machine as Terragrunt's functions give them: absolute, although nobody knows where the repository lies.
///
/// A character that no path has stands for what is in front of the repository. What shows it depends on the checkout; what
/// hides it (a count of path segments, say) comes out otherwise when the repository lies deeper, so a unit is evaluated for
/// two depths and only what is equal counts.
struct TerragruntPaths {
    static let mark: Character = "\u{F0000}"
    /// The absolute path of the repository.
    let root: String

    /// Variables of the environment that people declared, as `get_env` gives them.
    let environment: [String: String]

    /// Files that may set variables of the environment.
    let setters: EnvironmentSetters?

    /// A repository that lies `depth` directories deep.
    init(depth: Int, environment: [String: String] = [:], setters: EnvironmentSetters? = nil) {
        self.setters = setters
        root = String(repeating: "/\(TerragruntPaths.mark)", count: depth)
        self.environment = environment
    }

    /// The absolute form of a path of the repository.
    func absolute(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

    /// The path of the repository that `text` means in `directory`; nil when it leads out of it.
    func relative(_ text: String, in directory: String) -> String? {
        guard text.hasPrefix("/") else { return RepositoryPath.join(directory, text) }
        guard text == root || text.hasPrefix(root + "/") else { return nil }
        return RepositoryPath.join("", String(text.dropFirst(root.count).drop { $0 == "/" }))
    }

    /// The way from one directory to another: `../b` from `a` to `b`, `.` for the same.
    static func way(from: String, to: String) -> String {
        let start = from.split(separator: "/")
        let end = to.split(separator: "/")
        let common = zip(start, end).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: start.count - common) + end[common...].map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}

/// The files that a unit sees: those of the repository, and copies of directories at other places.
struct TerragruntFiles: Sendable {
    /// A directory that a stack copies to another place.
    struct Copy: Hashable, Sendable {
        var place: String
        var original: String
    }

    let index: RepositoryIndex
    /// Inner copies last.
    var copies: [Copy] = []

    /// Where the file that is seen at `path` really is.
    private func original(_ path: String) -> String {
        guard !copies.isEmpty else { return path }
        let copy = copies.filter { RepositoryPath.isInside(path, $0.place) }.max {
            $0.place.count < $1.place.count
        }
        guard let copy else { return path }
        let rest = path.dropFirst(copy.place.count).drop { $0 == "/" }
        return copy.original.isEmpty || rest.isEmpty ? copy.original + rest : "\(copy.original)/\(rest)"
    }

    /// The real path of a file; nil when there is none.
    func file(_ path: String) -> String? {
        let path = original(path)
        if index.isFile(path) { return path }
        // Where there are no links, nothing can lead anywhere else.
        return index.links.isEmpty ? nil : index.realFile(path)
    }

    /// True for files and directories.
    func exists(_ path: String) -> Bool { file(path) != nil || isDirectory(path) }

    func isDirectory(_ path: String) -> Bool { index.isDirectory(original(path)) }

    /// The directory of the repository that is seen at `path`.
    func directory(_ path: String) -> String { original(path) }

    /// The files below a directory, relative to it; nil when there is no such directory.
    func list(_ directory: String) -> [String]? {
        let real = original(directory)
        guard index.isDirectory(real) else { return nil }
        return index.files.filter { RepositoryPath.isInside($0, real) }.map {
            real.isEmpty ? $0 : String($0.dropFirst(real.count + 1))
        }
    }

    /// Names of the files in a directory.
    func names(in directory: String) -> [String] { index.entries(in: original(directory)) }
}
