internal import Diagnostics

/// Reads what `aws ec2 describe-instance-types` prints.
enum AmazonTypes {
    static func read(_ items: [ConfigNode], _ reading: inout ImportReading) {
        for item in items {
            guard let name = reading.text(item, "InstanceType", of: "an instance type") else { continue }
            let what = "`\(name)`"
            let parts = name.split(separator: ".")
            guard parts.count == 2, let family = parts.first else {
                reading.complain("\(what) is no instance type", item["InstanceType"]?.span ?? item.span)
                continue
            }
            let processors = reading.number(item["VCpuInfo"], "DefaultVCpus", of: what, at: item.span)
            let memory = reading.number(item["MemoryInfo"], "SizeInMiB", of: what, at: item.span)
            guard let processors, let memory else { continue }
            // A machine of bare metal is no size of its family: it has no neighbours that one could go to.
            if item["BareMetal"]?.value == .bool(true) { continue }
            let architectures = item["ProcessorInfo"]?["SupportedArchitectures"]?.listed ?? []
            let isArm = architectures.contains { $0.scalarText == "arm64" }
            reading.specs.append(
                MachineSpec(
                    name: name, family: String(family), service: "ec2",
                    architecture: isArm ? "arm64" : "x86_64",
                    generation: String(family).firstNumber, processors: processors, memoryGiB: memory / 1024,
                    isBurstable: item["BurstablePerformanceSupported"]?.value == .bool(true),
                    network: network(item), disk: disk(item, "BandwidthInMbps"),
                    operations: disk(item, "Iops"),
                    hasLocalDisks: item["InstanceStorageSupported"]?.value == .bool(true)))
        }
    }

    /// The first card; what further cards add takes more interfaces than one.
    private static func network(_ item: ConfigNode) -> Allowance? {
        guard let card = item["NetworkInfo"]?["NetworkCards"]?.listed.first,
            let steady = card["BaselineBandwidthInGbps"]?.amount,
            let burst = card["PeakBandwidthInGbps"]?.amount, steady <= burst
        else { return nil }
        return Allowance(steady: steady, burst: burst)
    }

    private static func disk(_ item: ConfigNode, _ figure: String) -> Allowance? {
        guard let info = item["EbsInfo"]?["EbsOptimizedInfo"],
            let steady = info["Baseline\(figure)"]?.amount, let burst = info["Maximum\(figure)"]?.amount,
            steady <= burst
        else { return nil }
        return Allowance(steady: steady, burst: burst)
    }
}
