public import Model
public import Ports

/// A commit's files held in memory, for tests that need no repository.
public struct InMemoryTree: SourceTree {
    /// The commit it shows.
    public let commit: ObjectID
    /// All entries, sorted by path.
    public let entries: [TreeEntry]
    private let files: [String: [UInt8]]
    private let links: [String: String]
    /// Where each link leads, as Git stores it.
    public var linkTargets: [String: String] { links }

    /// Takes the bytes of files by path, link targets (as Git stores them) by path, and paths of submodules.
    public init(_ files: [String: [UInt8]], links: [String: String] = [:], submodules: [String] = []) {
        self.files = files
        self.links = links
        commit = ObjectID(rawValue: String(repeating: "0", count: 40))
        let id = ObjectID(rawValue: String(repeating: "1", count: 40))
        let all =
            files.keys.map { TreeEntry(path: $0, kind: .file, id: id) }
            + links.keys.map { TreeEntry(path: $0, kind: .symlink, id: id) }
            + submodules.map { TreeEntry(path: $0, kind: .submodule, id: id) }
        entries = all.sorted { $0.path < $1.path }
    }

    /// The same tree, links and all, with other contents of one file.
    public func replacing(_ path: String, with bytes: [UInt8]) -> InMemoryTree {
        var files = contents
        files[path] = bytes
        let submodules = entries.filter { $0.kind == .submodule }.map(\.path)
        return InMemoryTree(files, links: links, submodules: submodules)
    }

    /// Takes texts by path.
    public init(texts: [String: String], links: [String: String] = [:], submodules: [String] = []) {
        self.init(texts.mapValues { Array($0.utf8) }, links: links, submodules: submodules)
    }

    /// The bytes at `path`, links followed.
    public func read(_ path: String) throws -> [UInt8]? {
        realPath(path).flatMap { files[$0] }
    }

    /// The real path of a file or directory, links followed; nil when it leaves the tree or is missing.
    public func realPath(_ path: String) -> String? {
        var waiting = path.split(separator: "/").map(String.init)[...]
        var parts: [String] = []
        var steps = 0
        while let part = waiting.popFirst() {
            switch part {
            case ".": continue
            case "..": guard parts.popLast() != nil else { return nil }
            default:
                parts.append(part)
                guard let target = links[parts.joined(separator: "/")] else { continue }
                steps += 1
                guard steps < 40, !target.hasPrefix("/") else { return nil }
                parts.removeLast()
                waiting = (target.split(separator: "/").map(String.init) + waiting)[...]
            }
        }
        let real = parts.joined(separator: "/")
        let exists = files[real] != nil || files.keys.contains { $0.hasPrefix(real + "/") }
        return exists ? real : nil
    }
}
