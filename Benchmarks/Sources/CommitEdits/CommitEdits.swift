import Foundation

/// Branch, edit and commit in a repository of 5,000 files in three ways, and compares commits per second.
///
/// All ways work in copies of one repository on one disk, a RAM disk where there is one, and take turns; each way's best
/// round counts. Thresholds: our binding makes at least twenty times as many commits as git's plumbing commands and at
/// least 70% of those of a bare C program on libgit2.
@main
struct CommitEdits {
    private static let rounds = 5

    static func main() async throws {
        let sample = try SampleRepository(files: 5_000)
        defer { sample.remove() }
        print("branch + edit + commit in a repository of \(sample.files.count) files, in \(sample.folder)\n")
        var best: [Way: Double] = [:]
        for round in 0..<rounds {
            for way in Way.allCases {
                let path = try sample.copy(way.rawValue + "-\(round)")
                let start = ContinuousClock.now
                try await way.run(path, round: round, files: sample.files)
                let seconds = start.duration(to: .now) / .seconds(1)
                best[way] = max(best[way] ?? 0, Double(way.count) / seconds)
                try sample.check(path, commits: way.count)
            }
        }
        try report(best)
    }

    private static func report(_ best: [Way: Double]) throws {
        guard let ours = best[.binding], let bare = best[.bareC], let plumbing = best[.plumbing] else {
            return
        }
        print("way                        commits/s")
        for way in Way.allCases { print(pad(way.name, 26) + pad(best[way] ?? 0, 10)) }
        print(
            """

            binding : git plumbing \(pad(ours / plumbing, 10))x  (at least 20)
            binding : bare C       \(pad(ours / bare * 100, 10))%  (at least 70)
            """)
        if ours / plumbing < 20 || ours / bare < 0.7 { exit(1) }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func pad(_ number: Double, _ width: Int) -> String {
        let text = "\((number * 10).rounded() / 10)"
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
