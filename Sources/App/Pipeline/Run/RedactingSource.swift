internal import Diagnostics
internal import Model
internal import Ports

/// A metrics store whose answers come without what hidden labels say: what never enters cannot get into evidence, commits,
/// pull requests, logs or the ledger.
struct RedactingSource: MetricsSource {
    let real: any MetricsSource
    let redaction: LabelRedaction

    var label: String { real.label }

    func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        try await redacted { try await real.instant(expression, at: time) }
    }

    func range(_ query: RangeQuery) async throws -> QueryAnswer {
        try await redacted { try await real.range(query) }
    }

    private func redacted(_ ask: () async throws -> QueryAnswer) async throws -> QueryAnswer {
        do {
            let answer = try await ask()
            return QueryAnswer(
                series: answer.series.map { redaction.redacted($0) },
                warnings: answer.warnings.map { redaction.redacted($0) })
        } catch let failure as Failure {
            // A store that complains about series names them.
            var failure = failure
            failure.reason = redaction.redacted(failure.reason)
            throw failure
        }
    }
}
