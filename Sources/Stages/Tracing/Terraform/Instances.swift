internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// One instance of a block with `count` or `for_each`.
struct InstanceKey {
    /// As Terraform prints it behind the name: `[0]`, `["a"]`, or nothing.
    var suffix: String
    /// The key as a value; nil where there is none.
    var key: Value?
    /// `each` or `count` inside the block.
    var names: [String: Value]
    /// What decides that the instance is there.
    var existence: Origins

    static let single = InstanceKey(suffix: "", key: nil, names: [:], existence: .none)
}

/// The instances of a block.
struct Instances {
    enum Form {
        /// Neither `count` nor `for_each`.
        case single
        /// `count`: a list.
        case counted
        /// `for_each`: a map.
        case keyed
        /// It cannot be known which there are; the one key stands for all.
        case unknown(Unknown)
    }
    var form: Form
    var keys: [InstanceKey]
    /// What decides how many there are, also where there is none.
    var membership = Origins.none

    static let single = Instances(form: .single, keys: [.single])

    var unknown: Unknown? {
        guard case .unknown(let unknown) = form else { return nil }
        return unknown
    }
}

extension ModuleInstance {
    /// The instances of a block of this module, found once.
    func instances(of block: TerraformBlock, named name: String) -> Instances {
        if let known = instances[name] { return known }
        guard running.insert("instances of \(name)").inserted else {
            return unknownInstances(
                Unknown(.cycle, "which instances of \(name) there are depends on themselves", at: block.span),
                .none, "each")
        }
        defer { running.remove("instances of \(name)") }
        var result = Instances.single
        if let count = block.attribute("count") {
            result = counted(count, block)
        } else if let each = block.attribute("for_each") {
            result = keyed(each, block)
        }
        instances[name] = result
        return result
    }

    private func unknownInstances(_ unknown: Unknown, _ origins: Origins, _ name: String) -> Instances {
        let value = Value(tracing: unknown, origins)
        let key = InstanceKey(suffix: "[*]", key: nil, names: [name: value], existence: origins)
        return Instances(form: .unknown(unknown), keys: [key])
    }

    /// Instances of which each has a key and a value that are among these.
    private func unknownInstances(
        _ unknown: Unknown, _ items: [(key: Value, value: Value)], _ collection: Value
    ) -> Instances {
        var keys = items.map(\.key)
        // A name is what it is in a set and in no map: it would tell one instance for all.
        keys = keys.map { $0.unknown == nil ? Value(tracing: unknown, $0.origins) : $0 }
        let key = keys.count == 1 ? keys[0] : Value.oneOf(keys, unknown)
        let value = Value.oneOf(items.map(\.value), unknown)
        let each = Value(.object(Members([.init("key", key), .init("value", value)])))
        let existence = collection.membership.joined(key.deepOrigins)
        return Instances(
            form: .unknown(unknown),
            keys: [InstanceKey(suffix: "[*]", key: nil, names: ["each": each], existence: existence)])
    }

    /// Origins of a value that is not known, with all that its expression may depend on.
    private func allOrigins(of value: Value, _ attribute: TerraformAttribute) -> Origins {
        value.isDeeplyTraced
            ? value.origins : value.origins.joined(dependencies(attribute, names: [:]))
    }

    private func counted(_ attribute: TerraformAttribute, _ block: TerraformBlock) -> Instances {
        let value = evaluate(attribute, names: [:])
        if let unknown = value.unknown {
            let origins = allOrigins(of: value, attribute)
            var instances = unknownInstances(unknown, origins, "count")
            // `count = condition ? 1 : 0`: when it is there, it is this one.
            if let conditional = attribute.expression.conditional,
                Set([conditional.whenTrue.text, conditional.whenFalse.text]) == ["0", "1"]
            {
                let names = ["count": Self.count(0)]
                instances = Instances(
                    form: .counted,
                    keys: [InstanceKey(suffix: "[0]", key: nil, names: names, existence: origins)],
                    membership: origins)
            }
            return instances
        }
        let number = value.number ?? value.string.flatMap { Number($0) }
        guard let count = value.bool == nil ? number?.exactInt : nil, count >= 0 else {
            return unknownInstances(
                Unknown(.error, "the count of \(block.location) is no whole number", at: attribute.span),
                value.origins, "count")
        }
        guard count <= root.limits.instances else {
            return unknownInstances(
                Unknown(.limit, "\(block.location) has \(count) instances", at: attribute.span),
                value.origins,
                "count")
        }
        let keys = (0..<count).map { index in
            InstanceKey(
                suffix: "[\(index)]", key: Value(.number(Number(index))), names: ["count": Self.count(index)],
                existence: value.origins.derived)
        }
        return Instances(form: .counted, keys: keys, membership: value.origins.derived)
    }

    private static func count(_ index: Int) -> Value {
        Value(.object(Members([.init("index", Value(.number(Number(index))))])))
    }

    private func keyed(_ attribute: TerraformAttribute, _ block: TerraformBlock) -> Instances {
        let value = evaluate(attribute, names: [:])
        if let unknown = value.unknown {
            guard value.isDeeplyTraced, let items = value.candidates.flatMap({ _ in value.possibleItems })
            else { return unknownInstances(unknown, allOrigins(of: value, attribute), "each") }
            return unknownInstances(unknown, items, value)
        }
        let hop = Hop(
            SourceSpan(path: attribute.file.path, range: attribute.expression.range),
            "for_each over `\(Self.short(attribute.expression.text))`")
        var keys: [InstanceKey] = []
        func add(_ name: String, _ key: Value, _ element: Value) {
            let each = Value(.object(Members([.init("key", key), .init("value", element)])))
            keys.append(
                InstanceKey(
                    suffix: "[\(Self.quoted(name))]", key: key, names: ["each": each],
                    existence: key.origins.derived.joined(value.origins)))
        }
        if let members = value.members {
            for entry in members.entries {
                let key = Value(.string(Text(entry.key)), entry.keyOrigins).inheriting(from: value)
                add(entry.key, key, entry.value.inheriting(from: value).passing(hop))
            }
        } else if case .set(let elements, _) = value.content {
            for element in elements {
                guard let name = element.string else {
                    return unknownInstances(
                        Unknown(
                            .error, "for_each of \(block.location) is no set of strings", at: attribute.span),
                        value.deepOrigins, "each")
                }
                let element = element.inheriting(from: value).passing(hop)
                add(name, element, element)
            }
        } else {
            return unknownInstances(
                Unknown(
                    .error, "for_each of \(block.location) is neither a map nor a set", at: attribute.span),
                value.deepOrigins, "each")
        }
        guard keys.count <= root.limits.instances else {
            return unknownInstances(
                Unknown(.limit, "\(block.location) has \(keys.count) instances", at: attribute.span),
                value.deepOrigins, "each")
        }
        return Instances(form: .keyed, keys: keys, membership: value.origins.derived)
    }

    /// A key as Terraform writes it in an address.
    static func quoted(_ key: String) -> String {
        var text = "\""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(57) + "…" : line
    }
}
