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
            its own timestamp. An empty cell was not measured; missing is never zero.
            """)

    @Option(name: .long, help: "The usage table; - reads standard input.")
    var input: String = "-"

    @Option(name: .long, help: "Where the requests go; - writes standard output.")
    var output: String = "-"

    @Option(name: .long, help: "How use becomes a request.")
    var strategy: StrategyName = StrategyName(strategy: TrimtabSizing())

    @Option(name: .long, help: "How often a row may be written for one id.")
    var every: Span = Span(span: TimeSpan(seconds: 86_400))

    func run() async throws {
        try await Terminal.run {
            var run = RecommendationRun(strategy.strategy, every: every.span.seconds)
            var text = RecommendationRow.header + "\n"
            try UsageFile(input).read { row in
                if let next = run.observe(row) { text += next.text + "\n" }
            }
            remark(run.unsized)
            if output == "-" {
                Terminal.print(text)
            } else {
                try write(text)
            }
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
        do {
            try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
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
