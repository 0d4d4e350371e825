internal import ArgumentParser
internal import Foundation
internal import Pipeline

struct Respond: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers an alert: an Alertmanager webhook payload, corroborated by the signals themselves."
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "File with the payload (webhook version 4), or - for standard input.")
    var alert: String

    @Flag(name: .long, help: "Everything but outward effects; prints the diffs that would be committed.")
    var dryRun = false

    @Flag(name: .long, help: "Exit 2 when changes were proposed or merged.")
    var detailedExitCode = false

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            options.isDryRun = dryRun
            let payload = try AlertFile.read(alert)
            let workspace = try await Workspace.open(options, progress: output.progress)
            let report = try await Road(workspace).respond(
                to: payload, from: alert == "-" ? "standard input" : alert)
            try Reporting(output: output, detailedExitCode: detailedExitCode).show(report)
        }
    }
}
