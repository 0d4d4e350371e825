internal import ArgumentParser
internal import Pipeline
internal import Policy

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The policies of the repository.",
        subcommands: [Check.self, Test.self, Explain.self, SafetyCase.self])

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

    struct SafetyCase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "safety-case",
            abstract:
                "Prints the written case for letting a category act as Markdown, with what the ledger measured."
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "A category; all when left out.") var category: String?

        func run() async throws {
            try await Terminal.run {
                let workspace = try await Workspace.open(repository.runOptions(), progress: output.progress)
                let page = try await SafetyCasePage(workspace, only: category)
                switch output.format {
                case .json: try Terminal.json(["markdown": page.text])
                case .table: Terminal.print(page.text)
                }
            }
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says why a change may or may not merge now, with the file and line of every input.",
            discussion: """
                SUBJECT is a pull request's number, or a target as `sweep` prints it, whole words of it are enough:
                `Deployment/checkout`, `prod`. Without one, every change that is due is explained. Nothing outward
                happens.
                """)

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var signals: SignalOptions
        @OptionGroup var output: OutputOptions

        @Option(name: .long, help: "Explains an answer to this alert: a file with the payload, or -.")
        var alert: String?

        @Argument(help: "A pull request's number, or a target.")
        var subject: String = ""

        func run() async throws {
            try await Terminal.run {
                var options = repository.runOptions()
                signals.apply(to: &options)
                let payload = try alert.map {
                    (payload: try AlertFile.read($0), name: $0 == "-" ? "standard input" : $0)
                }
                let explanation = try await PolicyExplaining(options, progress: output.progress).explain(
                    subject, alert: payload)
                switch output.format {
                case .json: try Terminal.json(explanation)
                case .table: Terminal.print(explanation.text)
                }
            }
        }
    }
}
