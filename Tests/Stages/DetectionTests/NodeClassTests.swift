import Model
import Testing

@testable import Detection

/// An agent on every node has more to do on a larger one.
@Suite struct NodeClassTests {
    /// Two pods of a DaemonSet, on a small and on a large node; the large one is there since day `since`.
    private func sweep(
        since: Double = 0, gapUntil: Double = 0, types: [String?] = ["m5.large", "m5.4xlarge"],
        isLive: Bool = true
    ) async throws -> DetectionReport {
        let agent = FakeWorkload(
            namespace: "ops", kind: "DaemonSet", name: "agent", memory: { _ in 180 * mebi },
            memoryRequest: 2048 * mebi)
        var more = agent.series()
        let now = FakeWorkload.end.milliseconds
        let pods = [agent.pod(0), agent.pod(1)]
        func add(_ signal: Signal, _ labels: Labels, _ points: [(Int64, Double)]) {
            more[signal, default: []].append(
                Series(labels: labels, timestamps: points.map(\.0), values: points.map(\.1)))
        }
        let steps = (1...2016).map { Double($0) / 144 }.filter {
            $0 > since && ($0 <= since + 0.1 || $0 > gapUntil)
        }
        let large: Labels = ["namespace": "ops", "pod": pods[1]]
        add(
            .memoryPeak, large.merging(["container": "app"]) { $1 },
            steps.map { (FakeWorkload.time($0), 420 * mebi) })
        add(.podOwners, large.merging(["owner_kind": "DaemonSet", "owner_name": "agent"]) { $1 }, [(now, 1)])
        if isLive {
            add(.livePods, large, [(now, 1)])
            add(
                .requests, large.merging(["container": "app", "resource": "memory"]) { $1 },
                [(now, 2048 * mebi)])
        }
        for (place, type) in types.enumerated() {
            add(.podNodes, ["namespace": "ops", "pod": pods[place], "node": "ip-\(place)"], [(now, 1)])
            guard let type else { continue }
            let label =
                place == 0
                ? "label_node_kubernetes_io_instance_type" : "label_beta_kubernetes_io_instance_type"
            add(.nodeClasses, ["node": "ip-\(place)", label: type], [(now, 1)])
        }
        return try await Detector(source: FakeMetrics(more)).sweep(at: FakeWorkload.end)
    }

    @Test func theWorstClassDecidesAndIsNamed() async throws {
        let finding = try #require(try await sweep().findings.only)
        #expect(finding.hold == nil)
        // 420 Mi × 1.10 is 462 Mi.
        #expect(finding.wish == .quantity(.bytes(480 << 20)))
        #expect(
            finding.narrative.contains(
                "The worst class of nodes decides: 420Mi on m5.4xlarge, 180Mi on m5.large."),
            "\(finding.narrative)")
    }

    @Test func aClassThatIsNewHoldsTheWhole() async throws {
        let finding = try #require(try await sweep(since: 9).findings.only)
        #expect(finding.hold == Hold(.tooYoung, "on nodes of class m5.4xlarge: 5.0 of 14 days"))
        #expect(finding.wish == nil)
    }

    @Test func aClassWithGapsHoldsTheWhole() async throws {
        let finding = try #require(try await sweep(gapUntil: 3).findings.only)
        #expect(finding.hold?.reason == .lowCoverage)
    }

    @Test func aClassThatIsGoneNeedsNothing() async throws {
        let finding = try #require(try await sweep(since: 9, isLive: false).findings.only)
        #expect(finding.hold == nil)
        #expect(!finding.narrative.contains { $0.contains("class of nodes") })
    }

    /// Without classes, the worst pod counts, as for any workload.
    @Test func withoutLabelsOfNodesTheWorstPodCounts() async throws {
        let finding = try #require(try await sweep(types: [nil, nil]).findings.only)
        #expect(finding.wish == .quantity(.bytes(480 << 20)))
        #expect(!finding.narrative.contains { $0.contains("class of nodes") })
    }

    @Test func equalNodesAreOneClass() async throws {
        let finding = try #require(try await sweep(since: 9, types: ["m5.large", "m5.large"]).findings.only)
        #expect(finding.hold == nil)
        #expect(!finding.narrative.contains { $0.contains("class of nodes") })
    }
}
