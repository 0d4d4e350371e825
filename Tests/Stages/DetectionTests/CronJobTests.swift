import Model
import Testing

@testable import Detection

/// What a schedule repeats is sized by its runs.
@Suite struct CronJobTests {
    /// A job of every night, as the metrics tell of it.
    struct Nightly {
        var days = 14
        var first = 0
        /// Days apart.
        var every = 1
        var cpu: (Int) -> Double = { _ in 0.4 }
        var memory: (Int) -> Double = { _ in 300 * mebi }
        var cpuRequest = 2.0
        var memoryRequest = 2048 * mebi
        var memoryLimit: Double?
        /// Runs that left no samples.
        var silent: Set<Int> = []
        var killed: Set<Int> = []
        /// What earlier runs asked for.
        var earlierRequest: Double?
        var exists = true
        /// The runs of the weeks before the window, in days before it begins, and their greatest working set.
        var before: [Int: Double] = [:]
        var schedule: String?

        static let end = FakeWorkload.end.milliseconds

        func series() -> [Signal: [Series]] {
            var made: [Signal: [Series]] = [:]
            func add(_ signal: Signal, _ labels: Labels, _ points: [(Int64, Double)]) {
                var labels = labels
                labels["namespace"] = "data"
                made[signal, default: []].append(
                    Series(labels: labels, timestamps: points.map(\.0), values: points.map(\.1)))
            }
            let runs = Array(stride(from: first, to: days, by: every))
            for day in runs {
                let job = "backup-\(29_000_000 + day * 1440)"
                let pod = "\(job)-bcdfg"
                // Forty minutes after two o'clock.
                let begin = FakeWorkload.time(Double(day)) + 7_200_000
                if !silent.contains(day) {
                    let own = ["pod": pod, "container": "dump"]
                    add(.cpuUsage, own, (1...8).map { (begin + $0 * 300_000, cpu(day)) })
                    add(.memoryPeak, own, (1...4).map { (begin + $0 * 600_000, memory(day)) })
                }
                add(.podOwners, ["pod": pod, "owner_kind": "Job", "owner_name": job], [(Nightly.end, 1)])
                add(
                    .jobOwners, ["job_name": job, "owner_kind": "CronJob", "owner_name": "backup"],
                    [(Nightly.end, 1)])
                let isLast = day == runs.last
                for (signal, resource, value) in [
                    (Signal.runRequests, "cpu", isLast ? cpuRequest : earlierRequest ?? cpuRequest),
                    (.runRequests, "memory", memoryRequest), (.runLimits, "memory", memoryLimit ?? 0),
                ] where value > 0 {
                    add(
                        signal, ["pod": pod, "container": "dump", "resource": resource],
                        [(Nightly.end, value)])
                }
                if killed.contains(day) {
                    add(.runKills, ["pod": pod, "container": "dump"], [(Nightly.end, 1)])
                }
            }
            for (day, bytes) in before.sorted(by: { $0.key < $1.key }) {
                let own = ["pod": "backup-\(29_000_000 - day * 1440)-bcdfg", "container": "dump"]
                // A point stands at the end of its day.
                let time = FakeWorkload.time(Double(1 - day))
                add(.runCPUBefore, own, [(time, 0.5)])
                add(.runMemoryBefore, own, [(time, bytes)])
            }
            if let schedule {
                add(.schedules, ["cronjob": "backup", "schedule": schedule], [(Nightly.end, 1)])
            }
            add(.cronJobs, ["cronjob": exists ? "backup" : "another"], [(Nightly.end, 1)])
            return made
        }

        func sweep(_ limits: DetectionLimits = DetectionLimits()) async throws -> DetectionReport {
            try await Detector(source: FakeMetrics(series()), limits: limits).sweep(at: FakeWorkload.end)
        }
    }

    @Test func theWorstRunCountsAndNotTheTimeBetween() async throws {
        let report = try await Nightly(
            cpu: { $0 == 5 ? 0.9 : 0.4 }, memory: { $0 == 9 ? 700 * mebi : 300 * mebi }
        ).sweep()
        #expect(report.findings.count == 2, "\(report.findings.map(\.target.display))")
        let cpu = try #require(report.findings.first { $0.kind == .cpuRequestTooHigh })
        #expect(cpu.target.display == "data CronJob/backup/dump resources.requests.cpu")
        // 0.9 × 1.15 is 1.035; the grid has 1050m next.
        #expect(cpu.wish == .quantity(.millicores(1050)))
        #expect(cpu.hold == nil)
        #expect(cpu.coverage == 1, "what does not run has no samples to miss")
        #expect(cpu.historyDays == 14)
        #expect(cpu.statistics.contains(Statistic("runs", 14, .count)))
        // Eight steps of five minutes a day.
        #expect(cpu.statistics.contains(Statistic(Statistic.timeRunning, 8.0 / 288, .ratio)))
        #expect(cpu.narrative.first?.contains("the worst of its 14 runs used for long 900m") == true)
        #expect(!cpu.plot.isEmpty)
        let memory = try #require(report.findings.first { $0.kind == .memoryRequestTooHigh })
        // 700 Mi × 1.15 is 805 Mi.
        #expect(memory.wish == .quantity(.bytes(832 << 20)))
        #expect(memory.played?.samples == 56)
        #expect(!report.warnings.contains { $0.contains("are not sized") })
    }

    @Test func fewRunsAreHeldWithTheirNumber() async throws {
        let report = try await Nightly(first: 11).sweep()
        #expect(report.findings.count == 2)
        for finding in report.findings {
            #expect(finding.hold == Hold(.tooYoung, "seen 3 of at least 5 runs in 14 days"))
        }
    }

    @Test func fiveRunsAreEnough() async throws {
        #expect(try await Nightly(first: 9).sweep().findings.map(\.hold) == [nil, nil])
    }

    @Test func runsWithoutSamplesAreMissing() async throws {
        let report = try await Nightly(silent: [3, 4]).sweep()
        #expect(
            report.findings.map(\.hold?.detail).sorted { ($0 ?? "") < ($1 ?? "") } == [
                "CPU samples of 12 of 14 runs, coverage 85% (needs 95%)",
                "memory samples of 12 of 14 runs, coverage 85% (needs 95%)",
            ])
        #expect(report.findings.allSatisfy { $0.hold?.reason == .lowCoverage })
    }

    @Test func aJobThatStoppedIsStale() async throws {
        let report = try await Nightly(days: 10).sweep()
        #expect(
            report.findings.only?.hold?.reason == nil
                && report.findings.allSatisfy { $0.hold?.reason == .staleData })
        #expect(
            report.findings.first?.hold?.detail
                == "the newest run ended 4.9 days ago, and they came every 1.0 days at the most")
    }

    @Test func aJobThatIsGoneIsLeftAlone() async throws {
        let report = try await Nightly(exists: false).sweep()
        #expect(report.findings.isEmpty && report.targetsSeen == 0)
    }

    @Test func whatTheNewestRunAskedForIsInForce() async throws {
        let report = try await Nightly(cpuRequest: 0.5, earlierRequest: 4).sweep()
        #expect(!report.findings.contains { $0.target.attribute == Attribute.cpuRequest })
    }

    @Test func aKilledRunRaisesTheLimit() async throws {
        let report = try await Nightly(
            memory: { _ in 480 * mebi }, memoryRequest: 512 * mebi, memoryLimit: 512 * mebi, killed: [12]
        ).sweep()
        let finding = try #require(report.findings.first { $0.kind == .memoryLimitTooLow })
        #expect(finding.wish == .quantity(.bytes(768 << 20)))
        #expect(finding.hold == nil)
        #expect(finding.remark == "kills 1→0")
    }

    @Test func memoryIsNeverLoweredBelowALimitThatKilledARun() async throws {
        let report = try await Nightly(memory: { _ in 100 * mebi }, memoryLimit: 2048 * mebi, killed: [2])
            .sweep()
        #expect(report.findings.filter { $0.target.attribute == Attribute.memoryRequest }.isEmpty)
        let limit = try #require(report.findings.first { $0.kind == .memoryLimitTooLow })
        #expect(limit.wish == .quantity(.bytes(3072 << 20)))
    }

    @Test func aJobWithoutAScheduleIsNamed() async throws {
        var series = Nightly().series()
        series[.jobOwners] = nil
        series[.podOwners] = series[.podOwners]?.map {
            var made = $0
            made.labels["owner_name"] = "import"
            return made
        }
        let report = try await Detector(source: FakeMetrics(series)).sweep(at: FakeWorkload.end)
        #expect(report.findings.isEmpty)
        #expect(report.warnings.contains { $0.contains("Job/import") })
    }

    /// Nothing is asked about jobs where there are none.
    @Test func theQuestionsAreFour() async throws {
        let without = [FakeWorkload()].metrics()
        _ = try await Detector(source: without).sweep(at: FakeWorkload.end)
        let with = FakeMetrics(Nightly().series())
        _ = try await Detector(source: with).sweep(at: FakeWorkload.end)
        #expect(with.expressions.count == without.expressions.count + 4)
    }
}
