/// How much CPU is enough: what comes back on ordinary days is covered, a spike that does not return is not.
struct CPUNeed: Sendable {
    /// The cores to ask for.
    let cores: Double
    /// What all but a few of the samples stay below, of two weeks or of the last days where that is more.
    let covered: Double
    /// What a steady rise adds, at least 1.
    let rise: Double

    private static let window = 14
    private static let recent = 3
    static let margin = 1.03

    /// - Parameters:
    ///   - usage: the days so far.
    ///   - above: share of samples that may lie above the request.
    ///   - countsWaves: whether what is reached for half an hour on two days counts, however rare it is: work that waits
    ///     for an answer queues in such a wave. Who looks at a request once a day needs that; who answers at once does not.
    init?(_ usage: DailyUsage, above: Double, countsWaves: Bool = false) {
        guard let usual = usage.histogram(days: CPUNeed.window).quantile(1 - above) else { return nil }
        // A level that is new moves the request before two weeks have passed.
        let now = usage.histogram(days: CPUNeed.recent).quantile(1 - 2 * above) ?? 0
        let days = usage.days.suffix(CPUNeed.window).compactMap { $0.histogram.quantile(0.9) }
        covered = max(usual, now, countsWaves ? CPUNeed.wave(usage) : 0)
        rise = SteadyRise.factor(days)
        cores = covered * CPUNeed.margin * rise
    }

    /// The second highest of the days' levels that are passed for half an hour.
    private static func wave(_ usage: DailyUsage) -> Double {
        let busy = usage.days.suffix(window).compactMap { $0.histogram.quantile(0.98) }.sorted()
        return busy.count > 1 ? busy[busy.count - 2] : 0
    }
}
