internal import Model

/// What was asked of a metrics store; equal requests have equal names.
struct RecordedRequest: Hashable, Sendable, Codable {
    /// One moment, or a window at a step.
    enum Kind: String, Codable, Sendable { case instant, range }

    /// Which of the two.
    var kind: Kind
    /// PromQL, exactly.
    var query: String
    /// First moment.
    var start: Timestamp
    /// Last moment; the same for an instant query.
    var end: Timestamp
    /// Milliseconds between evaluations; 0 for an instant query.
    var stepMilliseconds: Int64

    init(instant expression: String, _ time: Timestamp) {
        self.init(kind: .instant, query: expression, start: time, end: time, stepMilliseconds: 0)
    }

    init(_ range: RangeQuery) {
        self.init(
            kind: .range, query: range.expression, start: range.window.start, end: range.window.end,
            stepMilliseconds: range.step.milliseconds)
    }

    private init(kind: Kind, query: String, start: Timestamp, end: Timestamp, stepMilliseconds: Int64) {
        self.kind = kind
        self.query = query
        self.start = start
        self.end = end
        self.stepMilliseconds = stepMilliseconds
    }

    /// Where the answer is kept, relative to the directory: named after the request alone.
    func fileName(endpoint: String) -> String {
        let parts = [
            endpoint, kind.rawValue, query, String(start.milliseconds), String(end.milliseconds),
            String(stepMilliseconds),
        ]
        return "answers/\(ActionID(of: parts).rawValue).json"
    }

    /// `over 2026-11-06T00:00:00Z to 2026-11-20T00:00:00Z at step 1m`.
    var times: String {
        switch kind {
        case .instant: "at \(start)"
        case .range: "over \(start) to \(end) at step \(TimeSpan(seconds: Double(stepMilliseconds) / 1000))"
        }
    }
}
