internal import Model

/// How one exporter names what block volumes do: data, not code.
///
/// Sources: the CloudWatch metrics of Amazon EBS (`AWS/EBS`), the naming rules of YACE and cloudwatch_exporter. Sums are
/// those of five minutes.
struct VolumeTypeConvention: Sendable {
    /// Seconds that one sum is of.
    static let seconds = 300

    /// Who exports it.
    var exporter: String
    /// The label that identifies the volume.
    var identifier: String

    /// Operations of a period; the sum of both is what the volume served.
    var operations = ["aws_ebs_volume_read_ops_sum", "aws_ebs_volume_write_ops_sum"]
    /// Bytes of a period.
    var bytes = ["aws_ebs_volume_read_bytes_sum", "aws_ebs_volume_write_bytes_sum"]
    /// What is left of the credits, in per cent: told of volumes that burst, and of no others.
    var burst = "aws_ebs_burst_balance_average"

    static let all = [
        VolumeTypeConvention(exporter: "yace", identifier: "dimension_VolumeId"),
        VolumeTypeConvention(exporter: "cloudwatch_exporter", identifier: "volume_id"),
    ]

    /// All metrics of all conventions.
    static let metrics = Set(all.flatMap { $0.operations + $0.bytes + [$0.burst] })

    /// What a type gives every volume for ever, without a word about more.
    ///
    /// https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    struct Baseline: Sendable {
        var type: String
        var operations: Double
        /// Bytes a second.
        var throughput: Double
    }

    static let successor = Baseline(type: "gp3", operations: 3000, throughput: 125 * 1_048_576)

    /// The attribute that holds the type, by the type of resource.
    static let attributes = [
        "aws_ebs_volume": "type", "aws_instance": "root_block_device[0].volume_type",
    ]
}
