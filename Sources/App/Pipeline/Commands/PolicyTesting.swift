internal import Diagnostics
internal import Git
public import Policy
internal import Ports

/// `trimtab policy test`: the cases beside the policies of one commit.
public struct PolicyTesting: Sendable {
    private let repositoryPath: String
    private let revision: String

    /// Tests the policies of `revision`.
    public init(repositoryPath: String, revision: String) {
        self.repositoryPath = repositoryPath
        self.revision = revision
    }

    /// Reads and runs.
    ///
    /// - Throws: `Failure` when repository or revision cannot be read.
    public func run() async throws -> PolicyTestRun.Report {
        let git = try GitRepository(path: repositoryPath)
        guard let commit = try await git.resolve(revision) else {
            throw Failure(.badInput, "reading revision \(revision)", "there is no such commit", .needsHuman)
        }
        return try PolicyTestRun().run(try await git.sourceTree(at: commit))
    }

    /// The report for people: what failed with its tree, which rules no case decided, and one closing line.
    public static func text(_ report: PolicyTestRun.Report) -> String {
        var lines: [String] = []
        for outcome in report.outcomes where !outcome.passed {
            lines.append("✗ \(outcome.category): \(outcome.name)   (\(outcome.place))")
            lines += outcome.problems.map { "    \($0)" }
            lines += outcome.tree.split(separator: "\n").map { "    \($0)" }
        }
        for coverage in report.coverage {
            let all = coverage.decisive.count + coverage.never.count
            let never =
                coverage.never.isEmpty
                ? "" : "; no case is stopped by: \(coverage.never.joined(separator: ", "))"
            lines.append(
                "\(coverage.category): \(coverage.decisive.count) of \(all) rules stop a case\(never)")
        }
        for name in report.untested { lines.append("\(name): no tests") }
        let failed = report.outcomes.count { !$0.passed }
        lines.append("\(report.outcomes.count - failed) passed, \(failed) failed")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The diagnostics of the files, with snippets.
    public static func diagnostics(_ report: PolicyTestRun.Report) -> String {
        let renderer = DiagnosticRenderer(files: report.files)
        return report.diagnostics.map(renderer.render).joined()
    }
}
