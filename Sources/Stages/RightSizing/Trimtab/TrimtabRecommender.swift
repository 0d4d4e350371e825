/// The view of one workload.
struct TrimtabRecommender: Recommender, Codable {
    private static let leastDays = 1.0
    private static let leastSamples: UInt64 = 30
    /// Share of the memory limit at which it is raised before it kills.
    private static let near = 0.95
    /// What a kill proves is only that the need was higher: a third as much again.
    static let killMargin = 1.35
    private static let nearMargin = 1.15
    /// Share of a day's samples above the CPU request at which it is raised.
    private static let crowded = 0.10

    private let weights: SizingWeights
    private var cpu = DailyUsage(capacity: 28)
    private var memory = DailyUsage(capacity: MemoryNeed.days)
    private var last: UsageSample?
    private var lastChange: Double?
    private var lastReview: Double?
    private var killTime: Double?

    init(weights: SizingWeights) { self.weights = weights }

    var isWatchful: Bool { true }

    mutating func observe(_ sample: UsageSample) {
        if let cores = sample.cpu { cpu.add(cores, at: sample.time) }
        if let bytes = sample.memory { memory.add(bytes, at: sample.time) }
        last = sample
    }

    mutating func merge(_ other: TrimtabRecommender) throws {
        cpu.merge(other.cpu)
        memory.merge(other.memory)
        last = UsageSample.later(last, other.last)
        lastChange = [lastChange, other.lastChange].compactMap { $0 }.max()
        lastReview = [lastReview, other.lastReview].compactMap { $0 }.max()
        killTime = [killTime, other.killTime].compactMap { $0 }.max()
    }

    func isAlike(_ other: TrimtabRecommender) -> Bool {
        weights == other.weights && cpu.capacity == other.cpu.capacity
            && memory.capacity == other.memory.capacity
    }

    var flaw: String? {
        StateCheck.first(
            cpu.flaw, memory.flaw, last?.flaw,
            StateCheck.demand(
                [lastChange, lastReview, killTime].allSatisfy { ($0 ?? 0) <= (last?.time ?? 0) },
                "it was changed after its newest sample"))
    }

    mutating func review(current: Sizes?, at time: Double) -> Sizes? {
        guard let current else { return first(at: time) }
        if let raised = urgent(current, at: time) { return changed(to: raised, at: time) }
        guard seconds(since: lastReview, to: time) >= 6 * 3600 else { return current }
        lastReview = time
        guard let wish = wish() else { return current }
        if let sizes = worthwhile(wish, current, at: time) { return changed(to: sizes, at: time) }
        return current
    }

    private func seconds(since moment: Double?, to time: Double) -> Double {
        moment.map { time - $0 } ?? .infinity
    }

    private mutating func changed(to sizes: Sizes, at time: Double) -> Sizes {
        lastChange = time
        lastReview = time
        return sizes
    }

    private mutating func first(at time: Double) -> Sizes? {
        let isYoung = min(cpu.span, memory.span) < TrimtabRecommender.leastDays * Days.second
        guard !isYoung, min(cpu.samples, memory.samples) >= TrimtabRecommender.leastSamples,
            let sizes = wish()
        else { return nil }
        return changed(to: sizes, at: time)
    }

    /// What the data asks for, whatever is in force.
    private func wish() -> Sizes? {
        guard let cores = CPUNeed(cpu, above: weights.cpuAbove),
            let bytes = MemoryNeed(
                peaks: memory.days.map(\.peak), days: memory.days.map(\.index), weights: weights)
        else { return nil }
        return Sizes(
            cpu: SizeSteps.coarseCPU(max(0.01, cores.cores)),
            memory: SizeSteps.coarseMemory(max(bytes.bytes, 16 * SizeSteps.mebibyte)))
    }

    /// Memory that is about to kill or has killed, at once.
    private mutating func urgent(_ current: Sizes, at time: Double) -> Sizes? {
        guard let bytes = last?.memory, bytes > current.memory * TrimtabRecommender.near else { return nil }
        let isKill = bytes > current.memory
        let again = isKill && seconds(since: killTime, to: time) < 3 * Days.second
        if isKill { killTime = time }
        let margin =
            isKill ? TrimtabRecommender.killMargin * (again ? 1.2 : 1) : TrimtabRecommender.nearMargin
        let wish = wish() ?? current
        let memory = max(wish.memory, SizeSteps.coarseMemory(bytes * margin))
        return Sizes(cpu: steady(wish.cpu, current.cpu), memory: memory)
    }

    /// The wished cores where they differ enough to ride along with a change that happens anyway.
    private func steady(_ wish: Double, _ current: Double) -> Double {
        abs(wish - current) > 0.05 * current ? wish : current
    }

    private func worthwhile(_ wish: Sizes, _ current: Sizes, at time: Double) -> Sizes? {
        let quiet = seconds(since: lastChange, to: time) / Days.second
        let crowding = cpu.histogram(days: 2).share(above: current.cpu)
        if crowding > TrimtabRecommender.crowded, wish.cpu > current.cpu * 1.05 {
            return Sizes(cpu: wish.cpu, memory: max(wish.memory, current.memory))
        }
        if wish.memory > current.memory * 1.15 {
            return Sizes(cpu: steady(wish.cpu, current.cpu), memory: wish.memory)
        }
        guard quiet >= weights.quietDays else { return nil }
        if wish.cpu > current.cpu * 1.2 {
            return Sizes(cpu: wish.cpu, memory: max(wish.memory, current.memory))
        }
        let now = weights.prices.monthly(current)
        guard now - weights.prices.monthly(wish) > weights.leastSaving * now else { return nil }
        return wish
    }
}
