import Model
import Testing

@testable import Detection

/// Volumes whose work a newer type does, and further disks that fill up.
@Suite struct VolumeTypeTests {
    private static let volume = TerraformAddress(root: "live", address: "module.shop.aws_ebs_volume.data")

    /// A volume with so many operations and MiB a second at the busiest of day 1…14.
    private func sweep(
        _ operations: Double, _ mebibytes: Double, name: String = "vol-1",
        address: TerraformAddress? = volume,
        label: String = "dimension_VolumeId", days: ClosedRange<Int> = 1...14, bursts: Bool = true,
        warnings: [String] = []
    ) async throws -> (report: DetectionReport, asked: [String]) {
        func series(_ value: Double, _ days: ClosedRange<Int> = 1...14) -> [Series] {
            [
                Series(
                    labels: [label: name],
                    timestamps: days.map { FakeWorkload.time(Double($0)) },
                    values: days.map { _ in value })
            ]
        }
        var machines = [
            "aws_ebs_volume_read_ops_sum": series(operations, days),
            "aws_ebs_volume_read_bytes_sum": series(mebibytes * mebi, days),
        ]
        if bursts { machines["aws_ebs_burst_balance_average"] = series(71) }
        let source = FakeMetrics([:], machines: machines, warnings: warnings)
        var scope = DetectionScope()
        if let address { scope.machines[name] = address }
        let report = try await Detector(source: source, scope: scope).sweep(at: FakeWorkload.end)
        return (report, source.expressions)
    }

    @Test(arguments: ["dimension_VolumeId", "volume_id"])
    func whatTheNewerTypeDoesIsProposed(_ label: String) async throws {
        let finding = try #require(try await sweep(2500, 100, label: label).report.findings.only)
        #expect(finding.target == Target(.terraform(VolumeTypeTests.volume), "type"))
        #expect(finding.wish == .choice("gp3") && finding.hold == nil)
        #expect(finding.confidence > 0.95 && finding.historyDays == 14 && finding.coverage == 1)
        #expect(finding.narrative[0] == "vol-1 served at most 2500 operations and 100Mi a second.")
        #expect(finding.selector == "\(label)=\"vol-1\"")
        #expect(finding.plot.count == 14 && finding.plotUnit == .count)
    }

    @Test func theRootDiskOfAMachineIsOneOfItsAttributes() async throws {
        let web = TerraformAddress(root: "live", address: "aws_instance.web[0]")
        let finding = try #require(try await sweep(10, 1, address: web).report.findings.only)
        #expect(finding.target == Target(.terraform(web), "root_block_device[0].volume_type"))
    }

    /// 85% of 3,000 operations and of 125 MiB a second.
    @Test(arguments: [(2549.0, 106.0, true), (2551, 106, false), (2549, 107, false)])
    func whatNeedsMoreThanItsShareIsLeftAlone(_ operations: Double, _ mebibytes: Double, _ isFound: Bool)
        async throws
    {
        let report = try await sweep(operations, mebibytes).report
        #expect(report.findings.count == (isFound ? 1 : 0))
        #expect(report.wellSized == (isFound ? 0 : 1) && report.targetsSeen == 1)
    }

    @Test func whatDoesNotBurstIsOfAnotherType() async throws {
        #expect(try await sweep(10, 1, bursts: false).report.targetsSeen == 0)
    }

    /// Nothing is asked about volumes that no root names, not even whether they are there.
    @Test func aVolumeThatNobodyNamedIsNotAskedAbout() async throws {
        let seen = try await sweep(10, 1, address: nil)
        #expect(seen.report.targetsSeen == 0)
        #expect(!seen.asked.contains { $0.contains("aws_ebs") })
    }

    @Test func daysThatWereNotMeasuredAreNotIdle() async throws {
        let finding = try #require(try await sweep(10, 1, days: 4...14).report.findings.only)
        #expect(finding.hold?.reason == .tooYoung && finding.wish == nil)
        #expect(finding.hold?.detail.hasPrefix("11 of 14 days") == true)
    }

    @Test func whatMayBeIncompleteOrIsNoAmountIsHeld() async throws {
        #expect(try await sweep(10, 1, warnings: ["x"]).report.findings.only?.hold?.reason == .badData)
        #expect(try await sweep(-10, 1).report.findings.only?.hold?.reason == .badData)
        #expect(try await sweep(.nan, 1).report.findings.only?.hold?.reason == .badData)
    }

    @Test(arguments: [
        ("node_filesystem_avail_bytes", "instance", "mountpoint", "web:9100:/data"),
        ("aws_cwagent_disk_free_average", "dimension_InstanceId", "dimension_path", "i-1:/data"),
        ("cwagent_disk_free_average", "instance_id", "path", "i-1:/data"),
    ]) func aFurtherDiskIsKnownByItsMount(_ metric: String, _ label: String, _ mount: String, _ name: String)
        async throws
    {
        let labels = [label: String(name.dropLast(":/data".count)), mount: "/data"]
        let days = (1...14).map(Double.init)
        let series = Series(
            labels: labels, timestamps: days.map { FakeWorkload.time($0) },
            values: days.map { (24 - $0) * 1024 * mebi })
        let source = FakeMetrics([:], machines: [metric: [series]])
        let scope = DetectionScope(machines: [name: VolumeTypeTests.volume])
        let findings = try await Detector(source: source, scope: scope).sweep(at: FakeWorkload.end).findings
        let finding = try #require(findings.first { $0.kind == "storage-filling" })
        #expect(finding.target == Target(.terraform(VolumeTypeTests.volume), "size"))
        #expect(finding.remark == "full in 10d")
        #expect(finding.selector.contains("\(label)=") && finding.selector.contains("\(mount)=\"/data\""))
        #expect(
            source.expressions.contains(
                "min by (\(label), \(mount)) (min_over_time(\(metric){\(mount)!=\"/\"}[1d]))"))
        // A mount that nobody named is not asked about.
        let other = FakeMetrics([:], machines: [metric: [series]])
        let report = try await Detector(source: other, scope: DetectionScope()).sweep(at: FakeWorkload.end)
        #expect(report.findings.isEmpty && !other.expressions.contains { $0.contains("\(mount)!=") })
    }
}
