public import Model

/// What verification knows about one change at one moment.
public struct VerificationReport: Hashable, Sendable, Codable {
    /// Where it stands.
    public enum State: Hashable, Sendable, Codable {
        /// It is too early to tell; asking again before `until` is no use.
        case pending(until: Timestamp)
        /// It is over.
        case finished(VerificationOutcome)
    }

    /// One expectation and what production said.
    public struct Measurement: Hashable, Sendable, Codable {
        /// What was expected, placeholders filled in.
        public var expectation: Expectation
        /// The value farthest from what was expected; nil where there was no data.
        public var value: Double?
        /// True when it held, false when it did not, nil when it cannot be told.
        public var holds: Bool?
        /// `0 = 0`, `no data`, for people.
        public var text: String

        /// Makes a measurement.
        public init(expectation: Expectation, value: Double?, holds: Bool?, text: String) {
            self.expectation = expectation
            self.value = value
            self.holds = holds
            self.text = text
        }
    }

    /// Where it stands.
    public var state: State
    /// When every instance showed the new value; nil while it is not known.
    public var rolledOutAt: Timestamp?
    /// From the merge to the roll-out; for a revert, how long undoing took.
    public var rollout: TimeSpan?
    /// The expectations, in the order of the plan; empty before they are evaluated.
    public var measurements: [Measurement]
    /// Sentences that say why.
    public var reasons: [String]

    /// Makes a report.
    public init(
        state: State, rolledOutAt: Timestamp? = nil, rollout: TimeSpan? = nil,
        measurements: [Measurement] = [],
        reasons: [String]
    ) {
        self.state = state
        self.rolledOutAt = rolledOutAt
        self.rollout = rollout
        self.measurements = measurements
        self.reasons = reasons
    }

    /// The outcome, once it is over.
    public var outcome: VerificationOutcome? {
        guard case .finished(let outcome) = state else { return nil }
        return outcome
    }
}
