import Model
import Testing

@testable import Detection

@Suite struct VolumeTests {
    private static let gibi = 1024 * mebi
    private static let labels = ["namespace": "data", "persistentvolumeclaim": "queue"]

    private static func now(_ value: Double) -> Series {
        Series(labels: labels, timestamps: [FakeWorkload.end.milliseconds], values: [value])
    }

    /// A volume whose greatest use of day 1…14 is `used` GiB.
    private func sweep(
        capacity: Double = 9.8, request: Double? = 10, days: ClosedRange<Int> = 1...14,
        _ used: (Double) -> Double
    ) async throws -> DetectionReport {
        let points = days.map { day in
            (FakeWorkload.time(Double(day)), used(Double(day)) * VolumeTests.gibi)
        }
        var series = [
            "kubelet_volume_stats_used_bytes": [
                Series(labels: VolumeTests.labels, timestamps: points.map(\.0), values: points.map(\.1))
            ],
            "kubelet_volume_stats_capacity_bytes": [VolumeTests.now(capacity * VolumeTests.gibi)],
        ]
        if let request {
            series["kube_persistentvolumeclaim_resource_requests_storage_bytes"] = [
                VolumeTests.now(request * VolumeTests.gibi)
            ]
        }
        return try await Detector(source: FakeMetrics([:], machines: series)).sweep(at: FakeWorkload.end)
    }

    @Test func aVolumeThatFillsUpAsksForMore() async throws {
        // 7 GiB on the last day and a quarter of a GiB a day: full in 11 days.
        let report = try await sweep { 3.5 + 0.25 * $0 + 0.02 * noise($0) }
        let finding = try #require(report.findings.only)
        #expect(finding.target.display == "data PersistentVolumeClaim/queue spec.resources.requests.storage")
        #expect(finding.observed == "10Gi" && finding.hold == nil)
        guard case .quantity(let wish)? = finding.wish else {
            Issue.record("a wish for an amount was expected, not \(String(describing: finding.wish))")
            return
        }
        // (7 + 60 × 0.25) ÷ 0.85, and the file system's share.
        #expect((26...28).contains(wish.value / VolumeTests.gibi))
        #expect(wish.value.truncatingRemainder(dividingBy: VolumeTests.gibi) == 0)
        #expect(finding.remark == "full in 11d")
        #expect(finding.narrative.contains { $0.contains("it is full in 11 days, between 11 and 11") })
        #expect(finding.confidence > 0.9)
    }

    enum Shape: String, CaseIterable {
        case steady, slow, swinging, falling

        func used(_ day: Double) -> Double {
            switch self {
            case .steady: return 9
            case .slow: return 5 + 0.02 * day
            case .swinging:
                let third = day / 3
                return 3 + (third - third.rounded(.down)) * 6
            case .falling: return 9 - 0.3 * day
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func whatDoesNotFillUpIsLeftAlone(_ shape: Shape) async throws {
        let report = try await sweep { shape.used($0) }
        #expect(report.findings.isEmpty)
        #expect(report.wellSized == 1)
        #expect(report.concluded.count == 1)
    }

    @Test func fewDaysMakeNoForecast() async throws {
        let new = try await sweep(days: 10...14) { 8 + 0.1 * $0 }
        #expect(new.findings.only?.hold == Hold(.tooYoung, "5 of 7 days"))
        let empty = try await sweep(days: 10...14) { 2 + 0.1 * $0 }
        #expect(empty.findings.isEmpty && empty.concluded.isEmpty)
    }

    @Test func samplesThatCannotBeAreNotTrusted() async throws {
        let report = try await sweep { $0 == 5 ? 400 : 3.5 + 0.25 * $0 }
        #expect(report.findings.only?.hold?.reason == .badData)
        let gone = try await sweep(days: 1...11) { 5 + 0.25 * $0 }
        #expect(gone.findings.only?.hold?.reason == .staleData)
    }

    @Test func theLineIsDrawnThroughAllDays() throws {
        func trend(_ days: Int, _ use: (Int) -> Double) -> StorageTrend? {
            StorageTrend((1...days).map { day in (day: Double(day), bytes: use(day)) })
        }
        let exact = try #require(trend(8) { 100 + 10 * Double($0) })
        #expect(abs(exact.slope - 10) < 1e-9 && exact.error < 1e-6)
        let full = try #require(exact.daysToFull(280))
        #expect(abs(full.likely - 10) < 1e-6)
        #expect(abs(exact.use(after: 5) - 230) < 1e-6)
        #expect(trend(6) { Double($0) } == nil)
        let doubtful = try #require(trend(8) { $0 % 2 == 0 ? 100 : 90 })
        #expect(doubtful.daysToFull(1000) == nil)
    }
}
