internal import Model
internal import Settings

/// Whether the evidence shows what the category demands.
///
/// Freshness is judged against the end of the window here, and against the present moment by
/// ``FreshnessRule``.
struct EvidenceRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        guard inputs.purpose == .fix else { return [] }
        let finding = inputs.plan.finding
        let demand = inputs.category.category.evidence
        let source = inputs.category.category.source("evidence")
        let value =
            "\(Words.fixed(finding.historyDays)) of \(Words.decimal(demand.history.days)) days, "
            + "coverage \(Words.percent(finding.coverage, of: demand.coverage))"
        // Compared as printed, to a tenth of a day: samples stand at the ends of steps, not of days.
        if finding.historyDays + 0.05 < demand.history.days {
            return [short(.tooYoung, value, source)]
        }
        if finding.coverage < demand.coverage { return [short(.lowCoverage, value, source)] }
        let samples = finding.signals.reduce(0) { $0 + $1.samples }
        if samples < demand.samples {
            return [short(.lowCoverage, "\(samples) of \(demand.samples) samples", source)]
        }
        if let quality = finding.quality, let poor = poor(quality, demand) {
            return [short(poor.reason, "\(value); \(poor.words)", source)]
        }
        guard let newest = finding.newestSample,
            finding.window.end.seconds(since: newest) <= demand.freshness.seconds
        else {
            let age = finding.newestSample.map { Words.age(finding.window.end.seconds(since: $0)) }
            return [
                short(
                    .staleData,
                    "\(age.map { "the newest sample is \($0) older than the window" } ?? "no samples"), allowed "
                        + "\(demand.freshness)", source)
            ]
        }
        guard finding.confidence >= demand.confidence else {
            return [
                .caps(
                    at: .propose, "evidence",
                    "\(value), confidence \(Words.percent(finding.confidence, of: demand.confidence))",
                    source: source)
            ]
        }
        return [.allows("evidence", value, source: source)]
    }

    /// What the category demands beyond how many samples there are.
    private func poor(
        _ quality: DataQuality, _ demand: Category.EvidenceDemand
    ) -> (reason: HoldReason, words: String)? {
        if let gap = demand.gap, quality.longestGap.seconds > gap.seconds {
            return (
                .lowCoverage,
                "no samples for \(Words.fixed(quality.longestGap.seconds / 3600)) h on end, allowed \(gap)"
            )
        }
        if let most = demand.duplicates, quality.duplicates > most {
            return (
                .badData,
                "\(Words.percent(quality.duplicates)) of the samples came twice, allowed \(Words.percent(most))"
            )
        }
        if let most = demand.restarts, quality.restartsPerDay > Double(most) {
            return (.badData, "\(Words.fixed(quality.restartsPerDay)) restarts a day, allowed \(most)")
        }
        if let most = demand.skew, let skew = quality.skew, skew.seconds > most.seconds {
            return (.badData, "samples reach \(Words.age(skew.seconds)) outside the window, allowed \(most)")
        }
        if !demand.takesPartial, quality.isPartial == true {
            return (.badData, "the metrics store warned that its answer may lack series, allowed never")
        }
        return nil
    }

    private func short(_ reason: HoldReason, _ value: String, _ source: String) -> Assessment {
        .blocks(reason, "evidence", value, source: source, ceiling: .observe)
    }
}
