public import Diagnostics
internal import Git
internal import Policy
internal import Ports

/// `trimtab policy check`: settings and policies of one commit, all findings with positions.
public struct PolicyChecking: Sendable {
    /// What was found.
    public struct Result: Sendable {
        /// All findings.
        public var diagnostics: [Diagnostic]
        /// The findings for people, with snippets.
        public var rendered: String
        /// One closing line.
        public var summary: String

        /// True when something keeps a file from being used.
        public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    }

    private let repositoryPath: String
    private let revision: String
    private let operatorFile: String?

    /// Checks `revision` of the repository, and the operator's file when it is named.
    public init(repositoryPath: String, revision: String, operatorFile: String?) {
        self.repositoryPath = repositoryPath
        self.revision = revision
        self.operatorFile = operatorFile
    }

    /// Reads and checks.
    ///
    /// - Throws: `Failure` when repository or revision cannot be read.
    public func check() async throws -> Result {
        let git = try GitRepository(path: repositoryPath)
        guard let commit = try await git.resolve(revision) else {
            throw Failure(.badInput, "reading revision \(revision)", "there is no such commit", .needsHuman)
        }
        let tree = try await git.sourceTree(at: commit)
        let found = try PolicyCheck().check(
            tree, operatorFile: try operatorFile.map(ConfigurationFiles.source), at: SystemTime().now())
        let renderer = DiagnosticRenderer(files: found.files)
        let errors = found.diagnostics.count { $0.severity == .error }
        let warnings = found.diagnostics.count { $0.severity == .warning }
        return Result(
            diagnostics: found.diagnostics, rendered: found.diagnostics.map(renderer.render).joined(),
            summary: [
                PolicyChecking.count(found.policies.categories.count, "category", "categories"),
                PolicyChecking.count(errors, "error", "errors"),
                PolicyChecking.count(warnings, "warning", "warnings"),
            ].joined(separator: ", ") + "\n")
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}
