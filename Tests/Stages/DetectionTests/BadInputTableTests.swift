import Foundation
import Model
import TestSupport
import Testing

@testable import Detection

/// Series that no production should have, through the sweep's own path: each is held or handled as the documentation says.
@Suite struct BadInputTableTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The row of the table in docs/recommend.md.
        var name: String
        var workloads: @Sendable () -> [FakeWorkload]
        /// Series that are added to those of the workloads.
        var more: [Signal: [Series]] = [:]
        var warnings: [String] = []
        /// Parts of the holds that must come out, in any order; a proposal is written as `→ 110m`.
        var expected: Set<String>

        init(
            name: String, workloads: @autoclosure @escaping @Sendable () -> [FakeWorkload],
            more: [Signal: [Series]] = [:], warnings: [String] = [], expected: Set<String>
        ) {
            self.name = name
            self.workloads = workloads
            self.more = more
            self.warnings = warnings
            self.expected = expected
        }

        var testDescription: String { name }
    }

    private static func busy(_ change: (inout FakeWorkload) -> Void) -> FakeWorkload {
        var workload = FakeWorkload(
            cpu: { 0.1 + 0.005 * noise($0) }, memory: { (200 + noise($0)) * mebi }, cpuRequest: 2,
            memoryRequest: 2048 * mebi)
        change(&workload)
        return workload
    }

    /// Ten years of samples, of which the window holds the last two weeks; before them it used far more.
    private static var tenYears: [Signal: [Series]] {
        let workload = busy { _ in }
        let labels = ["namespace": "prod", "pod": workload.pod(0), "container": "app"]
        let times = (1...3650).reversed().map {
            FakeWorkload.start.adding(seconds: -Double($0) * 86_400).milliseconds
        }
        return [
            .cpuUsage: [Series(labels: labels, timestamps: times, values: times.map { _ in 64 })],
            .memoryPeak: [Series(labels: labels, timestamps: times, values: times.map { _ in 9e12 })],
        ]
    }

    /// `count` of them in every one of so many steps of ten minutes.
    private static func events(_ signal: Signal, _ count: Double, every steps: Int = 1, pod: Int = 0)
        -> [Signal: [Series]]
    {
        let workload = busy { _ in }
        let labels = ["namespace": "prod", "pod": workload.pod(pod), "container": "app"]
        let times = stride(from: 1, through: 2016, by: steps).map {
            FakeWorkload.start.adding(seconds: Double($0) * 600).milliseconds
        }
        return [signal: [Series(labels: labels, timestamps: times, values: times.map { _ in count })]]
    }

    static let cases: [Case] = [
        Case(name: "as it should be", workloads: [busy { _ in }], expected: ["→ 110m", "→ 224Mi"]),
        Case(
            name: "all zero",
            workloads: [
                busy {
                    $0.cpu = { _ in 0 }
                    $0.memory = { _ in 0 }
                }
            ],
            expected: ["→ 10m", "bad-data: 2016 of 2016 memory samples are negative or beyond any machine"]),
        Case(
            name: "all NaN",
            workloads: [
                busy {
                    $0.cpu = { _ in .nan }
                    $0.memory = { _ in .nan }
                }
            ],
            expected: [
                "low-coverage: no CPU samples in 14 days, 4032 were not numbers",
                "low-coverage: no memory samples in 14 days, 2016 were not numbers",
            ]),
        Case(
            name: "one sample",
            workloads: [
                busy {
                    $0.cpu = { $0 > 13.9999 ? 0.1 : nil }
                    $0.memory = { $0 > 13.9999 ? 200 * mebi : nil }
                }
            ], expected: ["too-young: 0.0 of 14 days"]),
        Case(name: "ten years", workloads: [busy { _ in }], more: tenYears, expected: ["→ 110m", "→ 224Mi"]),
        Case(
            name: "negative",
            workloads: [
                busy {
                    $0.cpu = { $0 > 5 && $0 < 5.1 ? -0.5 : 0.1 }
                    $0.memory = { $0 > 5 && $0 < 5.1 ? -1 : 200 * mebi }
                }
            ],
            expected: [
                "bad-data: 28 of 4032 CPU samples are negative or beyond any machine",
                "bad-data: 14 of 2016 memory samples are negative or beyond any machine",
            ]),
        Case(
            name: "1e300",
            workloads: [
                busy {
                    $0.cpu = { $0 > 5 && $0 < 5.004 ? 1e300 : 0.1 }
                    $0.memory = { $0 > 5 && $0 < 5.007 ? 1e300 : 200 * mebi }
                }
            ],
            expected: [
                "bad-data: 1 of 4032 CPU samples are negative or beyond any machine",
                "bad-data: 1 of 2016 memory samples are negative or beyond any machine",
            ]),
        Case(
            name: "counters that reset each minute", workloads: [busy { _ in }], more: events(.resets, 10),
            expected: [
                "bad-data: the CPU counter of each pod begins anew 1440 times a day without a restart (at most 4): what it "
                    + "counted in between is lost", "→ 224Mi",
            ]),
        Case(
            name: "a counter that resets three times a day", workloads: [busy { _ in }],
            more: events(.resets, 1, every: 48), expected: ["→ 110m", "→ 224Mi"]),
        Case(
            name: "six restarts a day whose series goes on", workloads: [busy { _ in }],
            more: events(.resets, 1, every: 24).merging(events(.restarts, 1, every: 24)) { $1 },
            expected: ["→ 110m", "→ 224Mi"]),
        Case(
            name: "one pod that restarts beside one whose counter resets", workloads: [busy { $0.pods = 2 }],
            more: events(.resets, 1, every: 9, pod: 1).merging(events(.restarts, 1, every: 9)) { $1 },
            expected: [
                "bad-data: the CPU counter of each pod begins anew 8 times a day without a restart (at most 4): what it "
                    + "counted in between is lost", "→ 224Mi",
            ]),
        Case(
            name: "containers that restart each minute", workloads: [busy { _ in }],
            more: events(.restarts, 10),
            expected: [
                "bad-data: each pod restarts 1440 times a day (at most 24): its counters begin anew before they tell what it "
                    + "uses"
            ]),
        Case(
            name: "a workload renamed in the window",
            workloads: [
                busy {
                    $0.name = "shop"
                    $0.generations = [(0, 6)]
                    $0.isLive = false
                },
                busy {
                    $0.name = "store"
                    $0.generations = [(6, 14)]
                },
            ], expected: ["too-young: 8.0 of 14 days"]),
        Case(
            name: "two clusters with the same names",
            workloads: [
                busy { $0.cluster = "east" },
                busy {
                    $0.cluster = "west"
                    $0.cpu = { _ in 1.8 }
                    $0.memory = { _ in 1800 * mebi }
                },
            ], expected: ["east → 110m", "east → 224Mi"]),
        Case(
            name: "a gap of a day in good coverage",
            workloads: [busy { $0.cpu = { $0 > 7 && $0 < 7.6 ? nil : 0.1 + 0.005 * noise($0) } }],
            expected: [
                "low-coverage: no CPU samples for 14.3 h on end (at most 12h); 13.4 of 14 days, coverage 95%",
                "→ 224Mi",
            ]),
        Case(
            name: "memory in another unit",
            workloads: [busy { $0.memory = { (20 + noise($0)) * 1024 } }],
            expected: [
                "→ 110m",
                "bad-data: the greatest working set is 21Ki, less than any process has: it is not in bytes",
            ]),
        Case(
            name: "more than its limit",
            workloads: [
                busy {
                    $0.memoryRequest = 64 * mebi
                    $0.memoryLimit = 128 * mebi
                }
            ],
            expected: [
                "→ 110m",
                "bad-data: 100% of the last day's samples are above the limit 128Mi, which nothing can be: another unit, or "
                    + "another container",
            ]),
        Case(
            name: "half of a store did not answer", workloads: [busy { _ in }],
            warnings: ["store eu-1 did not answer"],
            expected: ["bad-data: the metrics store warned that its answer may be incomplete"]),
        Case(
            name: "a pair that is scraped twice",
            workloads: [busy { $0.extra = ["replica": "a"] }, busy { $0.extra = ["replica": "b"] }],
            expected: ["→ 110m", "→ 224Mi"]),
        Case(
            name: "scraped half as often in the second week",
            workloads: [
                busy {
                    // Every second step has no sample.
                    $0.cpu = { day in
                        day > 7 && Int((day * 288).rounded()) % 2 == 0 ? nil : 0.1 + 0.005 * noise(day)
                    }
                }
            ], expected: ["low-coverage: 10.5 of 14 days, coverage 75% (needs 95%)", "→ 224Mi"]),
        Case(
            name: "a clock that runs ahead",
            workloads: [busy { _ in }],
            more: [
                .cpuUsage: [
                    Series(
                        labels: ["namespace": "prod", "pod": busy { _ in }.pod(0), "container": "app"],
                        timestamps: [FakeWorkload.end.adding(seconds: 7200).milliseconds], values: [60])
                ]
            ], expected: ["→ 110m", "→ 224Mi"]),
    ]

    @Test(arguments: cases) func isHeldOrHandled(_ one: Case) async throws {
        let metrics = one.workloads().metrics(adding: one.more, warnings: one.warnings)
        let report = try await Detector(source: metrics).sweep(at: FakeWorkload.end)
        let seen = report.findings.map { finding -> String in
            if let hold = finding.hold { return "\(hold.reason.rawValue): \(hold.detail)" }
            guard case .quantity(let wish)? = finding.wish else { return "nothing" }
            var cluster = ""
            if case .kubernetes(let address) = finding.target.address, let name = address.cluster {
                cluster = name + " "
            }
            return "\(cluster)→ \(wish.text())"
        }
        #expect(Set(seen) == one.expected, "\(seen)")
        for finding in report.findings {
            #expect((0...1).contains(finding.confidence))
            #expect(finding.statistics.allSatisfy { $0.value.isFinite && abs($0.value) < 1e16 }, "\(finding)")
            // What is held wishes for nothing.
            #expect((finding.hold == nil) == (finding.wish != nil))
        }
    }

    /// The table that people read has a row for each case, and no other.
    @Test func theDocumentationSaysWhich() throws {
        let text = try String(
            contentsOf: Fixtures.package.appendingPathComponent("docs/recommend.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "## Bad input\n").last)
        let rows = section.split(separator: "\n").prefix { !$0.hasPrefix("## ") }.filter {
            $0.hasPrefix("| ")
        }
        .dropFirst().map { $0.dropFirst(2).prefix { $0 != "|" }.trimmingCharacters(in: .whitespaces) }
        #expect(rows == BadInputTableTests.cases.dropFirst().map(\.name))
    }
}
