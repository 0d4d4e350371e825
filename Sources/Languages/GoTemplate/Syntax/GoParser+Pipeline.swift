import Diagnostics

extension GoParser {
    /// A pipeline up to the end of the action or a closing parenthesis, which is left standing.
    mutating func pipeline(_ context: String, declares: Bool, from start: Int) throws(GoSyntaxError)
        -> GoNodeID
    {
        skipSpace()
        let lower = tokens[index].range.lowerBound
        var names: [String] = []
        var isAssignment = false
        if declares { (names, isAssignment) = try declarations(context) }
        var commands: [GoNodeID] = []
        while true {
            skipSpace()
            let token = tokens[index]
            if token.kind == .end || token.kind == .close {
                guard !commands.isEmpty else {
                    throw GoSyntaxError(
                        message: "missing value for \(context)", range: start..<token.range.upperBound)
                }
                break
            }
            commands.append(try command())
            skipSpace()
            if tokens[index].kind == .pipe {
                index += 1
                skipSpace()
                if tokens[index].kind == .end || tokens[index].kind == .close {
                    throw GoSyntaxError(
                        message: "missing value for \(context)", range: tokens[index].range)
                }
            } else if tokens[index].kind != .end && tokens[index].kind != .close {
                throw unexpected(context)
            }
        }
        for id in commands.dropFirst() { try checkExecutable(id) }
        // A variable is visible only after its own pipeline.
        if !isAssignment { variables.append(contentsOf: names) }
        return add(
            .pipe(variables: names, isAssignment: isAssignment, commands: commands),
            lower..<max(lower, tokens[index].range.lowerBound))
    }

    private func checkExecutable(_ id: GoNodeID) throws(GoSyntaxError) {
        guard case .command(let words) = nodes[id.index].form, let first = words.first else { return }
        switch nodes[first.index].form {
        case .bool, .dot, .null, .int, .float, .string:
            throw GoSyntaxError(
                message: "non executable command in pipeline stage", range: nodes[id.index].range.indices)
        default: return
        }
    }

    /// `$a :=`, `$a =`, and for `range` `$a, $b :=`.
    private mutating func declarations(_ context: String) throws(GoSyntaxError) -> ([String], Bool) {
        let start = index
        guard case .variable(let first) = tokens[index].kind else { return ([], false) }
        index += 1
        skipSpace()
        var names = [first]
        if context == "range", tokens[index].kind == .comma {
            index += 1
            skipSpace()
            guard case .variable(let second) = tokens[index].kind else {
                throw GoSyntaxError(
                    message: "range can only initialize variables", range: tokens[index].range)
            }
            names.append(second)
            index += 1
            skipSpace()
        }
        switch tokens[index].kind {
        case .declare: break
        case .assign:
            for name in names where !variables.contains(name) {
                throw GoSyntaxError(message: "undefined variable \"\(name)\"", range: tokens[start].range)
            }
        case .comma:
            throw GoSyntaxError(
                message: "too many declarations in \(context)", range: tokens[index].range)
        default:
            guard names.count == 1 else { throw unexpected(context) }
            index = start
            return ([], false)
        }
        let isAssignment = tokens[index].kind == .assign
        index += 1
        return (names, isAssignment)
    }

    private mutating func command() throws(GoSyntaxError) -> GoNodeID {
        let lower = tokens[index].range.lowerBound
        var words: [GoNodeID] = []
        var upper = lower
        while true {
            skipSpace()
            switch tokens[index].kind {
            case .end, .close, .pipe:
                guard !words.isEmpty else {
                    throw GoSyntaxError(message: "empty command", range: tokens[index].range)
                }
                return add(.command(words), lower..<upper)
            default:
                words.append(try operand())
                upper = tokens[index - 1].range.upperBound
                switch tokens[index].kind {
                case .space, .end, .close, .pipe: continue
                default: throw unexpected("operand")
                }
            }
        }
    }

    /// A term with the fields after it.
    private mutating func operand() throws(GoSyntaxError) -> GoNodeID {
        let token = tokens[index]
        let node = try term(token)
        guard case .field = tokens[index].kind else { return node }
        var fields: [String] = []
        let place = tokens[index].range.lowerBound
        while case .field(let name) = tokens[index].kind {
            fields.append(name)
            index += 1
        }
        let range = token.range.lowerBound..<tokens[index - 1].range.upperBound
        switch nodes[node.index].form {
        case .field(let first): return add(.field(first + fields), range, position: place)
        case .variable(let name, _): return add(.variable(name, fields: fields), range, position: place)
        case .bool, .null, .int, .float, .string, .dot:
            throw GoSyntaxError(
                message: "unexpected . after term \"\(String(decoding: bytes[token.range], as: UTF8.self))\"",
                range: range)
        default: return add(.chain(node, fields: fields), range, position: place)
        }
    }

    private mutating func term(_ token: GoToken) throws(GoSyntaxError) -> GoNodeID {
        index += 1
        let text = String(decoding: bytes[token.range], as: UTF8.self)
        switch token.kind {
        case .word("true"): return add(.bool(true), token.range)
        case .word("false"): return add(.bool(false), token.range)
        case .word("nil"): return add(.null, token.range)
        case .word(let name):
            guard functions.contains(name) else {
                throw GoSyntaxError(
                    message: "function \"\(name)\" not defined", range: token.range,
                    id: "template-unknown-function")
            }
            return add(.identifier(name), token.range)
        case .field(let name): return add(.field([name]), token.range)
        case .variable(let name):
            guard variables.contains(name) else {
                throw GoSyntaxError(message: "undefined variable \"\(name)\"", range: token.range)
            }
            return add(.variable(name, fields: []), token.range)
        case .dot: return add(.dot, token.range)
        case .number:
            switch GoNumber(text) {
            case .int(let number): return add(.int(number), token.range)
            case .float(let number): return add(.float(number), token.range)
            case nil: throw GoSyntaxError(message: "bad number syntax: \"\(text)\"", range: token.range)
            }
        case .character:
            guard let body = GoStringLiteral.unquote(bytes[token.range]),
                let scalars = String(validating: body, as: UTF8.self)?.unicodeScalars, scalars.count == 1,
                let scalar = scalars.first
            else { throw GoSyntaxError(message: "malformed character constant: \(text)", range: token.range) }
            return add(.int(Int64(scalar.value)), token.range)
        case .string, .rawString:
            guard let body = GoStringLiteral.unquote(bytes[token.range]) else {
                throw GoSyntaxError(message: "invalid syntax in \(text)", range: token.range)
            }
            return add(.string(body), token.range)
        case .open:
            depth += 1
            defer { depth -= 1 }
            guard depth < 200 else {
                throw GoSyntaxError(
                    message: "max expression depth exceeded", range: token.range, id: "template-limit")
            }
            let pipe = try pipeline("parenthesized pipeline", declares: true, from: token.range.lowerBound)
            guard tokens[index].kind == .close else { throw unexpected("parenthesized pipeline") }
            index += 1
            return pipe
        default:
            index -= 1
            throw unexpected("operand")
        }
    }
}
