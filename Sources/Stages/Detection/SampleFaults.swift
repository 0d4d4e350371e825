/// What was wrong with the samples of a container; they were dropped, never read as zero.
struct SampleFaults: Hashable, Sendable {
    /// NaN and infinities, staleness markers among them.
    var notFinite = 0
    /// Negative, or more than any machine has.
    var absurd = 0
    /// Second samples for one pod and step; the greater one was kept.
    var duplicates = 0
    /// Before the window or after its end.
    var outside = 0
    /// Seconds by which the furthest of those is outside.
    var skew = 0.0

    static func += (a: inout SampleFaults, b: SampleFaults) {
        a.notFinite += b.notFinite
        a.absurd += b.absurd
        a.duplicates += b.duplicates
        a.outside += b.outside
        a.skew = max(a.skew, b.skew)
    }
}

/// What values a signal can have at all.
struct PlausibleRange: Hashable, Sendable {
    var lower: Double
    var upper: Double

    /// Cores of one container.
    static let cores = PlausibleRange(lower: 0, upper: 10_000)
    /// Bytes of one running container: a process that uses none does not run.
    static let bytes = PlausibleRange(lower: 1, upper: 1e15)
    /// A share of periods; counters read a moment apart may give a little more than one.
    static let share = PlausibleRange(lower: 0, upper: 1.5)
    /// Per cent of a machine.
    static let percent = PlausibleRange(lower: 0, upper: 101)

    func contains(_ value: Double) -> Bool { value >= lower && value <= upper }
}
