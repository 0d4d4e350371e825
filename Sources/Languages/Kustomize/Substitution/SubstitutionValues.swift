public import Diagnostics
internal import Provenance

/// The variables that Flux fills into what it has built.
public struct SubstitutionValues: Sendable {
    /// Values by name; the tokens of each are the value's own.
    public private(set) var known: [String: Node] = [:]
    /// Why the names that are not known cannot be told from names that are not set; nil when they are not set.
    public private(set) var doubt: String?
    /// Names that something sets in a way that cannot be seen, with the reason.
    public private(set) var hidden: [String: String] = [:]

    /// No variables.
    public init() {}

    /// True when nothing is filled in at all.
    public var isEmpty: Bool { known.isEmpty && hidden.isEmpty && doubt == nil }

    /// Takes a value over whatever was said of the name before.
    public mutating func set(_ name: String, _ value: Node) {
        known[name] = value
        hidden[name] = nil
    }

    /// Something that cannot be seen sets the name.
    public mutating func hide(_ name: String, because reason: String) {
        known[name] = nil
        hidden[name] = reason
    }

    /// Something that cannot be seen may set any name: what was known before is so no longer.
    public mutating func hideAll(because reason: String) {
        for name in known.keys { hidden[name] = hidden[name] ?? reason }
        known = [:]
        doubt = reason
    }

    /// What is known of a name.
    enum Lookup {
        case value(Node)
        case unset
        case hidden(String)
    }

    func lookup(_ name: String) -> Lookup {
        if let value = known[name] { return .value(value) }
        if let reason = hidden[name] ?? doubt { return .hidden(reason) }
        return .unset
    }
}

/// What filling in did beside the values.
public struct SubstitutionReport: Sendable {
    /// Defaults inside of `${V:=default}` that are in force, with the name of the variable that nobody sets.
    public var defaults: [SourceSpan: String] = [:]
    /// Names of the variables whose values stood at a token when they were filled in as they are.
    public var names: [SourceSpan: Set<String>] = [:]
    /// Names that could not be filled in, with the reason; texts with them are as they were.
    public var unresolved: [String: String] = [:]
    /// Objects of which something becomes what it cannot be known to mean, by their number.
    public var objects: [Int: KustomizeProblem] = [:]
    /// Why Flux would refuse the whole.
    public var problem: KustomizeProblem?

    /// Nothing was done.
    public init() {}
}
