/// Keeps the samples of a window, for strategies whose percentiles are exact.
struct WindowMeter: UsageMeter {
    private struct Kept {
        var time: Double
        var value: Double
    }

    /// Seconds of history that count.
    let window: Double
    /// Fewer samples than this say nothing.
    let leastSamples: Int
    /// Seconds between the samples that are kept: of those in one step the greatest counts.
    let step: Double
    /// From sorted values to what is asked for.
    let asked: @Sendable ([Double]) -> UsageNeed

    private var kept: [Kept] = []

    init(
        window: Double, leastSamples: Int, step: Double, asked: @escaping @Sendable ([Double]) -> UsageNeed
    ) {
        self.window = window
        self.leastSamples = leastSamples
        self.step = step
        self.asked = asked
    }

    mutating func observe(_ value: Double, at time: Double) {
        if let last = kept.last, (time / step).rounded(.down) == (last.time / step).rounded(.down) {
            if value > last.value { kept[kept.count - 1].value = value }
        } else {
            kept.append(Kept(time: time, value: value))
        }
    }

    /// Forgets what is older than the window at `time`.
    mutating func forget(at time: Double) { kept.removeAll { $0.time <= time - window } }

    func need() -> UsageNeed? {
        guard let newest = kept.last?.time else { return nil }
        let values = kept.filter { $0.time > newest - window }.map(\.value)
        return values.count < leastSamples ? nil : asked(values.sorted())
    }

    /// The percentile of sorted values, between its neighbours in a straight line; `share` is 0…1.
    static func percentile(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.last else { return 0 }
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return last }
        return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - Double(low))
    }
}

/// Asks one meter for each resource, whatever is in force.
struct WindowRecommender: Recommender {
    var cpu: WindowMeter
    var memory: WindowMeter

    var isWatchful: Bool { false }

    mutating func observe(_ sample: UsageSample) {
        if let cores = sample.cpu { cpu.observe(cores, at: sample.time) }
        if let bytes = sample.memory { memory.observe(bytes, at: sample.time) }
    }

    mutating func review(current: Sizes?, at time: Double) -> Sizes? {
        cpu.forget(at: time)
        memory.forget(at: time)
        guard let cores = cpu.need(), let bytes = memory.need() else { return nil }
        return Sizes(cpu: cores.amount, memory: bytes.amount)
    }
}
