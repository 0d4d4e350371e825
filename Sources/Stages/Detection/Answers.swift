internal import Model
internal import Ports

/// The answers of one batch, and what the store had to say about them.
struct Answers: Sendable {
    let window: TimeWindow
    let endpoint: String
    private(set) var answers: [Signal: SignalAnswer] = [:]
    private(set) var warnings: [String] = []
    /// True when a store said that an answer may be incomplete.
    private(set) var isPartial = false

    /// Asks every query of a batch in order.
    init(_ queries: [SignalQuery], of source: any MetricsSource, over window: TimeWindow) async throws {
        self.window = window
        endpoint = source.label
        try await ask(queries, of: source)
    }

    /// Asks more, in order.
    mutating func ask(_ queries: [SignalQuery], of source: any MetricsSource) async throws {
        for query in queries {
            switch query.shape {
            case .range(let step):
                // The first point covers the first step of the window, so it stands at its end.
                let points = TimeWindow(start: window.start.adding(seconds: step.seconds), end: window.end)
                let answer = try await source.range(RangeQuery(query.expression, points, step: step))
                keep(answer, query, points, step)
            case .daysBefore(let count):
                let points = TimeWindow(
                    start: window.start.adding(seconds: -Double(count - 1) * 86_400), end: window.start)
                let step = TimeSpan(seconds: 86_400)
                let answer = try await source.range(RangeQuery(query.expression, points, step: step))
                keep(answer, query, points, step)
            case .instant:
                let answer = try await source.instant(query.expression, at: window.end)
                let moment = TimeWindow(start: window.end, end: window.end)
                keep(answer, query, moment, TimeSpan(seconds: 0))
            }
        }
    }

    /// The series of a signal; empty when it was not asked or nothing answered.
    func series(_ signal: Signal) -> [Series] { answers[signal]?.answer.series ?? [] }

    private mutating func keep(
        _ answer: QueryAnswer, _ query: SignalQuery, _ window: TimeWindow, _ step: TimeSpan
    ) {
        answers[query.signal] = SignalAnswer(
            query: query.expression, window: window, step: step, answer: answer)
        for text in answer.warnings {
            warnings.append("\(endpoint): \(text)")
            // Notes of newer Prometheus servers about the query itself are not about missing data.
            if !text.hasPrefix("PromQL info"), !text.hasPrefix("PromQL warning") { isPartial = true }
        }
    }
}
