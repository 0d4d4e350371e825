/// What a window of samples is asked for, by the strategies whose percentiles are exact.
enum WindowRule: String, Sendable, Codable {
    case krrSimple = "krr-simple"
    case krrSimpleLimit = "krr-simple-limit"
    case percentile

    /// Seconds of history that count.
    static let window = 14 * 86_400.0
    /// Seconds between the samples that are kept: of those in one step the greatest counts.
    static let step = 75.0

    /// Fewer samples than this say nothing.
    var leastSamples: Int { self == .percentile ? 30 : 100 }

    /// From sorted values to what is asked for.
    func asked(_ resource: SizedResource, _ values: [Double]) -> UsageNeed {
        switch self {
        case .krrSimple: Krr.need(resource, values, cpuShare: 0.95)
        case .krrSimpleLimit: Krr.need(resource, values, cpuShare: 0.66)
        case .percentile: PercentileSizing.need(resource, values)
        }
    }

    /// A recommender of one workload.
    func makeRecommender() -> any Recommender {
        WindowRecommender(
            cpu: WindowMeter(rule: self, resource: .cpu), memory: WindowMeter(rule: self, resource: .memory))
    }
}

/// Keeps the samples of a window, for strategies whose percentiles are exact.
///
/// Two that saw any parts of the same samples make the one that saw all of them.
struct WindowMeter: UsageMeter {
    private struct Kept: Hashable {
        var time: Double
        var value: Double

        var step: Double { (time / WindowRule.step).rounded(.down) }
    }

    let rule: WindowRule
    let resource: SizedResource
    private var kept: [Kept] = []

    init(rule: WindowRule, resource: SizedResource) {
        self.rule = rule
        self.resource = resource
    }

    mutating func observe(_ value: Double, at time: Double) { take(Kept(time: time, value: value)) }

    private mutating func take(_ sample: Kept) {
        if let last = kept.last, sample.step == last.step {
            if sample.value > last.value { kept[kept.count - 1].value = sample.value }
        } else {
            kept.append(sample)
        }
    }

    /// Forgets what is older than the window at `time`.
    mutating func forget(at time: Double) { kept.removeAll { $0.time <= time - WindowRule.window } }

    func need() -> UsageNeed? {
        guard let newest = kept.last?.time else { return nil }
        let values = kept.filter { $0.time > newest - WindowRule.window }.map(\.value)
        return values.count < rule.leastSamples ? nil : rule.asked(resource, values.sorted())
    }

    mutating func merge(_ other: WindowMeter) throws {
        let all = (kept + other.kept).sorted { ($0.time, $0.value) < ($1.time, $1.value) }
        kept.removeAll(keepingCapacity: true)
        for sample in all { take(sample) }
        if let newest = kept.last?.time { forget(at: newest) }
    }

    func isAlike(_ other: WindowMeter) -> Bool { rule == other.rule && resource == other.resource }

    var flaw: String? {
        StateCheck.first(
            StateCheck.demand(
                kept.allSatisfy { StateCheck.isTime($0.time) && StateCheck.isAmount($0.value) },
                "a sample is no amount"),
            StateCheck.demand(
                zip(kept, kept.dropFirst()).allSatisfy { $0.step < $1.step }, "its samples are not in order"))
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

extension WindowMeter {
    private enum CodingKeys: String, CodingKey {
        case rule, resource, times, values
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(resource, forKey: .resource)
        try container.encode(kept.map(\.time), forKey: .times)
        try container.encode(kept.map(\.value), forKey: .values)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rule = try container.decode(WindowRule.self, forKey: .rule)
        resource = try container.decode(SizedResource.self, forKey: .resource)
        let times = try container.decode([Double].self, forKey: .times)
        let values = try container.decode([Double].self, forKey: .values)
        guard times.count == values.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .values, in: container, debugDescription: "not every value has its time")
        }
        kept = zip(times, values).map { Kept(time: $0, value: $1) }
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

    mutating func merge(_ other: WindowRecommender) throws {
        try cpu.merge(other.cpu)
        try memory.merge(other.memory)
    }

    func isAlike(_ other: WindowRecommender) -> Bool {
        cpu.isAlike(other.cpu) && memory.isAlike(other.memory)
    }

    var flaw: String? { cpu.flaw ?? memory.flaw }
}
