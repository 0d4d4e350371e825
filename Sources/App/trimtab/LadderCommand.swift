internal import ArgumentParser
internal import Model
internal import Pipeline
internal import Policy

struct LadderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ladder",
        abstract:
            "Shows how far each category has earned to act by itself, and what the next posture asks for.",
        discussion: """
            Categories climb from observe over propose and approve to auto. The numbers are counted from the ledger; a
            posture is raised by people, in a pull request against its file. --promote opens that pull request where the record
            has all that the next posture asks for.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Opens a pull request that raises this category by one posture.")
    var promote: String?

    func run() async throws {
        try await Terminal.run {
            let workspace = try await Workspace.open(repository.runOptions(), progress: output.progress)
            if let promote {
                let result = try await Promotion(workspace).promote(promote)
                let what = "\(promote) from \(result.rung.posture) to \(result.rung.next ?? "")"
                try output.confirm(
                    result.wasOpen ? "already proposed" : "proposed", "\(what) in #\(result.pull.number)")
                return
            }
            let report = try await LadderReport(workspace)
            switch output.format {
            case .json: try Terminal.json(report.rungs)
            case .table: Terminal.print(report.text)
            }
        }
    }
}
