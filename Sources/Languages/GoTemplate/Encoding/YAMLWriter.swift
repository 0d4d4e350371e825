import YAML

/// Values as YAML with the text that Helm's `toYaml` gives: keys sorted naturally, block style, two blanks, 80 columns.
struct YAMLWriter {
    private var result = GoText([])
    private var column = 0
    private let width: Int
    private let isPretty: Bool

    private let limit: Int

    private init(width: Int, limit: Int, isPretty: Bool) {
        self.width = width
        self.limit = limit
        self.isPretty = isPretty
    }

    /// The text, without the last line's end.
    static func write(_ value: GoValue, width: Int = 80, limit: Int = 32 << 20) throws -> GoText {
        try write(value, width, limit, isPretty: false)
    }

    /// `toYamlPretty`: lists are indented, lines are not folded, floating point numbers are as Go prints them.
    static func pretty(_ value: GoValue, limit: Int) throws -> GoText {
        try write(value, .max, limit, isPretty: true)
    }

    private static func write(_ value: GoValue, _ width: Int, _ limit: Int, isPretty: Bool) throws -> GoText {
        var writer = YAMLWriter(width: width, limit: limit, isPretty: isPretty)
        try writer.node(value, indent: 0, isRoot: true, depth: 0)
        return writer.result
    }

    private mutating func put(_ text: String, _ origins: Origins) {
        result.append(text, origins)
        column += text.unicodeScalars.count
    }

    private mutating func newLine(_ indent: Int, _ origins: Origins = .none) {
        result.append("\n" + String(repeating: " ", count: indent), origins)
        column = indent
    }

    private mutating func node(_ value: GoValue, indent: Int, isRoot: Bool, depth: Int) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        guard result.count <= limit else {
            throw GoFault("the text is larger than \(limit) bytes", id: "template-limit")
        }
        let origins = value.origins
        let start = result.count
        defer {
            // What chose a collection chose everything in it.
            if !origins.deciders.isEmpty, value.mapping != nil || value.items != nil {
                result.mark(from: start, branch: .outside, deciders: origins.deciders)
            }
        }
        if case .object(let object) = value.data, let bytes = object as? GoBytes {
            return put(Base64.encode(bytes.text.bytes), bytes.text.origins)
        }
        if case .object(let object) = value.data, let fields = object as? GoStruct {
            return try node(fields.encoded, indent: indent, isRoot: isRoot, depth: depth + 1)
        }
        if let map = value.mapping {
            if map.entries.isEmpty { return put(value.isNil ? "null" : "{}", origins) }
            return try mapping(map, indent, depth)
        }
        if let items = value.items {
            if value.isNil { return put("null", origins) }
            if items.isEmpty { return put("[]", origins) }
            return try sequence(items, indent, depth)
        }
        switch value.data {
        case .string(let text): scalar(text.valid, indent: isRoot ? 0 : indent)
        case .float(let number):
            guard number.isFinite else {
                throw GoFault("json: unsupported value: \(GoFloat.general(number))")
            }
            put(isPretty ? GoFloat.general(number) : Self.number(number), origins)
        case .missing, .null: put("null", origins)
        default: put(try GoFormat.text(value).string, origins)
        }
    }

    /// A number as JSON has it, then as YAML writes what it reads there.
    private static func number(_ number: Double) -> String {
        let text = GoFloat.json(number)
        let isInteger = text.utf8.allSatisfy { GoCharacters.isDigit($0) || $0 == UInt8(ascii: "-") }
        return isInteger && Int64(text) != nil ? text : GoFloat.general(number)
    }

    private mutating func mapping(_ map: GoMap, _ indent: Int, _ depth: Int) throws {
        for (index, key) in map.entries.keys.sorted(by: NaturalOrder.precedes).enumerated() {
            guard let entry = map.entries[key] else { continue }
            if index > 0 { newLine(indent) }
            self.key(GoText(key, entry.keyOrigins).valid)
            put(":", entry.keyOrigins)
            let value = entry.value
            if let inner = value.mapping, !inner.entries.isEmpty {
                newLine(indent + 2)
                try node(value, indent: indent + 2, isRoot: false, depth: depth + 1)
            } else if let items = value.items, !items.isEmpty {
                let inner = isPretty ? indent + 2 : indent
                newLine(inner)
                try node(value, indent: inner, isRoot: false, depth: depth + 1)
            } else {
                put(" ", value.origins)
                try node(value, indent: indent + 2, isRoot: false, depth: depth + 1)
            }
        }
    }

    private mutating func sequence(_ items: [GoValue], _ indent: Int, _ depth: Int) throws {
        for (index, item) in items.enumerated() {
            if index > 0 { newLine(indent) }
            put("- ", item.origins)
            try node(item, indent: indent + 2, isRoot: false, depth: depth + 1)
        }
    }

    // MARK: Scalars

    private mutating func key(_ text: GoText) {
        let style = YAMLScalarStyle(text, isKey: true)
        write(text, style, indent: 0, breaks: false)
    }

    private mutating func scalar(_ text: GoText, indent: Int) {
        write(text, YAMLScalarStyle(text, isKey: false), indent: max(indent, 2), breaks: true)
    }

    private mutating func write(_ text: GoText, _ style: YAMLScalarStyle, indent: Int, breaks: Bool) {
        let origins = text.origins
        switch style {
        case .plain: folded(text, indent, breaks) { _ in nil }
        case .single:
            put("'", origins)
            folded(text, indent, breaks) { $0 == "'" ? "''" : nil }
            put("'", origins)
        case .double: double(text, indent, breaks)
        case .literal: literal(text, indent)
        }
    }

    /// Plain and single quoted text: a line breaks at the first single blank past the width.
    private mutating func folded(
        _ text: GoText, _ indent: Int, _ breaks: Bool, escape: (Unicode.Scalar) -> String?
    ) {
        var wasBlank = false
        let bytes = text.bytes
        var index = 0
        while index < bytes.count {
            let (scalar, length) = GoQuote.decode(bytes, index)
            let range = index..<(index + length)
            if bytes[index] == 32 {
                let next = index + 1 < bytes.count ? bytes[index + 1] : 32
                if breaks, !wasBlank, column > width, index > 0, index < bytes.count - 1, next != 32 {
                    newLine(indent, text.origins(in: range).origins)
                } else {
                    result.append(text, range)
                    column += 1
                }
                wasBlank = true
            } else {
                if let scalar, let escaped = escape(scalar) {
                    put(escaped, text.origins(in: range).origins)
                } else {
                    result.append(text, range)
                    column += 1
                }
                wasBlank = false
            }
            index += length
        }
    }

    private mutating func double(_ text: GoText, _ indent: Int, _ breaks: Bool) {
        put("\"", text.origins)
        var wasBlank = false
        let bytes = text.bytes
        var index = 0
        while index < bytes.count {
            let (scalar, length) = GoQuote.decode(bytes, index)
            let range = index..<(index + length)
            let origins = text.origins(in: range).origins
            if bytes[index] == 32 {
                if breaks, !wasBlank, column > width, index > 0, index < bytes.count - 1 {
                    newLine(indent, origins)
                    if bytes[index + 1] == 32 { put("\\", origins) }
                } else {
                    put(" ", origins)
                }
                wasBlank = true
            } else {
                if let scalar, let escaped = Self.escape(scalar) {
                    put(escaped, origins)
                } else {
                    result.append(text, range)
                    column += 1
                }
                wasBlank = false
            }
            index += length
        }
        put("\"", text.origins)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0: return "\\0"
        case 7: return "\\a"
        case 8: return "\\b"
        case 9: return "\\t"
        case 10: return "\\n"
        case 11: return "\\v"
        case 12: return "\\f"
        case 13: return "\\r"
        case 27: return "\\e"
        case 34: return "\\\""
        case 92: return "\\\\"
        case 0x85: return "\\N"
        case 0xA0: return "\\_"
        case 0x2028: return "\\L"
        case 0x2029: return "\\P"
        default:
            guard !YAMLScalarStyle.isPrintable(scalar) || scalar.value == 0xFEFF else { return nil }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let (mark, width) =
                scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
            return "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
        }
    }

    private mutating func literal(_ text: GoText, _ indent: Int) {
        let bytes = text.bytes
        var head = "|"
        if bytes[0] == 32 || bytes[0] == 10 { head += "2" }
        if bytes[bytes.count - 1] != 10 {
            head += "-"
        } else if bytes.count == 1 || bytes[bytes.count - 2] == 10 {
            head += "+"
        }
        put(head, text.origins)
        let lines = text.split([10])
        for (index, line) in lines.enumerated() {
            if index == lines.count - 1, line.isEmpty { break }
            if line.isEmpty { result.append("\n") } else { newLine(indent, line.origins) }
            result.append(line)
        }
        column = 0
    }
}
