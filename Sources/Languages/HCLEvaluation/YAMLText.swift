import Provenance

/// YAML as `yamlencode` writes it: block style, strings in double quotes or, with several lines, as literal blocks.
struct YAMLText {
    private enum Place { case top, item, value }

    private var bytes: [UInt8] = []
    private var parts: [Text.Part] = []
    private var column = 0
    private var indent = -1
    /// True after a blank or at the start of a line.
    private var isAfterBlank = true
    /// True as long as a line holds nothing but its indentation and indicators.
    private var isIndenting = true

    private static let step = 2
    private static let width = 80
    private static let longestKey = 128

    /// The text, with the origins of every leaf at its place; unknown values must not be in it.
    static func encode(_ value: Value) -> Text {
        var writer = YAMLText()
        writer.write(value, .top)
        if !writer.isIndenting || writer.column > 0 { writer.breakLine() }
        let isPlain = value.string == nil && value.elements == nil && value.members == nil
        if isPlain { writer.bytes += Array("...\n".utf8) }
        return Text(String(decoding: writer.bytes, as: UTF8.self), parts: writer.parts)
    }

    private mutating func write(_ value: Value, _ place: Place) {
        switch value.content {
        case .null, .unknown, .partial, .open, .candidates: plain("null", value.origins)
        case .bool(let flag): plain(flag ? "true" : "false", value.origins)
        case .number(let number): plain(number.text, value.origins)
        case .string(let text): string(text.string, value.origins, isKey: false)
        case .list(let elements, _), .set(let elements, _), .tuple(let elements):
            sequence(elements.map { $0.inheriting(from: value) }, place)
        case .map(let members, _), .object(let members):
            mapping(members.mapValues { $0.value.inheriting(from: value) })
        }
    }

    // MARK: Collections

    private mutating func sequence(_ elements: [Value], _ place: Place) {
        guard !elements.isEmpty else { return indicator("[]") }
        let outer = indent
        defer { indent = outer }
        // Under a key on the same line the dashes stand below the key.
        if place != .value || isIndenting { increaseIndent() }
        for element in elements {
            startLine()
            indicator("-", keepsIndenting: true)
            write(element, .item)
        }
    }

    private mutating func mapping(_ members: Members) {
        guard members.count > 0 else { return indicator("{}") }
        let outer = indent
        defer { indent = outer }
        increaseIndent()
        for entry in members.entries {
            startLine()
            let shape = Shape(entry.key)
            if !shape.hasBreaks, entry.key.utf8.count <= Self.longestKey {
                string(entry.key, entry.keyOrigins, isKey: true)
                indicator(":", needsBlank: false)
            } else {
                indicator("?", keepsIndenting: true)
                string(entry.key, entry.keyOrigins, isKey: false)
                startLine()
                indicator(":", keepsIndenting: true)
            }
            write(entry.value, .value)
        }
    }

    private mutating func increaseIndent() { indent = indent < 0 ? 0 : indent + Self.step }

    // MARK: Scalars

    private mutating func plain(_ text: String, _ origins: Origins) {
        if !isAfterBlank { put(0x20) }
        let start = bytes.count
        for byte in text.utf8 { put(byte) }
        parts.append(.init(start..<bytes.count, origins))
        isAfterBlank = false
        isIndenting = false
    }

    private mutating func string(_ text: String, _ origins: Origins, isKey: Bool) {
        let shape = Shape(text)
        let outer = indent
        defer { indent = outer }
        indent = indent < 0 ? Self.step : indent + Self.step
        if text.utf8.contains(0x0A), shape.isBlock, !isKey {
            literal(text, shape, origins)
        } else {
            quoted(text, origins, folds: !isKey)
        }
    }

    private mutating func literal(_ text: String, _ shape: Shape, _ origins: Origins) {
        var header = "|"
        if let first = text.unicodeScalars.first, first == " " || Shape.isBreak(first) {
            header += String(Self.step)
        }
        let scalars = Array(text.unicodeScalars)
        if let last = scalars.last, Shape.isBreak(last) {
            if scalars.count == 1 || Shape.isBreak(scalars[scalars.count - 2]) { header += "+" }
        } else {
            header += "-"
        }
        indicator(header)
        breakLine()
        let start = bytes.count
        var isLineStart = true
        for scalar in scalars {
            if Shape.isBreak(scalar) {
                if scalar == "\n" { breakLine() } else { put(scalar) }
                isLineStart = true
            } else {
                if isLineStart { startLine() }
                put(scalar)
                isLineStart = false
                isIndenting = false
            }
        }
        parts.append(.init(start..<bytes.count, origins.derived))
    }

    private mutating func quoted(_ text: String, _ origins: Origins, folds: Bool) {
        indicator("\"")
        let start = bytes.count
        let scalars = Array(text.unicodeScalars)
        var isAfterSpace = false
        for (index, scalar) in scalars.enumerated() {
            if let escape = Self.escape(scalar) {
                for byte in escape.utf8 { put(byte) }
                isAfterSpace = false
            } else if scalar == " " {
                if folds, !isAfterSpace, column > Self.width, index > 0, index < scalars.count - 1 {
                    startLine()
                    if scalars[index + 1] == " " { put(0x5C) }
                } else {
                    put(0x20)
                }
                isAfterSpace = true
            } else {
                put(scalar)
                isAfterSpace = false
            }
        }
        parts.append(.init(start..<bytes.count, origins))
        put(0x22)
        isAfterBlank = false
        isIndenting = false
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x00: return "\\0"
        case 0x07: return "\\a"
        case 0x08: return "\\b"
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0B: return "\\v"
        case 0x0C: return "\\f"
        case 0x0D: return "\\r"
        case 0x1B: return "\\e"
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x85: return "\\N"
        case 0x2028: return "\\L"
        case 0x2029: return "\\P"
        default: break
        }
        guard !Shape.isPrintable(scalar) else { return nil }
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let (letter, digits) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: digits - hex.utf8.count) + hex
    }

    // MARK: Output

    private mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        bytes += UTF8.encode(scalar).map(Array.init) ?? []
        column += 1
    }

    private mutating func breakLine() {
        bytes.append(0x0A)
        column = 0
        isIndenting = true
        isAfterBlank = true
    }

    private mutating func startLine() {
        if !isIndenting || column > indent || column == indent && !isAfterBlank { breakLine() }
        while column < indent { put(0x20) }
        isAfterBlank = true
        isIndenting = true
    }

    private mutating func indicator(_ text: String, needsBlank: Bool = true, keepsIndenting: Bool = false) {
        if needsBlank, !isAfterBlank { put(0x20) }
        for byte in text.utf8 { put(byte) }
        isAfterBlank = false
        isIndenting = isIndenting && keepsIndenting
    }

    /// What about a string decides how it can be written.
    private struct Shape {
        var hasBreaks = false
        /// True when a literal block can hold it.
        var isBlock = true

        init(_ text: String) {
            var isAfterSpace = false
            for scalar in text.unicodeScalars {
                if !Self.isPrintable(scalar) { isBlock = false }
                if Self.isBreak(scalar) {
                    hasBreaks = true
                    if isAfterSpace { isBlock = false }
                }
                isAfterSpace = scalar == " "
            }
            if isAfterSpace { isBlock = false }
        }

        static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
            [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains(scalar.value)
        }

        static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
            default: false
            }
        }
    }
}
