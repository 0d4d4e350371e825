internal import Diagnostics

/// Tries again where that is worthwhile: lost connections, 429 and 5xx, honouring `Retry-After`.
///
/// A request that is not idempotent is tried again only when the server said that it did not take it (429, or 503 with
/// `Retry-After`). The last answer is returned as it is, whatever its status; a last failure says how often it was tried.
public struct RetryingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let policy: RetryPolicy
    private let timer: RetryTimer

    /// Wraps `base`; pauses are slept on `clock`.
    public init(
        _ base: any HTTPTransport, policy: RetryPolicy = RetryPolicy(),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.base = base
        self.policy = policy
        timer = RetryTimer(clock)
    }

    /// Sends `request`, again if need be; the sink's `begin` is called for each attempt.
    public func send(_ request: HTTPRequest, into sink: any HTTPBodySink) async throws -> HTTPResponseHead {
        let start = timer.elapsed()
        var attempt = 1
        while true {
            let pause: Duration
            do {
                let head = try await base.send(request, into: sink)
                guard let next = self.pause(after: head, request, attempt) else { return head }
                pause = next
            } catch let failure as Failure {
                guard request.isIdempotent, attempt < policy.attempts, case .retry = failure.disposition
                else {
                    throw attempt == 1 ? failure : failure.afterTrying(attempt, timer.elapsed() - start)
                }
                pause = policy.pause(after: attempt)
            }
            try await timer.sleep(pause)
            attempt += 1
        }
    }

    /// How long to wait before trying again after `head`; nil keeps the answer.
    private func pause(after head: HTTPResponseHead, _ request: HTTPRequest, _ attempt: Int) -> Duration? {
        guard head.status == 429 || (500...599).contains(head.status), attempt < policy.attempts else {
            return nil
        }
        let asked = RetryAfter.pause(head.headers)
        let wasRefused = head.status == 429 || (head.status == 503 && asked != nil)
        guard request.isIdempotent || wasRefused else { return nil }
        // These say that the request itself cannot be done.
        guard head.status != 501, head.status != 505 else { return nil }
        guard let asked else { return policy.pause(after: attempt) }
        return asked <= policy.longestRetryAfter ? asked : nil
    }
}

/// A clock without its type: how long it has run, and how to wait on it.
struct RetryTimer: Sendable {
    let elapsed: @Sendable () -> Duration
    let sleep: @Sendable (Duration) async throws -> Void

    init<C: Clock<Duration>>(_ clock: C) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }
}

extension Failure {
    /// The same with a second line that says how hard it was tried.
    fileprivate func afterTrying(_ attempts: Int, _ time: Duration) -> Failure {
        Failure(code, activity, reason + "\n  tried \(attempts) times in \(time.inWords)", disposition)
    }
}
