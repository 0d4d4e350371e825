import Diagnostics

extension GoExecution {
    /// The value of a pipeline; binds its variables unless `range` does that.
    mutating func pipeline(_ id: GoNodeID, binds: Bool = true) throws -> GoValue {
        guard case .pipe(let names, let isAssignment, let commands) = tree[id].form else {
            return GoValue(.missing)
        }
        current = id
        var value: GoValue?
        for command in commands {
            var result = try self.command(command, final: value)
            // The nil interface becomes no value at all between the stages, as in Go.
            if case .null = result.data { result.data = .missing }
            result.isBoxed = false
            value = result
        }
        let result = value ?? GoValue(.missing)
        if binds { for name in names { try bind(name, result, isAssignment) } }
        return result
    }

    private mutating func command(_ id: GoNodeID, final: GoValue?) throws -> GoValue {
        guard case .command(let words) = tree[id].form, let first = words.first else {
            return GoValue(.missing)
        }
        try run.step()
        let arguments = Array(words.dropFirst())
        switch tree[first].form {
        case .identifier(let name): return try call(name, first, command: id, arguments, final)
        case .field(let names):
            current = first
            return try fields(of: dot, names, first, arguments, final)
        case .variable(let name, let names):
            current = first
            if names.isEmpty { try refuse(first, arguments, final) }
            return try fields(of: try variable(name), names, first, arguments, final)
        case .chain(let inner, let names):
            current = first
            let receiver = try chained(first, inner)
            return try fields(of: receiver, names, first, arguments, final)
        case .pipe:
            try refuse(first, arguments, final)
            return try pipeline(first)
        default:
            current = first
            try refuse(first, arguments, final)
            if case .null = tree[first].form { throw GoFault("nil is not a command") }
            return try argument(first, "a")
        }
    }

    private func refuse(_ id: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?) throws {
        guard !arguments.isEmpty || final != nil else { return }
        throw GoFault("can't give argument to non-function \(tree.text(of: id))")
    }

    func variable(_ name: String) throws -> GoValue {
        guard let value = variables.last(where: { $0.name == name })?.value else {
            throw GoFault("undefined variable: \(name)")
        }
        return value
    }

    /// The receiver of fields after parentheses.
    private mutating func chained(_ id: GoNodeID, _ inner: GoNodeID) throws -> GoValue {
        if case .null = tree[inner].form {
            throw GoFault("indirection through explicit nil in \(tree.text(of: id))")
        }
        return try argument(inner, "a")
    }

    /// The value of an argument for a parameter of a type.
    mutating func argument(_ id: GoNodeID, _ type: Unicode.Scalar) throws -> GoValue {
        current = id
        switch tree[id].form {
        case .dot: return try GoParameter.check(dot, type)
        case .null:
            guard let name = GoParameter.name(type), type != "m" else { return .null }
            throw GoFault("cannot assign nil to \(name)")
        case .field(let names): return try GoParameter.check(try fields(of: dot, names, id, [], nil), type)
        case .variable(let name, let names):
            return try GoParameter.check(try fields(of: try variable(name), names, id, [], nil), type)
        case .chain(let inner, let names):
            let receiver = try chained(id, inner)
            return try GoParameter.check(try fields(of: receiver, names, id, [], nil), type)
        case .identifier(let name):
            return try GoParameter.check(try call(name, id, command: id, [], nil), type)
        case .pipe: return try GoParameter.check(try pipeline(id), type)
        default: return try literal(id, type)
        }
    }

    /// A literal, whose type is that of the parameter when it can be.
    private func literal(_ id: GoNodeID, _ type: Unicode.Scalar) throws -> GoValue {
        let origins = origins(of: id)
        switch (tree[id].form, type) {
        case (.bool(let flag), "a"), (.bool(let flag), "b"): return .bool(flag, origins)
        case (.string(let bytes), "a"), (.string(let bytes), "s"):
            return GoValue(.string(GoText(bytes, origins)), origins)
        case (.int(let number), "a"), (.int(let number), "i"): return GoValue(.int(number), origins)
        case (.int(let number), "f"): return .float(Double(number), origins)
        case (.float(let number), "a"), (.float(let number), "f"): return .float(number, origins)
        case (.float(let number), "i") where Int64(exactly: number) != nil:
            return GoValue(.int(Int64(number)), origins)
        default: break
        }
        let text = tree.text(of: id)
        if case .unusableNumber(_, let isComplex) = tree[id].form {
            if isComplex {
                throw GoFault("complex numbers are not computed here", id: GoFault.unsupported)
            }
            if type == "a" || type == "i" { throw GoFault("\(text) overflows int") }
        }
        switch type {
        case "b": throw GoFault("expected bool; found \(text)")
        case "s": throw GoFault("expected string; found \(text)")
        case "i": throw GoFault("expected integer; found \(text)")
        case "f": throw GoFault("expected float; found \(text)")
        default: throw GoFault("can't handle \(text) for arg of type \(GoParameter.name(type) ?? "")")
        }
    }

    /// Follows fields; the last may be a method with arguments.
    private mutating func fields(
        of receiver: GoValue, _ names: [String], _ id: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?
    ) throws -> GoValue {
        var value = receiver
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            var given: [GoValue] = []
            if isLast, !arguments.isEmpty || final != nil {
                // Only methods have arguments, and only they have them evaluated.
                guard case .object(let object) = value.data, case .missing = object.contents else {
                    if case .object = value.data {
                        for argument in arguments { given.append(try self.argument(argument, "a")) }
                        if let final { given.append(final) }
                        current = id
                        value = try field(of: value, name, given)
                        continue
                    }
                    value = try field(of: value, name, [.null])
                    continue
                }
                for argument in arguments { given.append(try self.argument(argument, "a")) }
                if let final { given.append(final) }
                current = id
            }
            if given.isEmpty, index > 0, name == "AsMap", names[index - 1] == "Values", case .map = value.data
            {
                // The one method of a chart's values that templates call: the values themselves, as a map.
                continue
            }
            value = try field(of: value, name, given)
        }
        return value
    }

    private func field(of value: GoValue, _ name: String, _ arguments: [GoValue]) throws -> GoValue {
        switch value.data {
        case .missing:
            if run.options.isStrict { throw GoFault("nil data; no entry for key \"\(name)\"") }
            return GoValue(.missing, value.origins)
        case .null: throw GoFault("nil pointer evaluating interface {}.\(name)")
        case .map(let map):
            if !arguments.isEmpty { throw GoFault("\(name) is not a method but has arguments") }
            if let found = map[name] {
                return found.boxed(in: value).decided(by: Origins(deciders: value.origins.deciders))
            }
            if let unknown = map.unknown {
                return .string("$(\(name))", Origins(run.tokens.id(.unknown(".\(name) \(unknown)"))))
            }
            if run.options.isStrict { throw GoFault("\(GoOptions.missingKey) \"\(name)\"") }
            if run.options.keepsMissing { return GoValue(.missing, value.origins.asDeciders) }
            if map.isOfStrings { return .string("", value.origins.asDeciders) }
            return GoValue(.null, value.origins.asDeciders)
        case .object(let object):
            if let found = try object.member(name, arguments) { return found }
            if object is HelmFiles { return GoValue(.object(GoBytes(GoText([])))) }
            if case .map(let map) = object.contents {
                return map[name] ?? GoValue(.null, value.origins.asDeciders)
            }
            throw GoFault("can't evaluate field \(name) in type \(object.typeName)")
        case .string(let text) where run.tokens.unknown(in: text.origins) != nil:
            // What is in a value that is not known is not known either.
            return value
        default:
            throw GoFault(
                "can't evaluate field \(name) in type \(value.isBoxed ? "interface {}" : value.typeName)")
        }
    }

    /// Functions that give one of several values, and so hang on all that they look at.
    private static let choosing: Set<String> = ["coalesce", "default", "dig", "get", "index", "ternary"]

    private mutating func call(
        _ name: String, _ id: GoNodeID, command: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?
    ) throws -> GoValue {
        current = id
        if name == "and" || name == "or" { return try logic(name, arguments, final) }
        guard let function = run.set.functions[name] else {
            throw GoFault("function \"\(name)\" not defined", id: "template-unknown-function")
        }
        try function.checkCount(name, written: arguments.count, final != nil)
        var values: [GoValue] = []
        values.reserveCapacity(arguments.count + 1)
        for argument in arguments {
            values.append(try self.argument(argument, function.parameter(values.count)))
        }
        if let final { values.append(try GoParameter.check(final, function.parameter(values.count))) }
        if name == "index" || name == "get", let text = values.first?.text,
            run.tokens.unknown(in: text.origins) != nil
        {
            // What is in a value that is not known is not known either.
            return values[0]
        }
        if GoExecution.choosing.contains(name) {
            let isTaken = name == "default" || name == "coalesce"
            for value in values { run.choose(by: value.origins, isTaken: isTaken, at: span(command)) }
        }
        do {
            var result = try function.body(
                GoCall(args: values, run: run, branch: branch, deciders: deciders))
            if let text = result.text {
                try run.checkSize(text.count)
                // Memory is bounded by what all texts together may be.
                try run.step(text.count / 64)
            }
            if let items = result.items { try run.step(items.count) }
            if function.isVolatile {
                run.isVolatile = true
                result = result.volatile
            }
            return result
        } catch var fault as GoFault {
            current = command
            fault.message = "error calling \(name): \(fault.message)"
            if let chain = fault.chain { fault.chain = "error calling \(name): \(chain)" }
            if fault.id == GoFault.unsupported { fault.function = fault.function ?? name }
            throw fault
        } catch var error as GoRunError {
            // A template that a function ran: its own message stays, this one is around it.
            current = command
            error.note(definition.name, span(command))
            let (line, column) = tree.place(of: command)
            guard error.chain.utf8.count < 16_384 else { throw error }
            error.chain =
                "template: \(tree.name):\(line):\(column): executing \"\(definition.name)\" at "
                + "<\(tree.text(of: command))>: error calling \(name): \(error.prefix)\(error.chain)"
            error.prefix = ""
            throw error
        }
    }

    /// `and` and `or`, which look at no argument after the one that decides.
    private mutating func logic(_ name: String, _ arguments: [GoNodeID], _ final: GoValue?) throws -> GoValue
    {
        guard !arguments.isEmpty || final != nil else {
            throw GoFault("wrong number of args for \(name): want at least 1 got 0")
        }
        var seen = Origins.none
        var value = GoValue(.missing)
        for argument in arguments {
            value = try self.argument(argument, "a")
            run.choose(by: value.origins, isTaken: name == "or" && value.isTrue, at: span(argument))
            if value.isTrue == (name == "or") { return value.decided(by: seen) }
            seen.formUnion(value.origins)
        }
        if let final { return final.decided(by: seen) }
        return value.decided(by: seen)
    }
}

extension GoValue {
    /// The same, marked as one that another run need not give.
    fileprivate var volatile: GoValue {
        let marked = origins.union(Origins(isVolatile: true))
        if case .string(let text) = data { return GoValue(.string(GoText(text.bytes, marked)), marked) }
        return GoValue(data, marked)
    }
}
