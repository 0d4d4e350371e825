public import Foundation

/// A throw-away repository made by the real `git`, in ten lines of a test.
public final class TemporaryRepository: Sendable {
    /// The directory that holds the repository.
    public let directory: TemporaryDirectory
    /// The repository's path.
    public var path: String { directory.path + "/repository" }
    /// Runs tools inside the repository.
    public var shell: Shell { Shell(directory: path) }

    /// An empty repository whose branch is `main`.
    public init(bare: Bool = false, options: [String] = []) throws {
        directory = try TemporaryDirectory()
        let kind = bare ? ["--bare"] : []
        try Shell(directory: directory.path).run(
            ["git", "init", "-q", "-b", "main"] + kind + options + ["repository"])
    }

    /// A clone of a repository's path or URL.
    public init(cloning origin: String, options: [String] = []) throws {
        directory = try TemporaryDirectory()
        try Shell(directory: directory.path).run(["git", "clone", "-q"] + options + [origin, "repository"])
    }

    /// Runs `git` in the repository and gives its output without the last line feed.
    @discardableResult
    public func git(_ arguments: String..., input: String = "") throws -> String {
        try shell.run(["git"] + arguments, input: Data(input.utf8)).text
    }

    /// Writes a file of the work tree, folders included.
    public func write(_ path: String, _ text: String) throws {
        try write(path, Data(text.utf8))
    }

    /// Writes a file of the work tree, folders included.
    public func write(_ path: String, _ bytes: Data) throws {
        let url = URL(fileURLWithPath: self.path).appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    /// Writes the files, commits everything in the work tree, and gives the commit's id.
    @discardableResult
    public func commit(_ files: [String: String], _ message: String = "Change") throws -> String {
        for (path, text) in files { try write(path, text) }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try git("rev-parse", "HEAD")
    }
}
