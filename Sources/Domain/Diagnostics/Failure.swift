/// What should happen after a failure; whoever knows decides, and nobody downstream parses strings.
public enum Disposition: Sendable, Hashable {
    /// Trying the same again is worthwhile, after so many seconds.
    case retry(afterSeconds: Double)
    /// Something outside must change first; the next run may succeed.
    case wait(for: String)
    /// A person must change something.
    case needsHuman
    /// There is no point in trying again.
    case giveUp
}

/// The world did not cooperate: a typed error that crosses the edges of targets.
public struct Failure: Error, Sendable, CustomStringConvertible {
    /// Open-ended code, such as `http-timeout`; searchable and stable.
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// The name in kebab case.
        public let rawValue: String
        /// Takes the name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Takes the name.
        public init(stringLiteral value: String) { rawValue = value }

        /// Credentials were refused or are missing.
        public static let unauthorized: Code = "unauthorized"
        /// The other side cannot be reached or does not answer in time.
        public static let unavailable: Code = "unavailable"
        /// The thing asked for is not there.
        public static let notFound: Code = "not-found"
        /// Somebody else changed it first: a lost compare-and-swap.
        public static let conflict: Code = "conflict"
        /// The other side answered something that cannot be used.
        public static let badAnswer: Code = "bad-answer"
        /// The configuration or an argument is wrong.
        public static let configuration: Code = "configuration"
        /// A file of the repository cannot be used.
        public static let badInput: Code = "bad-input"
        /// The kill switch is on, or cannot be read.
        public static let halted: Code = "halted"
        /// A tool on this machine is missing or failed.
        public static let tool: Code = "tool"
    }

    /// What kind of failure.
    public var code: Code
    /// What was being done, present participle: `pushing branch "resize/api"`.
    public var activity: String
    /// Why it did not work, and how to mend it where that is known.
    public var reason: String
    /// What happens next.
    public var disposition: Disposition

    /// Makes a failure; `activity` and `reason` are chained with a colon when printed.
    public init(_ code: Code, _ activity: String, _ reason: String, _ disposition: Disposition = .giveUp) {
        self.code = code
        self.activity = activity
        self.reason = reason
        self.disposition = disposition
    }

    /// The failure seen from an outer activity: `outer: inner: reason`.
    public func during(_ outer: String) -> Failure {
        Failure(code, outer, description, disposition)
    }

    /// `activity: reason`.
    public var description: String { "\(activity): \(reason)" }
}
