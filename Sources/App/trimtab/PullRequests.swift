internal import ArgumentParser
internal import Model
internal import Pipeline

struct PullRequests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pr", abstract: "Pull requests of the bot.",
        subcommands: [List.self, Show.self, Merge.self, Check.self, Close.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists them.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Terminal.run {
                let pulls = try await PullRequestCommands(Workspace.open(repository.runOptions())).list()
                switch output.format {
                case .json: try Terminal.json(pulls)
                case .table:
                    for pull in pulls {
                        let state = pull.state.rawValue.padding(to: 6)
                        Terminal.print("#\(pull.number)\t\(state)\t\(pull.title)\t\(pull.head)\n")
                    }
                    if pulls.isEmpty { Terminal.print("no pull requests\n") }
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one, with its commit and diff.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its number.") var number: Int

        func run() async throws {
            try await Terminal.run {
                let shown = try await PullRequestCommands(Workspace.open(repository.runOptions())).show(
                    number)
                switch output.format {
                case .json: try Terminal.json(shown.pull)
                case .table:
                    let pull = shown.pull
                    Terminal.print("#\(pull.number) \(pull.state.rawValue): \(pull.title)\n")
                    Terminal.print(
                        "\(pull.head) → \(pull.base), labels \(pull.labels.joined(separator: ", "))\n\n")
                    Terminal.print("\(pull.body)\n---- commit\n\(shown.message)\n\(shown.diff)")
                }
            }
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Merges one as a person (local forge).")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its number.") var number: Int

        func run() async throws {
            try await Terminal.run {
                let commands = PullRequestCommands(try await Workspace.open(repository.runOptions()))
                let commit = try await commands.merge(number, by: Terminal.person)
                try output.confirm("merged", "#\(number) as \(commit)")
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes one as a person (local forge); its target is held until `trimtab release`.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "Why.") var reason: String
        @Argument(help: "Its number.") var number: Int

        func run() async throws {
            try await Terminal.run {
                let commands = PullRequestCommands(try await Workspace.open(repository.runOptions()))
                try await commands.close(number, by: Terminal.person, reason: reason)
                try output.confirm("closed", "#\(number)")
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records a check on the head of one, as a CI server would (local forge).")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "Name of the check.") var name: String
        @Option(name: .long, help: "success, failure or pending.") var state: CheckState
        @Argument(help: "Its number.") var number: Int

        func run() async throws {
            try await Terminal.run {
                let commands = PullRequestCommands(try await Workspace.open(repository.runOptions()))
                try await commands.record(CheckResult(name: name, state: state.value), on: number)
                try output.confirm("recorded", "\(name) \(state.rawValue) on #\(number)")
            }
        }
    }
}

/// The state of a check on the command line.
enum CheckState: String, ExpressibleByArgument, CaseIterable {
    case success, failure, pending

    var value: CheckResult.State {
        switch self {
        case .success: .success
        case .failure: .failure
        case .pending: .pending
        }
    }
}

extension String {
    /// The text, filled up with spaces.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
