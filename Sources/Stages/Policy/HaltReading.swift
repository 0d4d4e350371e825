/// Whether the bot may act at all.
public enum HaltReading: Hashable, Sendable {
    /// No switch is on, and all could be read.
    case running
    /// A switch is on, or cannot be read.
    case halted(source: String, reason: String)
}

/// Reads the kill switches; a pure function over what was found, so that every effect can ask it again.
public enum KillSwitch {
    /// The file on the target branch.
    public static let file = ".trimtab/halt"
    /// The ref on the remote.
    public static let reference = "refs/trimtab/halt"
    /// The environment variable.
    public static let variable = "TRIMTAB_HALT"

    /// What was found at one place.
    public enum Finding: Hashable, Sendable {
        /// It was looked at, and nothing is there.
        case absent
        /// It is there, with what it says.
        case present(String)
        /// It could not be looked at.
        case unreadable(String)
    }

    /// The reading; unreadable means halted.
    ///
    /// The first place that halts is named.
    public static func read(file: Finding, reference: Finding, variable: Finding) -> HaltReading {
        let places = [
            (KillSwitch.variable, variable), (KillSwitch.reference, reference), (KillSwitch.file, file),
        ]
        for (name, finding) in places {
            switch finding {
            case .absent: continue
            case .present(let text): return .halted(source: name, reason: firstLine(of: text))
            case .unreadable(let why): return .halted(source: name, reason: "it cannot be read: \(why)")
            }
        }
        return .running
    }

    /// What the environment says; every value but nothing, `0` and `false` is a halt.
    public static func variable(in environment: [String: String]) -> Finding {
        guard let value = environment[variable] else { return .absent }
        return ["", "0", "false"].contains(value.lowercased()) ? .absent : .present(value)
    }

    private static func firstLine(of text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.isEmpty ? "no reason is given" : String(line.prefix(200))
    }
}
