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
            guard startsOperand(token.kind) else { throw unexpected(context) }
            commands.append(try command())
            skipSpace()
            if tokens[index].kind == .pipe { index += 1 }
        }
        for (stage, id) in commands.enumerated().dropFirst() { try checkExecutable(id, stage + 1) }
        return add(
            .pipe(variables: names, isAssignment: isAssignment, commands: commands),
            lower..<max(lower, tokens[index].range.lowerBound))
    }

    private func checkExecutable(_ id: GoNodeID, _ stage: Int) throws(GoSyntaxError) {
        guard case .command(let words) = nodes[id.index].form, let first = words.first else { return }
        switch nodes[first.index].form {
        case .bool, .dot, .null, .int, .float, .string:
            throw GoSyntaxError(
                message: "non executable command in pipeline stage \(stage)",
                range: nodes[id.index].range.indices)
        default: return
        }
    }

    private func startsOperand(_ kind: GoTokenKind) -> Bool {
        switch kind {
        case .word(let word):
            !["block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"]
                .contains(word)
                || functions.contains(word)
        case .field, .variable, .dot, .number, .character, .string, .rawString, .open: true
        default: false
        }
    }

    /// `$a :=`, `$a =`, and for `range` `$a, $b :=`; the names are known from here on, as in Go.
    private mutating func declarations(_ context: String) throws(GoSyntaxError) -> ([String], Bool) {
        var names: [String] = []
        while case .variable(let name) = tokens[index].kind {
            let start = index
            index += 1
            skipSpace()
            switch tokens[index].kind {
            case .declare, .assign:
                let isAssignment = tokens[index].kind == .assign
                index += 1
                names.append(name)
                variables.append(name)
                return (names, isAssignment)
            case .comma:
                names.append(name)
                variables.append(name)
                guard context == "range", names.count < 2 else {
                    throw GoSyntaxError(
                        message: "too many declarations in \(context)", range: tokens[index].range)
                }
                index += 1
                skipSpace()
                switch tokens[index].kind {
                case .variable, .end, .close: continue
                default:
                    throw GoSyntaxError(
                        message: "range can only initialize variables", range: tokens[index].range)
                }
            default:
                index = start
                return (names, false)
            }
        }
        return (names, false)
    }

    private mutating func command() throws(GoSyntaxError) -> GoNodeID {
        let lower = tokens[index].range.lowerBound
        var words: [GoNodeID] = []
        var upper = lower
        while true {
            skipSpace()
            switch tokens[index].kind {
            case .end, .close, .pipe: return add(.command(words), lower..<upper)
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
                message: "unexpected . after term "
                    + GoQuote.quote(GoText(String(decoding: bytes[token.range], as: UTF8.self))).string,
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
            case .unusable(let isComplex):
                return add(.unusableNumber(text, isComplex: isComplex), token.range)
            case nil:
                let isWhole = !text.utf8.contains { ".eEpP".utf8.contains($0) }
                throw GoSyntaxError(
                    message: "\(isWhole ? "integer overflow" : "illegal number syntax"): "
                        + GoQuote.quote(GoText(text)).string, range: token.range)
            }
        case .character:
            guard let body = GoStringLiteral.unquote(bytes[token.range]), !body.isEmpty else {
                throw GoSyntaxError(message: "invalid syntax", range: token.range)
            }
            guard let scalars = String(validating: body, as: UTF8.self)?.unicodeScalars, scalars.count == 1,
                let scalar = scalars.first
            else {
                // One byte beyond ASCII, written as such, is a character too.
                if body.count == 1 { return add(.int(Int64(body[0])), token.range) }
                throw GoSyntaxError(message: "malformed character constant: \(text)", range: token.range)
            }
            return add(.int(Int64(scalar.value)), token.range)
        case .string, .rawString:
            guard let body = GoStringLiteral.unquote(bytes[token.range]) else {
                throw GoSyntaxError(message: "invalid syntax", range: token.range)
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
