extension GoFunctionTable {
    /// sprig's defaults, conversions and questions about types.
    mutating func addTypes() {
        add("default", "aa*") { call in
            // Sprig looks at the first of what is given, and ignores the rest.
            guard call.args.count > 1 else { return call.args[0] }
            let given = call.args[1]
            return given.isTrue ? given : call.args[0].decided(by: given.origins)
        }
        add("empty", "a") { .bool(!$0.args[0].isTrue, $0.args[0].origins) }
        add("coalesce", "a*") { call in
            var looked = Origins.none
            for value in call.args {
                if value.isTrue { return value.decided(by: looked) }
                looked.formUnion(value.origins)
            }
            return GoValue(.null, looked.asDeciders)
        }
        add("all", "a*") { .bool($0.args.allSatisfy(\.isTrue), $0.origins) }
        add("any", "a*") { .bool($0.args.contains(where: \.isTrue), $0.origins) }
        add("ternary", "aab") { call in
            (call.args[2].isTrue ? call.args[0] : call.args[1]).decided(by: call.args[2].origins)
        }
        add("toString", "a") { call in
            .text(try Self.string(call.args[0]))
        }
        add("typeOf", "a") { .string($0.args[0].typeName, $0.args[0].origins) }
        add("kindOf", "a") { .string($0.args[0].kindName, $0.args[0].origins) }
        add("typeIs", "sa") { .bool($0.string(0) == $0.args[1].typeName, $0.origins) }
        add("typeIsLike", "sa") { call in
            let name = call.args[1].typeName
            return .bool(call.string(0) == name || "*" + call.string(0) == name, call.origins)
        }
        add("kindIs", "sa") { .bool($0.string(0) == $0.args[1].kindName, $0.origins) }
        add("deepEqual", "aa") { .bool(try $0.args[0].equals($0.args[1]), $0.deepOrigins) }
        add("fail", "s") { throw GoFault($0.string(0), id: "template-fail") }
        add("required", "sa") { call in
            let value = call.args[1]
            if value.isNothing || value.text?.isEmpty == true {
                guard call.expectsValues else { throw GoFault(call.string(0), id: "template-required") }
                return .string(
                    "$(required)",
                    Origins(call.token(.unknown("a value that nobody sets: \(call.string(0))"))))
            }
            return value
        }
        add("hello", "") { _ in .string("Hello!") }
    }
}
