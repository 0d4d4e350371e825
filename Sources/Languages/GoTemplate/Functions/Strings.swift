extension GoFunctionTable {
    /// sprig's functions on one text.
    mutating func addStrings() {
        add("upper", "s") { .text($0.text(0).mapCharacters(\.goUpper)) }
        add("lower", "s") { .text($0.text(0).mapCharacters(\.goLower)) }
        add("title", "s") { call in
            var atStart = true
            return .text(
                call.text(0).mapCharacters { scalar in
                    defer { atStart = Self.separatesWords(scalar) }
                    return atStart ? scalar.goTitle : scalar
                })
        }
        add("untitle", "s") { call in
            var atStart = true
            return .text(
                call.text(0).mapCharacters { scalar in
                    if scalar.isGoSpace {
                        atStart = true
                        return scalar
                    }
                    defer { atStart = false }
                    return atStart ? scalar.goLower : scalar
                })
        }
        add("trim", "s") { call in
            let text = call.text(0)
            let scalars = text.scalars
            guard let first = scalars.first(where: { !$0.scalar.isGoSpace }),
                let last = scalars.last(where: { !$0.scalar.isGoSpace })
            else { return .string("", text.origins) }
            return .text(text.slice(first.range.lowerBound..<last.range.upperBound))
        }
        add("trimAll", "ss") { call in
            let set = Set(call.text(0).characters.map(\.bytes))
            return .text(call.text(1).trimmedCharacters(in: set))
        }
        alias("trimall", of: "trimAll")
        add("trimPrefix", "ss") { call in
            let (prefix, text) = (call.text(0).bytes, call.text(1))
            return .text(text.bytes.starts(with: prefix) ? text.slice(prefix.count..<text.count) : text)
        }
        add("trimSuffix", "ss") { call in
            let (suffix, text) = (call.text(0).bytes, call.text(1))
            return .text(
                text.bytes.reversed().starts(with: suffix.reversed())
                    ? text.slice(0..<(text.count - suffix.count)) : text)
        }
        add("hasPrefix", "ss") { .bool($0.text(1).bytes.starts(with: $0.text(0).bytes), $0.origins) }
        add("hasSuffix", "ss") {
            .bool($0.text(1).bytes.reversed().starts(with: $0.text(0).bytes.reversed()), $0.origins)
        }
        add("contains", "ss") {
            .bool($0.text(1).bytes.firstIndex(of: $0.text(0).bytes, from: 0) != nil, $0.origins)
        }
        add("replace", "sss") { .text($0.text(2).replacing($0.text(0).bytes, with: $0.text(1), limit: -1)) }
        add("trunc", "is") { call in
            let (limit, text) = (call.int(0), call.text(1))
            if limit < 0, text.count + limit > 0 {
                return .text(text.slice((text.count + limit)..<text.count))
            }
            return .text(limit >= 0 && text.count > limit ? text.slice(0..<limit) : text)
        }
        add("substr", "iis") { call in
            let (start, end, text) = (call.int(0), call.int(1), call.text(2))
            let lower = max(0, start)
            let upper = start >= 0 && (end < 0 || end > text.count) ? text.count : end
            guard upper <= text.count, upper >= 0 else {
                throw GoFault(
                    "runtime error: slice bounds out of range [:\(upper)]\(upper < 0 ? "" : " with length \(text.count)")"
                )
            }
            guard lower <= upper else {
                throw GoFault("runtime error: slice bounds out of range [\(lower):\(upper)]")
            }
            return .text(text.slice(lower..<upper))
        }
        add("repeat", "is") { call in
            let (count, text) = (call.int(0), call.text(1))
            guard count >= 0 else { throw GoFault("strings: negative Repeat count") }
            try call.run.step(count)
            let (size, isTooLarge) = count.multipliedReportingOverflow(by: text.count)
            try call.run.checkSize(isTooLarge ? Int.max : size)
            var result = GoText([])
            for _ in 0..<count { result.append(text) }
            return .text(result)
        }
        add("indent", "is") { .text(try Self.indented($0)) }
        add("nindent", "is") { call in
            var result = GoText("\n", call.args[0].origins)
            result.append(try Self.indented(call))
            return .text(result)
        }
        add("quote", "a*") { call in
            .text(try Self.quoted(call.args) { GoQuote.quote($0) })
        }
        add("squote", "a*") { call in
            .text(
                try Self.quoted(call.args) { text in
                    var result = GoText("'")
                    result.append(text)
                    result.append("'")
                    return result
                })
        }
        add("cat", "a*") { call in
            var result = GoText([])
            for (index, value) in call.args.filter({ !$0.isNothing }).enumerated() {
                if index > 0 { result.append(" ") }
                try GoFormat.write(value, into: &result)
            }
            return .text(result)
        }
    }

    private static func separatesWords(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(ascii: scalar)
            return !GoCharacters.isDigit(byte) && !GoCharacters.isLetter(byte) && scalar != "_"
        }
        if scalar.isGoLetter || scalar.properties.generalCategory == .decimalNumber { return false }
        return scalar.isGoSpace
    }

    private static func indented(_ call: GoCall) throws -> GoText {
        let (width, text) = (call.int(0), call.text(1))
        guard width >= 0 else { throw GoFault("strings: negative Repeat count") }
        let lines = text.split([10])
        guard width < 10_000 else { throw GoFault("the indentation is too wide", id: "template-limit") }
        try call.run.checkSize(text.count + width * lines.count)
        let pad = String(repeating: " ", count: width)
        var result = GoText([])
        for (index, line) in lines.enumerated() {
            if index > 0 { result.append("\n") }
            result.append(pad)
            result.append(line)
        }
        return result
    }

    private static func quoted(_ values: [GoValue], _ quote: (GoText) -> GoText) throws -> GoText {
        var result = GoText([])
        var isFirst = true
        for value in values where !value.isNothing {
            if !isFirst { result.append(" ") }
            isFirst = false
            result.append(quote(try string(value)))
        }
        return result
    }
}

extension GoText {
    /// Blanks of ASCII.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    /// Without the given characters at the ends.
    func trimmedCharacters(in set: Set<[UInt8]>) -> GoText {
        var parts = characters[...]
        while let first = parts.first, set.contains(first.bytes) { parts.removeFirst() }
        while let last = parts.last, set.contains(last.bytes) { parts.removeLast() }
        var result = GoText([])
        for part in parts { result.append(part) }
        return result
    }

    /// Stretches of one origin, none of which cuts a character.
    var pieces: [GoText] {
        var starts = Set([0])
        for run in runs {
            for edge in [run.lower, run.upper] where edge < count && bytes[edge] & 0xC0 != 0x80 {
                starts.insert(edge)
            }
        }
        let edges = starts.sorted() + [count]
        return zip(edges, edges.dropFirst()).map { slice($0..<$1) }
    }
}
