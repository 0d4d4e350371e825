internal import GoTemplate
internal import YAML

/// Checks values against `values.schema.json`, so that values Helm would refuse are not traced.
///
/// The keywords of JSON Schema that decide about types, keys, lists, numbers and choices are known; a keyword that is not
/// known (a pattern, a format, a remote reference) lets every value pass.
struct SchemaCheck {
    private let root: GoMap

    /// Checks the values of a chart and of the charts in it.
    static func check(_ node: ChartNode, _ values: GoMap) throws {
        if let schema = node.chart.schema {
            let file = YAMLParser.parse(schema.bytes, path: schema.path)
            guard !file.hasErrors, let root = file.documents.first?.root,
                let table = try GoValue(root, tokens: TokenTable()).table
            else { throw ChartProblem(.invalid, "\(schema.path) is no JSON schema") }
            let check = SchemaCheck(root: table)
            if let reason = check.failure(GoValue(.map(values)), GoValue(.map(table)), at: "", depth: 0) {
                throw ChartProblem(.invalid, "the values do not fit \(schema.path): \(reason)")
            }
        }
        for child in node.dependencies {
            if let inner = values[child.name]?.table { try check(child, inner) }
        }
    }

    /// Why the value does not fit; nil when it does.
    private func failure(_ value: GoValue, _ schema: GoValue, at place: String, depth: Int) -> String? {
        guard depth < 64 else { return nil }
        if case .bool(let flag) = schema.data { return flag ? nil : "\(name(place)) must not be there" }
        guard var rules = schema.table else { return nil }
        if let reference = rules["$ref"]?.text?.string {
            guard let target = resolve(reference) else { return nil }
            guard let table = target.table else { return failure(value, target, at: place, depth: depth + 1) }
            if rules.entries.count == 1 {
                rules = table
            } else if let reason = failure(value, target, at: place, depth: depth + 1) {
                return reason
            }
        }
        return type(value, rules, place) ?? choice(value, rules, place) ?? amount(value, rules, place)
            ?? object(value, rules, place, depth) ?? list(value, rules, place, depth)
            ?? combined(value, rules, place, depth)
    }

    private func name(_ place: String) -> String { place.isEmpty ? "the top" : "`\(place.dropFirst())`" }

    private func resolve(_ reference: String) -> GoValue? {
        guard reference.hasPrefix("#") else { return nil }
        var value = GoValue(.map(root))
        for part in reference.dropFirst().split(separator: "/") {
            let key = part.replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = value.table?[String(key)] else { return nil }
            value = next
        }
        return value
    }

    // MARK: Keywords

    private func type(_ value: GoValue, _ rules: GoMap, _ place: String) -> String? {
        let one = rules["type"]?.text.map { [$0.string] }
        guard let wanted = one ?? rules["type"]?.items?.compactMap({ $0.text?.string }), !wanted.isEmpty
        else {
            return nil
        }
        if wanted.contains(where: { fits(value, $0) }) { return nil }
        return "\(name(place)) is not of type \(wanted.joined(separator: " or "))"
    }

    private func fits(_ value: GoValue, _ type: String) -> Bool {
        switch (type, value.data) {
        case ("null", .null), ("null", .missing), ("boolean", .bool), ("string", .string), ("array", .list),
            ("object", .map), ("number", .float), ("number", .int), ("number", .int64), ("integer", .int),
            ("integer", .int64):
            true
        case ("integer", .float(let number)): number == number.rounded()
        default: false
        }
    }

    private func choice(_ value: GoValue, _ rules: GoMap, _ place: String) -> String? {
        if let allowed = rules["enum"]?.items, !allowed.contains(where: { isEqual($0, value) }) {
            return "\(name(place)) is none of the permitted values"
        }
        if let only = rules["const"], !isEqual(only, value) {
            return "\(name(place)) is not the permitted value"
        }
        return nil
    }

    private func isEqual(_ a: GoValue, _ b: GoValue) -> Bool {
        if let left = double(a), let right = double(b) { return left == right }
        switch (a.data, b.data) {
        case (.null, .null): return true
        case (.bool(let x), .bool(let y)): return x == y
        case (.string(let x), .string(let y)): return x.bytes == y.bytes
        case (.list(let x), .list(let y)):
            return x.count == y.count && zip(x, y).allSatisfy { isEqual($0, $1) }
        case (.map(let x), .map(let y)):
            return x.entries.count == y.entries.count
                && x.entries.allSatisfy { key, entry in y[key].map { isEqual(entry.value, $0) } ?? false }
        default: return false
        }
    }

    private func double(_ value: GoValue?) -> Double? {
        switch value?.data {
        case .float(let number): number
        case .int(let number), .int64(let number): Double(number)
        default: nil
        }
    }

    private func amount(_ value: GoValue, _ rules: GoMap, _ place: String) -> String? {
        if let number = double(value) {
            if let least = double(rules["minimum"]), number < least { return "\(name(place)) is too small" }
            if let most = double(rules["maximum"]), number > most { return "\(name(place)) is too large" }
            if let bound = double(rules["exclusiveMinimum"]), number <= bound {
                return "\(name(place)) is too small"
            }
            if let bound = double(rules["exclusiveMaximum"]), number >= bound {
                return "\(name(place)) is too large"
            }
        }
        guard let text = value.text?.string else { return nil }
        let count = Double(text.unicodeScalars.count)
        if let least = double(rules["minLength"]), count < least { return "\(name(place)) is too short" }
        if let most = double(rules["maxLength"]), count > most { return "\(name(place)) is too long" }
        return nil
    }

    private func object(_ value: GoValue, _ rules: GoMap, _ place: String, _ depth: Int) -> String? {
        guard let map = value.table else { return nil }
        for key in rules["required"]?.items ?? [] {
            if let key = key.text?.string, map[key] == nil { return "\(name(place)) has no `\(key)`" }
        }
        let known = rules["properties"]?.table
        for key in map.sortedKeys {
            guard let entry = map[key] else { continue }
            let rule =
                known?[key] ?? (rules["patternProperties"] == nil ? rules["additionalProperties"] : nil)
            if let rule, let reason = failure(entry, rule, at: "\(place).\(key)", depth: depth + 1) {
                return reason
            }
        }
        return nil
    }

    private func list(_ value: GoValue, _ rules: GoMap, _ place: String, _ depth: Int) -> String? {
        guard let items = value.items else { return nil }
        let count = Double(items.count)
        if let least = double(rules["minItems"]), count < least { return "\(name(place)) has too few items" }
        if let most = double(rules["maxItems"]), count > most { return "\(name(place)) has too many items" }
        guard let rule = rules["items"], rule.items == nil else { return nil }
        for (index, item) in items.enumerated() {
            if let reason = failure(item, rule, at: "\(place).\(index)", depth: depth + 1) { return reason }
        }
        return nil
    }

    private func combined(_ value: GoValue, _ rules: GoMap, _ place: String, _ depth: Int) -> String? {
        func reason(_ schema: GoValue) -> String? { failure(value, schema, at: place, depth: depth + 1) }
        for schema in rules["allOf"]?.items ?? [] {
            if let reason = reason(schema) { return reason }
        }
        for key in ["anyOf", "oneOf"] {
            if let choices = rules[key]?.items, !choices.isEmpty, choices.allSatisfy({ reason($0) != nil }) {
                return "\(name(place)) fits none of the alternatives"
            }
        }
        return nil
    }
}
