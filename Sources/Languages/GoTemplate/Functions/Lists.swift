extension GoFunctionTable {
    /// sprig's functions on lists.
    mutating func addLists() {
        add("list", "a*") { .list($0.args) }
        alias("tuple", of: "list")
        add("first", "a") { try Self.items($0, 0, "first").first ?? GoValue(.null, $0.origins) }
        add("last", "a") { try Self.items($0, 0, "last").last ?? GoValue(.null, $0.origins) }
        add("rest", "a") { .list(Array(try Self.items($0, 0, "rest").dropFirst()), $0.args[0].origins) }
        add("initial", "a") { .list(Array(try Self.items($0, 0, "initial").dropLast()), $0.args[0].origins) }
        add("append", "aa") { .list(try Self.items($0, 0, "push") + [$0.args[1]], $0.args[0].origins) }
        alias("push", of: "append")
        add("prepend", "aa") { .list([$0.args[1]] + (try Self.items($0, 0, "prepend")), $0.args[0].origins) }
        add("concat", "a*") { call in
            var all: [GoValue] = []
            for index in call.args.indices { all += try Self.items(call, index, "concat") }
            return .list(all, call.origins)
        }
        add("reverse", "a") { .list(try Self.items($0, 0, "reverse").reversed(), $0.args[0].origins) }
        add("uniq", "a") { call in
            var seen: [GoValue] = []
            for item in try Self.items(call, 0, "uniq") where !seen.contains(where: { $0.equals(item) }) {
                seen.append(item)
                try call.run.step(seen.count)
            }
            return .list(seen, call.args[0].origins)
        }
        add("without", "aa*") { call in
            let omitted = call.args.dropFirst()
            let kept = try Self.items(call, 0, "without").filter { item in
                !omitted.contains { $0.equals(item) }
            }
            return .list(kept, call.args[0].origins)
        }
        add("has", "aa") { call in
            if call.args[1].isNothing { return .bool(false, call.origins) }
            let found = try Self.items(call, 1, "has").contains { $0.equals(call.args[0]) }
            return .bool(found, call.deepOrigins)
        }
        add("compact", "a") {
            .list(try Self.items($0, 0, "compact").filter(\.isTrue), $0.args[0].origins)
        }
        add("chunk", "ia") { call in
            let (size, items) = (call.int(0), try Self.items(call, 1, "chunk"))
            guard size > 0 else { throw GoFault("chunk size must be positive") }
            let parts = stride(from: 0, to: items.count, by: size).map {
                GoValue.list(Array(items[$0..<($0 + min(size, items.count - $0))]), call.args[1].origins)
            }
            return .list(parts, call.args[1].origins)
        }
        for name in [
            "first", "last", "rest", "initial", "append", "prepend", "reverse", "uniq", "without", "has",
            "compact", "push", "chunk",
        ] {
            alias("must" + name.prefix(1).uppercased() + name.dropFirst(), of: name)
        }
        add("slice", "aa*") { call in
            guard call.args[0].items != nil else {
                throw GoFault("list should be type of slice or array but \(call.args[0].kindName)")
            }
            return try GoFunctionTable.go["slice"]?.body(call) ?? .null
        }
        alias("mustSlice", of: "slice")
        add("until", "i") { call in
            let count = call.int(0)
            return try Self.sequence(call, 0, count, count < 0 ? -1 : 1)
        }
        add("untilStep", "iii") { try Self.sequence($0, $0.int(0), $0.int(1), $0.int(2)) }
        add("seq", "i*") { call in
            let numbers = call.args.indices.map { call.int($0) }
            let (start, end) = numbers.count == 1 ? (1, numbers[0]) : (numbers.first ?? 0, numbers.last ?? 0)
            guard (1...3).contains(numbers.count) else { return .string("") }
            var step = numbers.count == 3 ? numbers[1] : end < start ? -1 : 1
            if numbers.count == 3, (end < start) != (step < 0) { step = 0 }
            guard step != 0 else { return .string("", call.origins) }
            let list = try Self.sequence(call, start, end &+ (step < 0 ? -1 : 1), step)
            let words = try Self.strings(list).map(\.string).joined(separator: " ")
            return .string(words, call.origins)
        }
    }

    private static func items(_ call: GoCall, _ index: Int, _ name: String) throws -> [GoValue] {
        if let items = call.args[index].items {
            try call.run.step(items.count)
            return items
        }
        if call.args[index].isNothing { throw GoFault("Cannot \(name) on type nil") }
        throw GoFault("Cannot \(name) on type \(call.args[index].kindName)")
    }

    private static func sequence(_ call: GoCall, _ start: Int, _ stop: Int, _ step: Int) throws -> GoValue {
        guard step != 0, (stop > start) == (step > 0), stop != start else { return .list([], call.origins) }
        let (distance, isWide) = stop.subtractingReportingOverflow(start)
        try call.run.step(
            isWide ? call.run.options.limits.steps + 1 : Int(clamping: distance.magnitude / step.magnitude))
        let origins = call.origins
        return .list(stride(from: start, to: stop, by: step).map { .int($0, origins) }, origins)
    }
}
