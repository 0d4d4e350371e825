public import Model
public import Ports

/// Checks in production that a merged change worked: first that it arrived, then that it did what was expected.
///
/// The answer depends on the plan, the time of the merge, the present moment and the metrics alone. Once it is over,
/// asking later gives the same answer for as long as the store keeps the samples.
public struct Verifier: Sendable {
    private let metrics: any MetricsSource

    /// Asks `metrics`.
    public init(metrics: any MetricsSource) { self.metrics = metrics }

    /// What is known at `now` about a change that was merged at `mergedAt`.
    ///
    /// - Throws: `Failure` when the store does not answer; that says nothing about the change, so ask again.
    public func verify(
        _ plan: VerificationPlan, mergedAt: Timestamp, now: Timestamp
    ) async throws -> VerificationReport {
        if let parts = plan.parts {
            return try await verify(parts: parts, mergedAt: mergedAt, now: now)
        }
        switch try await rollout(of: plan, mergedAt: mergedAt, now: now) {
        case .report(let report): return report
        case .complete(let rolledOutAt):
            return try await judge(plan, mergedAt: mergedAt, rolledOutAt: rolledOutAt, now: now)
        }
    }

    private enum Rollout {
        case complete(Timestamp)
        case report(VerificationReport)
    }

    /// Looks at each minute from the merge to the deadline; what arrives later was not applied in time.
    private func rollout(
        of plan: VerificationPlan, mergedAt: Timestamp, now: Timestamp
    ) async throws -> Rollout {
        let deadline = mergedAt.adding(seconds: plan.applyBy.seconds)
        guard now > mergedAt else {
            return .report(
                VerificationReport(state: .pending(until: deadline), reasons: ["it was merged just now"]))
        }
        let window = TimeWindow(start: mergedAt, end: min(now, deadline))
        let answer = try await metrics.range(
            RangeQuery(plan.rolloutQuery, window, step: TimeSpan(seconds: 60)))
        let progress = RolloutProgress(answer, wanted: plan.rolloutValue)
        if let time = progress.completedAt { return .complete(time) }
        if now < deadline {
            return .report(
                VerificationReport(state: .pending(until: deadline), reasons: [progress.sentence]))
        }
        let outcome: VerificationOutcome = progress.sawInstances ? .notApplied : .unknown
        return .report(
            VerificationReport(
                state: .finished(outcome),
                reasons: ["\(progress.sentence) within \(plan.applyBy) of the merge"]))
    }

    private func judge(
        _ plan: VerificationPlan, mergedAt: Timestamp, rolledOutAt: Timestamp, now: Timestamp
    ) async throws -> VerificationReport {
        let end = rolledOutAt.adding(seconds: plan.watch.seconds)
        var report = VerificationReport(
            state: .pending(until: end), rolledOutAt: rolledOutAt,
            rollout: TimeSpan(seconds: rolledOutAt.seconds(since: mergedAt)),
            reasons: ["rolled out at \(rolledOutAt.minuteText); watched until \(end.minuteText)"])
        guard now >= end else { return report }
        let present = try await metrics.instant(plan.rolloutQuery, at: end)
        guard RolloutProgress(present, wanted: plan.rolloutValue).completedAt != nil else {
            report.state = .finished(.unknown)
            report.reasons = ["at the end of the watch production no longer showed the new value everywhere"]
            return report
        }
        for expectation in plan.expectations {
            let answer = try await metrics.instant(expectation.query, at: end)
            report.measurements.append(expectation.measure(answer))
        }
        let outcome = Verifier.outcome(of: report.measurements)
        report.state = .finished(outcome)
        report.reasons = Verifier.reasons(outcome, report.measurements)
        return report
    }

    /// One expectation that did not hold is enough to fail; one that cannot be told is enough not to pass.
    static func outcome(of measurements: [VerificationReport.Measurement]) -> VerificationOutcome {
        if measurements.contains(where: { $0.holds == false }) { return .didNot }
        if measurements.isEmpty || measurements.contains(where: { $0.holds == nil }) { return .unknown }
        return .worked
    }

    private static func reasons(
        _ outcome: VerificationOutcome, _ measurements: [VerificationReport.Measurement]
    ) -> [String] {
        let telling: [VerificationReport.Measurement] =
            switch outcome {
            case .didNot: measurements.filter { $0.holds == false }
            case .unknown: measurements.filter { $0.holds == nil }
            default: measurements
            }
        return telling.isEmpty ? ["nothing was expected, so nothing can be told"] : telling.map(\.text)
    }
}
