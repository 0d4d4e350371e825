import RegularExpressions

extension GoFunctionTable {
    /// sprig's functions of regular expressions, with RE2's syntax and bounds.
    ///
    /// The plain ones panic on a bad pattern, those with `must` return an error, `regexMatch` is just false: as sprig has it.
    mutating func addRegex() {
        add("regexMatch", "ss") { call in
            guard let regex = try? RegularExpression(call.string(0)) else {
                return .bool(false, call.origins)
            }
            return .bool(
                try call.run.regexSteps { try regex.hasMatch(in: call.text(1).bytes, steps: &$0) },
                call.origins)
        }
        add("mustRegexMatch", "ss") { call in
            let regex = try call.run.regex(call.string(0), panics: false)
            return .bool(
                try call.run.regexSteps { try regex.hasMatch(in: call.text(1).bytes, steps: &$0) },
                call.origins)
        }
        for panics in [true, false] {
            func name(_ plain: String) -> String { panics ? plain : "must" + plain.capitalizedFirst }
            add(name("regexFind"), "ss") { call in
                let text = call.text(1)
                let found = try Self.matches(call, panics, text, atMost: 1).first
                // What the pattern skipped decided where the match stands.
                return (found.map { .text(text.slice($0.range)) } ?? GoValue.string("", text.origins))
                    .decided(by: call.args[0].origins)
            }
            add(name("regexFindAll"), "ssi") { call in
                let (text, most) = (call.text(1), call.int(2))
                let found = try Self.matches(call, panics, text, atMost: most < 0 ? .max : most)
                try call.run.step(found.count)
                if found.isEmpty { return .nilSlice(call.origins, of: .string) }
                return .list(
                    found.map { GoValue.text(text.slice($0.range)) }, call.origins, of: .string)
            }
            add(name("regexSplit"), "ssi") { call in
                let text = call.text(1)
                let regex = try call.run.regex(call.string(0), panics: panics)
                let parts = try call.run.regexSteps {
                    try regex.parts(of: text.bytes, atMost: call.int(2), steps: &$0)
                }
                try call.run.step(parts.count)
                if call.int(2) == 0 { return .nilSlice(call.origins, of: .string) }
                return .list(parts.map { .text(text.slice($0)) }, call.origins, of: .string)
            }
            add(name("regexReplaceAll"), "sss") { try Self.replaced($0, panics, isLiteral: false) }
            add(name("regexReplaceAllLiteral"), "sss") { try Self.replaced($0, panics, isLiteral: true) }
        }
        add("regexQuoteMeta", "s") { call in
            var result = GoText([])
            let text = call.text(0)
            for (index, byte) in text.bytes.enumerated() {
                if "\\.+*?()|[]{}^$".utf8.contains(byte) {
                    result.append("\\", text.origins(in: index..<(index + 1)).origins)
                }
                result.append(text, index..<(index + 1))
            }
            return .text(result)
        }
    }

    private static func matches(_ call: GoCall, _ panics: Bool, _ text: GoText, atMost most: Int) throws
        -> [RegularExpression.Match]
    {
        let regex = try call.run.regex(call.string(0), panics: panics)
        return try call.run.regexSteps { try regex.matches(in: text.bytes, atMost: most, steps: &$0) }
    }

    private static func replaced(_ call: GoCall, _ panics: Bool, isLiteral: Bool) throws -> GoValue {
        let (text, template) = (call.text(1), call.text(2))
        let regex = try call.run.regex(call.string(0), panics: panics)
        let common = isLiteral ? [.template(0..<template.count)] : regex.pieces(of: template.bytes)
        let sharesNames = !isLiteral && regex.hasSharedNames
        var result = GoText([])
        var position = 0
        for match in try matches(call, panics, text, atMost: .max) {
            result.append(text, position..<match.range.lowerBound)
            let start = result.count
            for piece in sharesNames ? regex.pieces(of: template.bytes, for: match) : common {
                switch piece {
                case .template(let range): result.append(template, range)
                case .group(let number): if let range = match.groups[number] { result.append(text, range) }
                }
            }
            // That it stands here is decided by what was found.
            let found = text.origins(in: match.range).origins.asDeciders
            result.mark(from: start, branch: .outside, deciders: found.deciders)
            position = match.range.upperBound
            try call.run.checkSize(result.count)
        }
        if position == 0, result.isEmpty { return .text(text) }
        result.append(text, position..<text.count)
        return .text(result)
    }
}

extension GoRun {
    /// A pattern, read once in a run.
    func regex(_ pattern: String, panics: Bool) throws -> RegularExpression {
        if let known = expressions[pattern] { return known }
        do {
            let regex = try RegularExpression(pattern)
            if expressions.count < 1000 { expressions[pattern] = regex }
            return regex
        } catch {
            let id = error.code == .tooLarge ? "template-limit" : "template-execution"
            let mark = pattern.utf8.contains(0x60) ? "\"" : "`"
            throw GoFault(
                panics ? "regexp: Compile(\(mark)\(pattern)\(mark)): \(error)" : "\(error)", id: id)
        }
    }

    /// Matches on the run's budget.
    func regexSteps<Result>(_ body: (inout Int) throws -> Result) throws -> Result {
        do {
            return try body(&regexBudget)
        } catch is RegularExpressionError {
            throw GoFault(
                "regular expressions take more than \(options.limits.regexSteps) steps", id: "template-limit")
        }
    }
}

extension String {
    /// The first letter in upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
