/// Values as JSON with the text of Go's `encoding/json`.
struct JSONWriter {
    /// Whether `<`, `>` and `&` are escaped, as `toJson` does and `toRawJson` does not.
    var escapesHTML = true
    /// Blanks per level, or nil for one line.
    var indent: Int?
    private var result = GoText([])

    /// The text.
    static func write(
        _ value: GoValue, escapesHTML: Bool = true, indent: Int? = nil, limit: Int = 32 << 20
    ) throws -> GoText {
        var writer = JSONWriter(escapesHTML: escapesHTML, indent: indent, limit: limit)
        try writer.node(value, depth: 0)
        return writer.result
    }

    private let limit: Int

    private init(escapesHTML: Bool, indent: Int?, limit: Int) {
        self.limit = limit
        self.escapesHTML = escapesHTML
        self.indent = indent
    }

    private mutating func newLine(_ depth: Int) {
        if let indent { result.append("\n" + String(repeating: " ", count: indent * depth)) }
    }

    private mutating func node(_ value: GoValue, depth: Int) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        guard result.count <= limit else {
            throw GoFault("the text is larger than \(limit) bytes", id: "template-limit")
        }
        let origins = value.origins
        if case .object(let object) = value.data, let bytes = object as? GoBytes {
            return string(GoText(Base64.encode(bytes.text.bytes), bytes.text.origins))
        }
        if case .object(let object) = value.data, let fields = object as? GoStruct {
            return try node(fields.encoded, depth: depth + 1)
        }
        if let map = value.mapping {
            if map.entries.isEmpty { return result.append(value.isNil ? "null" : "{}", origins) }
            result.append("{", origins)
            for (index, key) in map.sortedKeys.enumerated() {
                guard let entry = map.entries[key] else { continue }
                if index > 0 { result.append(",", origins) }
                newLine(depth + 1)
                string(GoText(key, entry.keyOrigins))
                result.append(indent == nil ? ":" : ": ", entry.keyOrigins)
                try node(entry.value, depth: depth + 1)
            }
            newLine(depth)
            return result.append("}", origins)
        }
        if let items = value.items {
            if value.isNil { return result.append("null", origins) }
            if items.isEmpty { return result.append("[]", origins) }
            result.append("[", origins)
            for (index, item) in items.enumerated() {
                if index > 0 { result.append(",", origins) }
                newLine(depth + 1)
                try node(item, depth: depth + 1)
            }
            newLine(depth)
            return result.append("]", origins)
        }
        switch value.data {
        case .string(let text): string(text)
        case .float(let number):
            guard number.isFinite else {
                throw GoFault("json: unsupported value: \(GoFloat.general(number))")
            }
            result.append(GoFloat.json(number), origins)
        case .missing, .null: result.append("null", origins)
        case .object: string(try GoFormat.text(value))
        default: result.append(try GoFormat.text(value))
        }
    }

    private mutating func string(_ text: GoText) {
        result.append("\"", text.origins)
        var index = 0
        while index < text.count {
            let (scalar, length) = GoQuote.decode(text.bytes, index)
            let range = index..<(index + length)
            let origins = text.origins(in: range).origins
            if let escape = escape(scalar) {
                result.append(escape, origins)
            } else {
                result.append(text, range)
            }
            index += length
        }
        result.append("\"", text.origins)
    }

    private func escape(_ scalar: Unicode.Scalar?) -> String? {
        guard let scalar else { return "\\ufffd" }
        switch scalar.value {
        case 8: return "\\b"
        case 9: return "\\t"
        case 10: return "\\n"
        case 12: return "\\f"
        case 13: return "\\r"
        case 34: return "\\\""
        case 92: return "\\\\"
        case 0..<32, 0x2028, 0x2029: return "\\u" + GoQuote.hex(scalar.value, 4)
        case 0x3C, 0x3E, 0x26: return escapesHTML ? "\\u" + GoQuote.hex(scalar.value, 4) : nil
        default: return nil
        }
    }
}
