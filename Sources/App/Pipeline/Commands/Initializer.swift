internal import Diagnostics
internal import Foundation
internal import Git

/// `trimtab init`: puts the default policy pack and a starting `.trimtab.yml` into the work tree, and nothing over what is there.
public struct Initializer: Sendable {
    /// One file of the pack.
    public struct Line: Sendable, Encodable {
        /// Path relative to the repository's root.
        public var path: String
        /// False when a file was there already and was left alone.
        public var isWritten: Bool
    }

    private let repositoryPath: String

    /// Works in the work tree of the repository at `repositoryPath`.
    public init(repositoryPath: String) { self.repositoryPath = repositoryPath }

    /// Writes what is missing; committing it is left to people.
    ///
    /// - Throws: `Failure` when there is no work tree, or a file cannot be written.
    public func write() throws -> [Line] {
        let git = try GitRepository(path: repositoryPath)
        guard let root = git.workDirectory else {
            throw Failure(
                .badInput, "preparing \(repositoryPath)", "the repository is bare; use a checkout",
                .needsHuman)
        }
        var files = [".trimtab.yml": Initializer.settings]
        for (name, text) in ShippedFiles.policies { files[".trimtab/policies/\(name)"] = text }
        return try files.sorted { $0.key < $1.key }.map { path, text in
            let url = URL(filePath: root + path)
            guard !FileManager.default.fileExists(atPath: url.path) else {
                return Line(path: path, isWritten: false)
            }
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url, options: .withoutOverwriting)
            } catch {
                throw Failure(.tool, "writing \(path)", "\(error.localizedDescription)", .needsHuman)
            }
            return Line(path: path, isWritten: true)
        }
    }

    private static let settings = """
        # What Trimtab may do in this repository at most. Categories that grant anything are in .trimtab/policies/.
        version: 1

        # observe, propose, approve or auto; a category can only be lower.
        posture: propose

        """
}
