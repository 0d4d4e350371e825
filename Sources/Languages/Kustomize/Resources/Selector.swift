internal import RegularExpressions

/// `target` of a patch, `select` of a replacement: patterns for the identity, selectors for labels and annotations.
struct Selector {
    private let group: Pattern?
    private let version: Pattern?
    private let kind: Pattern?
    private let name: Pattern?
    private let namespace: Pattern?
    private let labels: LabelSelector
    private let annotations: LabelSelector

    /// Reads the mapping of a selector.
    init(_ node: Node) throws {
        group = try Pattern(node["group"])
        version = try Pattern(node["version"])
        kind = try Pattern(node["kind"])
        name = try Pattern(node["name"])
        namespace = try Pattern(node["namespace"])
        labels = try LabelSelector(node["labelSelector"])
        annotations = try LabelSelector(node["annotationSelector"])
    }

    /// True for an object that a patch's target means: its first or its present identity fits.
    func selects(_ resource: Resource) throws -> Bool {
        let (now, first) = (resource.id, resource.originalID)
        if let namespace, try !namespace.matches(first.effectiveNamespace),
            try !namespace.matches(now.effectiveNamespace)
        {
            return false
        }
        if let name, try !name.matches(first.name), try !name.matches(now.name) { return false }
        return try matches(now.kind) && matchesMetadata(resource)
    }

    /// True for one identity of an object.
    func matches(_ id: ResourceID) throws -> Bool {
        try (namespace?.matches(id.effectiveNamespace) ?? true) && (name?.matches(id.name) ?? true)
            && matches(id.kind)
    }

    private func matches(_ gvk: GroupVersionKind) throws -> Bool {
        try (group?.matches(gvk.group) ?? true) && (version?.matches(gvk.version) ?? true)
            && (kind?.matches(gvk.kind) ?? true)
    }

    /// True when labels and annotations fit.
    func matchesMetadata(_ resource: Resource) -> Bool {
        labels.matches(resource.node.at("metadata", "labels"))
            && annotations.matches(resource.node.at("metadata", "annotations"))
    }

    /// True when labels or annotations are asked for.
    var asksMetadata: Bool { !labels.isEmpty || !annotations.isEmpty }
    /// True when the identity is asked for.
    var asksIdentity: Bool {
        group != nil || version != nil || kind != nil || name != nil || namespace != nil
    }
}

/// A pattern that the whole text has to match.
private struct Pattern {
    private let expression: RegularExpression

    init?(_ node: Node?) throws {
        guard let text = node?.text, !text.isEmpty else { return nil }
        do {
            expression = try RegularExpression("^(?:\(text))$")
        } catch {
            throw KustomizeProblem(
                .invalid, "`\(text)` is no regular expression", at: node?.place)
        }
    }

    func matches(_ text: String) throws -> Bool {
        do { return try expression.hasMatch(in: Array(text.utf8)) } catch {
            throw KustomizeProblem(.limit, "a regular expression takes too long")
        }
    }
}

/// `app=web,tier in (a, b),!canary`.
struct LabelSelector {
    private enum Requirement {
        case oneOf(String, Set<String>)
        case noneOf(String, Set<String>)
        case exists(String)
        case missing(String)
    }

    private let requirements: [Requirement]

    /// True when everything fits.
    var isEmpty: Bool { requirements.isEmpty }

    init(_ node: Node?) throws {
        guard let text = node?.text, !text.isEmpty else {
            requirements = []
            return
        }
        var parts: [String] = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        requirements = try parts.map { part in
            guard let requirement = LabelSelector.requirement(part) else {
                throw KustomizeProblem(
                    .invalid, "`\(text)` is no label selector", at: node?.place)
            }
            return requirement
        }
    }

    private static func requirement(_ part: String) -> Requirement? {
        let text = trimmed(part)
        if let open = text.firstIndex(of: "("), text.hasSuffix(")") {
            let words = text[..<open].split(separator: " ").map(String.init)
            let inside = text[text.index(after: open)...].dropLast()
            let values = Set(inside.split(separator: ",").map { trimmed(String($0)) })
            guard words.count == 2 else { return nil }
            switch words[1] {
            case "in": return .oneOf(words[0], values)
            case "notin": return .noneOf(words[0], values)
            default: return nil
            }
        }
        for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = text.firstRange(of: sign) else { continue }
            let key = trimmed(String(text[..<range.lowerBound]))
            let value = trimmed(String(text[range.upperBound...]))
            return isEqual ? .oneOf(key, [value]) : .noneOf(key, [value])
        }
        if text.hasPrefix("!") { return .missing(trimmed(String(text.dropFirst()))) }
        guard !text.isEmpty, !text.contains(" ") else { return nil }
        return .exists(text)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }

    func matches(_ labels: Node?) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .oneOf(let key, let values): labels?[key]?.text.map(values.contains) ?? false
            case .noneOf(let key, let values): !(labels?[key]?.text.map(values.contains) ?? false)
            case .exists(let key): labels?[key] != nil
            case .missing(let key): labels?[key] == nil
            }
        }
    }
}
