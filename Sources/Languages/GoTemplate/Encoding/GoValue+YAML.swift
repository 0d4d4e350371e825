public import YAML
import Diagnostics

extension GoValue {
    /// A node of a values file as Helm reads it: every number a double, the last of equal keys, merge keys followed.
    ///
    /// - Parameters:
    ///   - node: the node.
    ///   - tokens: numbers the tokens of the file.
    /// - Throws: a `GoFault` for what Helm does not read, and for aliases that expand beyond a million nodes.
    public init(_ node: YAMLNodeView, tokens: TokenTable) throws {
        var budget = 1_000_000
        self = try GoValue.read(node, depth: 0, budget: &budget) { Origins(tokens.id($0.span)) }
    }

    /// Text that a template made, read as YAML; each value has the origins of its bytes in the text.
    static func parse(yaml text: GoText) throws -> GoValue {
        let file = YAMLParser.parse(text.bytes, path: "value")
        if let error = file.diagnostics.first(where: { $0.severity == .error }) {
            throw GoFault("error converting YAML to JSON: \(error.message)")
        }
        guard let root = file.documents.first?.root else { return .null }
        var budget = 1_000_000
        return try read(root, depth: 0, budget: &budget) { text.origins(in: $0.tokenRange.indices).origins }
    }

    /// Text that a template made, read as JSON.
    static func parse(json text: GoText) throws -> GoValue {
        if let fault = JSONScanner.fault(in: text.bytes) { throw GoFault(fault) }
        let file = YAMLParser.parse(text.bytes, path: "value.json")
        if let error = file.diagnostics.first(where: { $0.severity == .error }) {
            throw GoFault(error.message)
        }
        guard let root = file.documents.first?.root else { throw GoFault("unexpected end of JSON input") }
        var budget = 1_000_000
        return try read(root, depth: 0, budget: &budget) { text.origins(in: $0.tokenRange.indices).origins }
    }

    private static func read(
        _ node: YAMLNodeView, depth: Int, budget: inout Int, origins: (YAMLNodeView) -> Origins
    ) throws -> GoValue {
        let node = node.resolved
        budget -= 1
        guard depth < 200, budget > 0 else { throw GoFault("the YAML is too large", id: "template-limit") }
        let own = origins(node)
        switch node.kind {
        case .sequence:
            let items = try node.items.map { item in
                try read(item, depth: depth + 1, budget: &budget, origins: origins)
            }
            return .list(items, own)
        case .mapping:
            let map = GoMap()
            for entry in node.effectiveEntries(order: YAMLDialect.helm.mergeOrder) {
                guard let key = entry.key.resolved.scalar,
                    let name = YAMLDialect.helm.keyName(key.text, style: key.style, tag: key.tag)
                else { throw GoFault("a key is not text") }
                map.entries[name] = GoMap.Entry(
                    value: try read(entry.value, depth: depth + 1, budget: &budget, origins: origins),
                    keyOrigins: origins(entry.key))
            }
            return GoValue(.map(map), own)
        default:
            guard let scalar = node.scalar else { return GoValue(.null, own) }
            return try read(scalar, own)
        }
    }

    private static func read(_ scalar: YAMLScalar, _ own: Origins) throws -> GoValue {
        switch YAMLDialect.helm.resolve(scalar.text, style: scalar.style, tag: scalar.tag) {
        case .null: return GoValue(.null, own)
        case .bool(let flag): return .bool(flag, own)
        case .int(let digits): return .float(Double(digits) ?? 0, own)
        case .float(let number): return .float(number, own)
        case .string(let text): return GoValue(.string(GoText(text, own)), own)
        case .invalid(let reason): throw GoFault(reason)
        }
    }
}
