internal import ArgumentParser
internal import Model
internal import Pipeline

struct WatchdogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watchdog",
        abstract:
            "Checks from outside that every merge of the bot was permitted, and halts it when one was not.",
        discussion: """
            It reads the target branch, the forge and the ledger, and shares no code with what decides. Run it apart
            from the bot, with its own token. Exit 1 when something is wrong; then the bot is halted and an issue open.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "What a verification may be late by.")
    var grace: Span = Span(span: TimeSpan(seconds: 86_400))

    @Flag(name: .long, help: "Looks, and neither halts nor opens an issue.")
    var dryRun = false

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            options.isDryRun = dryRun
            let workspace = try await Workspace.open(options, progress: output.progress)
            let result = try await Watching(workspace, grace: grace.span).watch()
            switch output.format {
            case .json: try Terminal.json(result)
            case .table: Terminal.print(Watching.text(result))
            }
            if !result.isSound { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
