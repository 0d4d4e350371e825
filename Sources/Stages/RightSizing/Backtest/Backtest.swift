internal import Model

/// What would have happened with a strategy's requests, over all workloads of a window.
public struct BacktestScore: Hashable, Sendable, Codable {
    /// The strategy.
    public var strategy: String
    /// Workloads that had sizes after the warm-up.
    public var workloads: Int
    /// Workloads without any after the warm-up; nothing else counts them.
    public var unsized: Int
    /// Samples after the warm-up.
    public var samples: Int
    /// Mean over workloads of the requested CPU that was not used, 0…1.
    public var cpuSlack: Double
    /// Share of the samples with CPU that are above the CPU request, 0…1.
    public var cpuAbove: Double
    /// Kills for memory, per workload and month of 30 days.
    public var kills: Double
    /// Changes of either size, per workload and month of 30 days.
    public var changes: Double
    /// Monthly cost of what was requested, of all workloads.
    public var cost: Double
    /// Monthly cost of the least that would have covered every sample: each workload's own peaks.
    public var peakCost: Double
}

/// Plays a usage table against a strategy and keeps score.
///
/// Sizes take effect for samples strictly later than their row and hold until the next. The memory request is the limit: a
/// kill is the first sample above it after one below it or after the limit changed.
public struct Backtest: Sendable {
    private struct Played: Sendable {
        var start: Double
        var sizes: Sizes?
        var counted: CountedSamples = CountedSamples()
    }

    fileprivate struct CountedSamples: Sendable {
        var first: Double?
        var last = 0.0
        var samples = 0
        var measured = 0
        var above = 0
        var kills = 0
        var changes = 0
        var used = 0.0
        var requested = 0.0
        var covered = 0.0
        var bytes = 0.0
        var peak = Sizes(cpu: 0, memory: 0)
        var killedUnder: Double?
    }

    private let name: String
    private let warmUp: Double
    private let prices: ResourcePrices
    private var run: RecommendationRun
    private var played: [String: Played] = [:]

    /// - Parameters:
    ///   - strategy: how use becomes a request.
    ///   - period: seconds between two rows of one workload, at least.
    ///   - warmUp: seconds from a workload's first sample in which nothing counts.
    ///   - prices: what cores and bytes cost.
    public init(
        _ strategy: any SizingStrategy, every period: Double = 86_400, warmUp: Double = 14 * 86_400,
        prices: ResourcePrices = .usual
    ) {
        name = strategy.name.rawValue
        run = RecommendationRun(strategy, every: period, tellsKills: true)
        self.warmUp = warmUp
        self.prices = prices
    }

    /// Takes a sample; the row that follows from it, if any.
    @discardableResult
    public mutating func observe(_ row: UsageRow) -> RecommendationRow? {
        var state = played[row.id] ?? Played(start: row.sample.time)
        let counts = row.sample.time - state.start >= warmUp
        if counts, let sizes = state.sizes { state.counted.add(row.sample, sizes) }
        let next = run.observe(row)
        if let next {
            if counts, let sizes = state.sizes, sizes != next.sizes { state.counted.changes += 1 }
            state.sizes = next.sizes
        }
        played[row.id] = state
        return next
    }

    /// The score so far.
    public var score: BacktestScore {
        let sized = played.values.map(\.counted).filter { $0.samples > 0 }
        let months = sized.reduce(0) { $0 + ($1.last - ($1.first ?? $1.last)) / 2_592_000 }
        let samples = sized.reduce(0) { $0 + $1.samples }
        let measured = sized.reduce(0) { $0 + $1.measured }
        func perMonth(_ count: Int) -> Double { months > 0 ? Double(count) / months : 0 }
        let slack = sized.map { $0.covered > 0 ? 1 - $0.used / $0.covered : 0 }
        return BacktestScore(
            strategy: name, workloads: sized.count, unsized: played.count - sized.count, samples: samples,
            cpuSlack: sized.isEmpty ? 0 : slack.sorted().reduce(0, +) / Double(sized.count),
            cpuAbove: measured > 0 ? Double(sized.reduce(0) { $0 + $1.above }) / Double(measured) : 0,
            kills: perMonth(sized.reduce(0) { $0 + $1.kills }),
            changes: perMonth(sized.reduce(0) { $0 + $1.changes }),
            cost: sized.map { prices.monthly($0.meanRequest) }.sorted().reduce(0, +),
            peakCost: sized.map { prices.monthly($0.peak) }.sorted().reduce(0, +))
    }
}

extension Backtest.CountedSamples {
    fileprivate var meanRequest: Sizes {
        Sizes(cpu: requested / Double(samples), memory: bytes / Double(samples))
    }

    fileprivate mutating func add(_ sample: UsageSample, _ sizes: Sizes) {
        first = first ?? sample.time
        last = sample.time
        samples += 1
        requested += sizes.cpu
        bytes += sizes.memory
        if let cores = sample.cpu {
            measured += 1
            covered += sizes.cpu
            used += cores
            if cores > sizes.cpu { above += 1 }
            peak.cpu = max(peak.cpu, cores)
        }
        guard let used = sample.memory else { return }
        peak.memory = max(peak.memory, used)
        if used <= sizes.memory {
            killedUnder = nil
        } else if killedUnder != sizes.memory {
            kills += 1
            killedUnder = sizes.memory
        }
    }
}
