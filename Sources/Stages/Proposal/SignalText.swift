internal import Model

/// Says in words what was asked of a metrics store and how much of the answer was there.
enum SignalText {
    /// `2026-11-06 00:00 to 2026-11-20 00:00 UTC`.
    static func window(_ window: TimeWindow) -> String {
        guard window.start < window.end else { return "at \(window.end.minuteText)" }
        let start = window.start.minuteText
        return "\(start.hasSuffix(" UTC") ? String(start.dropLast(4)) : start) to \(window.end.minuteText)"
    }

    /// `step 10m, 3 series, 6,063 of 6,064 samples (99.9%)`.
    static func amount(_ signal: SignalRecord) -> String {
        "step \(signal.step), \(signal.series.counted("series", "series")), \(signal.samples.grouped) of "
            + "\(signal.expectedSamples.grouped) samples (\(coverage(signal.coverage)))"
    }

    /// The signal that the conclusion rests on: the one with most samples, the first of equals.
    static func main(of signals: [SignalRecord]) -> (index: Int, signal: SignalRecord)? {
        guard let most = signals.map(\.samples).max() else { return nil }
        return signals.enumerated().first { $0.element.samples == most }.map { ($0.offset, $0.element) }
    }

    /// Rounded down: 100% means that nothing is missing.
    static func coverage(_ share: Double) -> String {
        share >= 1 ? "100%" : "\(((share * 1000).rounded(.down) / 10).fixed(1))%"
    }
}
