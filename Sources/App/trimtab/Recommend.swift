internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Model
internal import Pipeline
internal import RightSizing

struct Recommend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads a table of usage and writes the requests that a strategy would have set, and when.",
        discussion: """
            In: id,timestamp,cpu_cores,mem_bytes (RFC 3339 or seconds since the epoch; any order of ids, each id in \
            order of time). Out: id,timestamp,cpu_request_cores,mem_request_bytes. A row uses only samples up to \
            its own timestamp. An empty cell was not measured; missing is never zero. With --prometheus, everything that \
            a server knows is read in batches instead, and each container gets one row at the end of the window. With \
            --state, what was seen is kept, and the next run needs the new samples alone.
            """)

    @Option(name: .long, help: "The usage table; - reads standard input.")
    var input: String = "-"

    @Option(name: .long, help: "Base URL of a Prometheus to read instead of a table.")
    var prometheus: String?

    @Option(
        name: .long,
        help: "With --prometheus: the end of the window (RFC 3339 or epoch seconds; default now).")
    var at: Moment?

    @Option(name: .long, help: "With --prometheus: length of the window.")
    var window: Span = Span(span: TimeSpan(seconds: 14 * 86_400))

    @Option(name: .long, help: "With --prometheus: distance of samples.")
    var step: Span = Span(span: TimeSpan(seconds: 75))

    @Option(
        name: .long, help: "With --prometheus: label matchers for every query, such as 'cluster=\"prod\"'.")
    var match: String = ""

    @Option(name: .long, help: "Where the requests go; - writes standard output.")
    var output: String = "-"

    @Option(name: .long, help: "How use becomes a request.")
    var strategy: StrategyName = StrategyName(strategy: TrimtabSizing())

    @Option(name: .long, help: "How often a row may be written for one id.")
    var every: Span = Span(span: TimeSpan(seconds: 86_400))

    @Option(
        name: .long,
        help:
            "Goes on from what this file knows, where it is there, and keeps there what is known afterwards.")
    var state: String?

    @Option(
        name: .long,
        help: "A state to add, of other workloads or of other samples; may be given several times.")
    var merge: [String] = []

    func validate() throws {
        if prometheus != nil, state != nil || !merge.isEmpty {
            throw ValidationError("--state and --merge are for tables: a server keeps its samples itself.")
        }
    }

    func run() async throws {
        try await Terminal.run {
            if let prometheus { return try await readServer(prometheus) }
            let period = every.span.seconds
            var run =
                try state.map { try SizingStateFile.begin($0, strategy.strategy, every: period) }
                ?? RecommendationRun(strategy.strategy, every: period)
            var text = RecommendationRow.header + "\n"
            for path in merge {
                let other = try SizingStateFile.read(path, strategy.strategy, every: period)
                for row in try run.merge(other, named: path) { text += row.text + "\n" }
            }
            // States may be all that there is.
            if merge.isEmpty || input != "-" {
                try UsageFile(input).read { row in
                    if let next = run.observe(row) { text += next.text + "\n" }
                }
            }
            if run.passedOver > 0 {
                Terminal.error(
                    "warning: \(run.passedOver) samples are no newer than the state, and were left out\n")
            }
            remark(run.unsized)
            try finish(text)
            // Last of all: whoever is interrupted before loses no row, and the same samples come again.
            if let state { try SizingStateFile.write(run, to: state) }
        }
    }

    private func readServer(_ url: String) async throws {
        let server = FleetServer(
            url: url, environment: ProcessInfo.processInfo.environment, strategy: strategy.strategy,
            window: window.span, step: step.span, matchers: match)
        let table = try await server.table(at: at?.time)
        for warning in table.warnings { Terminal.error("warning: \(warning)\n") }
        remark(table.unsized)
        try finish(table.text)
    }

    private func finish(_ text: String) throws {
        if output == "-" {
            Terminal.print(text)
        } else {
            try write(text)
        }
    }

    private static let named = 10

    /// A table without a workload says nothing of why.
    private func remark(_ unsized: [UnsizedWorkload]) {
        for workload in unsized.prefix(Recommend.named) {
            Terminal.error("warning: no row for `\(workload.id)`: \(workload.reason)\n")
        }
        if unsized.count > Recommend.named {
            Terminal.error("warning: no row for \(unsized.count - Recommend.named) more ids\n")
        }
    }

    private func write(_ text: String) throws {
        // What is no file, such as a pipe or /dev/null, cannot be replaced.
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
        let kind = try? FileManager.default.attributesOfItem(atPath: output)[.type] as? FileAttributeType
        let isFile = !isThere || kind == .typeRegular
        do {
            try Data(text.utf8).write(to: URL(filePath: output), options: isFile ? .atomic : [])
        } catch {
            throw Failure(.badInput, "writing the requests", "\(output): \(error.localizedDescription)")
        }
    }
}

/// A strategy on the command line.
struct StrategyName: ExpressibleByArgument {
    var strategy: any SizingStrategy

    init(strategy: any SizingStrategy) { self.strategy = strategy }

    init?(argument: String) {
        guard let name = SizingStrategyName(rawValue: argument) else { return nil }
        strategy = SizingStrategies.strategy(name)
    }

    static var allValueStrings: [String] { SizingStrategyName.allCases.map(\.rawValue) }
    var defaultValueDescription: String { strategy.name.rawValue }
}
