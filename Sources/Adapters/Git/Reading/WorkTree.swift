internal import CLibgit2
internal import Diagnostics
internal import Foundation
public import Model
public import Ports

/// The files of a work tree as they are on this machine now, committed or not.
///
/// It is for questions only: nothing is ever edited or committed from it. Left out are `.git`, checkouts inside the checkout,
/// what Terragrunt cached, and of `.terraform` everything but its modules.
public final class WorkTree: SourceTree {
    /// The commit that is checked out; zeros where there is none yet.
    public let commit: ObjectID
    /// All entries, sorted by path.
    public let entries: [TreeEntry]
    private let directory: String
    private let kinds: [String: TreeEntry.Kind]
    private let directories: Set<String>

    /// Lists the files of the work tree in `directory`.
    ///
    /// - Throws: A `Failure` when a directory cannot be listed.
    init(_ directory: String, commit: ObjectID) throws {
        self.commit = commit
        self.directory = directory.hasSuffix("/") ? directory : directory + "/"
        var listing = Listing(top: self.directory)
        try listing.add("")
        entries = listing.entries.sorted { $0.path < $1.path }
        kinds = Dictionary(entries.map { ($0.path, $0.kind) }) { first, _ in first }
        directories = listing.directories
    }

    /// The bytes at `path`; for a symbolic link the bytes of the file it leads to inside the tree; nil when there is none.
    public func read(_ path: String) throws -> [UInt8]? {
        guard let real = realPath(path), kinds[real] == .file || kinds[real] == .executable else {
            return nil
        }
        do {
            return try Array(Data(contentsOf: URL(fileURLWithPath: directory + real)))
        } catch {
            let cause = (error as NSError).localizedDescription
            throw Failure(.badInput, "reading \(path) of the work tree", cause, .needsHuman)
        }
    }

    /// The real path of a file or directory, links resolved inside the tree; nil when it leaves the tree or is missing.
    public func realPath(_ path: String) -> String? {
        var waiting = path.split(separator: "/").map(String.init)[...]
        var parts: [String] = []
        var links = 0
        while let part = waiting.popFirst() {
            switch part {
            case ".": continue
            case "..": guard parts.popLast() != nil else { return nil }
            default:
                parts.append(part)
                let here = parts.joined(separator: "/")
                guard kinds[here] == .symlink else { continue }
                links += 1
                guard links < 40, let target = target(of: here), !target.hasPrefix("/") else { return nil }
                parts.removeLast()
                waiting = (target.split(separator: "/").map(String.init) + waiting)[...]
            }
        }
        let real = parts.joined(separator: "/")
        let isThere = kinds[real].map { $0 != .submodule } ?? directories.contains(real)
        return isThere ? real : nil
    }

    private func target(of link: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: directory + link)
    }
}

/// What lies below a directory of the machine.
private struct Listing {
    let top: String
    var entries: [TreeEntry] = []
    var directories: Set<String> = [""]

    private static let unknown = ObjectID(rawValue: String(repeating: "0", count: 40))

    init(top: String) { self.top = top }

    /// Adds what lies in a directory, given by its path with a slash behind it; empty for the top.
    mutating func add(_ prefix: String) throws {
        let manager = FileManager.default
        let names: [String]
        do {
            names = try manager.contentsOfDirectory(atPath: top + prefix)
        } catch {
            let cause = (error as NSError).localizedDescription
            throw Failure(.badInput, "listing \(top)\(prefix)", cause, .needsHuman)
        }
        for name in names where isWanted(name, in: prefix) {
            let path = prefix + name
            var status = stat()
            // What is gone since then is not there.
            guard lstat(top + path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                let isExecutable = status.st_mode & S_IXUSR != 0
                entries.append(
                    TreeEntry(path: path, kind: isExecutable ? .executable : .file, id: Self.unknown))
            case S_IFLNK: entries.append(TreeEntry(path: path, kind: .symlink, id: Self.unknown))
            case S_IFDIR:
                if manager.fileExists(atPath: top + path + "/.git"), !isInstalled(path) {
                    entries.append(TreeEntry(path: path, kind: .submodule, id: Self.unknown))
                    continue
                }
                directories.insert(path)
                try add(path + "/")
            default: continue
            }
        }
    }

    /// `terraform init` leaves modules, providers and settings of the backend; only the first are code.
    private func isWanted(_ name: String, in prefix: String) -> Bool {
        if prefix == ".terraform/" || prefix.hasSuffix("/.terraform/") { return name == "modules" }
        return name != ".git" && name != ".terragrunt-cache"
    }

    /// Modules that come from Git are checkouts of their own.
    private func isInstalled(_ path: String) -> Bool {
        ("/" + path).contains("/.terraform/modules/")
    }
}

extension GitRepository {
    /// The files of the work tree as they are now.
    ///
    /// - Throws: A `Failure` for a bare repository, and when files cannot be listed.
    public func workTree() throws -> WorkTree {
        guard let workDirectory else {
            throw Failure(
                .badInput, "reading the work tree", "a bare repository has none; name a revision with --rev",
                .needsHuman)
        }
        let head = try resolve("HEAD") ?? ObjectID(rawValue: String(repeating: "0", count: 40))
        return try WorkTree(workDirectory, commit: head)
    }

    /// True for a file of the work tree that is not in the repository and never will be: ignored, and not in the index.
    public func isIgnored(_ path: String) throws -> Bool {
        try work("asking whether \(path) is ignored") {
            var ignored: Int32 = 0
            try check("reading ignore rules", git_ignore_path_is_ignored(&ignored, handle.pointer, path))
            guard ignored == 1 else { return false }
            let index = try IndexHandle("reading the index") { git_repository_index($0, handle.pointer) }
            return git_index_get_bypath(index.pointer, path, 0) == nil
        }
    }
}
