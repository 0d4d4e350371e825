internal import ArgumentParser
internal import Foundation
internal import Model
internal import Pipeline

/// Which repository, as whom, at what time.
struct RepositoryOptions: ParsableArguments {
    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."

    @Option(name: .long, help: "Name of the remote that others see.")
    var remote: String = "origin"

    @Option(
        name: .long,
        help: "The operator's file (also TRIMTAB_CONFIG; default ~/.config/trimtab/operator.yml).")
    var config: String?

    @Option(name: .long, help: "Act as if it were this moment (RFC 3339 or epoch seconds).")
    var at: Moment?

    func runOptions() -> RunOptions {
        var options = RunOptions(repositoryPath: repo, environment: ProcessInfo.processInfo.environment)
        options.remoteName = remote
        options.operatorFile = config ?? options.operatorFile
        options.at = at?.time
        return options
    }
}

/// Where signals come from.
struct SignalOptions: ParsableArguments {
    @Option(name: .long, help: "Base URL of a Prometheus (also TRIMTAB_PROMETHEUS_URL).")
    var prometheus: String?

    @Option(name: .long, help: "Directory of recorded answers; nothing is asked of a server.")
    var signals: String?

    @Option(name: .long, help: "Length of the signal window.")
    var window: Span = Span(span: TimeSpan(seconds: 14 * 86_400))

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A file with Terraform's state or plan as JSON, which leads from production's names to addresses (also "
                + "TRIMTAB_STATES); ROOT: and ENVIRONMENT= may stand in front. May be given several times.",
            valueName: "[root[:environment]=]file"))
    var state: [String] = []

    func apply(to options: inout RunOptions) {
        if !state.isEmpty { options.states = state }
        options.prometheusURL = prometheus ?? options.prometheusURL
        options.signalsDirectory = signals
        options.window = window.span
    }
}

/// How results are printed.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(name: [.customShort("o"), .long], help: "table or json.")
    var format: Format = .table

    @Flag(name: .long, help: "No progress lines on stderr.")
    var quiet = false

    var progress: ProgressLine {
        guard !quiet, isatty(FileHandle.standardError.fileDescriptor) == 1 else { return ProgressLine() }
        return ProgressLine { line in Terminal.error("… \(line)\n") }
    }
}

extension OutputOptions {
    /// What a command without a result prints: that it was done, and to what.
    func confirm(_ done: String, _ subject: String) throws {
        switch format {
        case .json: try Terminal.json(["done": done, "subject": subject])
        case .table: Terminal.print("\(done) \(subject)\n")
        }
    }
}

/// A point in time on the command line.
struct Moment: ExpressibleByArgument {
    var time: Timestamp

    init?(argument: String) {
        guard let time = Timestamp(argument) else { return nil }
        self.time = time
    }
}

/// A length of time on the command line: `14d`, `36h`.
struct Span: ExpressibleByArgument {
    var span: TimeSpan

    init(span: TimeSpan) { self.span = span }

    init?(argument: String) {
        guard let span = TimeSpan(argument), span.seconds > 0 else { return nil }
        self.span = span
    }

    var defaultValueDescription: String { span.description }
}
