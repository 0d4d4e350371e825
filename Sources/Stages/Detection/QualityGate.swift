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
    func hold(
        _ track: Track, of history: ContainerHistory? = nil, what: String, isUrgent: Bool = false
    ) -> Hold? {
        let faults = track.faults
        if faults.absurd > 0 {
            return Hold(
                .badData,
                "\(faults.absurd) of \(faults.absurd + track.samples) \(what) samples are negative or beyond any machine"
            )
        }
        if track.isEmpty {
            if let runs = track.runs, runs.noun == .start {
                return runs.known < runs.needed
                    ? hold(runs, what, false)
                    : Hold(
                        .lowCoverage,
                        "no \(what) samples of \(runs.known) starts: it is over before it is measured")
            }
            let dropped = faults.notFinite > 0 ? ", \(faults.notFinite) were not numbers" : ""
            return Hold(.lowCoverage, "no \(what) samples in \(whole(limits.history.days)) days\(dropped)")
        }
        if let history, let hold = unit(track, history) { return hold }
        if let runs = track.runs {
            return hold(runs, what, isUrgent) ?? (isUrgent ? nil : resets(track, history))
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
        if track.longestGap > limits.gap.seconds {
            return Hold(
                .lowCoverage,
                "no \(what) samples for \((track.longestGap / 3600).fixed(1)) h on end (at most \(limits.gap)); "
                    + "\(days(track.coveredDays)) of \(whole(limits.history.days)) days, coverage "
                    + "\(percent(track.coverage))")
        }
        if let hold = resets(track, history) { return hold }
        guard let history else { return nil }
        let perPod =
            Double(history.restartCount) / Double(max(1, history.instances)) / max(1, track.historyDays)
        if perPod > limits.restarts {
            return Hold(
                .badData,
                "each pod restarts \(perPod.fixed(0)) times a day (at most \(limits.restarts.fixed(0))): its counters begin "
                    + "anew before they tell what it uses")
        }
        return nil
    }

    /// A counter that begins anew while its container goes on loses what it counted in between, so use reads too low.
    private func resets(_ track: Track, _ history: ContainerHistory?) -> Hold? {
        guard let history, !track.isBytes else { return nil }
        let perPod =
            Double(history.resetCount) / Double(max(1, history.instances)) / max(1, track.historyDays)
        guard perPod > limits.resets else { return nil }
        return Hold(
            .badData,
            "the CPU counter of each pod begins anew \(perPod.fixed(0)) times a day without a restart (at most "
                + "\(limits.resets.fixed(0))): what it counted in between is lost")
    }

    /// A job is judged by its runs: what it uses in between is nothing, and says nothing.
    private func hold(_ runs: RunCount, _ what: String, _ isUrgent: Bool) -> Hold? {
        if runs.noun == .run, runs.seen > 1, runs.age > max(2 * runs.interval, limits.freshness.seconds) {
            return Hold(
                .staleData,
                "the newest \(runs.noun.rawValue) ended \(days(runs.age / 86_400)) days ago, and they came every "
                    + "\(days(runs.interval / 86_400)) days at the most")
        }
        guard !isUrgent else { return nil }
        if isPartial {
            return Hold(.badData, "the metrics store warned that its answer may be incomplete")
        }
        if runs.seen < runs.needed {
            let span = whole(runs.days)
            let due = runs.schedule.map { "; its schedule `\($0.text)` has \($0.due) in that time" } ?? ""
            return Hold(
                .tooYoung,
                "seen \(runs.seen) of at least \(runs.needed) \(runs.noun.rawValue)s in \(span) days\(due)")
        }
        if runs.coverage < limits.coverage {
            return Hold(
                .lowCoverage,
                "\(what) samples of \(runs.seen) of \(runs.known) \(runs.noun.rawValue)s, coverage \(percent(runs.coverage)) "
                    + "(needs \(percent(limits.coverage)))")
        }
        return nil
    }

    /// A number in another unit, or of another container, is no measure, whatever else it looks like.
    private func unit(_ track: Track, _ history: ContainerHistory) -> Hold? {
        let isMemory = track.isBytes
        let peak = track.worst.reduce(0) { $1.isNaN ? $0 : max($0, $1) }
        if isMemory, peak < limits.leastProcess.value {
            return Hold(
                .badData,
                "the greatest working set is \(MeasureUnit.bytes.text(peak)), less than any process has: it is not in bytes"
            )
        }
        // A limit was perhaps lower or higher before; what runs now is what the last day shows.
        guard let limit = (isMemory ? history.memoryLimit : history.cpuLimit).value,
            history.versionSince.map({ window.end.seconds(since: $0) > 86_400 }) ?? true
        else { return nil }
        let from = window.end.adding(seconds: -86_400)
        let last = track.present.filter { $0.time > from }
        // The kernel keeps memory at its limit; CPU may pass it for a moment.
        let above = last.count { $0.value > limit * (isMemory ? 1.1 : 2) }
        guard !last.isEmpty, Double(above) > limits.aboveLimit * Double(last.count) else { return nil }
        let unit: MeasureUnit = isMemory ? .bytes : .cores
        return Hold(
            .badData,
            "\(percent(Double(above) / Double(last.count))) of the last day's samples are above the limit "
                + "\(unit.text(limit)), which nothing can be: another unit, or another container")
    }

    private func days(_ value: Double) -> String { value.fixed(1) }
    private func whole(_ value: Double) -> String {
        value == value.rounded() ? value.fixed(0) : value.fixed(1)
    }
    /// Rounded down, so that 94.9% never reads as the 95% it fails.
    private func percent(_ share: Double) -> String { "\((share * 100).rounded(.down).fixed(0))%" }
}
