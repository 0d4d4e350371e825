/// What changing an attribute does, as a table row says it.
enum AttributeBehaviour: Sendable {
    /// Changes in place; no direction is worse than the other.
    case tune
    /// An amount that follows load: up is a raise, down takes something away.
    case scale
    /// The thing stops and starts, or fails over.
    case interrupt
    /// Storage: up cannot be undone, down destroys.
    case grow
    /// Restarts instances and changes nothing else.
    case restart
    /// Forces replacement.
    case replace
    /// Touches data, credentials, identity or the network's rules.
    case identity
}

/// One row of a behaviour table; `*` in either column stands for any text.
struct BehaviourRow: Sendable {
    /// Resource type or kind.
    let resource: String
    /// Attribute path without indices.
    let attribute: String
    /// What a change of it does.
    let behaviour: AttributeBehaviour

    init(_ resource: String, _ attribute: String, _ behaviour: AttributeBehaviour) {
        self.resource = resource
        self.attribute = attribute
        self.behaviour = behaviour
    }
}

extension [BehaviourRow] {
    /// The behaviour of the first row that matches; tables put what is dangerous first.
    func behaviour(of resource: String, _ attribute: String) -> AttributeBehaviour? {
        first { Wildcard.matches($0.resource, resource) && Wildcard.matches($0.attribute, attribute) }?
            .behaviour
    }
}

/// Text with `*` for any run of characters; enough for tables that we write ourselves.
enum Wildcard {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        guard pattern.contains("*") else { return pattern == text }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first),
            text.utf8.count >= first.utf8.count + last.utf8.count, text.hasSuffix(last)
        else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let end = rest.end(ofFirst: part) else { return false }
            rest = rest[end...]
        }
        return true
    }
}

extension Substring {
    /// One past the first occurrence of `needle`.
    fileprivate func end(ofFirst needle: Substring) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
