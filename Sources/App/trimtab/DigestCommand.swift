internal import ArgumentParser
internal import Model
internal import Pipeline
internal import Proposal

struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Says what landed, what waits and what was declined in the last week, by what it saves.",
        discussion: """
            Everything is read from ledger, evidence and forge. The result is Markdown; --post puts it into an issue, once a
            day, which is the weekly message where a schedule runs it once a week.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "How far back.")
    var since: Span = Span(span: TimeSpan(seconds: 7 * 86_400))

    @Option(name: .long, help: "Rows of each table at most.")
    var top: Int = 20

    @Option(name: .long, help: "What the changes are added up by: target, service or namespace.")
    var by: DigestGrouping = .target

    @Flag(name: .long, help: "Opens an issue with it.")
    var post = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top must be at least 1") }
    }

    func run() async throws {
        try await Terminal.run {
            let workspace = try await Workspace.open(repository.runOptions(), progress: output.progress)
            let digests = DigestRun(workspace)
            let digest = try await digests.digest(of: since.span)
            let text = digest.markdown(top: top, by: by.grouping)
            switch output.format {
            case .json: try Terminal.json(digest)
            case .table: Terminal.print(text)
            }
            if post {
                let number = try await digests.post(digest, text)
                if output.format == .table { Terminal.print("\nposted as issue #\(number)\n") }
            }
        }
    }
}

/// What a digest is added up by, on the command line.
enum DigestGrouping: String, ExpressibleByArgument, CaseIterable {
    case target, service, namespace

    var grouping: WorkDigest.Grouping {
        switch self {
        case .target: .target
        case .service: .service
        case .namespace: .namespace
        }
    }
}
