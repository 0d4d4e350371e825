/// One moment of one workload.
public struct UsageSample: Hashable, Sendable, Codable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var time: Double
    /// Cores in use; nil where nothing was measured.
    public var cpu: Double?
    /// Bytes in use; nil where nothing was measured.
    public var memory: Double?

    /// Makes a sample; what is negative, not finite or more than any machine has was not measured.
    public init(time: Double, cpu: Double?, memory: Double?) {
        self.time = time
        self.cpu = UsageSample.measured(cpu, atMost: 10_000)
        self.memory = UsageSample.measured(memory, atMost: 1e15)
    }

    private static func measured(_ value: Double?, atMost most: Double) -> Double? {
        guard let value, value >= 0, value <= most else { return nil }
        return value
    }
}

extension UsageSample {
    /// The later of two, of two at one time the one with more memory.
    static func later(_ one: UsageSample?, _ other: UsageSample?) -> UsageSample? {
        guard let one, let other else { return one ?? other }
        let key = { (sample: UsageSample) in (sample.time, sample.memory ?? -1, sample.cpu ?? -1) }
        return key(one) < key(other) ? other : one
    }

    var flaw: String? {
        StateCheck.demand(
            StateCheck.isTime(time) && StateCheck.isAmount(cpu ?? 0) && StateCheck.isAmount(memory ?? 0),
            "its newest sample is none")
    }
}

/// What a workload asks for: its requests, of which the memory is also its limit.
public struct Sizes: Hashable, Sendable, Codable {
    /// Cores, a multiple of one thousandth.
    public var cpu: Double
    /// Bytes, a whole number.
    public var memory: Double

    /// Makes sizes.
    public init(cpu: Double, memory: Double) {
        self.cpu = cpu
        self.memory = memory
    }
}

/// What one core and one gibibyte cost for an hour.
public struct ResourcePrices: Hashable, Sendable, Codable {
    /// For one vCPU and one hour.
    public var core: Double
    /// For one GiB and one hour.
    public var gibibyte: Double

    /// The published on-demand prices of a serverless container platform, in USD; they weigh cores against bytes.
    public static let usual = ResourcePrices(core: 0.031611, gibibyte: 0.004237)

    /// Makes prices.
    public init(core: Double, gibibyte: Double) {
        self.core = core
        self.gibibyte = gibibyte
    }

    /// What `sizes` cost for a month of 30 days.
    public func monthly(_ sizes: Sizes) -> Double {
        (sizes.cpu * core + sizes.memory / 1_073_741_824 * gibibyte) * 720
    }
}

enum Days {
    static let second = 86_400.0

    static func index(_ time: Double) -> Int { Int((time / second).rounded(.down)) }
}
