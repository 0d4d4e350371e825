internal import ArgumentParser
internal import Model
internal import Pipeline

struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks everything a sweep (and a response) would ask, and keeps the answers in a directory.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Also the queries of these alert payloads.")
    var alert: [String] = []

    @Argument(help: "The directory; made when it is not there.")
    var directory: String

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            let workspace = try await Workspace.open(options)
            let payloads = try alert.map { (try AlertFile.read($0), $0) }
            let count = try await Recorder(workspace).record(into: directory, payloads: payloads)
            try output.confirm("recorded", "\(count) \(count == 1 ? "query" : "queries") into \(directory)")
        }
    }
}
