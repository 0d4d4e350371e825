internal import ArgumentParser
internal import Pipeline

struct LadderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ladder",
        abstract:
            "Shows how far each category has earned to act by itself, and what the next posture asks for.",
        discussion: """
            Categories climb from observe over propose and approve to auto. The numbers are counted from the ledger; a
            posture is raised by people, in a pull request against its file.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            let workspace = try await Workspace.open(repository.runOptions(), progress: output.progress)
            let report = try await LadderReport(workspace)
            switch output.format {
            case .json: try Terminal.json(report.rungs)
            case .table: Terminal.print(report.text)
            }
        }
    }
}
