/// One request in force, what would be written instead, and what else decides whether that is worth a change.
public struct RequestReview: Hashable, Sendable {
    /// What is requested.
    public var resource: SizedResource
    /// Cores or bytes in force.
    public var now: Double
    /// What the strategy asks for, floors and limits applied.
    public var need: Double
    /// The same as it would be written, on the grid of sizes.
    public var wish: Double
    /// Share of the last two days' samples above `now`, 0…1; nothing to memory.
    public var crowding: Double
    /// Whether the request has stood for as long as a change that only saves must wait.
    public var isQuiet: Bool

    /// Makes a review.
    public init(
        _ resource: SizedResource, now: Double, need: Double, wish: Double, crowding: Double, isQuiet: Bool
    ) {
        self.resource = resource
        self.now = now
        self.need = need
        self.wish = wish
        self.crowding = crowding
        self.isQuiet = isQuiet
    }
}

/// When a request that stands in Git is changed, each resource by itself.
///
/// A change is a pull request that somebody reads, so small differences are left alone whatever the rule.
public enum ChangeRules: Hashable, Sendable {
    /// When it is off by more than a quarter of the larger of both.
    case band
    /// Upwards soon, downwards late: the close margins of a strategy that weighs kills need quick answers.
    case watchful

    /// Memory is raised when it needs this much more.
    static let memoryRise = 1.15
    /// A share of CPU samples above the request that is unmet demand, and not chance.
    static let crowded = 0.10
    /// CPU is raised when it needs this much more, for a week or more.
    static let cpuRise = 1.2
    /// A smaller request must save this share of itself: somebody reads the pull request.
    static let leastSaving = 0.25
    /// Days for which a request stands before it is changed to save, or without being crowded.
    public static let quietDays = 7

    /// Whether the request is changed.
    public func isWorthwhile(_ review: RequestReview) -> Bool {
        guard abs(review.wish - review.now) >= least(review) * (1 - 1e-9) else { return false }
        switch self {
        case .band:
            let difference = abs(review.now - review.need)
            return difference >= least(review)
                && difference > DailyRules.deviation * max(review.now, review.need)
        case .watchful:
            if review.wish < review.now {
                return review.isQuiet && review.wish < review.now * (1 - ChangeRules.leastSaving)
            }
            // The need counts, not the next step of the grid above it.
            if review.resource == .memory { return review.need > review.now * ChangeRules.memoryRise }
            return review.crowding > ChangeRules.crowded && review.need > review.now * 1.05
                || review.isQuiet && review.need > review.now * ChangeRules.cpuRise
        }
    }

    /// What is missing weighs more than what is idle: five containers on 10m that need 40m are a busy node.
    private func least(_ review: RequestReview) -> Double {
        let isRise = self == .watchful && review.wish > review.now
        switch review.resource {
        case .cpu: return isRise ? 0.01 : DailyRules.leastCores
        case .memory: return isRise ? 16 * SizeSteps.mebibyte : DailyRules.leastBytes
        }
    }
}

/// The samples of the last two days, for the question how many of them a request did not cover.
public struct RecentUsage: Sendable, Hashable, Codable {
    private static let span = 2 * Days.second
    private var samples: [Kept] = []

    private struct Kept: Hashable, Codable {
        var time: Double
        var value: Double
    }

    /// Without samples.
    public init() {}

    /// Takes a sample; times never go back.
    public mutating func observe(_ value: Double, at time: Double) {
        samples.append(Kept(time: time, value: value))
        // Old ones go when they are half of all, so that a sample costs the same whatever was before it.
        guard samples.count > 64, let oldest = samples.first, time - oldest.time > 2 * RecentUsage.span
        else { return }
        samples.removeAll { $0.time <= time - RecentUsage.span }
    }

    /// Share of the samples of the two days before the newest that are above `level`, 0…1.
    public func share(above level: Double) -> Double {
        guard let newest = samples.last?.time else { return 0 }
        let recent = samples.filter { $0.time > newest - RecentUsage.span }
        return Double(recent.count { $0.value > level }) / Double(recent.count)
    }
}

extension RecentUsage {
    mutating func merge(_ other: RecentUsage) {
        samples = (samples + other.samples).sorted { ($0.time, $0.value) < ($1.time, $1.value) }
        guard let newest = samples.last?.time else { return }
        samples.removeAll { $0.time <= newest - RecentUsage.span }
    }

    var flaw: String? {
        StateCheck.demand(
            samples.allSatisfy { StateCheck.isTime($0.time) && StateCheck.isAmount($0.value) }
                && zip(samples, samples.dropFirst()).allSatisfy { $0.time <= $1.time },
            "its newest samples are not in order")
    }
}
