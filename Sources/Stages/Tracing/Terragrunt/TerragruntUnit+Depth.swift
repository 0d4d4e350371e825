internal import Model
internal import Provenance

extension TerragruntUnit {
    /// Leaves known only what does not depend on where the repository lies: what is the same for a checkout elsewhere.
    mutating func compare(_ other: TerragruntUnit?) {
        guard let other, other.inputs.count == inputs.count, other.variableFiles == variableFiles,
            other.excluded == excluded
        else {
            hold = hold ?? Hold(.unsupported, "\(file) depends on where the repository is checked out")
            return
        }
        if other.module != module {
            module = .missing(
                Hold(.unsupported, "which module \(file) runs depends on where the repository is checked out")
            )
        }
        let all = made
        made = made.filter { file in
            guard let text = file.text.string, !text.contains(TerragruntPaths.mark) else { return false }
            return other.made.contains { $0.path == file.path && $0.text.string == text }
        }
        let isLost = all.contains { file in
            replacing.contains(file.name) && !made.contains { $0.path == file.path }
        }
        if isLost {
            let detail =
                "what \(file) writes beside the module depends on where the repository is checked out"
            replaced = replaced ?? Hold(.unsupported, detail)
        }
        overriding = overriding ?? other.overriding
        contested.merge(other.contested) { own, _ in own }
        for (name, value) in inputs { inputs[name] = Self.common(value, other.inputs[name]) }
    }

    private static func common(_ value: Value, _ other: Value?) -> Value {
        guard let other else { return displaced(value) }
        if value.unknown != nil { return value }
        if other.unknown != nil { return displaced(value) }
        switch (value.content, other.content) {
        case (.null, .null): return value
        case (.bool(let a), .bool(let b)): return a == b ? value : displaced(value)
        case (.number(let a), .number(let b)): return a == b ? value : displaced(value)
        case (.string(let a), .string(let b)):
            let isSame = a.string == b.string && !a.string.contains(TerragruntPaths.mark)
            return isSame ? value : displaced(value)
        default: break
        }
        var result = value
        if let own = value.elements, let others = other.elements, own.count == others.count {
            let elements = zip(own, others).map { common($0, $1) }
            switch value.content {
            case .list(_, let type): result.content = .list(elements, type)
            case .set(_, let type): result.content = .set(elements, type)
            default: result.content = .tuple(elements)
            }
            return result
        }
        guard let own = value.members, let others = other.members,
            own.entries.map(\.key) == others.entries.map(\.key),
            !own.entries.contains(where: { $0.key.contains(TerragruntPaths.mark) })
        else { return displaced(value) }
        let members = own.mapValues { common($0.value, others[$0.key]) }
        if case .map(_, let type) = value.content {
            result.content = .map(members, type)
        } else {
            result.content = .object(members)
        }
        return result
    }

    private static func displaced(_ value: Value) -> Value {
        Value(
            .unknown(
                Unknown(
                    .impureFunction, "it depends on where the repository is checked out", type: value.type)),
            value.deepOrigins, isSensitive: value.isDeeplySensitive)
    }
}
