internal import Diagnostics
public import HTTP
public import Model
public import Ports

/// Asks a Prometheus, or whatever speaks its query API: Thanos, Mimir, VictoriaMetrics.
///
/// Queries are sent by POST, so that their length has no limit. Answers are read while they arrive. A range of more points
/// than a server gives at once is asked for in pieces and joined.
public struct PrometheusClient: MetricsSource {
    /// The points per series that Prometheus gives for one query.
    public static let maximumPoints = 11_000

    private let endpoint: PrometheusEndpoint
    private let transport: any HTTPTransport

    /// Talks to `endpoint`; the transport should retry, as the default one does.
    public init(
        _ endpoint: PrometheusEndpoint, transport: any HTTPTransport = RetryingTransport(HTTPClient())
    ) {
        self.endpoint = endpoint
        self.transport = transport
    }

    /// The configured name of the server.
    public var label: String { endpoint.label }

    /// Evaluates `expression` at one moment.
    ///
    /// - Throws: `Failure`, one for each way in which a server can let us down; `CancellationError`.
    public func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        let answer = try await ask("/api/v1/query", instantForm(expression, time), parser)
        return answer.queryAnswer
    }

    /// Evaluates a query over a window; both `start` and, when the step reaches it, `end` are evaluated.
    ///
    /// - Throws: `Failure`, one for each way in which a server can let us down; `CancellationError`.
    public func range(_ query: RangeQuery) async throws -> QueryAnswer {
        let pieces = try RangePieces(query)
        var join = SeriesJoin()
        for piece in pieces {
            join.append(try await ask("/api/v1/query_range", rangeForm(query, piece), parser))
            try join.checkSize(endpoint.maximumSamples, "querying \(endpoint.url)")
        }
        return join.answer
    }

    /// Evaluates a query over a window and hands every sample to `consumer` instead of keeping it.
    ///
    /// Samples of one series come in time order; a long range is asked for in pieces, so that its series take turns. An
    /// answer that breaks off after samples were handed on is not asked for again.
    ///
    /// - Returns: the warnings.
    /// - Throws: as ``range(_:)``.
    @discardableResult
    public func fold(_ query: RangeQuery, into consumer: @escaping SampleConsumer) async throws -> [String] {
        let pieces = try RangePieces(query)
        var join = SeriesJoin()
        for piece in pieces {
            join.append(
                try await ask("/api/v1/query_range", rangeForm(query, piece)) {
                    AnswerParser(handingTo: consumer)
                })
        }
        return join.warnings
    }

    /// What the server says about itself, for `doctor`.
    ///
    /// - Throws: `Failure` when it cannot be reached or does not speak the query API.
    public func probe() async throws -> PrometheusStatus {
        let response = try await send("/api/v1/status/buildinfo")
        if response.head.isSuccess, let status = PrometheusStatus(buildinfo: response.body) { return status }
        // Not every store has a buildinfo: a trivial query tells whether it answers at all.
        _ = try await instant("vector(1)", at: Timestamp(seconds: 0))
        return PrometheusStatus(version: nil)
    }

    /// True when `/-/ready` answers with success; stores without that page are asked a trivial query.
    ///
    /// - Throws: `Failure` when the server cannot be reached.
    public func isReady() async throws -> Bool {
        let response = try await send("/-/ready")
        if response.status == 404 {
            _ = try await probe()
            return true
        }
        return response.head.isSuccess
    }

    private func send(_ path: String) async throws -> HTTPResponse {
        do {
            return try await transport.send(endpoint.request(.get, path))
        } catch let failure as Failure {
            throw AnswerFailure(endpoint).unreachable(failure)
        }
    }

    @Sendable private func parser() -> AnswerParser { AnswerParser(maximumSamples: endpoint.maximumSamples) }

    private func ask(
        _ path: String, _ form: FormBody, _ makeParser: @escaping @Sendable () -> AnswerParser
    ) async throws -> ParsedAnswer {
        let sink = AnswerSink(makeParser)
        let failures = AnswerFailure(endpoint)
        let head: HTTPResponseHead
        do {
            head = try await transport.send(endpoint.request(.post, path, form: form), into: sink)
        } catch let problem as AnswerProblem {
            throw failures.unreadable(problem, sink.beginning)
        } catch let failure as Failure {
            throw failures.unreachable(failure)
        }
        guard head.isSuccess else { throw failures.refused(head, sink.beginning) }
        let answer: ParsedAnswer
        do {
            answer = try sink.finish()
        } catch {
            throw failures.unreadable(error, sink.beginning)
        }
        try failures.check(answer)
        return answer
    }

    private func instantForm(_ expression: String, _ time: Timestamp) -> FormBody {
        FormBody([("query", expression), ("time", Self.seconds(time)), ("timeout", timeout)])
    }

    private func rangeForm(_ query: RangeQuery, _ piece: TimeWindow) -> FormBody {
        FormBody([
            ("query", query.expression), ("start", Self.seconds(piece.start)),
            ("end", Self.seconds(piece.end)), ("step", Self.decimal(query.step.milliseconds)),
            ("timeout", timeout),
        ])
    }

    /// The server gives up when we do.
    private var timeout: String {
        let parts = endpoint.options.totalTimeout.components
        return "\(max(1, parts.seconds))s"
    }

    private static func seconds(_ time: Timestamp) -> String { decimal(time.milliseconds) }

    private static func decimal(_ milliseconds: Int64) -> String {
        let sign = milliseconds < 0 ? "-" : ""
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        let fraction = String(rest)
        return rest == 0
            ? "\(sign)\(whole)"
            : "\(sign)\(whole).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
