extension GoFunctionTable {
    /// sprig's functions on maps.
    mutating func addMaps() {
        add("dict", "a*") { call in
            let map = GoMap()
            for index in stride(from: 0, to: call.args.count, by: 2) {
                let key = try GoFormat.text(call.args[index])
                map.entries[key.string] = GoMap.Entry(
                    value: index + 1 < call.args.count ? call.args[index + 1] : .string(""),
                    keyOrigins: key.origins)
            }
            return GoValue(.map(map))
        }
        add("get", "ms") { call in
            try Self.map(call, 0)[call.string(1)]?.decided(by: call.args[1].origins)
                ?? .string("", call.origins.asDeciders)
        }
        add("set", "msa") { call in
            try Self.map(call, 0).entries[call.string(1)] = GoMap.Entry(
                value: call.args[2].decided(by: Origins(deciders: call.deciders)),
                keyOrigins: call.args[1].origins)
            return call.args[0]
        }
        add("unset", "ms") { call in
            try Self.map(call, 0).entries[call.string(1)] = nil
            return call.args[0]
        }
        add("hasKey", "ms") { call in
            let entry = try Self.map(call, 0).entries[call.string(1)]
            var origins = call.origins
            if let entry { origins.formUnion(entry.keyOrigins) }
            return .bool(entry != nil, origins)
        }
        add("keys", "m*") { call in
            var keys: [GoValue] = []
            for index in call.args.indices {
                let map = try Self.map(call, index)
                keys += map.sortedKeys.map { .string($0, map.entries[$0]?.keyOrigins ?? .none) }
            }
            return .list(keys, call.origins)
        }
        add("values", "m") { call in
            let map = try Self.map(call, 0)
            return .list(map.sortedKeys.compactMap { map[$0] }, call.origins)
        }
        add("pick", "ms*") { call in
            let map = try Self.map(call, 0)
            let names = Set(call.args.indices.dropFirst().map { call.string($0) })
            return GoValue(.map(GoMap(map.entries.filter { names.contains($0.key) })), call.args[0].origins)
        }
        add("omit", "ms*") { call in
            let map = try Self.map(call, 0)
            let names = Set(call.args.indices.dropFirst().map { call.string($0) })
            return GoValue(.map(GoMap(map.entries.filter { !names.contains($0.key) })), call.args[0].origins)
        }
        add("pluck", "sm*") { call in
            var found: [GoValue] = []
            for index in call.args.indices.dropFirst() {
                if let value = try Self.map(call, index)[call.string(0)] { found.append(value) }
            }
            return .list(found, call.origins)
        }
        add("dig", "aaa*") { call in
            let path = call.args.dropLast(2)
            guard let last = call.args.last else { return .null }
            var value = last
            var looked = Origins.none
            for key in path {
                guard let name = key.text else { throw GoFault("dig: keys must be strings") }
                looked.formUnion(value.origins)
                guard let map = value.mapping else {
                    throw GoFault(
                        "interface conversion: interface {} is \(value.typeName), not map[string]interface {}"
                    )
                }
                guard let next = map[name.string] else {
                    return call.args[call.args.count - 2].decided(by: looked)
                }
                value = next
            }
            return value
        }
        add("merge", "mm*") { try Self.merged($0, overwrites: false) }
        add("mergeOverwrite", "mm*") { try Self.merged($0, overwrites: true) }
        add("deepCopy", "a") { try $0.args[0].deepCopy() }
        alias("mustMerge", of: "merge")
        alias("mustMergeOverwrite", of: "mergeOverwrite")
        alias("mustDeepCopy", of: "deepCopy")
    }

    private static func map(_ call: GoCall, _ index: Int) throws -> GoMap {
        guard let map = call.args[index].mapping else {
            throw GoFault("wrong type for value; expected map[string]interface {}")
        }
        return map
    }

    private static func merged(_ call: GoCall, overwrites: Bool) throws -> GoValue {
        let target = try map(call, 0)
        for index in call.args.indices.dropFirst() {
            try merge(map(call, index), into: target, overwrites: overwrites, depth: 0, run: call.run)
        }
        return call.args[0]
    }

    /// mergo's rules: maps merge by key; an empty value is filled, or, when overwriting, replaced by one that is not empty.
    private static func merge(
        _ source: GoMap, into target: GoMap, overwrites: Bool, depth: Int, run: GoRun
    ) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        if source === target { return }
        try run.step(source.entries.count)
        for (key, entry) in source.entries {
            guard let present = target.entries[key] else {
                target.entries[key] = entry
                continue
            }
            if case .map(let inner) = entry.value.data, case .map(let own) = present.value.data {
                try merge(inner, into: own, overwrites: overwrites, depth: depth + 1, run: run)
            } else if overwrites ? entry.value.isTrue : !present.value.isTrue {
                if entry.value.isNothing { continue }
                target.entries[key] = entry
            }
        }
    }
}
