internal import Model

/// Whether the samples of a container are good enough to act on; missing is never zero, and never enough.
struct QualityGate: Sendable {
    let limits: DetectionLimits
    let window: TimeWindow
    /// True when the store said that an answer may be incomplete.
    let isPartial: Bool

    /// The first demand that a track does not meet.
    ///
    /// A kill is urgent: it happened, whatever else is missing. It needs samples that can be trusted and are
    /// recent, not two weeks of them.
    func hold(_ track: Track, what: String, isUrgent: Bool = false) -> Hold? {
        let faults = track.faults
        if faults.absurd > 0 {
            return Hold(
                .badData,
                "\(faults.absurd) of \(faults.absurd + track.samples) \(what) samples are negative or beyond any machine"
            )
        }
        if track.isEmpty {
            let dropped = faults.notFinite > 0 ? ", \(faults.notFinite) were not numbers" : ""
            return Hold(.lowCoverage, "no \(what) samples in \(whole(limits.history.days)) days\(dropped)")
        }
        if let newest = track.newest {
            let age = window.end.seconds(since: newest)
            if age > limits.freshness.seconds + Double(track.grid.step) / 1000 {
                return Hold(
                    .staleData,
                    "the newest \(what) sample is \((age / 3600).fixed(1)) h old (at most \(limits.freshness))"
                )
            }
        }
        guard !isUrgent else { return nil }
        if isPartial {
            return Hold(.badData, "the metrics store warned that its answer may be incomplete")
        }
        // A hundredth of tolerance: the first rate of a window needs two scrapes.
        if track.historyDays < limits.history.days * 0.99 {
            return Hold(.tooYoung, "\(days(track.historyDays)) of \(whole(limits.history.days)) days")
        }
        if track.coverage < limits.coverage {
            let covered = min(track.coveredDays, track.historyDays * track.coverage)
            return Hold(
                .lowCoverage,
                "\(days(covered)) of \(whole(limits.history.days)) days, coverage \(percent(track.coverage)) "
                    + "(needs \(percent(limits.coverage)))")
        }
        return nil
    }

    private func days(_ value: Double) -> String { value.fixed(1) }
    private func whole(_ value: Double) -> String {
        value == value.rounded() ? value.fixed(0) : value.fixed(1)
    }
    /// Rounded down, so that 94.9% never reads as the 95% it fails.
    private func percent(_ share: Double) -> String { "\((share * 100).rounded(.down).fixed(0))%" }
}
