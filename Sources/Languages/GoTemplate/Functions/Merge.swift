extension GoFunctionTable {
    /// `merge` and `mergeOverwrite`: the first map is changed and given back.
    mutating func addMerge() {
        add("merge", "mm*") { try Self.merged($0, overwrites: false) }
        add("mergeOverwrite", "mm*") { try Self.merged($0, overwrites: true) }
        alias("mustMerge", of: "merge")
        alias("mustMergeOverwrite", of: "mergeOverwrite")
    }

    private static func merged(_ call: GoCall, overwrites: Bool) throws -> GoValue {
        var result = call.args[0]
        // Go makes the map that is not there, unless there is nothing to put into it.
        if result.mapping == nil || result.isNil {
            guard call.args.dropFirst().contains(where: { $0.mapping != nil }) else {
                return result.isNil ? result : .null
            }
            result = .map([:], call.origins)
        }
        guard let target = result.mapping else { return .null }
        for index in call.args.indices.dropFirst() {
            guard let source = call.args[index].mapping else { continue }
            try merge(source, into: target, overwrites: overwrites, depth: 0, call)
        }
        return result
    }

    /// mergo's rules: maps merge by key; an empty value is filled, or, when overwriting, every other one is replaced, also by an
    /// empty one.
    private static func merge(
        _ source: GoMap, into target: GoMap, overwrites: Bool, depth: Int, _ call: GoCall
    ) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        if source === target { return }
        try call.run.step(source.entries.count)
        for key in source.sortedKeys {
            guard let entry = source.entries[key] else { continue }
            let present = target.entries[key]?.value
            if entry.value.isNothing || entry.value.isNil {
                if overwrites { take(entry, key, target, call) }
                continue
            }
            if case .map(let inner) = entry.value.data, case .map(let own)? = present?.data {
                try merge(inner, into: own, overwrites: overwrites, depth: depth + 1, call)
                if own.entries.isEmpty { take(entry, key, target, call) }
                continue
            }
            if overwrites || present?.isTrue != true { take(entry, key, target, call) }
        }
    }

    private static func take(_ entry: GoMap.Entry, _ key: String, _ target: GoMap, _ call: GoCall) {
        var entry = entry
        entry.value = entry.value.decided(by: Origins(deciders: call.deciders))
        target.entries[key] = entry
    }
}
