import Synchronization

/// A clock that never waits: sleeping moves its time on at once, and is written down.
public final class RecordingClock: Clock {
    /// Time since the clock was made.
    public struct Instant: InstantProtocol {
        /// Time since the clock was made.
        public var offset: Duration
        /// The moment `duration` later.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// The time from here to `other`.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// Orders by time.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    /// Starts at zero.
    public init() {}

    /// The sum of all that was slept.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }
    /// Exact.
    public var minimumResolution: Duration { .nanoseconds(1) }
    /// How long each sleep was.
    public var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Moves the time on.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(deadline.offset - state.now)
            state.now = deadline.offset
        }
    }
}
