/// One alert as Alertmanager delivers it; a hint, never proof.
public struct Alert: Hashable, Sendable, Codable {
    /// Whether the alert still fires.
    public enum Status: String, Sendable, Codable, Hashable {
        /// The condition holds.
        case firing
        /// The condition is over.
        case resolved
    }

    /// Firing or resolved.
    public var status: Status
    /// `alertname` and the rest.
    public var labels: Labels
    /// Free text for people; data, never a command or a template.
    public var annotations: Labels
    /// When it began.
    public var startsAt: Timestamp
    /// Alertmanager's identity of the alert.
    public var fingerprint: String

    /// Makes an alert.
    public init(
        status: Status, labels: Labels, annotations: Labels = [:], startsAt: Timestamp, fingerprint: String
    ) {
        self.status = status
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.fingerprint = fingerprint
    }

    /// The value of `alertname`, or an empty text.
    public var name: String { labels["alertname"] ?? "" }
}

/// What started a run: windows and budgets are per trigger.
public enum Trigger: Hashable, Sendable, Codable {
    /// A scheduled right-sizing run.
    case sweep
    /// An alert.
    case alert(Alert)

    /// `sweep` or `alert`, as in policy files.
    public var name: String {
        switch self {
        case .sweep: "sweep"
        case .alert: "alert"
        }
    }
}
