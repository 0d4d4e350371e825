/// How often a request is tried, and how long the pauses are.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first one included.
    public var attempts: Int
    /// The pause after the first attempt; it doubles after each further one.
    public var firstPause: Duration
    /// No pause of our own choosing is longer.
    public var longestPause: Duration
    /// A server that asks for more than this with `Retry-After` is not waited for.
    public var longestRetryAfter: Duration
    /// Spreads the pauses of runs that fail together; equal seeds give equal pauses.
    public var seed: UInt64

    /// Three attempts within some seconds unless told otherwise.
    public init(
        attempts: Int = 3, firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(20),
        longestRetryAfter: Duration = .seconds(60), seed: UInt64 = 0
    ) {
        precondition(attempts >= 1, "a request is tried at least once")
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestRetryAfter = longestRetryAfter
        self.seed = seed
    }

    /// The pause after attempt `attempt` (from 1): doubled each time, then shortened by up to half.
    public func pause(after attempt: Int) -> Duration {
        var full = firstPause
        for _ in 1..<max(1, attempt) where full < longestPause { full = full * 2 }
        full = min(full, longestPause)
        return full * (1 - 0.5 * fraction(UInt64(attempt)))
    }

    /// A number in 0..<1 from seed and attempt (SplitMix64).
    private func fraction(_ attempt: UInt64) -> Double {
        var state = seed &+ (attempt &+ 1) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        state ^= state >> 31
        return Double(state >> 11) / Double(UInt64(1) << 53)
    }
}
