import Model
import Settings
import Testing

@testable import Detection

@Suite struct MachineTests {
    private static let address = TerraformAddress(
        root: "live", environment: "prod", address: "aws_instance.web")
    private static let scope = DetectionScope(machines: ["i-1": address, "db": address])
    private static let cpuMetric = "aws_ec2_cpuutilization_average"
    private static let memoryMetric = "aws_cwagent_mem_used_percent_average"

    private static func series(_ labels: Labels, step: Int64 = 300, _ value: (Double) -> Double?) -> Series {
        let count = 14 * 86_400 / step
        let points = (1...count).compactMap { index -> (Int64, Double)? in
            let day = Double(index * step) / 86_400
            return value(day).map { (FakeWorkload.start.milliseconds + index * step * 1000, $0) }
        }
        return Series(labels: labels, timestamps: points.map(\.0), values: points.map(\.1))
    }

    private static let web = ["dimension_InstanceId": "i-1", "tag_Name": "web"]

    private func sweep(_ machines: [String: [Series]], _ scope: DetectionScope = scope) async throws
        -> DetectionReport
    {
        try await Detector(source: FakeMetrics([:], machines: machines), scope: scope).sweep(
            at: FakeWorkload.end)
    }

    @Test func oversizedMachineGoesOneSizeDown() async throws {
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { 5 + 15 * hill($0) }],
            MachineTests.memoryMetric: [
                MachineTests.series(["dimension_InstanceId": "i-1"], step: 600) { _ in 24 }
            ],
        ])
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .instanceOversized)
        #expect(finding.wish == .smaller(steps: 1))
        #expect(finding.target == Target(.terraform(MachineTests.address), "instance_type"))
        #expect(finding.statistics.contains { $0.name == Statistic.memoryUsedMaximum && $0.value == 24 })
        #expect(finding.signals.count == 2)
        #expect(finding.selector == #"dimension_InstanceId="i-1""#)
    }

    @Test func unknownMemoryNeverShrinks() async throws {
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }]
        ])
        #expect(report.findings.isEmpty)
        #expect(report.wellSized == 0)
        #expect(
            report.warnings.contains { $0.contains("memory is not measured on web") }, "\(report.warnings)")
    }

    @Test func fullMemoryNeverShrinks() async throws {
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }],
            MachineTests.memoryMetric: [
                MachineTests.series(["dimension_InstanceId": "i-1"], step: 600) {
                    $0 > 6 && $0 < 6.05 ? 60 : 20
                }
            ],
        ])
        #expect(report.findings.isEmpty)
        #expect(report.wellSized == 1)
        #expect(report.concluded == [ResourceAddress.terraform(MachineTests.address).canonical])
    }

    @Test func busyMachineIsWellSized() async throws {
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { 20 + 30 * hill($0) }]
        ])
        #expect(report.findings.isEmpty && report.wellSized == 1)
        #expect(report.concluded.isEmpty, "its memory is not known")
    }

    @Test func unmappedMachineHasNoTarget() async throws {
        let report = try await sweep(
            [
                MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }],
                MachineTests.memoryMetric: [
                    MachineTests.series(["dimension_InstanceId": "i-1"], step: 600) { _ in 24 }
                ],
            ], DetectionScope())
        let finding = try #require(report.findings.only)
        #expect(finding.hold == Hold(.noTarget, "i-1 has no Terraform address in the settings"))
        #expect(finding.target.address.display == "ec2 i-1 (web)")
    }

    @Test func databaseTellsFreeBytes() async throws {
        let labels = ["dimension_DBInstanceIdentifier": "db"]
        let report = try await sweep([
            "aws_rds_cpuutilization_average": [MachineTests.series(labels) { _ in 15 }],
            "aws_rds_freeable_memory_average": [
                MachineTests.series(labels, step: 600) { (47 + hill($0)) * 1024 * mebi }
            ],
        ])
        let finding = try #require(report.findings.only)
        #expect(finding.target.attribute == "instance_class")
        #expect(finding.statistics.contains { $0.name == Statistic.memoryFreeMinimum })
    }

    @Test func gapsOfMemoryAreHeld() async throws {
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }],
            MachineTests.memoryMetric: [
                MachineTests.series(["dimension_InstanceId": "i-1"], step: 600) {
                    $0 > 4 && $0 < 8 ? nil : 24
                }
            ],
        ])
        #expect(report.findings.only?.hold?.reason == .lowCoverage)
    }

    @Test func settingsNameTheEnvironment() {
        let environments = ["prod", "staging"].map {
            TerraformRootSettings.Environment(name: $0, variableFiles: [], workspace: nil)
        }
        let settings = RepositorySettings(terraformRoots: [
            TerraformRootSettings(
                path: "live", environments: environments,
                identifiers: ["i-1": "prod:module.web.aws_instance.app", "i-2": "aws_instance.x"]),
            TerraformRootSettings(path: "tools", environments: [], identifiers: ["i-3": "aws_instance.y"]),
        ])
        let scope = DetectionScope(settings)
        #expect(
            scope.machines["i-1"]
                == TerraformAddress(root: "live", environment: "prod", address: "module.web.aws_instance.app")
        )
        #expect(scope.machines["i-2"]?.environment == nil)
        #expect(scope.machines["i-3"] == TerraformAddress(root: "tools", address: "aws_instance.y"))
    }
}
