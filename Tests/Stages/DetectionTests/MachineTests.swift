import Model
import Settings
import Testing

@testable import Detection

@Suite struct MachineTests {
    private static let address = TerraformAddress(
        root: "live", environment: "prod", address: "aws_instance.web")
    private static let database = TerraformAddress(root: "live", address: "aws_db_instance.main")
    private static let scope = DetectionScope(machines: ["i-1": address, "db": database])
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

    private static func peak(_ labels: Labels, _ value: Double) -> Series {
        Series(labels: labels, timestamps: [FakeWorkload.end.milliseconds], values: [value])
    }

    @Test func networkDisksAndCreditsAreStatistics() async throws {
        let id = ["dimension_InstanceId": "i-1"]
        let report = try await sweep([
            MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }],
            MachineTests.memoryMetric: [MachineTests.series(id, step: 600) { _ in 24 }],
            "aws_ec2_network_in_sum": [MachineTests.peak(id, 90)],
            "aws_ec2_network_out_sum": [MachineTests.peak(id, 90)],
            "aws_ec2_cpucredit_balance_average": [MachineTests.peak(id, 7)],
            // Half of a pair says nothing.
            "aws_ec2_ebsread_ops_sum": [MachineTests.peak(id, 5)],
        ])
        let finding = try #require(report.findings.only)
        func statistic(_ name: String) -> Double? { finding.statistics.first { $0.name == name }?.value }
        #expect(statistic(Statistic.networkPeak) == 90)
        #expect(statistic(Statistic.creditsLeast) == 7)
        #expect(statistic(Statistic.operationsPeak) == nil)
        #expect(finding.signals.count == 4)
        let asked = finding.signals.map(\.query)
        #expect(
            asked.contains(
                "(max by (dimension_InstanceId) (max_over_time(aws_ec2_network_in_sum[14d])) + max by "
                    + "(dimension_InstanceId) (max_over_time(aws_ec2_network_out_sum[14d]))) / 300"))
        #expect(
            asked.contains(
                "min by (dimension_InstanceId) (min_over_time(aws_ec2_cpucredit_balance_average[14d]))"))
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        var cpu: String
        var memory: String
        var label: String
        var address: String
        var attribute: String
        var used: (cpu: Double, memory: Double) = (10, 20)
        var testDescription: String { "\(cpu) \(label)" }
    }

    /// Which series lead to which attribute of which resource.
    @Test(arguments: [
        Kind(
            cpu: "aws_elasticache_cpuutilization_average",
            memory: "aws_elasticache_database_memory_usage_percentage_average",
            label: "dimension_CacheClusterId", address: "aws_elasticache_cluster.x", attribute: "node_type"),
        Kind(
            cpu: "aws_es_cpuutilization_maximum", memory: "aws_es_jvmmemory_pressure_maximum",
            label: "dimension_DomainName", address: "aws_opensearch_domain.x",
            attribute: "cluster_config[0].instance_type"),
        Kind(
            cpu: "aws_ec2_cpuutilization_maximum", memory: "aws_cwagent_mem_used_percent_maximum",
            label: "dimension_AutoScalingGroupName", address: "module.w[0].aws_launch_template.x",
            attribute: "instance_type"),
        Kind(
            cpu: "aws_ec2_cpuutilization_maximum", memory: "aws_cwagent_mem_used_percent_maximum",
            label: "dimension_AutoScalingGroupName", address: "aws_eks_node_group.x",
            attribute: "instance_types[0]"),
        Kind(
            cpu: "aws_ec2_cpuutilization_average", memory: "cwagent_mem_used_percent_average",
            label: "instance_id", address: "aws_instance.x", attribute: "instance_type"),
        Kind(
            cpu: "aws_rds_cpuutilization_average", memory: "aws_rds_freeable_memory_average",
            label: "dbinstance_identifier", address: "aws_rds_cluster_instance.x[1]",
            attribute: "instance_class", used: (10, 40 * 1_073_741_824)),
        Kind(
            cpu: "stackdriver_gce_instance_compute_googleapis_com_instance_cpu_utilization",
            memory: "stackdriver_gce_instance_agent_googleapis_com_memory_percent_used",
            label: "instance_id", address: "google_compute_instance.x", attribute: "machine_type"),
        Kind(
            cpu: "stackdriver_cloudsql_database_cloudsql_googleapis_com_database_cpu_utilization",
            memory: "stackdriver_cloudsql_database_cloudsql_googleapis_com_database_memory_utilization",
            label: "database_id", address: "google_sql_database_instance.x", attribute: "settings[0].tier"),
        Kind(
            cpu: "percentage_cpu_percent_average", memory: "available_memory_bytes_bytes_average",
            label: "resource_name", address: "azurerm_linux_virtual_machine.x", attribute: "size",
            used: (10, 40 * 1_073_741_824)),
        Kind(
            cpu: "node_cpu_seconds_total", memory: "node_memory_MemAvailable_bytes", label: "instance",
            address: "aws_instance.x", attribute: "instance_type"),
    ])
    func seriesLeadToAttributes(_ kind: Kind) async throws {
        let address = TerraformAddress(root: "live", address: kind.address)
        let labels = [kind.label: "it"]
        let report = try await sweep(
            [
                kind.cpu: [MachineTests.series(labels) { _ in kind.used.cpu }],
                kind.memory: [MachineTests.series(labels, step: 600) { _ in kind.used.memory }],
            ], DetectionScope(machines: ["it": address]))
        let finding = try #require(report.findings.only, "\(report.warnings)")
        #expect(finding.target == Target(.terraform(address), kind.attribute))
        #expect(finding.hold == nil)
        #expect(finding.wish == .smaller(steps: 1))
    }

    /// What node_exporter tells of nodes that nobody named is no business of a Terraform root.
    @Test func nodesThatNobodyNamedAreLeftOut() async throws {
        let labels = ["instance": "10.0.0.9:9100"]
        let series = [
            "node_cpu_seconds_total": [MachineTests.series(labels) { _ in 5 }],
            "node_memory_MemAvailable_bytes": [MachineTests.series(labels, step: 600) { _ in 10 }],
        ]
        #expect(try await sweep(series).targetsSeen == 0)
        #expect(try await sweep(series, DetectionScope()).targetsSeen == 0)
    }

    /// CloudWatch has CPU alone, the node its memory: the one machine is heard where it tells enough.
    @Test func memoryOfTheNodeServesWhereTheCloudHasNone() async throws {
        let scope = DetectionScope(machines: [
            "i-1": MachineTests.address, "10.0.0.1:9100": MachineTests.address,
        ])
        let node = ["instance": "10.0.0.1:9100"]
        let report = try await sweep(
            [
                MachineTests.cpuMetric: [MachineTests.series(MachineTests.web) { _ in 5 }],
                "node_cpu_seconds_total": [MachineTests.series(node) { _ in 6 }],
                "node_memory_MemAvailable_bytes": [MachineTests.series(node, step: 600) { _ in 20 }],
            ], scope)
        #expect(report.findings.only?.selector == #"instance="10.0.0.1:9100""#)
        #expect(!report.warnings.contains { $0.contains("memory is not measured") }, "\(report.warnings)")
    }

    @Test func nothingIsAskedAboutCloudsThatAreNotHere() async throws {
        let metrics = FakeMetrics([:])
        let report = try await Detector(source: metrics, scope: MachineTests.scope).sweep(
            at: FakeWorkload.end)
        let about = metrics.expressions.filter { $0.contains("aws_") || $0.contains("stackdriver") }
        #expect(about.count == 1)
        #expect(about.only?.hasPrefix("count by (__name__) (last_over_time({__name__=~\"") == true)
        #expect(report.queries == metrics.expressions.count)
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
