internal import Detection
internal import HTTP
public import Model
internal import Prometheus
public import RightSizing
internal import Settings

/// `trimtab recommend --prometheus`: what everything that a server knows should ask for, as a table.
public struct FleetServer: Sendable {
    /// The rows, and what has none.
    public struct Table: Sendable {
        /// `id,timestamp,cpu_request_cores,mem_request_bytes` and its rows.
        public var text: String
        /// Containers without a row, and why.
        public var unsized: [UnsizedWorkload]
        /// What the server had to say.
        public var warnings: [String]
    }

    private let url: String
    private let environment: [String: String]
    private let strategy: any SizingStrategy
    private let window: TimeSpan
    private let step: TimeSpan
    private let matchers: String

    /// - Parameters:
    ///   - url: base URL of the server; a token is taken from `TRIMTAB_PROMETHEUS_TOKEN`.
    ///   - environment: of the process.
    ///   - strategy: how use becomes a request.
    ///   - window: how far back is read.
    ///   - step: distance of samples.
    ///   - matchers: label matchers of every query; empty for none.
    public init(
        url: String, environment: [String: String], strategy: any SizingStrategy, window: TimeSpan,
        step: TimeSpan, matchers: String
    ) {
        self.url = url
        self.environment = environment
        self.strategy = strategy
        self.window = window
        self.step = step
        self.matchers = matchers
    }

    /// Reads the window that ends at `time`, or now.
    ///
    /// - Throws: `Failure` when the server cannot be reached or does not answer properly.
    public func table(at time: Timestamp?) async throws -> Table {
        var limits = DetectionLimits()
        limits.window = window
        limits.history = TimeSpan(seconds: min(limits.history.seconds, window.seconds))
        let token = environment["TRIMTAB_PROMETHEUS_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let endpoint = PrometheusEndpoint(
            label: "prometheus", url: try HTTPURL(url),
            authentication: token.map { .bearer(Secret($0)) })
        let end = time ?? SystemTime().now()
        let fleet = FleetRecommendation(
            source: PrometheusClient(endpoint), strategy: strategy, limits: limits, step: step,
            matchers: matchers)
        var table = Table(text: RecommendationRow.header + "\n", unsized: [], warnings: [])
        let summary = try await fleet.recommend(at: end) { row in
            if let sizes = row.sizes {
                let line = RecommendationRow(
                    id: row.id, timestamp: end.description, time: Double(end.milliseconds) / 1000,
                    sizes: sizes)
                table.text += line.text + "\n"
            } else {
                table.unsized.append(UnsizedWorkload(id: row.id, reason: row.reason ?? ""))
            }
        }
        table.warnings = summary.warnings
        return table
    }
}
