import Model
import Testing

@testable import Detection

/// Bounds of autoscalers are judged by the autoscaler's own target.
@Suite struct ScalerTests {
    /// An autoscaler of 4 to 12 pods with a target of 70% of CPU.
    private struct Scaler {
        var name = "api"
        var least = 4.0
        var most = 12.0
        /// Share of each day at the bound.
        var atLeast: (Int) -> Double = { _ in 0 }
        var atMost: (Int) -> Double = { _ in 0 }
        /// The day's greatest, in per cent.
        var load: ((Int) -> Double)? = { _ in 70 }
        var days = 1...14
        var steps: (Int) -> Double = { _ in 144 }
        var warnings: [String] = []

        func sweep() async throws -> DetectionReport {
            let own: Labels = ["namespace": "prod", "horizontalpodautoscaler": name]
            let rule: Labels = ["metric_name": "cpu", "metric_target_type": "utilization"]
            let now = FakeWorkload.end.milliseconds
            func one(_ labels: Labels, _ value: Double) -> Series {
                Series(labels: labels, timestamps: [now], values: [value])
            }
            func daily(_ labels: Labels, _ value: (Int) -> Double) -> Series {
                Series(
                    labels: labels, timestamps: days.map { FakeWorkload.time(Double($0)) },
                    values: days.map(value))
            }
            let prefix = "last_over_time(kube_horizontalpodautoscaler_spec_"
            var machines = [
                prefix + "min": [one(own, least)], prefix + "max": [one(own, most)],
                "<= bool": [daily(own, atLeast)], ">= bool": [daily(own, atMost)],
                "count_over_time((": [daily(own, steps)],
            ]
            if let load { machines["status_target_metric"] = [daily(own.merging(rule) { $1 }, load)] }
            let target = ["scaletargetref_kind": "Deployment", "scaletargetref_name": "api"]
            let source = FakeMetrics(
                [
                    .autoscalers: [one(own.merging(target) { $1 }, 1)],
                    .autoscalerTargets: [one(own.merging(rule) { $1 }, 70)],
                ], machines: machines, warnings: warnings)
            return try await Detector(source: source).sweep(at: FakeWorkload.end)
        }
    }

    @Test func itsGreatestNumberIsRaisedWhereItsTargetIsNotMet() async throws {
        let report = try await Scaler(
            atMost: { [3, 9].contains($0) ? 0.125 : 0 }, load: { [3, 9].contains($0) ? 84 : 70 }
        ).sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.target.display == "prod HorizontalPodAutoscaler/api spec.maxReplicas")
        #expect(finding.kind == "replicas-bound-too-low" && finding.hold == nil)
        // 12 × 84 ÷ 70 is 14.4.
        #expect(finding.observed == "12" && finding.wish == .choice("15"))
        #expect(finding.narrative.first?.contains("12 pods for 6.0 hours on 2 days, with up to 120%") == true)
        #expect(finding.plot.count == 14 && finding.coverage == 1)
    }

    @Test func itGoesUpByHalfAtMost() async throws {
        let report = try await Scaler(atMost: { _ in 1 }, load: { _ in 400 }).sweep()
        #expect(report.findings.only?.wish == .choice("18"))
    }

    @Test func itsLeastNumberIsLoweredWhereItWasNeverNeeded() async throws {
        let report = try await Scaler(least: 6, atLeast: { _ in 1 }, load: { $0 == 4 ? 40 : 20 }).sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.target.attribute == "spec.minReplicas")
        #expect(finding.kind == "replicas-bound-too-high")
        // 6 × 40 ÷ 70 is 3.4: with 4 pods the target is met.
        #expect(finding.wish == .choice("4"))
    }

    @Test func twoPodsStay() async throws {
        let report = try await Scaler(least: 3, atLeast: { _ in 1 }, load: { _ in 1 }).sweep()
        #expect(report.findings.only?.wish == .choice("2"))
        let two = try await Scaler(least: 2, atLeast: { _ in 1 }, load: { _ in 1 }).sweep()
        #expect(two.findings.isEmpty)
    }

    @Test func kedaKeepsItsBoundsElsewhere() async throws {
        let report = try await Scaler(name: "keda-hpa-queue", atMost: { _ in 1 }, load: { _ in 140 }).sweep()
        #expect(
            report.findings.only?.target.display == "prod ScaledObject/queue spec.maxReplicaCount")
    }

    enum Quiet: String, CaseIterable {
        case within, oneDay, metAtMost, oftenAboveLeast, nearlyNeeded, unknownLoad
    }

    @Test(arguments: Quiet.allCases) func otherwiseTheBoundsStay(_ quiet: Quiet) async throws {
        var scaler = Scaler()
        switch quiet {
        case .within: break
        case .oneDay:
            scaler.atMost = { $0 == 3 ? 0.5 : 0 }
            scaler.load = { $0 == 3 ? 200 : 70 }
        case .metAtMost: scaler.atMost = { _ in 0.5 }
        case .oftenAboveLeast:
            scaler.atLeast = { $0 == 7 ? 0.9 : 1 }
            scaler.load = { _ in 20 }
        case .nearlyNeeded:
            scaler.atLeast = { _ in 1 }
            scaler.load = { _ in 60 }
        case .unknownLoad:
            scaler.atLeast = { _ in 1 }
            scaler.atMost = { _ in 1 }
            scaler.load = nil
        }
        let report = try await scaler.sweep()
        #expect(report.findings.isEmpty && report.wellSized == 1)
    }

    @Test func poorDataAreHeldWithWhatWasMissing() async throws {
        let young = Scaler(atMost: { _ in 1 }, load: { _ in 140 }, days: 10...14)
        #expect(try await young.sweep().findings.only?.hold == Hold(.tooYoung, "5 of 14 days"))
        let sparse = Scaler(atMost: { _ in 1 }, load: { _ in 140 }, steps: { _ in 100 })
        #expect(
            try await sparse.sweep().findings.only?.hold
                == Hold(.lowCoverage, "69% of its numbers of pods are there (needs 95%)"))
        let partial = Scaler(atMost: { _ in 1 }, load: { _ in 140 }, warnings: ["1 of 2 stores is away"])
        #expect(try await partial.sweep().findings.only?.hold?.reason == .badData)
    }
}
