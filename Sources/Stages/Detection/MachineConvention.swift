internal import Model

/// How one exporter names the machines of one service and what it measures of them: data, not code.
///
/// Sources: the metric references of AWS CloudWatch, Google Cloud Monitoring and Azure Monitor; the naming rules of YACE
/// (yet-another-cloudwatch-exporter), cloudwatch_exporter, stackdriver_exporter, azure_metrics_exporter and node_exporter.
struct MachineConvention: Sendable {
    /// How memory is reported, where it is.
    enum Memory: Sendable {
        /// Per cent of the machine in use; the metric, and matchers that it needs.
        case usedPercent(String, where: [String] = [])
        /// A share from 0 to 1 in use; the metric.
        case usedShare(String)
        /// Bytes that are free; the total stands in the catalogue once the type is known.
        case freeBytes(String)
        /// Bytes that are free, and how many there are: node_exporter's pair of metrics.
        case available(String, of: String)

        /// The metrics it needs.
        var metrics: [String] {
            switch self {
            case .usedPercent(let metric, _), .usedShare(let metric), .freeBytes(let metric): [metric]
            case .available(let free, let total): [free, total]
            }
        }

        /// True where the answer is a share of the machine in per cent.
        var isPercent: Bool { if case .freeBytes = self { false } else { true } }
    }

    /// How CPU is reported.
    enum Processor: Sendable {
        /// Mean of each period, in per cent.
        case percent(String)
        /// Mean of each period, as a share from 0 to 1.
        case share(String)
        /// Seconds in each mode of each processor: node_exporter's counter.
        case seconds(String)

        var metric: String {
            switch self {
            case .percent(let metric), .share(let metric), .seconds(let metric): metric
            }
        }
    }

    /// The busiest moment of the window of something that flows, as a statistic.
    ///
    /// It is the sum of the greatest values of its metrics, which need not have been at one moment: never too little.
    struct Peak: Sendable {
        var statistic: String
        var metrics: [String]
        /// Seconds that one value sums up; 1 for what comes as a rate.
        var seconds = 1
        /// For what must not run out, the least moment counts.
        var isLeast = false
    }

    /// What people call it in tables: `ec2`.
    var service: String
    /// Who exports it; two conventions of one service differ in it.
    var exporter: String
    /// The Terraform attribute that sizes it.
    var attribute: String
    var cpu: Processor
    /// The label that identifies the machine.
    var identifier: String
    /// A label with a name for people, where there is one.
    var name: String?
    var memory: Memory
    var peaks: [Peak] = []
    /// True where the series also tell of what no Terraform root made, so that only known machines are looked at.
    var onlyKnown = false

    /// True where other machines have series of the same metric, which have another label instead.
    var sharesMetric = true

    /// The metrics whose presence tells that there is something to ask.
    ///
    /// Counters of each mode of each processor are too many to be looked for; the memory beside them tells as much.
    var markers: [String] {
        let own = if case .seconds = cpu { [String]() } else { [cpu.metric] }
        return own + memory.metrics + peaks.flatMap(\.metrics)
    }

    /// What must be there before anything is asked.
    var condition: String { if case .seconds = cpu { memory.metrics[0] } else { cpu.metric } }

    static let all: [MachineConvention] = yace + cloudWatchExporter + google + azure + nodes
}

extension MachineConvention {
    private static let instancePeaks = [
        Peak(
            statistic: Statistic.networkPeak,
            metrics: ["aws_ec2_network_in_sum", "aws_ec2_network_out_sum"], seconds: 300),
        Peak(
            statistic: Statistic.diskPeak,
            metrics: ["aws_ec2_ebsread_bytes_sum", "aws_ec2_ebswrite_bytes_sum"], seconds: 300),
        Peak(
            statistic: Statistic.operationsPeak,
            metrics: ["aws_ec2_ebsread_ops_sum", "aws_ec2_ebswrite_ops_sum"], seconds: 300),
        Peak(
            statistic: Statistic.creditsLeast, metrics: ["aws_ec2_cpucredit_balance_average"], isLeast: true),
    ]

    private static let databasePeaks = [
        Peak(
            statistic: Statistic.networkPeak,
            metrics: [
                "aws_rds_network_receive_throughput_average", "aws_rds_network_transmit_throughput_average",
            ]),
        Peak(
            statistic: Statistic.diskPeak,
            metrics: ["aws_rds_read_throughput_average", "aws_rds_write_throughput_average"]),
        Peak(
            statistic: Statistic.operationsPeak,
            metrics: ["aws_rds_read_iops_average", "aws_rds_write_iops_average"]),
        Peak(
            statistic: Statistic.creditsLeast, metrics: ["aws_rds_cpucredit_balance_average"], isLeast: true),
    ]

    private static let cachePeaks = [
        Peak(
            statistic: Statistic.networkPeak,
            metrics: [
                "aws_elasticache_network_bytes_in_sum", "aws_elasticache_network_bytes_out_sum",
            ], seconds: 300),
        Peak(
            statistic: Statistic.creditsLeast, metrics: ["aws_elasticache_cpucredit_balance_average"],
            isLeast: true),
    ]

    /// Labels of YACE are dimensions with a prefix.
    private static let yace = [
        MachineConvention(
            service: "ec2", exporter: "yace", attribute: "instance_type",
            cpu: .percent("aws_ec2_cpuutilization_average"), identifier: "dimension_InstanceId",
            name: "tag_Name", memory: .usedPercent("aws_cwagent_mem_used_percent_average"),
            peaks: instancePeaks, sharesMetric: false),
        MachineConvention(
            service: "rds", exporter: "yace", attribute: "instance_class",
            cpu: .percent("aws_rds_cpuutilization_average"), identifier: "dimension_DBInstanceIdentifier",
            name: nil, memory: .freeBytes("aws_rds_freeable_memory_average"), peaks: databasePeaks,
            sharesMetric: false),
        // The mean of a group hides its busiest machine, so the greatest counts; memory alike.
        MachineConvention(
            service: "autoscaling", exporter: "yace", attribute: "instance_type",
            cpu: .percent("aws_ec2_cpuutilization_maximum"), identifier: "dimension_AutoScalingGroupName",
            name: nil, memory: .usedPercent("aws_cwagent_mem_used_percent_maximum"), onlyKnown: true),
        MachineConvention(
            service: "elasticache", exporter: "yace", attribute: "node_type",
            cpu: .percent("aws_elasticache_cpuutilization_average"),
            identifier: "dimension_CacheClusterId", name: nil,
            memory: .usedPercent("aws_elasticache_database_memory_usage_percentage_average"),
            peaks: cachePeaks),
        // The heap is half of the memory, so its pressure doubles with half of it.
        MachineConvention(
            service: "opensearch", exporter: "yace", attribute: "cluster_config[0].instance_type",
            cpu: .percent("aws_es_cpuutilization_maximum"), identifier: "dimension_DomainName", name: nil,
            memory: .usedPercent("aws_es_jvmmemory_pressure_maximum")),
    ]

    /// Labels of cloudwatch_exporter are dimensions in snake case; the names of metrics are those of YACE.
    private static let cloudWatchExporter = [
        MachineConvention(
            service: "ec2", exporter: "cloudwatch_exporter", attribute: "instance_type",
            cpu: .percent("aws_ec2_cpuutilization_average"), identifier: "instance_id", name: nil,
            memory: .usedPercent("cwagent_mem_used_percent_average"), peaks: instancePeaks),
        MachineConvention(
            service: "rds", exporter: "cloudwatch_exporter", attribute: "instance_class",
            cpu: .percent("aws_rds_cpuutilization_average"), identifier: "dbinstance_identifier", name: nil,
            memory: .freeBytes("aws_rds_freeable_memory_average"), peaks: databasePeaks),
        MachineConvention(
            service: "elasticache", exporter: "cloudwatch_exporter", attribute: "node_type",
            cpu: .percent("aws_elasticache_cpuutilization_average"), identifier: "cache_cluster_id",
            name: nil,
            memory: .usedPercent("aws_elasticache_database_memory_usage_percentage_average"),
            peaks: cachePeaks),
        MachineConvention(
            service: "opensearch", exporter: "cloudwatch_exporter",
            attribute: "cluster_config[0].instance_type",
            cpu: .percent("aws_es_cpuutilization_maximum"), identifier: "domain_name", name: nil,
            memory: .usedPercent("aws_es_jvmmemory_pressure_maximum")),
    ]

    private static let google = [
        MachineConvention(
            service: "compute", exporter: "stackdriver_exporter", attribute: "machine_type",
            cpu: .share("stackdriver_gce_instance_compute_googleapis_com_instance_cpu_utilization"),
            identifier: "instance_id", name: "instance_name",
            memory: .usedPercent(
                "stackdriver_gce_instance_agent_googleapis_com_memory_percent_used",
                where: [#"state="used""#])),
        MachineConvention(
            service: "cloudsql", exporter: "stackdriver_exporter", attribute: "settings[0].tier",
            cpu: .share("stackdriver_cloudsql_database_cloudsql_googleapis_com_database_cpu_utilization"),
            identifier: "database_id", name: nil,
            memory: .usedShare(
                "stackdriver_cloudsql_database_cloudsql_googleapis_com_database_memory_utilization")),
    ]

    private static let azure = [
        MachineConvention(
            service: "virtual-machines", exporter: "azure_metrics_exporter", attribute: "size",
            cpu: .percent("percentage_cpu_percent_average"), identifier: "resource_name", name: nil,
            memory: .freeBytes("available_memory_bytes_bytes_average"), onlyKnown: true)
    ]

    /// It runs on the nodes of clusters too, which no root of Terraform names one by one.
    private static let nodes = [
        MachineConvention(
            service: "node", exporter: "node_exporter", attribute: "instance_type",
            cpu: .seconds("node_cpu_seconds_total"), identifier: "instance", name: nil,
            memory: .available("node_memory_MemAvailable_bytes", of: "node_memory_MemTotal_bytes"),
            onlyKnown: true)
    ]
}

extension MachineConvention {
    /// The attribute that sizes a resource of this type; nil where `address` is of no type that is known.
    ///
    /// One exporter tells of machines of several kinds of resource, and each kind has its own word for the size.
    static func attribute(of address: TerraformAddress) -> String? {
        var parts = address.address.split(separator: ".").map(String.init)
        while parts.count > 2, parts[0] == "module" { parts.removeFirst(2) }
        return parts.first.flatMap { attributes[$0] }
    }

    private static let attributes: [String: String] = [
        "aws_instance": "instance_type", "aws_launch_template": "instance_type",
        "aws_launch_configuration": "instance_type", "aws_eks_node_group": "instance_types[0]",
        "aws_db_instance": "instance_class", "aws_rds_cluster_instance": "instance_class",
        "aws_docdb_cluster_instance": "instance_class", "aws_neptune_cluster_instance": "instance_class",
        "aws_elasticache_cluster": "node_type", "aws_elasticache_replication_group": "node_type",
        "aws_opensearch_domain": "cluster_config[0].instance_type",
        "aws_elasticsearch_domain": "cluster_config[0].instance_type",
        "google_compute_instance": "machine_type", "google_sql_database_instance": "settings[0].tier",
        "azurerm_linux_virtual_machine": "size", "azurerm_windows_virtual_machine": "size",
    ]

    /// Attributes that size a machine, a database or a function, as a state has them.
    static var stateAttributes: Set<String> {
        Set(all.map(\.attribute) + attributes.values + ["memory_size"]).filter { !$0.contains("[") }
    }
}
