internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Model
internal import Pipeline
internal import RightSizing

struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Plays a table of usage against strategies and compares what would have happened.",
        discussion: """
            After the warm-up: CPU slack, samples above the CPU request, kills for memory and changes per workload and \
            month of 30 days, and the monthly cost of what was requested. The memory request is also the limit.
            """)

    @Option(name: .long, help: "The usage table (see recommend); - reads standard input.")
    var input: String = "-"

    @Option(name: .long, parsing: .upToNextOption, help: "The strategies to compare; all when left out.")
    var strategy: [StrategyName] = SizingStrategies.all.map(StrategyName.init(strategy:))

    @Option(
        name: .long,
        help: "When a request changes: by the strategy's own rules, or as a daily sweep would change it.")
    var rules: PlayedRules = .own

    @Option(name: .long, help: "How often a strategy may change one workload.")
    var every: Span = Span(span: TimeSpan(seconds: 86_400))

    @Option(name: .long, help: "Length of history of a workload before anything counts.")
    var warmUp: Span = Span(span: TimeSpan(seconds: 14 * 86_400))

    @Option(name: .long, help: "Also draw this workload into --plot.")
    var id: String?

    @Option(name: .long, help: "Where the SVG picture of --id goes.")
    var plot: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (id == nil) != (plot == nil) {
            throw ValidationError(
                "--id and --plot go together: one names the workload, the other the picture.")
        }
    }

    func run() async throws {
        try await Terminal.run {
            var tests = strategy.map {
                Backtest(
                    rules.applied(to: $0.strategy), every: every.span.seconds, warmUp: warmUp.span.seconds)
            }
            var drawn = Drawn()
            try UsageFile(input).read { row in
                for place in tests.indices {
                    let next = tests[place].observe(row)
                    if let next, next.id == id { drawn.rows[place, default: []].append(next) }
                }
                if row.id == id { drawn.samples.append(row.sample) }
            }
            try show(tests.map(\.score))
            if let id, let plot { try draw(drawn, id, plot) }
        }
    }

    private struct Drawn {
        var samples: [UsageSample] = []
        var rows: [Int: [RecommendationRow]] = [:]
    }

    private func show(_ scores: [BacktestScore]) throws {
        switch output.format {
        case .json: try Terminal.json(scores)
        case .table:
            Terminal.print(BacktestTable(scores).text + "\n")
            guard let first = scores.first else { return }
            let unsized = first.unsized > 0 ? ", \(first.unsized) too short to count" : ""
            Terminal.print(
                "\(first.workloads) workloads, \(first.samples) samples after the warm-up\(unsized)\n")
        }
    }

    private func draw(_ drawn: Drawn, _ id: String, _ path: String) throws {
        guard let from = drawn.samples.first?.time, let to = drawn.samples.last?.time else {
            throw Failure(.notFound, "drawing a workload", "there is no id `\(id)` in \(input)")
        }
        var picture = BacktestPlot(id: id, from: from, to: to)
        for sample in drawn.samples { picture.add(sample) }
        for (place, name) in strategy.enumerated() {
            picture.add(drawn.rows[place] ?? [], of: name.strategy.name.rawValue)
        }
        do {
            try Data(picture.svg.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(.badInput, "writing the picture", "\(path): \(error.localizedDescription)")
        }
    }
}

/// Whose rules for changes are played.
enum PlayedRules: String, ExpressibleByArgument, CaseIterable {
    case own, sweep

    func applied(to strategy: any SizingStrategy) -> any SizingStrategy {
        switch self {
        case .own: strategy
        case .sweep: SweptSizing(strategy)
        }
    }
}
