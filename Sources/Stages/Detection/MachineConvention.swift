/// How one exporter names the machines of one service and what it measures of them: data, not code.
///
/// Sources: YACE (yet-another-cloudwatch-exporter) metric naming, AWS CloudWatch metric references for EC2, RDS and
/// the CloudWatch agent.
struct MachineConvention: Sendable {
    /// How memory is reported, where it is.
    enum Memory: Sendable {
        /// Per cent of the machine in use; the metric.
        case usedPercent(String)
        /// Bytes that are free; the total stands in the catalogue once the type is known.
        case freeBytes(String)
    }

    /// What people call it in tables: `ec2`.
    var service: String
    /// The Terraform attribute that sizes it.
    var attribute: String
    /// Mean CPU of each period, in per cent.
    var cpu: String
    /// The label that identifies the machine.
    var identifier: String
    /// A label with a name for people, where there is one.
    var name: String?
    var memory: Memory

    static let all: [MachineConvention] = [
        MachineConvention(
            service: "ec2", attribute: "instance_type", cpu: "aws_ec2_cpuutilization_average",
            identifier: "dimension_InstanceId", name: "tag_Name",
            memory: .usedPercent("aws_cwagent_mem_used_percent_average")),
        MachineConvention(
            service: "rds", attribute: "instance_class", cpu: "aws_rds_cpuutilization_average",
            identifier: "dimension_DBInstanceIdentifier", name: nil,
            memory: .freeBytes("aws_rds_freeable_memory_average")),
    ]
}
