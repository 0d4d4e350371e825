internal import Model

/// Verifies changes that landed in one commit: each by its own plan, and the whole by the worst of them.
extension Verifier {
    /// Every part's roll-out is waited for; then one that did not work is enough, because all of them go back together.
    func verify(
        parts: [VerificationPlan], mergedAt: Timestamp, now: Timestamp
    ) async throws -> VerificationReport {
        var reports: [VerificationReport] = []
        for part in parts { reports.append(try await verify(part, mergedAt: mergedAt, now: now)) }
        return Verifier.together(reports)
    }

    /// One report out of those of all parts; at least one.
    static func together(_ reports: [VerificationReport]) -> VerificationReport {
        precondition(!reports.isEmpty, "a group has a part")
        let times = reports.map(\.rolledOutAt)
        let isRolledOut = times.allSatisfy { $0 != nil }
        var report = VerificationReport(
            state: .finished(.unknown), rolledOutAt: isRolledOut ? times.compactMap(\.self).max() : nil,
            rollout: isRolledOut ? reports.compactMap(\.rollout).max() : nil,
            measurements: reports.flatMap(\.measurements),
            reasons: reports.enumerated().flatMap { index, report in
                report.reasons.map { "\(index + 1) of \(reports.count): \($0)" }
            })
        let waiting = reports.compactMap { report -> Timestamp? in
            guard case .pending(let until) = report.state else { return nil }
            return until
        }
        let isRollingOut = reports.contains { $0.outcome == nil && $0.rolledOutAt == nil }
        let outcomes = reports.compactMap(\.outcome)
        if let last = waiting.max(), isRollingOut || !outcomes.contains(.didNot) {
            report.state = .pending(until: last)
        } else {
            let worst: [VerificationOutcome] = [.didNot, .notApplied, .unknown, .worked]
            report.state = .finished(worst.first { outcomes.contains($0) } ?? .unknown)
        }
        return report
    }
}
