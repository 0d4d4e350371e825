/// A figure that may be exceeded for a while: what is there for ever, and what in bursts.
public struct Allowance: Hashable, Sendable {
    /// For ever.
    public var steady: Double
    /// In bursts; equal to ``steady`` where there are none.
    public var burst: Double

    /// Makes a figure.
    public init(steady: Double, burst: Double) {
        self.steady = steady
        self.burst = burst
    }
}

/// What one machine type, class or size has.
public struct MachineSpec: Hashable, Sendable {
    /// `m5.xlarge`, `db.r6g.large`, `n2-standard-4`, `Standard_D4s_v5`.
    public var name: String
    /// Types of one family differ in size alone: `m5`, `db.r6g`, `n2-standard`, `Dsv5`.
    public var family: String
    /// `ec2`, `rds`, `elasticache`, `opensearch`, `compute`, `virtual-machines`.
    public var service: String
    /// `x86_64` or `arm64`.
    public var architecture: String
    /// Generation of the family, where it has one.
    public var generation: Int?
    /// Virtual processors.
    public var processors: Double
    /// Memory.
    public var memoryGiB: Double
    /// True where a processor may be used fully only while credits last.
    public var isBurstable: Bool
    /// Share of each processor that may be used for ever; nil where there are no credits, or nobody tells.
    public var baseline: Double?
    /// Network, in Gbit/s.
    public var network: Allowance?
    /// Bandwidth to disks, in Mbit/s.
    public var disk: Allowance?
    /// Operations a second on disks.
    public var operations: Allowance?
    /// True where disks of the machine's own are lost when it stops.
    public var hasLocalDisks: Bool

    /// Makes a specification.
    public init(
        name: String, family: String, service: String, architecture: String, generation: Int? = nil,
        processors: Double, memoryGiB: Double, isBurstable: Bool = false, baseline: Double? = nil,
        network: Allowance? = nil, disk: Allowance? = nil, operations: Allowance? = nil,
        hasLocalDisks: Bool = false
    ) {
        self.name = name
        self.family = family
        self.service = service
        self.architecture = architecture
        self.generation = generation
        self.processors = processors
        self.memoryGiB = memoryGiB
        self.isBurstable = isBurstable
        self.baseline = baseline
        self.network = network
        self.disk = disk
        self.operations = operations
        self.hasLocalDisks = hasLocalDisks
    }
}
