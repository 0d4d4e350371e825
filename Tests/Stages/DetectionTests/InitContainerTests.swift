import Model
import Testing

@testable import Detection

/// What runs before the containers of a pod is sized by its starts, and apart from them.
@Suite struct InitContainerTests {
    /// A Deployment that is rolled out every second day, with an init container that runs for twenty minutes.
    struct Migrating {
        var rollouts = 7
        var cpu = 0.2
        var memory: (Int) -> Double = { _ in 200 * mebi }
        var cpuRequest = 2.0
        var memoryRequest = 2048 * mebi
        var memoryLimit: Double?
        /// Starts that were killed for their memory, and the limit of each pod of them.
        var killed: Set<Int> = []
        /// Starts that left no samples of it.
        var silent: Set<Int> = []
        /// It is over before two scrapes.
        var isBrief = false
        var runsOn = false
        var mainCPU = 0.5
        var mainMemory = 256 * mebi

        private func pod(_ index: Int) -> String {
            "shop-7d9c4b6f8b-\(["bcdfg", "hjklm", "npqrs", "tvwxz", "24567", "bbbbb", "ccccc"][index])"
        }

        func series() -> [Signal: [Series]] {
            var made: [Signal: [Series]] = [:]
            let end = FakeWorkload.end.milliseconds
            func add(_ signal: Signal, _ labels: Labels, _ points: [(Int64, Double)]) {
                guard !points.isEmpty else { return }
                var labels = labels
                labels["namespace"] = "prod"
                made[signal, default: []].append(
                    Series(labels: labels, timestamps: points.map(\.0), values: points.map(\.1)))
            }
            for index in 0..<rollouts {
                let begin = FakeWorkload.time(Double(index * 2)) + 3_600_000
                let last = index == rollouts - 1 ? end : begin + 2 * 86_400_000
                let main = ["pod": pod(index), "container": "app"]
                add(
                    .cpuUsage, main,
                    stride(from: begin, through: last, by: 300_000).map { ($0, mainCPU * 0.8) })
                add(
                    .memoryPeak, main,
                    stride(from: begin, through: last, by: 600_000).map { ($0, mainMemory * 0.85) })
                if !silent.contains(index) {
                    let own = ["pod": pod(index), "container": "migrate"]
                    let over = runsOn ? last : begin + 1_200_000
                    if !isBrief {
                        add(.cpuUsage, own, stride(from: begin, through: over, by: 300_000).map { ($0, cpu) })
                    }
                    add(
                        .memoryPeak, own,
                        stride(from: begin, through: over, by: 600_000).map { ($0, memory(index)) })
                }
                add(
                    .podOwners,
                    ["pod": pod(index), "owner_kind": "ReplicaSet", "owner_name": "shop-7d9c4b6f8b"],
                    [(end, 1)])
            }
            let live = pod(rollouts - 1)
            add(.livePods, ["pod": live], [(end, 1)])
            add(
                .replicaSetOwners,
                ["replicaset": "shop-7d9c4b6f8b", "owner_kind": "Deployment", "owner_name": "shop"],
                [(end, 1)])
            for (signal, container, resource, value) in [
                (Signal.requests, "app", "cpu", mainCPU), (.requests, "app", "memory", mainMemory),
                (.initRequests, "migrate", "cpu", cpuRequest),
                (.initRequests, "migrate", "memory", memoryRequest),
                (.initLimits, "migrate", "memory", memoryLimit ?? 0),
            ] where value > 0 {
                add(signal, ["pod": live, "container": container, "resource": resource], [(end, value)])
            }
            for index in killed {
                let own = ["pod": pod(index), "container": "migrate"]
                add(.initKills, own, [(end, 1)])
                if index != rollouts - 1, let memoryLimit {
                    add(.initLimits, own.merging(["resource": "memory"]) { $1 }, [(end, memoryLimit)])
                }
            }
            add(.images, ["pod": live, "container": "app", "image": "registry/app:1"], [(end, 1)])
            return made
        }

        func findings() async throws -> [Finding] {
            let report = try await Detector(source: FakeMetrics(series())).sweep(at: FakeWorkload.end)
            return report.findings.filter { $0.target.display.contains("/migrate ") }
        }
    }

    @Test func theWorstStartCountsAndWhatTheOthersLeaveFree() async throws {
        let findings = try await Migrating(memory: { $0 == 2 ? 700 * mebi : 200 * mebi }).findings()
        #expect(findings.allSatisfy { $0.hold == nil } && findings.count == 2, "\(findings.map(\.hold))")
        let memory = try #require(findings.first { $0.kind == .memoryRequestTooHigh })
        // 700 Mi × 1.15 is 805 Mi.
        #expect(memory.wish == .quantity(.bytes(832 << 20)))
        #expect(memory.statistics.contains(Statistic("starts", 7, .count)))
        #expect(memory.narrative.first?.hasPrefix("Init container migrate of Deployment prod/shop") == true)
        #expect(memory.signals.contains { $0.query.contains("kube_pod_init_container_resource_requests") })
        // 0.2 × 1.15 is 230m, but the containers after it request 500m together: below that nothing is saved.
        let cpu = try #require(findings.first { $0.kind == .cpuRequestTooHigh })
        #expect(cpu.wish == .quantity(.millicores(500)))
    }

    @Test func whatIsFreeAnywayIsLeftAlone() async throws {
        let findings = try await Migrating(cpuRequest: 0.4, memoryRequest: 256 * mebi, mainCPU: 0.5)
            .findings()
        #expect(findings.isEmpty, "\(findings.map(\.target.display))")
    }

    @Test func tooLittleIsRaised() async throws {
        let findings = try await Migrating(
            memory: { _ in 500 * mebi }, cpuRequest: 0.4, memoryRequest: 256 * mebi
        )
        .findings()
        #expect(findings.map(\.kind) == [.memoryRequestTooLow])
        #expect(findings.first?.wish == .quantity(.bytes(576 << 20)))
    }

    /// A scrape sees nothing of the moment in which it was killed: what was measured is not what it needs.
    @Test(arguments: [6, 2]) func whatWasKilledNeedsMoreThanItsLimit(_ start: Int) async throws {
        let calm = Migrating(memoryRequest: 1024 * mebi, memoryLimit: 1024 * mebi)
        #expect(try await calm.findings().contains { $0.kind == .memoryRequestTooHigh })
        var killed = calm
        killed.killed = [start]
        let findings = try await killed.findings().filter { $0.kind != .cpuRequestTooHigh }
        #expect(findings.map(\.kind).contains(.memoryLimitTooLow), "\(findings.map(\.kind))")
        #expect(!findings.contains { [.memoryRequestTooHigh, .memoryLimitTooHigh].contains($0.kind) })
        let limit = try #require(findings.first { $0.kind == .memoryLimitTooLow })
        #expect(
            limit.signals.contains {
                $0.query.contains("kube_pod_init_container_status_last_terminated_reason")
            })
    }

    @Test func fewStartsAreHeld() async throws {
        let findings = try await Migrating(rollouts: 3).findings()
        #expect(findings.count == 2)
        for finding in findings {
            #expect(finding.hold == Hold(.tooYoung, "seen 3 of at least 5 starts in 14 days"))
        }
    }

    @Test func whatIsOverBeforeItIsMeasuredIsHeldAndSaysSo() async throws {
        let findings = try await Migrating(isBrief: true).findings()
        #expect(
            Set(findings.map(\.hold)) == [
                Hold(.lowCoverage, "no CPU samples of 7 starts: it is over before it is measured"), nil,
            ])
        #expect(findings.count == 2)
    }

    @Test func startsWithoutSamplesAreMissing() async throws {
        let findings = try await Migrating(silent: [1]).findings()
        #expect(findings.count == 2 && findings.allSatisfy { $0.hold?.reason == .lowCoverage })
        #expect(findings.first?.hold?.detail == "CPU samples of 6 of 7 starts, coverage 85% (needs 95%)")
    }

    /// A sidecar stands among the init containers too, and runs on.
    @Test func whatRunsOnIsAContainerLikeAnyOther() async throws {
        let findings = try await Migrating(runsOn: true).findings()
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { !$0.statistics.contains { $0.name == "starts" } })
        let cpu = try #require(findings.first { $0.target.attribute == Attribute.cpuRequest })
        #expect(cpu.hold?.reason != .tooYoung || cpu.hold?.detail.contains("starts") == false)
    }

    /// Its class of service is that of all of them.
    @Test func nothingIsAskedWhereThereIsNone() async throws {
        let without = [FakeWorkload()].metrics()
        _ = try await Detector(source: without).sweep(at: FakeWorkload.end)
        let with = FakeMetrics(Migrating().series())
        _ = try await Detector(source: with).sweep(at: FakeWorkload.end)
        #expect(with.expressions.count == without.expressions.count + 3)
    }

    @Test func withoutRequestsItHasNoSize() async throws {
        var series = Migrating().series()
        series[.initRequests] = nil
        let report = try await Detector(source: FakeMetrics(series)).sweep(at: FakeWorkload.end)
        #expect(!report.findings.contains { $0.target.display.contains("migrate") })
    }
}
