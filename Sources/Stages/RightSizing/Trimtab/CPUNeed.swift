/// How much CPU is enough: what comes back on ordinary days is covered, a spike that does not return is not.
struct CPUNeed: Sendable {
    /// The cores to ask for.
    let cores: Double

    private static let window = 14
    private static let recent = 3
    private static let margin = 1.03

    /// - Parameters:
    ///   - usage: the days so far.
    ///   - above: share of samples that may lie above the request.
    init?(_ usage: DailyUsage, above: Double) {
        guard let usual = usage.histogram(days: CPUNeed.window).quantile(1 - above) else { return nil }
        // A level that is new moves the request before two weeks have passed.
        let now = usage.histogram(days: CPUNeed.recent).quantile(1 - 2 * above) ?? 0
        let days = usage.days.suffix(CPUNeed.window).compactMap { $0.histogram.quantile(0.9) }
        cores = max(usual, now) * CPUNeed.margin * SteadyRise.factor(days)
    }
}
