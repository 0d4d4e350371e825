internal import Diagnostics
internal import HTTP
internal import Model
internal import Synchronization

/// Speaks to one GitHub server about one repository, within its limits.
///
/// Writes go out one at a time and at least a second apart. A request that GitHub turned away for its limits is sent again
/// when GitHub says so, if that is soon. A lost connection or a 5xx is tried again only where sending twice does no more
/// than sending once; everything else is for the caller, who looks what happened.
final class GitHubAPI: Sendable {
    /// How hard a request is tried.
    struct Patience: Sendable {
        /// Attempts at an idempotent request.
        var attempts = 4
        /// How often the same request may be turned away for limits.
        var refusals = 3
        /// A limit that lasts longer ends the run instead.
        var longestWait = Duration.seconds(300)
        /// Between two writes.
        var betweenWrites = Duration.seconds(1)
    }

    private struct State {
        /// No request goes out before this moment of the clock.
        var blockedUntil: Duration?
        /// When the last write ended.
        var lastWrite: Duration?
    }

    let base: HTTPURL
    let repository: String
    let pauses: Pauses
    private let transport: any HTTPTransport
    private let token: Secret
    private let patience = Patience()
    private let backOff = RetryPolicy(firstPause: .seconds(1), longestPause: .seconds(20))
    private let gate = WriteGate()
    private let state = Mutex(State())

    init(
        base: HTTPURL, repository: String, token: Secret, transport: any HTTPTransport, pauses: Pauses
    ) {
        self.base = base
        self.repository = repository
        self.token = token
        self.transport = transport
        self.pauses = pauses
    }

    /// Sends a request and gives whatever GitHub answers, limits and lost connections aside.
    ///
    /// - Throws: `Failure` when there is no answer, or when a limit lasts too long.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.method != .get else { return try await sendWithinLimits(request) }
        await gate.enter()
        do {
            try await keepDistance()
            let answer = try await sendWithinLimits(request)
            noteWrite()
            await gate.leave()
            return answer
        } catch {
            noteWrite()
            await gate.leave()
            throw error
        }
    }

    /// A request with everything that all of them carry.
    func request(
        _ method: HTTPMethod, _ url: HTTPURL, _ activity: String, body: [UInt8]? = nil, isIdempotent: Bool
    ) -> HTTPRequest {
        var headers: HTTPHeaders = [
            "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
        ]
        if body != nil { headers.append("Content-Type", "application/json") }
        var options = HTTPOptions()
        options.acceptsCompression = true
        options.maximumResponseBytes = 64 << 20
        return HTTPRequest(
            method, url, headers: headers, body: body, authentication: .bearer(token),
            activity: "\(activity): \(method.rawValue) \(url)", isIdempotent: isIdempotent, options: options)
    }

    private func sendWithinLimits(_ request: HTTPRequest) async throws -> HTTPResponse {
        var refusals = 0
        var attempt = 1
        while true {
            try await waitForBudget(request.activity)
            let answer: HTTPResponse
            do {
                answer = try await transport.send(request)
            } catch let failure as Failure {
                guard case .retry = failure.disposition, request.isIdempotent, attempt < patience.attempts
                else { throw failure }
                try await pauses.sleep(backOff.pause(after: attempt))
                attempt += 1
                continue
            }
            if let pause = RateLimit.pause(refusedWith: answer) {
                refusals += 1
                let wait = pause * (answer.headers["retry-after"] == nil ? 1 << (refusals - 1) : 1)
                block(for: wait)
                guard refusals <= patience.refusals else { throw limited(request.activity, wait) }
                continue
            }
            if let pause = RateLimit.pauseUntilReset(answer.headers) { block(for: pause) }
            guard (500...599).contains(answer.status), request.isIdempotent, attempt < patience.attempts
            else { return answer }
            try await pauses.sleep(backOff.pause(after: attempt))
            attempt += 1
        }
    }

    private func waitForBudget(_ activity: String) async throws {
        try Task.checkCancellation()
        let now = pauses.elapsed()
        guard let end = state.withLock({ $0.blockedUntil }), end > now else { return }
        guard end - now <= patience.longestWait else { throw limited(activity, end - now) }
        try await pauses.sleep(end - now)
    }

    private func block(for pause: Duration) {
        let end = pauses.elapsed() + pause
        state.withLock { $0.blockedUntil = max(end, $0.blockedUntil ?? end) }
    }

    private func keepDistance() async throws {
        guard let last = state.withLock({ $0.lastWrite }) else { return }
        let rest = last + patience.betweenWrites - pauses.elapsed()
        if rest > .zero { try await pauses.sleep(rest) }
    }

    private func noteWrite() {
        let now = pauses.elapsed()
        state.withLock { $0.lastWrite = now }
    }

    private func limited(_ activity: String, _ pause: Duration) -> Failure {
        Failure(
            .unavailable, activity,
            "the rate limit is used up for another \(pause.components.seconds) s",
            .wait(for: "the rate limit of \(base.host) to be lifted"))
    }
}
