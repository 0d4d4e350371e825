internal import ArgumentParser
internal import Pipeline

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Checks tools, versions, credentials, reachability and configuration; each line says how to mend."
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            let report = await DoctorRun(options).examine()
            switch output.format {
            case .json: try Terminal.json(report.lines)
            case .table: Terminal.print(report.text)
            }
            if report.hasProblems { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
