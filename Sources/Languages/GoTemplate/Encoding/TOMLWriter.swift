/// Values as TOML with the text of the encoder that Helm's `toToml` uses.
struct TOMLWriter {
    private var result = GoText([])
    private let limit: Int

    static func write(_ value: GoValue, limit: Int) throws -> GoText {
        var writer = TOMLWriter(limit: limit)
        try writer.encode([], value, depth: 0)
        return writer.result
    }

    private init(limit: Int) { self.limit = limit }

    private mutating func put(_ text: String, _ origins: Origins = .none) { result.append(text, origins) }
    private mutating func newLine() { if !result.isEmpty { put("\n") } }

    private func indent(_ path: [GoText]) -> String {
        String(repeating: "  ", count: max(0, path.count - 1))
    }

    private mutating func encode(_ path: [GoText], _ value: GoValue, depth: Int) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        guard result.count <= limit else {
            throw GoFault("the text is larger than \(limit) bytes", id: "template-limit")
        }
        if let map = value.mapping {
            if path.count == 1 { newLine() }
            if !path.isEmpty {
                put(indent(path) + "[")
                name(path)
                put("]", value.origins)
                newLine()
            }
            return try members(of: map, path, depth)
        }
        if let items = value.items, try isTables(items) {
            guard !path.isEmpty else { throw GoFault("toml: top-level values must be Go maps or structs") }
            for item in items {
                guard let map = item.mapping else { continue }
                newLine()
                put(indent(path) + "[[")
                name(path)
                put("]]", item.origins)
                newLine()
                try members(of: map, path, depth)
            }
            return
        }
        if value.isNothing { return }
        try pair(path, value, isInline: false, depth: depth)
    }

    private mutating func members(of map: GoMap, _ path: [GoText], _ depth: Int) throws {
        for tables in [false, true] {
            for key in map.sortedKeys {
                guard let entry = map.entries[key], try isTable(entry.value) == tables else { continue }
                if Self.isNil(entry.value) { continue }
                try encode(path + [GoText(key, entry.keyOrigins)], entry.value, depth: depth + 1)
            }
        }
    }

    private static func isNil(_ value: GoValue) -> Bool { value.isNothing || value.isNil }

    private func isTable(_ value: GoValue) throws -> Bool {
        if value.mapping != nil { return true }
        if let items = value.items { return try isTables(items) }
        return false
    }

    /// Whether a list is written as `[[name]]`.
    private func isTables(_ items: [GoValue]) throws -> Bool {
        if items.contains(where: Self.isNil) { throw GoFault("toml: cannot encode array with nil element") }
        return !items.isEmpty && items.allSatisfy { $0.mapping != nil }
    }

    private mutating func name(_ path: [GoText]) {
        for (index, part) in path.enumerated() {
            if index > 0 { put(".") }
            name(part)
        }
    }

    private mutating func name(_ part: GoText) {
        let isBare =
            !part.isEmpty
            && part.bytes.allSatisfy {
                $0 < 0x80 && (GoCharacters.isDigit($0) || GoCharacters.isLetter($0)) || $0 == 0x5F
                    || $0 == 0x2D
            }
        if isBare { result.append(part) } else { quoted(part) }
    }

    private mutating func pair(_ path: [GoText], _ value: GoValue, isInline: Bool, depth: Int) throws {
        guard let key = path.last else { return try element(value, depth) }
        put(indent(path))
        name(key)
        put(" = ", key.origins)
        try element(value, depth)
        if !isInline { newLine() }
    }

    private mutating func element(_ value: GoValue, _ depth: Int) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        guard result.count <= limit else {
            throw GoFault("the text is larger than \(limit) bytes", id: "template-limit")
        }
        if let items = value.items {
            put("[", value.origins)
            for (index, item) in items.enumerated() {
                if index > 0 { put(", ", value.origins) }
                try element(item, depth + 1)
            }
            return put("]", value.origins)
        }
        if let map = value.mapping {
            put("{", value.origins)
            let direct = try map.sortedKeys.filter { try map[$0].map(isTable) == false }
            let tables = try map.sortedKeys.filter { try map[$0].map(isTable) == true }
            for (names, isLastGroup) in [(direct, tables.isEmpty), (tables, true)] {
                for (index, key) in names.enumerated() {
                    guard let entry = map.entries[key], !Self.isNil(entry.value) else { continue }
                    try pair(
                        [GoText(key, entry.keyOrigins)], entry.value, isInline: true, depth: depth + 1)
                    if !isLastGroup || index < names.count - 1 { put(", ", value.origins) }
                }
            }
            return put("}", value.origins)
        }
        switch value.data {
        case .string(let text): quoted(text)
        case .float(let number):
            var text =
                number.isNaN
                ? "nan" : number.isInfinite ? (number < 0 ? "-inf" : "inf") : GoFloat.shortest(number)
            if number.isFinite, !text.contains("e"), !text.contains(".") { text += ".0" }
            put(text, value.origins)
        default: result.append(try GoFormat.text(value))
        }
    }

    private mutating func quoted(_ text: GoText) {
        put("\"", text.origins)
        for (scalar, range) in text.scalars {
            let escaped: String?
            switch scalar.value {
            case 8: escaped = "\\b"
            case 9: escaped = "\\t"
            case 10: escaped = "\\n"
            case 12: escaped = "\\f"
            case 13: escaped = "\\r"
            case 34: escaped = "\\\""
            case 92: escaped = "\\\\"
            case 0..<32, 127: escaped = "\\u" + GoQuote.hex(scalar.value, 4)
            default: escaped = nil
            }
            if let escaped {
                put(escaped, text.origins(in: range).origins)
            } else {
                result.append(text, range)
            }
        }
        put("\"", text.origins)
    }
}
