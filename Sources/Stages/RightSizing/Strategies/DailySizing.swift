public import Model

/// The sweep's own strategy: daily percentiles for CPU, the greatest peak for memory, and 15%.
///
/// docs/strategy.md explains it.
///
/// CPU is elastic: a moment without it costs time. The need is the use that is exceeded for little time on every
/// day and does not return. Memory is not elastic: a moment without it is a kill. The need is the greatest sample.
public struct DailySizing: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.daily
    /// Days that count where a table is read; a sweep reads no more than its window.
    static let days = 14

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { DailyRecommender() }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        DailyMeter(resource: resource, origin: origin)
    }
}

private struct DailyMeter: UsageMeter {
    let resource: SizedResource
    private var profile: DayProfile
    private var killed = 0.0

    /// Of all days that it sees, or of the last ones.
    init(resource: SizedResource, origin: Double, days: Int = .max) {
        self.resource = resource
        profile = DayProfile(origin: origin, days: days)
    }

    mutating func observe(_ value: Double, at time: Double) { profile.observe(value, at: time) }

    mutating func observeKill(limit: Double, at time: Double) { killed = max(killed, limit) }

    mutating func merge(_ other: DailyMeter) throws {
        try profile.merge(other.profile)
        killed = max(killed, other.killed)
    }

    func isAlike(_ other: DailyMeter) -> Bool {
        resource == other.resource && profile.isAlike(other.profile)
    }

    var flaw: String? {
        profile.flaw ?? StateCheck.demand(StateCheck.isAmount(killed), "a limit that killed is no amount")
    }

    func need() -> UsageNeed? {
        switch resource {
        case .cpu: profile.recurring.map { UsageNeed($0 * DailyRules.requestMargin, "that need and 15%") }
        case .memory:
            profile.peak.map {
                UsageNeed(
                    max($0, killed) * DailyRules.requestMargin,
                    "that peak and 15%; two weeks hold every daily and weekly peak")
            }
        }
    }
}

/// The sweep's rules about one workload: when a value is far enough from its need to be changed, and kills.
private struct DailyRecommender: Recommender {
    private var cpu = DailyMeter(resource: .cpu, origin: 0, days: DailySizing.days)
    private var memory = DailyMeter(resource: .memory, origin: 0, days: DailySizing.days)
    private var first: Double?
    private var last: UsageSample?
    private var reviewed: Int?

    var isWatchful: Bool { true }

    mutating func observe(_ sample: UsageSample) {
        if let cores = sample.cpu { cpu.observe(cores, at: sample.time) }
        if let bytes = sample.memory { memory.observe(bytes, at: sample.time) }
        first = first ?? sample.time
        last = sample
    }

    mutating func merge(_ other: DailyRecommender) throws {
        try cpu.merge(other.cpu)
        try memory.merge(other.memory)
        first = [first, other.first].compactMap { $0 }.min()
        last = UsageSample.later(last, other.last)
        reviewed = [reviewed, other.reviewed].compactMap { $0 }.max()
    }

    func isAlike(_ other: DailyRecommender) -> Bool {
        cpu.isAlike(other.cpu) && memory.isAlike(other.memory)
    }

    var flaw: String? {
        StateCheck.first(
            cpu.flaw, memory.flaw, last?.flaw,
            StateCheck.demand(
                (first ?? 0).isFinite && (first ?? 0) <= (last?.time ?? 0), "it ends before it begins"))
    }

    mutating func review(current: Sizes?, at time: Double) -> Sizes? {
        guard let current else { return begin(at: time) }
        if let bytes = last?.memory, bytes > current.memory * DailyRules.nearLimit {
            let isKill = bytes > current.memory
            let wish =
                isKill ? current.memory * DailyRules.killMargin : bytes * DailyRules.limitMargin
            if isKill { memory.observeKill(limit: current.memory, at: time) }
            return Sizes(cpu: current.cpu, memory: SizeSteps.memory(max(wish, bytes)))
        }
        // The need is that of whole days, so once a day is often enough.
        guard reviewed != Days.index(time) else { return current }
        reviewed = Days.index(time)
        guard let wish = wish() else { return current }
        let isFar = { (now: Double, need: Double, least: Double) in
            abs(now - need) >= least && abs(now - need) > DailyRules.deviation * max(now, need)
        }
        return Sizes(
            cpu: isFar(current.cpu, wish.cpu, DailyRules.leastCores) ? wish.cpu : current.cpu,
            memory: isFar(current.memory, wish.memory, DailyRules.leastBytes)
                ? wish.memory : current.memory)
    }

    /// Nothing is sized before a fortnight, except where the table must have a row: after a day.
    private func begin(at time: Double) -> Sizes? {
        guard let first, time - first >= Days.second else { return nil }
        return wish()
    }

    private func wish() -> Sizes? {
        guard let cores = cpu.need(), let bytes = memory.need() else { return nil }
        return Sizes(
            cpu: SizeSteps.cpu(max(DailyRules.coresFloor, cores.amount)),
            memory: SizeSteps.memory(max(DailyRules.bytesFloor, bytes.amount)))
    }
}
