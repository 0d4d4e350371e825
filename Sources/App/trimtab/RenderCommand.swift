internal import ArgumentParser
internal import Pipeline
internal import Tracing

struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Renders a chart as Helm does, with the token behind every value.")

    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."

    @Option(name: .long, help: "The revision to read; the work tree is never read.")
    var rev: String = "HEAD"

    @Option(name: .long, help: "Directory of the chart.")
    var root: String = "."

    @Option(name: .long, help: "Environment of the chart, as `trimtab roots` lists it.")
    var environment: String?

    @OptionGroup var helm: HelmOptions

    @Flag(name: .long, help: "Adds the token that decides each value.")
    var origins = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            let question = TraceQuestion(
                repositoryPath: repo, revision: rev, root: root, environment: environment,
                helm: helm.arguments)
            let rendered = try await Tracer(question).render(origins: origins)
            switch output.format {
            case .json: try Terminal.json(rendered)
            case .table: Terminal.print(rendered.manifest)
            }
            for problem in rendered.problems where !output.quiet { Terminal.error("warning: \(problem)\n") }
            if !rendered.isComplete { throw ExitCode(ExitStatus.input.rawValue) }
        }
    }
}
