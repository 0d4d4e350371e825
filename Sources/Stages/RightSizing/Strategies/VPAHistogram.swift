internal import Foundation

/// The decaying histogram of the Kubernetes vertical pod autoscaler.
///
/// Buckets grow by 5%; a sample weighs twice as much as one that is a half-life older; a percentile is the end of
/// its bucket. Constants and rounding are those of the autoscaler's recommender.
struct VPAHistogram: Hashable, Sendable, Codable {
    private static let ratio = 1.05
    private static let epsilon = 1e-4
    private static let halfLife = 86_400.0
    private static let greatestExponent = 100.0

    private let firstBucket: Double
    private let bucketCount: Int
    private var weights: [Double]
    private var total = 0.0
    private var lowest: Int
    private var highest = 0
    private var reference = 0.0

    /// For cores up to 1,000.
    static let cpu = VPAHistogram(maximum: 1000, firstBucket: 0.01)
    /// For bytes up to 10¹².
    static let memory = VPAHistogram(maximum: 1e12, firstBucket: 1e7)

    private init(maximum: Double, firstBucket: Double) {
        self.firstBucket = firstBucket
        let growth = log(maximum * (VPAHistogram.ratio - 1) / firstBucket + 1) / log(VPAHistogram.ratio)
        bucketCount = Int(growth.rounded(.up)) + 1
        weights = Array(repeating: 0, count: bucketCount)
        lowest = bucketCount - 1
    }

    private func bucket(of value: Double) -> Int {
        guard value >= firstBucket else { return 0 }
        let growth = log(value * (VPAHistogram.ratio - 1) / firstBucket + 1) / log(VPAHistogram.ratio)
        return min(Int(growth), bucketCount - 1)
    }

    private func start(of bucket: Int) -> Double {
        guard bucket > 0 else { return 0 }
        return firstBucket * (pow(VPAHistogram.ratio, Double(bucket)) - 1) / (VPAHistogram.ratio - 1)
    }

    private mutating func factor(at time: Double) -> Double {
        let latest = reference + VPAHistogram.halfLife * VPAHistogram.greatestExponent
        if time > latest { moveReference(to: time) }
        return exp2((time - reference) / VPAHistogram.halfLife)
    }

    private mutating func moveReference(to time: Double) {
        let moved = (time / VPAHistogram.halfLife).rounded() * VPAHistogram.halfLife
        let exponent = ((reference - moved) / VPAHistogram.halfLife).rounded()
        let scale = exp2(exponent)
        for index in weights.indices { weights[index] *= scale }
        total *= scale
        reference = moved
        while lowest < bucketCount - 1, weights[lowest] < VPAHistogram.epsilon { lowest += 1 }
        while highest > 0, weights[highest] < VPAHistogram.epsilon { highest -= 1 }
    }

    mutating func add(_ value: Double, weight: Double, at time: Double) {
        let index = bucket(of: value)
        let added = weight * factor(at: time)
        weights[index] += added
        total += added
        guard weights[index] >= VPAHistogram.epsilon else { return }
        lowest = min(lowest, index)
        highest = max(highest, index)
    }

    mutating func subtract(_ value: Double, weight: Double, at time: Double) {
        let index = bucket(of: value)
        let removed = weight * factor(at: time)
        weights[index] = max(weights[index] - removed, 0)
        total = max(total - removed, 0)
        while lowest < bucketCount - 1, weights[lowest] < VPAHistogram.epsilon { lowest += 1 }
        while highest > 0, weights[highest] < VPAHistogram.epsilon { highest -= 1 }
    }

    var isEmpty: Bool { weights[lowest] < VPAHistogram.epsilon }

    /// The end of the bucket in which `share` of the weight is reached; zero when empty.
    func percentile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        var seen = 0.0
        let threshold = share * total
        var index = lowest
        while index < highest {
            seen += weights[index]
            if seen >= threshold { break }
            index += 1
        }
        return start(of: index < bucketCount - 1 ? index + 1 : index)
    }
}

extension VPAHistogram {
    /// Adds up both, as the autoscaler does for the pods of one container.
    mutating func merge(_ other: VPAHistogram) {
        var other = other
        // Both references are whole half-lives, so that moving one halves weights and rounds nothing.
        if other.reference < reference { other.moveReference(to: reference) }
        if reference < other.reference { moveReference(to: other.reference) }
        for index in weights.indices { weights[index] += other.weights[index] }
        total += other.total
        lowest = weights.firstIndex { $0 >= VPAHistogram.epsilon } ?? bucketCount - 1
        highest = weights.lastIndex { $0 >= VPAHistogram.epsilon } ?? 0
    }

    func isAlike(_ other: VPAHistogram) -> Bool {
        firstBucket == other.firstBucket && bucketCount == other.bucketCount
    }

    var flaw: String? {
        let range = 0..<max(0, bucketCount)
        let sum = weights.reduce(0, +)
        return StateCheck.first(
            StateCheck.demand(
                weights.count == bucketCount && range.contains(lowest) && range.contains(highest),
                "its buckets are not as many as they should be"),
            StateCheck.demand(
                weights.allSatisfy { $0 >= 0 && $0.isFinite } && abs(sum - total) <= 1e-3 * max(1, total),
                "its weights do not add up"),
            StateCheck.demand(StateCheck.isTime(reference), "its weights are of no time"))
    }
}
