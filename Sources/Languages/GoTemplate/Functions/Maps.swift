extension GoFunctionTable {
    /// sprig's functions on maps.
    mutating func addMaps() {
        add("dict", "a*") { call in
            let map = GoMap()
            for index in stride(from: 0, to: call.args.count, by: 2) {
                let named = call.args[index]
                let key = named.isNothing ? GoText("<nil>", named.origins) : try GoFormat.text(named)
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
            if call.args[0].isNothing || call.args[0].isNil {
                throw GoFault("assignment to entry in nil map")
            }
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
            return .list(keys, call.origins, of: .string)
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
        add("dig", "a*") { call in
            guard call.args.count > 2 else { throw GoFault("dig needs at least three arguments") }
            func convert(_ value: GoValue, to type: String) -> GoFault {
                GoFault(
                    value.isNothing
                        ? "interface conversion: interface {} is nil, not \(type)"
                        : "interface conversion: interface {} is \(value.typeName), not \(type)")
            }
            let path = call.args.dropLast(2)
            guard let last = call.args.last else { return .null }
            var value = last
            var looked = Origins.none
            for key in path {
                guard let name = key.text else { throw convert(key, to: "string") }
                looked.formUnion(value.origins)
                guard let map = value.mapping else {
                    throw convert(value, to: "map[string]interface {}")
                }
                guard let next = map[name.string] else {
                    return call.args[call.args.count - 2].decided(by: looked)
                }
                value = next
            }
            return value
        }
        add("deepCopy", "a") { call in
            guard !call.args[0].isNothing else {
                throw GoFault("reflect: call of reflect.Value.Type on zero Value")
            }
            return try call.args[0].deepCopy()
        }
        alias("mustDeepCopy", of: "deepCopy")
    }

    /// A map; nothing is an empty one, as Go's nil map is for those who read.
    private static func map(_ call: GoCall, _ index: Int) throws -> GoMap {
        call.args[index].mapping ?? GoMap()
    }
}
