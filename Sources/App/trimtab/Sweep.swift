internal import ArgumentParser
internal import Pipeline

struct Sweep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks at everything in production, and proposes or merges what policy allows.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Everything but outward effects; prints the diffs that would be committed.")
    var dryRun = false

    @Option(
        name: .long,
        help:
            "Proposes at most so many changes, the most beneficial ones; open pull requests of the others stay."
    )
    var top: Int?

    @Flag(name: .long, help: "Exit 2 when changes were proposed or merged.")
    var detailedExitCode = false

    func validate() throws {
        if let top, top < 0 { throw ValidationError("--top must not be negative") }
    }

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            options.isDryRun = dryRun
            options.top = top
            let workspace = try await Workspace.open(options, progress: output.progress)
            let report = try await Road(workspace).sweep()
            try Reporting(output: output, detailedExitCode: detailedExitCode).show(report)
        }
    }
}
