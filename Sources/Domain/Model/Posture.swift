/// How far the bot may go; the effective posture is the lowest that any input allows.
public enum Posture: Int, Sendable, Comparable, Hashable, CaseIterable {
    /// Reports only.
    case observe
    /// Opens a pull request that people merge.
    case propose
    /// Merges after a person's approval.
    case approve
    /// Merges by itself.
    case auto

    /// The word in policy files.
    public var name: String {
        switch self {
        case .observe: "observe"
        case .propose: "propose"
        case .approve: "approve"
        case .auto: "auto"
        }
    }

    /// Reads the word of policy files.
    public init?(name: String) {
        guard let posture = Posture.allCases.first(where: { $0.name == name }) else { return nil }
        self = posture
    }

    /// Orders from least to most autonomy.
    public static func < (a: Posture, b: Posture) -> Bool { a.rawValue < b.rawValue }
}

extension Posture: Codable {
    /// Reads the word.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let posture = Posture(name: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a posture")
        }
        self = posture
    }

    /// Writes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// What a change does; decided by the change itself, never by what a category claims.
public enum ActionClass: String, Sendable, Codable, Hashable, CaseIterable {
    case restart
    case raiseOrTune = "raise-or-tune"
    case interrupt
    case growOnly = "grow-only"
    case rollBack = "roll-back"
    case shiftTraffic = "shift-traffic"
    case shrink
    case guardedCode = "guarded-code"
    case replaceOrDestroy = "replace-or-destroy"
    case dataOrIdentity = "data-or-identity"
    case failover

    /// The most that any configuration can allow; no file raises it.
    public var ceiling: Posture {
        switch self {
        case .restart, .raiseOrTune, .rollBack, .shiftTraffic, .shrink, .guardedCode: .auto
        case .interrupt: .approve
        case .growOnly, .replaceOrDestroy, .dataOrIdentity, .failover: .propose
        }
    }

    /// True when only people may merge it, whatever is configured.
    public var isForPeopleOnly: Bool { ceiling == .propose }
}
