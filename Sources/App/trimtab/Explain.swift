internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Pipeline

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says why the bot did something: of a pull request, a commit or an action.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signals: SignalOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Asks the recorded queries again and says whether the answers are the same.")
    var rerun = false

    @Option(
        name: .long,
        help:
            "Writes the change as an SVG picture: peaks of the window, the value then and the value proposed."
    )
    var plot: String?

    @Argument(help: "A pull request's number, a commit, or an action id.")
    var subject: String

    func run() async throws {
        try await Terminal.run {
            var options = repository.runOptions()
            signals.apply(to: &options)
            let workspace = try await Workspace.open(options)
            let explanation = try await Explainer(workspace).explain(subject, rerun: rerun)
            if let plot {
                guard let picture = explanation.plot else {
                    throw Failure(
                        .badInput, "drawing \(subject)", "its evidence holds no amounts that could be drawn",
                        .needsHuman)
                }
                do {
                    try Data(picture.utf8).write(to: URL(filePath: plot), options: .atomic)
                } catch {
                    throw Failure(.badInput, "writing the picture", "\(plot): \(error.localizedDescription)")
                }
            }
            switch output.format {
            case .json: try Terminal.json(explanation)
            case .table: Terminal.print(explanation.text)
            }
            if explanation.hasChanged { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
