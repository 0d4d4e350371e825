internal import Diagnostics
internal import Model
package import Pipeline

/// Many seeds, one after the other or side by side; what they tell does not depend on which.
package struct RehearsalSeries: Sendable {
    private let scenario: Scenario?
    private let broken: BrokenParts?

    /// Seeds of one scenario; nil goes through all of them in turn.
    package init(_ scenario: Scenario? = nil, broken: BrokenParts? = nil) {
        self.scenario = scenario
        self.broken = broken
    }

    /// Plays the seeds, `width` of them at a time; `tell` gets the number of those that are done.
    package func play(
        _ seeds: ClosedRange<UInt64>, width: Int, tell: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Summary {
        let rehearsal = Rehearsal(scenario, broken: broken)
        var summary = Summary(first: seeds.lowerBound, last: seeds.upperBound)
        var ends: [UInt64: String] = [:]
        try await withThrowingTaskGroup(of: Rehearsed.self) { group in
            var next = seeds.makeIterator()
            for _ in 0..<max(1, width) {
                if let seed = next.next() { group.addTask { try await rehearsal.play(seed) } }
            }
            while let end = try await group.next() {
                summary.take(end)
                ends[end.seed] = end.end
                tell(summary.seeds)
                if let seed = next.next() { group.addTask { try await rehearsal.play(seed) } }
            }
        }
        summary.failures.sort { $0.seed < $1.seed }
        let lines = ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        summary.digest = Digest(of: lines.joined().utf8).rawValue
        return summary
    }

    /// How a series went.
    package struct Summary: Sendable, Encodable {
        /// How often a scenario was played, and what it brought.
        package struct Line: Sendable, Encodable {
            /// Seeds.
            package var seeds = 0
            /// Runs of the bot.
            package var runs = 0
            /// Commits that it merged.
            package var merges = 0
            /// Seeds in which something happened that must never happen.
            package var failures = 0
        }

        /// The first seed.
        package var first: UInt64
        /// The last seed.
        package var last: UInt64
        /// Seeds played.
        package var seeds = 0
        /// Runs of the bot.
        package var runs = 0
        /// Commits that it merged.
        package var merges = 0
        /// By scenario.
        package var scenarios: [String: Line] = [:]
        /// The seeds in which something happened that must never happen.
        package var failures: [Rehearsed] = []
        /// A digest over the ends of all seeds.
        package var digest = ""

        init(first: UInt64, last: UInt64) {
            self.first = first
            self.last = last
        }

        mutating func take(_ end: Rehearsed) {
            seeds += 1
            runs += end.runs
            merges += end.merges
            var line = scenarios[end.scenario] ?? Line()
            line.seeds += 1
            line.runs += end.runs
            line.merges += end.merges
            if !end.violations.isEmpty {
                line.failures += 1
                failures.append(end)
            }
            scenarios[end.scenario] = line
        }

        /// True when nothing happened that must never happen.
        package var isSound: Bool { failures.isEmpty }

        /// What people read: a line for each scenario, and the first failures with all that led to them.
        package var text: String {
            var text = ""
            for (name, line) in scenarios.sorted(by: { $0.key < $1.key }) {
                let end = line.failures == 0 ? "sound" : "\(line.failures) failed"
                let padded = name.padding(to: 24)
                text += "\(padded)\(line.seeds) seeds, \(line.runs) runs, \(line.merges) merges, \(end)\n"
            }
            text += "\(seeds) seeds, \(runs) runs, \(merges) merges: "
            text += isSound ? "every invariant held\n" : "\(failures.count) seeds broke an invariant\n"
            for failure in failures.prefix(3) { text += "\n" + failure.text }
            if failures.count > 3 {
                text += "\nand \(failures.count - 3) more: "
                text += failures.dropFirst(3).prefix(20).map { "\($0.seed)" }.joined(separator: " ") + "\n"
            }
            return text
        }
    }
}

extension Rehearsed {
    /// The history, what was broken, and how to see it again.
    package var text: String {
        var text = "seed \(seed), \(scenario)\n"
        for line in history { text += "  \(PlainText.line(line))\n" }
        for violation in violations {
            text += "\(violation.invariant.rawValue): \(PlainText.line(violation.message))\n"
        }
        text += violations.isEmpty ? "every invariant held; end \(end)\n" : "again: \(replay)\n"
        return text
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
