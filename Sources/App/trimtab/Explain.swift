internal import ArgumentParser
internal import Pipeline

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says why the bot did something: of a pull request, a commit or an action.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Asks the recorded queries again and says whether the answers are the same.")
    var rerun = false

    @Argument(help: "A pull request's number, a commit, or an action id.")
    var subject: String

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            let workspace = try await Workspace.open(options)
            let explanation = try await Explainer(workspace).explain(subject, rerun: rerun)
            switch output.format {
            case .json: try Terminal.json(explanation)
            case .table: Terminal.print(explanation.text)
            }
            if explanation.hasChanged { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
