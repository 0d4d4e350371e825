public import Model

/// The Kubernetes vertical pod autoscaler's recommendation, to its last unit.
///
/// Target percentile 90, margin 15%, CPU samples of weight 0.1 (nothing is known of the request), one memory peak
/// per 24 hours, an out-of-memory kill counted as `max(used + 100 MiB, 1.2 × used)`, at least 25 m and 250 MiB for a
/// pod. Its bounds need the confidence; its target does not.
public struct VPASizing: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.vpa
    private let containers: Int

    /// For one of `containers` of a pod, which share the pod's minimum.
    public init(containers: Int = 1) { self.containers = max(1, containers) }

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { VPARecommender(containers: containers) }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        VPAMeter(resource: resource, state: VPARecommender(containers: containers))
    }
}

/// The autoscaler's view of one resource.
private struct VPAMeter: UsageMeter {
    let resource: SizedResource
    var state: VPARecommender

    mutating func observe(_ value: Double, at time: Double) {
        switch resource {
        case .cpu: state.observe(UsageSample(time: time, cpu: value, memory: nil))
        case .memory: state.observe(UsageSample(time: time, cpu: nil, memory: value))
        }
    }

    mutating func observeKill(limit: Double, at time: Double) {
        state.observeKill(used: limit, request: limit, at: time)
    }

    mutating func merge(_ other: VPAMeter) throws { try state.merge(other.state) }

    func isAlike(_ other: VPAMeter) -> Bool { resource == other.resource && state.isAlike(other.state) }

    var flaw: String? { state.flaw }

    func need() -> UsageNeed? {
        state.target(of: resource).map {
            UsageNeed($0, "what the vertical pod autoscaler targets: its 90th percentile and 15%")
        }
    }
}

/// What the autoscaler writes into its status for one container: cores and bytes.
public struct VPABounds: Hashable, Sendable {
    /// The request it would set.
    public var target: Sizes
    /// Below it, it evicts.
    public var lower: Sizes
    /// Above it, it evicts.
    public var upper: Sizes
}

/// State of one container as the autoscaler keeps it.
public struct VPARecommender: Recommender, Codable {
    private static let interval = 86_400.0
    private static let margin = 0.15
    private static let cpuWeight = 0.1
    private static let mebibyte = 1_048_576.0

    private let containers: Int
    private var cpu = VPAHistogram.cpu
    private var memory = VPAHistogram.memory
    private var firstTime: Double?
    private var lastTime = 0.0
    private var samples = 0
    private var windowEnd = 0.0
    private var peak = 0.0
    private var killPeak = 0.0

    /// For one of `containers` of a pod.
    public init(containers: Int = 1) { self.containers = max(1, containers) }

    /// Asks once a period is enough.
    public var isWatchful: Bool { false }

    /// Takes one sample.
    public mutating func observe(_ sample: UsageSample) {
        if let cores = sample.cpu {
            cpu.add(cores, weight: VPARecommender.cpuWeight, at: sample.time)
            firstTime = firstTime ?? sample.time
            lastTime = max(lastTime, sample.time)
            samples += 1
        }
        if let bytes = sample.memory { addMemory(bytes, at: sample.time, isKill: false) }
    }

    /// Takes a kill for memory: `request` bytes were asked for and `used` were in use.
    public mutating func observeKill(used: Double, request: Double, at time: Double) {
        let used = max(used, request)
        addMemory(max(used + 100 * VPARecommender.mebibyte, 1.2 * used), at: time, isKill: true)
    }

    /// Takes a kill at a limit that is also the request; what was in use then is not known to be more.
    public mutating func observeKill(limit: Double, at time: Double) {
        observeKill(used: limit, request: limit, at: time)
    }

    private mutating func addMemory(_ bytes: Double, at time: Double, isKill: Bool) {
        if windowEnd == 0 { windowEnd = time }
        var isNewPeak = false
        if time < windowEnd {
            let known = max(peak, killPeak)
            if known != 0, bytes > known {
                memory.subtract(known, weight: 1, at: windowEnd)
                isNewPeak = true
            }
        } else {
            let passed = ((time - windowEnd) / VPARecommender.interval).rounded(.down)
            windowEnd += (passed + 1) * VPARecommender.interval
            peak = 0
            killPeak = 0
            isNewPeak = true
        }
        guard isNewPeak else { return }
        memory.add(bytes, weight: 1, at: windowEnd)
        if isKill { killPeak = bytes } else { peak = bytes }
    }

    /// Adds up what was seen of several pods, each with the peaks of its own days, as the autoscaler adds them up.
    public mutating func merge(_ other: VPARecommender) throws {
        cpu.merge(other.cpu)
        memory.merge(other.memory)
        firstTime = [firstTime, other.firstTime].compactMap { $0 }.min()
        lastTime = max(lastTime, other.lastTime)
        samples += other.samples
        // What comes next belongs to the day that ends last.
        if other.windowEnd == windowEnd {
            peak = max(peak, other.peak)
            killPeak = max(killPeak, other.killPeak)
        } else if other.windowEnd > windowEnd {
            (windowEnd, peak, killPeak) = (other.windowEnd, other.peak, other.killPeak)
        }
    }

    /// Whether both are of pods with as many containers.
    public func isAlike(_ other: VPARecommender) -> Bool {
        containers == other.containers && cpu.isAlike(other.cpu) && memory.isAlike(other.memory)
    }

    /// What cannot be true of it.
    public var flaw: String? {
        StateCheck.first(
            StateCheck.demand(cpu.isAlike(.cpu) && memory.isAlike(.memory), "its buckets are others"),
            cpu.flaw, memory.flaw,
            StateCheck.demand(
                [firstTime ?? 0, lastTime, windowEnd].allSatisfy(StateCheck.isTime)
                    && (firstTime ?? 0) <= lastTime, "it ends before it begins"),
            StateCheck.demand(
                StateCheck.isAmount(peak) && StateCheck.isAmount(killPeak), "a peak is no amount"),
            StateCheck.demand(samples >= 0 && containers > 0, "it has fewer than no samples"))
    }

    /// The target, the same whatever is in force.
    public mutating func review(current: Sizes?, at time: Double) -> Sizes? { bounds?.target }

    /// Confidence in days: the shorter of the history's length and its samples at one a minute.
    public var confidence: Double {
        let days = (lastTime - (firstTime ?? lastTime)) / 86_400
        return min(days, Double(samples) / 1440)
    }

    /// Target and bounds; nil before the first sample.
    public var bounds: VPABounds? {
        guard samples > 0, !memory.isEmpty else { return nil }
        let trust = confidence
        return VPABounds(
            target: sizes(0.9) { $0 },
            lower: sizes(0.5) { trust > 0 ? $0 * reciprocalSquare(1 + 0.001 / trust) : 0 },
            upper: sizes(0.95) { trust > 0 ? $0 * (1 + 1 / trust) : .infinity })
    }

    /// The target of one resource; nil before its first sample.
    func target(of resource: SizedResource) -> Double? {
        switch resource {
        case .cpu: cpu.isEmpty ? nil : cores(0.9) { $0 }
        case .memory: memory.isEmpty ? nil : bytes(0.9) { $0 }
        }
    }

    private func reciprocalSquare(_ value: Double) -> Double { 1 / (value * value) }

    private func sizes(_ share: Double, _ scale: (Double) -> Double) -> Sizes {
        Sizes(cpu: cores(share, scale), memory: bytes(share, scale))
    }

    private func cores(_ share: Double, _ scale: (Double) -> Double) -> Double {
        let amount = whole(scale(withMargin(whole(cpu.percentile(share) * 1000))))
        return max(amount, whole(25 / Double(containers))) / 1000
    }

    private func bytes(_ share: Double, _ scale: (Double) -> Double) -> Double {
        let amount = whole(scale(withMargin(whole(memory.percentile(share)))))
        return max(amount, whole(250 * VPARecommender.mebibyte / Double(containers)))
    }

    private func withMargin(_ amount: Double) -> Double { amount + whole(amount * VPARecommender.margin) }

    private func whole(_ amount: Double) -> Double { amount.rounded(.down) }
}
