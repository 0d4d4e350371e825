internal import Model

/// How far the new value has come, read from samples that each stand for one instance at one moment.
struct RolloutProgress {
    /// The first moment at which every instance that there was carried the new value; nil when there was none.
    let completedAt: Timestamp?
    /// True when any instance was seen at all.
    let sawInstances: Bool
    /// How it stands, for people.
    let sentence: String

    init(_ answer: QueryAnswer, wanted: Double) {
        var seen: [Int64: (instances: Int, arrived: Int)] = [:]
        for series in answer.series {
            for (time, value) in zip(series.timestamps, series.values) {
                let isThere = RolloutProgress.isEqual(value, wanted)
                let before = seen[time] ?? (0, 0)
                seen[time] = (before.instances + 1, before.arrived + (isThere ? 1 : 0))
            }
        }
        let complete = seen.filter { $0.value.instances == $0.value.arrived }.keys.min()
        completedAt = complete.map { Timestamp(milliseconds: $0) }
        sawInstances = !seen.isEmpty
        guard let last = seen.keys.max(), let state = seen[last] else {
            sentence = "production showed no instance at all"
            return
        }
        sentence = "\(state.arrived) of \(state.instances) instances showed the new value"
    }

    /// Equal but for the last bits, which conversions between text and binary cost; NaN equals nothing.
    private static func isEqual(_ a: Double, _ b: Double) -> Bool {
        abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-300)
    }
}
