/// Keeps the samples of a window, for strategies whose percentiles are exact.
struct WindowRecommender: Recommender {
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
    /// From sorted cores and sorted bytes to a request.
    let sizes: @Sendable (_ cpu: [Double], _ memory: [Double]) -> Sizes

    private var cpu: [Kept] = []
    private var memory: [Kept] = []

    init(
        window: Double, leastSamples: Int, step: Double,
        sizes: @escaping @Sendable (_ cpu: [Double], _ memory: [Double]) -> Sizes
    ) {
        self.window = window
        self.leastSamples = leastSamples
        self.step = step
        self.sizes = sizes
    }

    var isWatchful: Bool { false }

    mutating func observe(_ sample: UsageSample) {
        if let cores = sample.cpu { keep(cores, sample.time, &cpu) }
        if let bytes = sample.memory { keep(bytes, sample.time, &memory) }
    }

    private func keep(_ value: Double, _ time: Double, _ kept: inout [Kept]) {
        if let last = kept.last, (time / step).rounded(.down) == (last.time / step).rounded(.down) {
            if value > last.value { kept[kept.count - 1].value = value }
        } else {
            kept.append(Kept(time: time, value: value))
        }
    }

    mutating func review(current: Sizes?, at time: Double) -> Sizes? {
        cpu.removeAll { $0.time <= time - window }
        memory.removeAll { $0.time <= time - window }
        guard cpu.count >= leastSamples, memory.count >= leastSamples else { return nil }
        return sizes(cpu.map(\.value).sorted(), memory.map(\.value).sorted())
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
