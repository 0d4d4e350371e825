public import Model

/// Need by what came back, margin by what a kill costs, changes only where they pay.
///
/// docs/recommend.md explains its statistics in plain words.
public struct TrimtabSizing: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.trimtab
    /// Raised soon, lowered late.
    public let changes = ChangeRules.watchful
    private let weights: SizingWeights

    /// With the weights of waste, kills and changes.
    public init(weights: SizingWeights = .usual) { self.weights = weights }

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { TrimtabRecommender(weights: weights) }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        TrimtabMeter(resource: resource, weights: weights)
    }
}

/// Need without a word about what is in force.
private struct TrimtabMeter: UsageMeter {
    let resource: SizedResource
    let weights: SizingWeights
    /// Days for which a kill is remembered.
    private static let killDays = 14.0

    private var usage = DailyUsage(capacity: MemoryNeed.days)
    private var kills: [KillTime] = []

    private struct KillTime: Hashable, Codable {
        var limit: Double
        var time: Double
    }

    init(resource: SizedResource, weights: SizingWeights) {
        self.resource = resource
        self.weights = weights
    }

    mutating func observe(_ value: Double, at time: Double) { usage.add(value, at: time) }

    mutating func observe(_ values: [Double], from start: Double, step: Double) {
        usage.add(values, from: start, step: step)
    }

    mutating func observeKill(limit: Double, at time: Double) {
        kills.removeAll { $0.limit <= limit || time - $0.time > TrimtabMeter.killDays * Days.second }
        kills.append(KillTime(limit: limit, time: time))
    }

    mutating func merge(_ other: TrimtabMeter) throws {
        usage.merge(other.usage)
        let all = (kills + other.kills).sorted { ($0.time, $0.limit) < ($1.time, $1.limit) }
        kills.removeAll()
        for kill in all { observeKill(limit: kill.limit, at: kill.time) }
    }

    func isAlike(_ other: TrimtabMeter) -> Bool {
        resource == other.resource && weights == other.weights
            && usage.capacity == other.usage.capacity
    }

    var flaw: String? {
        StateCheck.first(
            usage.flaw,
            StateCheck.demand(
                kills.allSatisfy { StateCheck.isAmount($0.limit) && StateCheck.isTime($0.time) },
                "a limit that killed is no amount"))
    }

    /// The greatest limit that killed of late: a need above it, nobody knows how far.
    private var killed: Double {
        let newest = usage.lastTime ?? 0
        return kills.filter { newest - $0.time <= TrimtabMeter.killDays * Days.second }.map(\.limit).max()
            ?? 0
    }

    func need() -> UsageNeed? {
        switch resource {
        case .cpu:
            CPUNeed(usage, above: weights.cpuAbove, countsWaves: true).map { need in
                let margin = percent(CPUNeed.margin - 1)
                return UsageNeed(
                    need.cores,
                    need.rise > 1
                        ? "that, \(percent(need.rise - 1)) for its steady rise and \(margin)"
                        : "that and \(margin)",
                    measure: UsageMeasure(
                        "But for rare moments it used at most", need.covered))
            }
        case .memory:
            MemoryNeed(peaks: usage.days.map(\.peak), days: usage.days.map(\.index), weights: weights).map {
                UsageNeed(
                    max($0.bytes, killed * TrimtabRecommender.killMargin),
                    "the level that the days' peaks pass so rarely that a kill is dearer than the memory")
            }
        }
    }

    private func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))%" : "\(tenths)%"
    }
}
