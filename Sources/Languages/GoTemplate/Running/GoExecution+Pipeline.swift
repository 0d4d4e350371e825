import Diagnostics

extension GoExecution {
    /// The value of a pipeline; binds its variables unless `range` does that.
    mutating func pipeline(_ id: GoNodeID, binds: Bool = true) throws -> GoValue {
        guard case .pipe(let names, let isAssignment, let commands) = tree[id].form else {
            return GoValue(.missing)
        }
        var value: GoValue?
        for command in commands {
            var result = try self.command(command, final: value)
            // The nil interface becomes no value at all between the stages, as in Go.
            if case .null = result.data { result.data = .missing }
            value = result
        }
        let result = value ?? GoValue(.missing)
        if binds { for name in names { bind(name, result, isAssignment) } }
        return result
    }

    private mutating func command(_ id: GoNodeID, final: GoValue?) throws -> GoValue {
        guard case .command(let words) = tree[id].form, let first = words.first else {
            return GoValue(.missing)
        }
        try locating(id) { try run.step() }
        let arguments = Array(words.dropFirst())
        switch tree[first].form {
        case .identifier(let name): return try call(name, first, arguments, final)
        case .field(let names): return try fields(of: dot, names, first, arguments, final)
        case .variable(let name, let names):
            if names.isEmpty { try refuse(first, arguments, final) }
            return try fields(of: variable(name), names, first, arguments, final)
        case .chain(let inner, let names):
            let receiver = try argument(inner)
            return try fields(of: receiver, names, first, arguments, final)
        case .null: return try locating(first) { throw GoFault("nil is not a command") }
        default:
            try refuse(first, arguments, final)
            return try argument(first)
        }
    }

    private func refuse(_ id: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?) throws {
        guard !arguments.isEmpty || final != nil else { return }
        let text = String(decoding: tree.source.bytes[tree[id].range.indices], as: UTF8.self)
        try locating(id) { throw GoFault("can't give argument to non-function \(text)") }
    }

    func variable(_ name: String) -> GoValue {
        variables.last { $0.name == name }?.value ?? GoValue(.missing)
    }

    /// The value of an argument.
    mutating func argument(_ id: GoNodeID) throws -> GoValue {
        switch tree[id].form {
        case .dot: return dot
        case .null: return .null
        case .bool(let flag): return .bool(flag, origins(of: id))
        case .int(let number): return GoValue(.int(number), origins(of: id))
        case .float(let number): return .float(number, origins(of: id))
        case .string(let bytes):
            let origins = origins(of: id)
            return GoValue(.string(GoText(bytes, origins)), origins)
        case .field(let names): return try fields(of: dot, names, id, [], nil)
        case .variable(let name, let names): return try fields(of: variable(name), names, id, [], nil)
        case .chain(let inner, let names):
            return try fields(of: try argument(inner), names, id, [], nil)
        case .identifier(let name): return try call(name, id, [], nil)
        case .pipe: return try pipeline(id)
        default: return GoValue(.missing)
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
            if isLast {
                for argument in arguments { given.append(try self.argument(argument)) }
                if let final { given.append(final) }
            }
            value = try locating(id) { try field(of: value, name, given, origins(of: id)) }
        }
        return value
    }

    private func field(of value: GoValue, _ name: String, _ arguments: [GoValue], _ place: Origins) throws
        -> GoValue
    {
        switch value.data {
        case .missing: return GoValue(.missing, value.origins)
        case .null: throw GoFault("nil pointer evaluating interface {}.\(name)")
        case .map(let map):
            if !arguments.isEmpty { throw GoFault("\(name) is not a method but has arguments") }
            if let found = map[name] { return found }
            if run.options.isStrict { throw GoFault("map has no entry for key \"\(name)\"") }
            return GoValue(.null, value.origins.asDeciders)
        case .object(let object):
            if let found = try object.member(name, arguments) { return found }
            if case .map(let map) = object.contents {
                return map[name] ?? GoValue(.null, value.origins.asDeciders)
            }
            throw GoFault("can't evaluate field \(name) in type \(object.typeName)")
        default: throw GoFault("can't evaluate field \(name) in type \(value.typeName)")
        }
    }

    private mutating func call(
        _ name: String, _ id: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?
    ) throws -> GoValue {
        if name == "and" || name == "or" { return try logic(name, id, arguments, final) }
        guard let function = run.set.functions[name] else {
            return try locating(id) {
                throw GoFault("function \"\(name)\" not defined", id: "template-unknown-function")
            }
        }
        var values: [GoValue] = []
        values.reserveCapacity(arguments.count + 1)
        for argument in arguments { values.append(try self.argument(argument)) }
        if let final { values.append(final) }
        return try locating(id) {
            try function.check(name, values)
            do {
                var result = try function.body(
                    GoCall(args: values, run: run, branch: branch, deciders: deciders))
                if let text = result.text { try run.checkSize(text.count) }
                if let items = result.items { try run.step(items.count) }
                if function.isVolatile {
                    run.isVolatile = true
                    result = GoValue(result.data.withVolatile, Origins(isVolatile: true))
                }
                return result
            } catch let fault as GoFault {
                throw GoFault("error calling \(name): \(fault.message)", id: fault.id)
            }
        }
    }

    /// `and` and `or`, which look at no argument after the one that decides.
    private mutating func logic(
        _ name: String, _ id: GoNodeID, _ arguments: [GoNodeID], _ final: GoValue?
    ) throws -> GoValue {
        guard !arguments.isEmpty || final != nil else {
            return try locating(id) {
                throw GoFault("wrong number of args for \(name): want at least 1 got 0")
            }
        }
        var seen = Origins.none
        var value = GoValue(.missing)
        for argument in arguments {
            value = try self.argument(argument)
            if value.isTrue == (name == "or") { return value.decided(by: seen) }
            seen.formUnion(value.origins)
        }
        if let final { return final.decided(by: seen) }
        return value.decided(by: seen)
    }
}

extension GoData {
    /// The same with every part marked as volatile.
    var withVolatile: GoData {
        if case .string(let text) = self { return .string(GoText(text.bytes, Origins(isVolatile: true))) }
        return self
    }
}
