extension GoFunctionTable {
    /// sprig's functions between texts and lists, and its rarer ones on text.
    mutating func addTextTools() {
        add("splitList", "ss") { call in
            let parts = call.text(1).split(call.text(0).bytes)
            try call.run.step(parts.count)
            return .list(parts.map { .text($0) }, call.args[1].origins, of: .string)
        }
        add("split", "ss") { try Self.numbered($0, $0.text(1).split($0.text(0).bytes), $0.args[1].origins) }
        add("splitn", "sis") { call in
            guard call.int(1) != 0 else { return try Self.numbered(call, [], call.origins) }
            return try Self.numbered(
                call, call.text(2).split(call.text(0).bytes, limit: call.int(1)), call.args[2].origins)
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
            guard call.args[0].items != nil else {
                return .list([.text(try Self.string(call.args[0]))], call.origins, of: .string)
            }
            let sorted = try Self.strings(call.args[0]).sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            }
            return .list(sorted.map { .text($0) }, call.args[0].origins, of: .string)
        }
        add("toStrings", "a") { call in
            .list(try Self.strings(call.args[0]).map { .text($0) }, call.args[0].origins, of: .string)
        }
        add("nospace", "s") { call in
            let text = call.text(0)
            guard text.bytes.contains(where: Self.isLatinSpace) else { return .text(text) }
            return .text(Self.latin(text) { _, byte in !Self.isLatinSpace(byte) })
        }
        add("initials", "s") { call in
            let text = call.text(0)
            return .text(
                Self.latin(text) { index, byte in
                    !Self.isLatinSpace(byte) && (index == 0 || Self.isLatinSpace(text.bytes[index - 1]))
                })
        }
        add("swapcase", "s") { call in
            var isFirst = true
            return .text(
                call.text(0).mapCharacters { scalar in
                    switch scalar.properties.generalCategory {
                    case .uppercaseLetter, .titlecaseLetter:
                        isFirst = false
                        return scalar.goLower
                    case .lowercaseLetter:
                        defer { isFirst = false }
                        return isFirst ? scalar.goTitle : scalar.goUpper
                    default:
                        isFirst = scalar.isGoSpace
                        return scalar
                    }
                })
        }
        add("snakecase", "s") { .text(WordCases.lower($0.text(0), connector: "_")) }
        add("kebabcase", "s") { .text(WordCases.lower($0.text(0), connector: "-")) }
        add("camelcase", "s") { .text(WordCases.pascal($0.text(0))) }
        add("plural", "ssi") { call in
            (call.int(2) == 1 ? call.args[0] : call.args[1]).decided(by: call.args[2].origins)
        }
        add("abbrev", "is") { .text(Self.abbreviated($0.text(1), offset: 0, width: $0.int(0))) }
        add("abbrevboth", "iis") { call in
            let (left, right, text) = (call.int(0), call.int(1), call.text(2))
            if right < 4 || left > 0 && right < 7 { return .text(text) }
            return .text(Self.abbreviated(text, offset: left, width: right))
        }
        add("wrap", "is") {
            try Self.wrapped($0, $0.text(1), width: $0.int(0), with: GoText("\n"), cutsWords: false)
        }
        add("wrapWith", "iss") { call in
            let mark = call.text(1).isEmpty ? GoText("\n") : call.text(1)
            return try Self.wrapped(call, call.text(2), width: call.int(0), with: mark, cutsWords: true)
        }
    }

    private static func numbered(_ call: GoCall, _ parts: [GoText], _ origins: Origins) throws -> GoValue {
        try call.run.step(parts.count)
        let map = GoMap()
        map.isOfStrings = true
        for (index, part) in parts.enumerated() { map.entries["_\(index)"] = .init(value: .text(part)) }
        return GoValue(.map(map), origins)
    }

    /// sprig's `strval`.
    static func string(_ value: GoValue) throws -> GoText {
        if case .object(let object) = value.data, let bytes = object as? GoBytes { return bytes.text }
        return value.isNothing ? GoText("<nil>", value.origins) : try GoFormat.text(value)
    }

    /// The elements as text, without nils; a single value is a list of one.
    static func strings(_ value: GoValue) throws -> [GoText] {
        guard let items = value.items else { return value.isNothing ? [] : [try string(value)] }
        return try items.filter { !$0.isNothing }.map { try string($0) }
    }

    /// Some functions take each byte for a character, and these bytes for blanks.
    private static func isLatinSpace(_ byte: UInt8) -> Bool {
        GoText.isBlank(byte) || byte == 0x85 || byte == 0xA0
    }

    private static func latin(_ text: GoText, where keeps: (Int, UInt8) -> Bool) -> GoText {
        var result = GoText([])
        for (index, byte) in text.bytes.enumerated() where keeps(index, byte) {
            if byte < 0x80 {
                result.append(text, index..<(index + 1))
            } else {
                result.append(
                    String(Character(Unicode.Scalar(byte))), text.origins(in: index..<(index + 1)).origins)
            }
        }
        return result
    }

    /// goutils' abbreviation: dots at the end, or at both ends when the offset is past the fourth byte.
    private static func abbreviated(_ text: GoText, offset: Int, width: Int) -> GoText {
        guard width >= 4, text.count > width else { return text }
        var offset = min(offset, text.count)
        if text.count - offset < width - 3 { offset = text.count - (width - 3) }
        let dots = GoText("...", text.origins)
        if offset <= 4 {
            var result = text.slice(0..<(width - 3))
            result.append(dots)
            return result
        }
        guard width >= 7 else { return GoText([], text.origins) }
        var result = dots
        if offset + width - 3 < text.count {
            result.append(abbreviated(text.slice(offset..<text.count), offset: 0, width: width - 3))
        } else {
            result.append(text, (text.count - (width - 3))..<text.count)
        }
        return result
    }

    private static func wrapped(
        _ call: GoCall, _ text: GoText, width: Int, with newLine: GoText, cutsWords: Bool
    ) throws -> GoValue {
        let width = max(1, width)
        let bytes = text.bytes
        var result = GoText([])
        var offset = 0
        while bytes.count - offset > width {
            if bytes[offset] == 32 {
                offset += 1
                continue
            }
            let end = offset + width
            if let space = bytes[offset...end].lastIndex(of: 32) {
                result.append(text, offset..<space)
                result.append(newLine)
                offset = space + 1
            } else if cutsWords {
                result.append(text, offset..<end)
                result.append(newLine)
                offset = end
            } else if let space = bytes[end...].firstIndex(of: 32) {
                result.append(text, offset..<space)
                result.append(newLine)
                offset = space + 1
            } else {
                result.append(text, offset..<bytes.count)
                offset = bytes.count
            }
            try call.run.step()
            try call.run.checkSize(result.count)
        }
        result.append(text, offset..<bytes.count)
        return .text(result)
    }
}
