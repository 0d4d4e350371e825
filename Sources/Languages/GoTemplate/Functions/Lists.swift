extension GoFunctionTable {
    /// sprig's functions on lists.
    mutating func addLists() {
        add("list", "a*") { .list($0.args) }
        alias("tuple", of: "list")
        add("first", "a") { try Self.items($0, 0, "find first").first ?? GoValue(.null, $0.origins) }
        add("last", "a") { try Self.items($0, 0, "find last").last ?? GoValue(.null, $0.origins) }
        add("rest", "a") { Self.part(try Self.items($0, 0, "find rest"), $0) { Array($0.dropFirst()) } }
        add("initial", "a") { Self.part(try Self.items($0, 0, "find initial"), $0) { Array($0.dropLast()) } }
        add("append", "aa") { call in
            .list(try Self.items(call, 0, "push") + [call.args[1]], call.args[0].origins)
        }
        alias("push", of: "append")
        add("prepend", "aa") { call in
            .list([call.args[1]] + (try Self.items(call, 0, "prepend")), call.args[0].origins)
        }
        add("concat", "a*") { call in
            var all: [GoValue] = []
            for index in call.args.indices {
                if call.args[index].items == nil, !call.args[index].isNothing {
                    throw GoFault("Cannot concat type \(call.args[index].kindName) as list")
                }
                all += try Self.items(call, index, "concat")
            }
            return all.isEmpty ? .nilSlice(call.origins) : .list(all, call.origins)
        }
        add("reverse", "a") { call in
            .list(try Self.items(call, 0, "find reverse").reversed(), call.args[0].origins)
        }
        add("uniq", "a") { call in
            var seen: [GoValue] = []
            for item in try Self.items(call, 0, "find uniq") {
                try call.run.step(seen.count)
                let isKnown = try seen.contains { try $0.equals(item) }
                if !isKnown { seen.append(item) }
            }
            return .list(seen, call.args[0].origins)
        }
        add("without", "aa*") { call in
            let omitted = call.args.dropFirst()
            let items = try Self.items(call, 0, "find without")
            try call.run.step(items.count * omitted.count)
            let kept = try items.filter { item in
                let isOmitted = try omitted.contains { try $0.equals(item) }
                return !isOmitted
            }
            var origins = call.args[0].origins
            for value in omitted { origins.formUnion(value.origins.asDeciders) }
            return .list(kept, origins)
        }
        add("has", "aa") { call in
            if call.args[1].isNothing { return .bool(false, call.origins) }
            let found = try Self.items(call, 1, "find has").contains { try $0.equals(call.args[0]) }
            return .bool(found, call.deepOrigins)
        }
        add("compact", "a") {
            .list(try Self.items($0, 0, "compact").filter(\.isTrue), $0.args[0].origins)
        }
        add("chunk", "ia") { call in
            if call.args[1].items == nil, !call.args[1].isNothing {
                throw GoFault("Cannot chunk type \(call.args[1].kindName)")
            }
            let (size, items) = (call.int(0), try Self.items(call, 1, "chunk"))
            guard size > 0 else {
                // Sprig counts the parts before it looks at their size.
                let parts = size == 0 ? 1 : (Double(items.count - 1) / Double(size)).rounded(.down) + 1
                if parts == 0 { return .list([], call.args[1].origins, of: .lists) }
                throw GoFault("runtime error: makeslice: len out of range")
            }
            let parts = stride(from: 0, to: items.count, by: size).map {
                GoValue.list(Array(items[$0..<($0 + min(size, items.count - $0))]), call.args[1].origins)
            }
            return .list(parts, call.args[1].origins, of: .lists)
        }
        add("slice", "aa*") { try Self.slice($0) }
        for name in [
            "first", "last", "rest", "initial", "append", "prepend", "reverse", "uniq", "without", "has",
            "compact", "push", "chunk", "slice",
        ] {
            alias("must" + name.capitalizedFirst, of: name)
        }
        add("until", "i") { call in
            let count = call.int(0)
            return try Self.sequence(call, 0, count, count < 0 ? -1 : 1)
        }
        add("untilStep", "iii") { try Self.sequence($0, $0.int(0), $0.int(1), $0.int(2)) }
        add("seq", "i*") { try Self.seq($0) }
        add("shuffle", "s", state: .changing) { call in
            var characters = call.text(0).characters
            try call.run.step(characters.count)
            for index in characters.indices.reversed() where index > 0 {
                let other = Int(call.run.nextRandom() % UInt64(index + 1))
                characters.swapAt(index, other)
            }
            var result = GoText([])
            for character in characters { result.append(character) }
            return .text(result)
        }
    }

    private static func items(_ call: GoCall, _ index: Int, _ verb: String) throws -> [GoValue] {
        if let items = call.args[index].items {
            try call.run.step(items.count)
            return items
        }
        if call.args[index].isNothing {
            throw GoFault("runtime error: invalid memory address or nil pointer dereference")
        }
        throw GoFault("Cannot \(verb) on type \(call.args[index].kindName)")
    }

    private static func part(_ items: [GoValue], _ call: GoCall, _ take: ([GoValue]) -> [GoValue]) -> GoValue
    {
        items.isEmpty ? .nilSlice(call.args[0].origins) : .list(take(items), call.args[0].origins)
    }

    private static func slice(_ call: GoCall) throws -> GoValue {
        guard let items = call.args[0].items else {
            if call.args[0].isNothing {
                throw GoFault("runtime error: invalid memory address or nil pointer dereference")
            }
            throw GoFault("list should be type of slice or array but \(call.args[0].kindName)")
        }
        if items.isEmpty { return GoValue(.null, call.args[0].origins) }
        let start = call.args.count > 1 ? Int(clamping: GoCast.integer(call.args[1])) : 0
        let end = call.args.count > 2 ? Int(clamping: GoCast.integer(call.args[2])) : items.count
        guard start >= 0, start <= end, end <= items.count else {
            throw GoFault("reflect.Value.Slice: slice index out of bounds")
        }
        var origins = call.args[0].origins
        for bound in call.args.dropFirst() { origins.formUnion(bound.origins.asDeciders) }
        return .list(Array(items[start..<end]), origins, of: call.args[0].elements)
    }

    private static func seq(_ call: GoCall) throws -> GoValue {
        let numbers = call.args.indices.map { call.int($0) }
        let (start, end, step): (Int, Int, Int)
        switch numbers.count {
        case 1: (start, end, step) = (1, numbers[0], numbers[0] < 1 ? -1 : 1)
        case 2: (start, end, step) = (numbers[0], numbers[1], numbers[1] < numbers[0] ? -1 : 1)
        case 3: (start, end, step) = (numbers[0], numbers[2], numbers[1])
        default: return .string("", call.origins)
        }
        if numbers.count == 3, end < start, step > 0 { return .string("", call.origins) }
        let list = try sequence(call, start, end &+ (end < start ? -1 : 1), step)
        let words = try strings(list).map(\.string).joined(separator: " ")
        try call.run.checkSize(words.utf8.count)
        return .string(words, call.origins)
    }

    private static func sequence(_ call: GoCall, _ start: Int, _ stop: Int, _ step: Int) throws -> GoValue {
        let origins = call.origins
        guard step != 0, (stop > start) == (step > 0), stop != start else {
            return .list([], origins, of: .int)
        }
        let (distance, isWide) = stop.subtractingReportingOverflow(start)
        try call.run.step(
            isWide ? call.run.options.limits.steps + 1 : Int(clamping: distance.magnitude / step.magnitude))
        return .list(stride(from: start, to: stop, by: step).map { .int($0, origins) }, origins, of: .int)
    }
}
