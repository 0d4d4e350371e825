internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Rehearsal

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract:
            "Plays the bot through simulated weeks in which everything goes wrong, and checks what it did.",
        discussion: """
            The real road runs against a production, a forge and a remote in memory. A seed decides what people and
            production do, and which step is cut off; the same seed gives the same bytes. Exit 1 when something happened
            that must never happen: then the seed, the promise that was broken and the whole history are printed.
            Scenarios: \(Scenario.allCases.map(\.rawValue).joined(separator: ", ")).
            """)

    @Option(name: .long, help: "How many seeds are played, from 1 on.")
    var seeds: UInt64 = 100

    @Option(name: .long, help: "Plays this one seed and prints its history.")
    var seed: UInt64?

    @Option(name: .long, help: "Plays this scenario only; else each seed has its own.")
    var scenario: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            let chosen = try scenario.map { name in
                guard let scenario = Scenario(rawValue: name) else {
                    throw ValidationError("There is no scenario '\(name)'; --help lists them.")
                }
                return scenario
            }
            guard seeds > 0 else { throw ValidationError("--seeds takes a number from 1 on.") }
            if let seed {
                let end = try await Rehearsal(chosen).play(seed)
                switch output.format {
                case .json: try Terminal.json(end)
                case .table: Terminal.print(end.text)
                }
                if !end.violations.isEmpty { throw ExitCode(ExitStatus.problems.rawValue) }
                return
            }
            let progress = output.progress
            let count = seeds
            let summary = try await RehearsalSeries(chosen).play(
                1...seeds, width: ProcessInfo.processInfo.activeProcessorCount
            ) { done in
                if done.isMultiple(of: 10) { progress.say("\(done) of \(count) seeds") }
            }
            switch output.format {
            case .json: try Terminal.json(summary)
            case .table: Terminal.print(summary.text)
            }
            if !summary.isSound { throw ExitCode(ExitStatus.problems.rawValue) }
        }
    }
}
