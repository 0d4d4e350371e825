internal import ArgumentParser
internal import Pipeline

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks in production whether merged changes rolled out and worked; reverts or escalates.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Everything but outward effects.")
    var dryRun = false

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            options.isDryRun = dryRun
            let workspace = try await Workspace.open(options, progress: output.progress)
            let report = try await VerificationRun(workspace).verify()
            switch output.format {
            case .json: try Terminal.json(report)
            case .table: Terminal.print(report.text)
            }
            if report.hasProblems { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
