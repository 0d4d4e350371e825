internal import ArgumentParser
internal import Pipeline
internal import Policy

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The policies of the repository.",
        subcommands: [Check.self, Test.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks settings and policies of a revision; every finding has a position.")

        @Option(name: .long, help: "The repository, or any folder in it.")
        var repo: String = "."
        @Option(name: .long, help: "The revision to read.")
        var rev: String = "HEAD"
        @Option(name: .long, help: "The operator's file.")
        var config: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Terminal.run {
                let result = try await PolicyChecking(
                    repositoryPath: repo, revision: rev, operatorFile: config
                ).check()
                switch output.format {
                case .json: try Terminal.json(result.diagnostics)
                case .table:
                    Terminal.error(result.rendered)
                    Terminal.print(result.summary)
                }
                if result.hasErrors { throw ExitCode(ExitStatus.problems.rawValue) }
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the cases in *_test.yaml beside the policies, and tells which rules they cover.")

        @Option(name: .long, help: "The repository, or any folder in it.")
        var repo: String = "."
        @Option(name: .long, help: "The revision to read.")
        var rev: String = "HEAD"
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Terminal.run {
                let report = try await PolicyTesting(repositoryPath: repo, revision: rev).run()
                Terminal.error(PolicyTesting.diagnostics(report))
                switch output.format {
                case .json: try Terminal.json(report.outcomes)
                case .table: Terminal.print(PolicyTesting.text(report))
                }
                if !report.isSound { throw ExitCode(ExitStatus.problems.rawValue) }
            }
        }
    }
}
