internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// Flattens a block into one row for every leaf, the contents of `dynamic` blocks written out.
struct BlockRows {
    struct Row {
        var attribute: String
        var value: Value
        /// True for an element of a set, which has no index of its own.
        var isInSet = false
        /// The attribute that it is a part of, with the names that are bound there.
        var source: (TerraformAttribute, [String: Value])?
    }

    let instance: ModuleInstance
    private(set) var rows: [Row] = []
    private(set) var isTooLarge = false
    private let limit: Int
    /// Where the attribute that is being flattened is set.
    private var hop: Provenance.Hop?
    /// What a part of it may depend on that is not known, where the part does not say it itself.
    private var rest: Origins?
    private var source: (TerraformAttribute, [String: Value])?

    init(_ block: TerraformBlock, in instance: ModuleInstance, names: [String: Value]) {
        self.instance = instance
        limit = instance.root.limits.attributesPerObject
        collect(block, "", names, .none)
    }

    /// One row for every leaf of a value.
    static func flattened(_ value: Value, _ path: String, in instance: ModuleInstance) -> [Row] {
        var rows = BlockRows(instance)
        rows.flatten(value, path, .none, false)
        return rows.rows
    }

    private init(_ instance: ModuleInstance) {
        self.instance = instance
        limit = instance.root.limits.attributesPerObject
    }

    private mutating func append(_ row: Row) {
        guard rows.count < limit else {
            isTooLarge = true
            return
        }
        rows.append(row)
    }

    // MARK: Blocks

    private mutating func collect(
        _ block: TerraformBlock, _ prefix: String, _ names: [String: Value], _ control: Origins
    ) {
        for attribute in block.attributes where !prefix.isEmpty || !ModuleInstance.isMeta(attribute.name) {
            add(attribute, of: block, prefix, names, control)
        }
        var next: [String: Int] = [:]
        var isOpen: Set<String> = []
        for nested in block.blocks where !BlockRows.isMeta(nested.type) {
            let kind = nested.kind
            if nested.type == "dynamic" {
                if let unknown = expand(nested, prefix, names, control, &next, isOpen.contains(kind)) {
                    isOpen.insert(kind)
                    append(Row(attribute: "\(prefix)\(kind)[*]", value: unknown))
                }
                continue
            }
            // Behind a dynamic block that is not known the numbers are not known either.
            let number = isOpen.contains(kind) ? "*" : "\(next[kind, default: 0])"
            next[kind, default: 0] += 1
            collect(nested, "\(prefix)\(kind)[\(number)].", names, control)
        }
    }

    static func isMeta(_ type: String) -> Bool {
        type == "lifecycle" || type == "provisioner" || type == "connection"
    }

    /// Nil when all contents were written out, else what stands for them.
    private mutating func expand(
        _ block: TerraformBlock, _ prefix: String, _ names: [String: Value], _ control: Origins,
        _ next: inout [String: Int], _ isOpen: Bool
    ) -> Value? {
        let kind = block.kind
        guard let each = block.attribute("for_each") else { return nil }
        let collection = instance.evaluate(each, names: names)
        func unknown(_ reason: Unknown) -> Value {
            let origins = instance.everything(in: block, names: names)
            return Value(.unknown(reason), origins.derived.chosen(by: control))
        }
        if let reason = collection.unknown { return unknown(reason) }
        guard let items = BlockRows.items(of: collection) else {
            return unknown(
                Unknown(.error, "for_each of the dynamic block \(kind) is no collection", at: each.span))
        }
        let hop = Hop(each.span, "dynamic \(kind) over `\(ModuleInstance.short(each.expression.text))`")
        let iterator = block.attribute("iterator")?.expression
        let name = iterator?.stringLiteral?.value ?? iterator?.text ?? kind
        for item in items {
            guard rows.count < limit else {
                isTooLarge = true
                return nil
            }
            var inner = names
            inner[name] = Value(
                .object(
                    Members([.init("key", item.key), .init("value", item.value.passing(hop))])))
            let there = control.joined(item.existence).joined(collection.origins)
            let number = isOpen ? "*" : "\(next[kind, default: 0])"
            next[kind, default: 0] += 1
            let path = "\(prefix)\(kind)[\(number)]"
            if let content = block.blocks("content").first {
                collect(content, path + ".", inner, there)
            } else if let content = block.attribute("content") {
                flatten(instance.evaluate(content, names: inner), path, there, false)
            }
        }
        return nil
    }

    private static func items(of value: Value) -> [(key: Value, value: Value, existence: Origins)]? {
        if case .set(let elements, _) = value.content {
            return elements.map {
                ($0.inheriting(from: value), $0.inheriting(from: value), $0.origins)
            }
        }
        if let elements = value.elements {
            return elements.enumerated().map {
                (Value(.number(Number($0.offset))), $0.element.inheriting(from: value), .none)
            }
        }
        return value.members?.entries.map { entry in
            let key = Value(.string(Text(entry.key)), entry.keyOrigins).inheriting(from: value)
            return (key, entry.value.inheriting(from: value), entry.keyOrigins)
        }
    }

    // MARK: Attributes

    private mutating func add(
        _ attribute: TerraformAttribute, of block: TerraformBlock, _ prefix: String,
        _ names: [String: Value], _ control: Origins
    ) {
        let path = prefix + attribute.name
        if block.duplicates.contains(attribute.name) {
            let unknown = Unknown(.error, "`\(path)` is set twice in \(block.location)", at: attribute.span)
            return append(Row(attribute: path, value: Value(.unknown(unknown))))
        }
        var value = instance.evaluatePartly(attribute, names: names)
        if value.unknown != nil, !value.isDeeplyTraced {
            value.origins = value.origins.joined(instance.dependencies(attribute, names: names))
        }
        rest =
            value.unknown == nil && !value.isDeeplyTraced
            ? instance.dependencies(attribute, names: names) : nil
        hop = Hop(attribute.span, "`\(path)` is set here")
        source = value.elements == nil && value.members == nil ? (attribute, names) : nil
        flatten(value, path, control, false)
        (hop, source, rest) = (nil, nil, nil)
    }

    /// Members that hold JSON whose parts people size.
    private static let documents: Set<String> = ["container_definitions"]

    /// The JSON of a string, as far as it is known.
    private static func decoded(_ value: Value) -> Value? {
        if case .string(let text) = value.content {
            return EmbeddedDocument.decodeJSON(text: text, origins: value.origins)
        }
        return value.partial.map { EmbeddedDocument.decodeJSON(partial: $0, origins: value.origins) }
    }

    private mutating func flatten(_ value: Value, _ path: String, _ control: Origins, _ isInSet: Bool) {
        if case .set(let elements, _) = value.content, !elements.isEmpty {
            for (index, element) in elements.enumerated() {
                flatten(element.inheriting(from: value), "\(path)[\(index)]", control, true)
            }
        } else if let elements = value.elements, !elements.isEmpty {
            for (index, element) in elements.enumerated() {
                flatten(element.inheriting(from: value), "\(path)[\(index)]", control, isInSet)
            }
        } else if let members = value.members, members.count > 0 {
            for entry in members.entries {
                let member = entry.value.inheriting(from: value).chosen(
                    by: Value(.bool(true), entry.keyOrigins))
                flatten(member, "\(path).\(entry.key)", control, isInSet)
            }
        } else {
            if BlockRows.documents.contains(path), !value.isSensitive, let decoded = BlockRows.decoded(value),
                decoded.elements?.isEmpty == false || (decoded.members?.count ?? 0) > 0
            {
                // Each leaf follows the part that it stands in, not the whole text.
                return flatten(decoded, path, control, isInSet)
            }
            var value = value
            if let rest, !value.isDeeplyTraced { value.origins = value.origins.joined(rest) }
            value.origins = value.origins.chosen(by: control)
            if let hop { value.origins = value.origins.passing(hop) }
            append(Row(attribute: path, value: value, isInSet: isInSet, source: source))
        }
    }
}

extension ModuleInstance {
    /// The value of an attribute; of `jsonencode(x)` where parts of x are unknown, x with its known parts.
    func evaluatePartly(_ attribute: TerraformAttribute, names: [String: Value]) -> Value {
        let value = evaluate(attribute, names: names)
        guard value.unknown != nil, let call = attribute.expression.call, call.name == "jsonencode",
            let argument = call.arguments.first, call.arguments.count == 1
        else { return value }
        let inner = root.evaluator.evaluate(
            argument, path: attribute.file.path, scope: scope, names: names)
        return inner.elements == nil && inner.members == nil ? value : inner
    }
}
