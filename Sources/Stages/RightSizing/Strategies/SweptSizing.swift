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

    private let strategy: SizingStrategyName
    private let changes: ChangeRules
    private var cpu: any UsageMeter
    private var memory: any UsageMeter
    private var recent = RecentUsage()
    private var bytes = DayProfile(days: window)
    private var kill: Kill?
    private var pending: Double?
    private var first: Double?
    private var reviewed: Int?
    private var changed: Changed?

    private struct Kill: Codable {
        var limit: Double
        var time: Double
    }

    private struct Changed: Codable {
        var cpu: Double
        var memory: Double
    }

    init(_ strategy: any SizingStrategy) {
        self.strategy = strategy.name
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
            kill = Kill(limit: max(kill?.limit ?? 0, current.memory), time: time)
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
        changed = Changed(cpu: time, memory: time)
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

extension SweptRecommender {
    private enum CodingKeys: String, CodingKey {
        case strategy, cpu, memory, recent, bytes, kill, pending, first, reviewed, changed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(strategy.rawValue, forKey: .strategy)
        try cpu.encode(to: container.superEncoder(forKey: .cpu))
        try memory.encode(to: container.superEncoder(forKey: .memory))
        try container.encode(recent, forKey: .recent)
        try container.encode(bytes, forKey: .bytes)
        try container.encodeIfPresent(kill, forKey: .kill)
        try container.encodeIfPresent(pending, forKey: .pending)
        try container.encodeIfPresent(first, forKey: .first)
        try container.encodeIfPresent(reviewed, forKey: .reviewed)
        try container.encodeIfPresent(changed, forKey: .changed)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let name = SizingStrategyName(rawValue: try container.decode(String.self, forKey: .strategy))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .strategy, in: container, debugDescription: "there is no such strategy")
        }
        self.init(SizingStrategies.strategy(name))
        cpu = try SweptRecommender.meter(like: cpu, container.superDecoder(forKey: .cpu))
        memory = try SweptRecommender.meter(like: memory, container.superDecoder(forKey: .memory))
        recent = try container.decode(RecentUsage.self, forKey: .recent)
        bytes = try container.decode(DayProfile.self, forKey: .bytes)
        kill = try container.decodeIfPresent(Kill.self, forKey: .kill)
        pending = try container.decodeIfPresent(Double.self, forKey: .pending)
        first = try container.decodeIfPresent(Double.self, forKey: .first)
        reviewed = try container.decodeIfPresent(Int.self, forKey: .reviewed)
        changed = try container.decodeIfPresent(Changed.self, forKey: .changed)
    }

    private static func meter<Meter: UsageMeter>(
        like fresh: Meter, _ decoder: any Decoder
    ) throws -> any UsageMeter { try Meter(from: decoder) }

    mutating func merge(_ other: SweptRecommender) throws {
        try cpu.merge(any: other.cpu)
        try memory.merge(any: other.memory)
        recent.merge(other.recent)
        try bytes.merge(other.bytes)
        kill = [kill, other.kill].compactMap { $0 }.max { ($0.time, $0.limit) < ($1.time, $1.limit) }
        // A sample that waits to be compared with the limit is the newest one of the later of both.
        pending = (reviewed ?? .min) < (other.reviewed ?? .min) ? other.pending : pending
        first = [first, other.first].compactMap { $0 }.min()
        reviewed = [reviewed, other.reviewed].compactMap { $0 }.max()
        let moments = [changed, other.changed].compactMap { $0 }
        changed = moments.first.map { only in
            Changed(
                cpu: moments.map(\.cpu).max() ?? only.cpu, memory: moments.map(\.memory).max() ?? only.memory)
        }
    }

    func isAlike(_ other: SweptRecommender) -> Bool {
        strategy == other.strategy && cpu.isAlike(any: other.cpu) && memory.isAlike(any: other.memory)
    }

    var flaw: String? {
        StateCheck.first(
            cpu.flaw, memory.flaw, recent.flaw, bytes.flaw,
            StateCheck.demand(
                StateCheck.isAmount(kill?.limit ?? 0) && StateCheck.isAmount(pending ?? 0),
                "a limit that killed is no amount"))
    }
}
