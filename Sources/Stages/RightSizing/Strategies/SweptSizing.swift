public import Model

/// A strategy as sweeps apply it: its need, once a day, on the grid of sizes, by the sweep's rules for changes.
///
/// Where memory is request and limit at once, as in a table, a kill is answered at once by half as much again, as an
/// alert about it would be.
public struct SweptSizing: SizingStrategy {
    private let base: any SizingStrategy

    /// Sweeps that size by `base`.
    public init(_ base: any SizingStrategy) { self.base = base }

    /// The name of the strategy.
    public var name: SizingStrategyName { base.name }
    /// The rules of the strategy.
    public var changes: ChangeRules { base.changes }

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { SweptRecommender(base) }

    /// The strategy's own meter.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        base.makeMeter(of: resource, origin: origin)
    }
}

private struct SweptRecommender: Recommender {
    private static let window = 14

    private let changes: ChangeRules
    private var cpu: any UsageMeter
    private var memory: any UsageMeter
    private var recent = RecentUsage()
    private var bytes = DayProfile(days: window)
    private var kill: (limit: Double, time: Double)?
    private var pending: Double?
    private var first: Double?
    private var reviewed: Int?
    private var changed: (cpu: Double, memory: Double)?

    init(_ strategy: any SizingStrategy) {
        changes = strategy.changes
        cpu = strategy.makeMeter(of: .cpu, origin: 0)
        memory = strategy.makeMeter(of: .memory, origin: 0)
    }

    var isWatchful: Bool { true }

    mutating func observe(_ sample: UsageSample) {
        first = first ?? sample.time
        if let cores = sample.cpu {
            cpu.observe(cores, at: sample.time)
            recent.observe(cores, at: sample.time)
        }
        if let value = sample.memory {
            memory.observe(value, at: sample.time)
            bytes.observe(value, at: sample.time)
            pending = value
        }
    }

    mutating func review(current: Sizes?, at time: Double) -> Sizes? {
        guard let current else { return begin(at: time) }
        if let used = pending, used > current.memory {
            pending = nil
            memory.observeKill(limit: current.memory, at: time)
            kill = (max(kill?.limit ?? 0, current.memory), time)
            let wish = gridded(.memory, current.memory * DailyRules.killMargin)
            changed?.memory = time
            return Sizes(cpu: current.cpu, memory: wish)
        }
        guard reviewed != Days.index(time) else { return current }
        reviewed = Days.index(time)
        guard let wish = wish(at: time) else { return current }
        var next = current
        if isWorthwhile(.cpu, current.cpu, wish.cpu, at: time) {
            next.cpu = gridded(.cpu, wish.cpu)
            changed?.cpu = time
        }
        if isWorthwhile(.memory, current.memory, wish.memory, at: time) {
            next.memory = gridded(.memory, wish.memory)
            changed?.memory = time
        }
        return next
    }

    private func isWorthwhile(_ resource: SizedResource, _ now: Double, _ need: Double, at time: Double)
        -> Bool
    {
        let since = resource == .cpu ? changed?.cpu : changed?.memory
        let quiet = since.map { time - $0 >= Double(ChangeRules.quietDays) * Days.second } ?? true
        return changes.isWorthwhile(
            RequestReview(
                resource, now: now, need: need, wish: gridded(resource, need),
                crowding: resource == .cpu ? recent.share(above: now) : 0, isQuiet: quiet))
    }

    private mutating func begin(at time: Double) -> Sizes? {
        guard let first, time - first >= Days.second, let wish = wish(at: time) else { return nil }
        changed = (time, time)
        return Sizes(cpu: gridded(.cpu, wish.cpu), memory: gridded(.memory, wish.memory))
    }

    /// What the strategy asks for, and never less memory than was seen or killed and a tenth.
    private func wish(at time: Double) -> Sizes? {
        guard let cores = cpu.need(), let asked = memory.need(), let peak = bytes.peak else { return nil }
        let killed = kill.map {
            time - $0.time < Double(SweptRecommender.window) * Days.second ? $0.limit : 0
        }
        return Sizes(
            cpu: max(DailyRules.coresFloor, cores.amount),
            memory: max(
                DailyRules.bytesFloor, asked.amount, max(peak, killed ?? 0) * DailyRules.leastMargin))
    }

    private func gridded(_ resource: SizedResource, _ amount: Double) -> Double {
        switch resource {
        case .cpu: SizeGrid.cpu.roundedUp(Quantity(cores: amount)).value
        case .memory: SizeGrid.memory.roundedUp(Quantity(bytes: amount)).value
        }
    }
}
