internal import Model
internal import RightSizing

/// One signal of one container over the window: the worst pod at each step, and how complete it is.
///
/// Pods come and go with roll-outs; their series together are one history. Missing is NaN, never zero.
struct Track: Sendable {
    let grid: Grid
    /// The greatest value among the pods at each step; NaN where none has one.
    private(set) var worst: [Double]
    /// The sum over the pods at each step, and how many they are; empty where there is one pod.
    private(set) var together: [(sum: Double, pods: Int)] = []
    private(set) var faults = SampleFaults()
    /// Samples of all pods.
    private(set) var samples = 0
    /// Samples that the pods would have had without gaps.
    private(set) var expected = 0
    /// Steps between the first sample and the end of the window.
    private(set) var steps = 0
    /// Those of them in which any pod has a sample.
    private(set) var covered = 0
    private(set) var firstIndex: Int?
    private(set) var lastIndex: Int?
    /// The series as they came, for the digest.
    private(set) var series: [Series] = []

    /// Whether the samples are bytes, and not cores or shares.
    let isBytes: Bool
    /// The runs of a job, which has no samples in between and needs none; nil for what runs all the time.
    var runs: RunCount?

    private struct Life {
        var values: [Double]
        var first: Int
        var last: Int
    }

    /// Joins the series of the pods of one container; `isLive` tells which pods exist at the end.
    ///
    /// A pod's life lasts from its first sample to its last, or to the end of the window when it still exists:
    /// otherwise data that stopped would look like a pod that ended.
    init(
        _ pods: [(pod: String, series: Series)], on grid: Grid, _ plausible: PlausibleRange,
        isLive: (String) -> Bool
    ) {
        self.grid = grid
        isBytes = plausible == .bytes
        worst = Array(repeating: .nan, count: grid.count)
        var lives: [String: Life] = [:]
        for (pod, series) in pods {
            self.series.append(series)
            var life =
                lives[pod] ?? Life(values: Array(repeating: .nan, count: grid.count), first: .max, last: -1)
            for (time, value) in zip(series.timestamps, series.values) {
                guard let index = grid.index(of: time) else {
                    faults.outside += 1
                    faults.skew = max(faults.skew, grid.distance(of: time))
                    continue
                }
                guard value.isFinite else { faults.notFinite += 1; continue }
                guard plausible.contains(value) else { faults.absurd += 1; continue }
                if life.values[index].isNaN {
                    life.values[index] = value
                } else {
                    faults.duplicates += 1
                    life.values[index] = max(life.values[index], value)
                }
                life.first = min(life.first, index)
                life.last = max(life.last, index)
            }
            if life.last >= 0 { lives[pod] = life }
        }
        measure(lives, isLive: isLive)
    }

    private mutating func measure(_ lives: [String: Life], isLive: (String) -> Bool) {
        if lives.count > 1 { together = Array(repeating: (0, 0), count: grid.count) }
        // In one order, or sums would differ in their last digit from run to run.
        for (pod, life) in lives.sorted(by: { $0.key < $1.key }) {
            let end = isLive(pod) ? grid.count - 1 : life.last
            expected += end - life.first + 1
            for index in life.first...end {
                guard !life.values[index].isNaN else { continue }
                samples += 1
                if !together.isEmpty {
                    together[index].sum += life.values[index]
                    together[index].pods += 1
                }
                if worst[index].isNaN || life.values[index] > worst[index] {
                    worst[index] = life.values[index]
                }
            }
            firstIndex = min(firstIndex ?? .max, life.first)
            lastIndex = max(lastIndex ?? -1, life.last)
        }
        guard let firstIndex else { return }
        steps = grid.count - firstIndex
        // Between two generations nobody ran, or nobody looked: it counts as missing.
        covered = worst[firstIndex...].count { !$0.isNaN }
    }

    var isEmpty: Bool { samples == 0 }
    /// Days from the first sample to the end of the window; of runs, from when the first may have been due.
    var historyDays: Double {
        guard let runs else { return grid.days(steps) }
        return min(grid.days(steps) + runs.interval / 86_400, grid.days(grid.count))
    }
    /// Days for which there are samples.
    var coveredDays: Double { grid.days(covered) }
    /// 0…1: the lesser of the pods' own completeness and the workload's.
    var coverage: Double {
        guard expected > 0, steps > 0 else { return 0 }
        if let runs { return runs.coverage }
        return min(Double(samples) / Double(expected), Double(covered) / Double(steps))
    }
    /// Seconds of the longest run of steps without a sample, up to the end of the window.
    var longestGap: Double {
        guard let firstIndex, runs == nil else { return 0 }
        var longest = 0
        var run = 0
        for index in firstIndex..<grid.count {
            run = worst[index].isNaN ? run + 1 : 0
            longest = max(longest, run)
        }
        return Double(longest) * Double(grid.step) / 1000
    }
    var newest: Timestamp? { lastIndex.map(grid.time) }

    /// The values of ``worst`` that are there, in time order.
    var present: [(time: Timestamp, value: Double)] {
        worst.indices.compactMap { worst[$0].isNaN ? nil : (grid.time($0), worst[$0]) }
    }
}

extension Track {
    /// What the pods use together; nil where never two of them had samples, and of jobs.
    func fleet(of pods: Int, _ unit: MeasureUnit) -> FleetUse? {
        guard pods > 1, runs == nil, together.contains(where: { $0.pods > 1 }) else { return nil }
        let steps = together.filter { $0.pods > 0 }
        func level(_ values: some Sequence<Double>) -> Double {
            let quantiles = Quantiles(values)
            return unit == .cores ? quantiles[0.99] : quantiles.maximum
        }
        return FleetUse(
            pods: pods, mean: level(steps.map { $0.sum / Double($0.pods) }), total: level(steps.map(\.sum)),
            worst: level(worst), unit: unit)
    }

    /// What a complete answer would have had, so that samples ÷ this is ``coverage`` also where whole steps are missing.
    var expectedAtLeast: Int {
        guard coverage > 0 else { return expected }
        return max(expected, Int((Double(samples) / coverage).rounded()))
    }
}
