extension GoFunctionTable {
    /// sprig's functions between texts and lists, and its rarer ones on text.
    mutating func addTextTools() {
        add("splitList", "ss") { call in
            .list(call.text(1).split(call.text(0).bytes).map { .text($0) }, call.args[1].origins)
        }
        add("split", "ss") { Self.numbered($0.text(1).split($0.text(0).bytes), $0.args[1].origins) }
        add("splitn", "sis") { call in
            guard call.int(1) != 0 else { return Self.numbered([], call.origins) }
            return Self.numbered(
                call.text(2).split(call.text(0).bytes, limit: call.int(1)), call.args[2].origins)
        }
        add("join", "sa") { call in
            var result = GoText([])
            for (index, item) in try Self.strings(call.args[1]).enumerated() {
                if index > 0 { result.append(call.text(0)) }
                result.append(item)
                try call.run.checkSize(result.count)
            }
            return .text(result)
        }
        add("sortAlpha", "a") { call in
            let sorted = try Self.strings(call.args[0]).sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            }
            return .list(sorted.map { .text($0) }, call.args[0].origins)
        }
        add("toStrings", "a") { .list(try Self.strings($0.args[0]).map { .text($0) }, $0.args[0].origins) }
        add("initials", "s") { call in
            var result = GoText([])
            for word in call.text(0).split([32]) where !word.isEmpty { result.append(word.characters[0]) }
            return .text(result)
        }
        add("swapcase", "s") { call in
            var result = GoText([])
            for piece in call.text(0).characters {
                let text = piece.string
                let swapped = text.first?.isUppercase == true ? text.lowercased() : text.uppercased()
                result.append(swapped, piece.origins)
            }
            return .text(result)
        }
        add("snakecase", "s") { GoText.words($0.text(0), separator: "_") }
        add("kebabcase", "s") { GoText.words($0.text(0), separator: "-") }
        add("camelcase", "s") { call in
            var result = GoText([])
            var isUpper = true
            for piece in call.text(0).characters {
                if ["_", "-", " ", "."].contains(piece.string) {
                    isUpper = true
                } else {
                    result.append(
                        isUpper ? piece.string.uppercased() : piece.string, piece.origins)
                    isUpper = false
                }
            }
            return .text(result)
        }
        add("plural", "ssi") { call in
            (call.int(2) == 1 ? call.args[0] : call.args[1]).decided(by: call.args[2].origins)
        }
        add("abbrev", "is") { call in
            let (limit, text) = (call.int(0), call.text(1))
            guard limit >= 4, text.count > limit else { return .text(text) }
            var result = text.slice(0..<(limit - 3))
            result.append("...", text.origins)
            return .text(result)
        }
        add("wrap", "is") { Self.wrapped($0.text(1), width: $0.int(0), with: GoText("\n")) }
        add("wrapWith", "iss") { Self.wrapped($0.text(2), width: $0.int(0), with: $0.text(1)) }
    }

    private static func numbered(_ parts: [GoText], _ origins: Origins) -> GoValue {
        var entries: [String: GoValue] = [:]
        for (index, part) in parts.enumerated() { entries["_\(index)"] = .text(part) }
        return .map(entries, origins)
    }

    /// The elements as text, without nils; a single value is a list of one.
    static func strings(_ value: GoValue) throws -> [GoText] {
        guard let items = value.items else { return value.isNothing ? [] : [try GoFormat.text(value)] }
        return try items.filter { !$0.isNothing }.map { try GoFormat.text($0) }
    }

    private static func wrapped(_ text: GoText, width: Int, with newLine: GoText) -> GoValue {
        let width = max(1, width)
        var result = GoText([])
        var column = 0
        for word in text.split([32]) {
            if column > 0, column + 1 + word.characters.count > width {
                result.append(newLine)
                column = 0
            } else if column > 0 {
                result.append(" ")
                column += 1
            }
            result.append(word)
            column += word.characters.count
        }
        return .text(result)
    }
}

extension GoText {
    /// Lower case words with a separator, as `snakecase` and `kebabcase` make them.
    static func words(_ text: GoText, separator: String) -> GoValue {
        let pieces = text.characters
        var result = GoText([])
        for (index, piece) in pieces.enumerated() {
            let isSeparator = ["_", "-", " ", "."].contains(piece.string)
            if isSeparator {
                result.append(separator, piece.origins)
                continue
            }
            let isUpper = piece.string.first?.isUppercase == true
            let before = index > 0 ? pieces[index - 1].string.first : nil
            let after = index + 1 < pieces.count ? pieces[index + 1].string.first : nil
            let startsWord =
                isUpper
                && (before?.isLowercase == true || before?.isNumber == true
                    || (before?.isUppercase == true && after?.isLowercase == true))
            if startsWord { result.append(separator, piece.origins) }
            result.append(piece.string.lowercased(), piece.origins)
        }
        return .text(result)
    }
}
