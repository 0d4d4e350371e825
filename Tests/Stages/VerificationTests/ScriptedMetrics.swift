import Diagnostics
import Model
import Ports

/// A metrics store that answers from a table of functions of time; a query that it does not know is a failure.
struct ScriptedMetrics: MetricsSource {
    let label = "scripted"
    /// Query → instances at a moment, by name.
    let script: [String: @Sendable (Timestamp) -> [String: Double]]
    var warnings: [String] = []

    func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        let values = try values(expression, at: time)
        return QueryAnswer(
            series: values.map {
                Series(labels: ["pod": $0.key], timestamps: [time.milliseconds], values: [$0.value])
            }, warnings: warnings)
    }

    func range(_ query: RangeQuery) async throws -> QueryAnswer {
        var series: [String: Series] = [:]
        var time = query.window.start
        while time <= query.window.end {
            for (name, value) in try values(query.expression, at: time) {
                var one = series[name] ?? Series(labels: ["pod": name], timestamps: [], values: [])
                one.timestamps.append(time.milliseconds)
                one.values.append(value)
                series[name] = one
            }
            time = time.adding(seconds: query.step.seconds)
        }
        return QueryAnswer(series: Array(series.values))
    }

    private func values(_ expression: String, at time: Timestamp) throws -> [String: Double] {
        guard let script = script[expression] else {
            throw Failure(.unavailable, "asking for \(expression)", "no such query")
        }
        return script(time)
    }
}
