import Foundation

/// Text as TOML 1.0, for `fromToml`; each value has the origins of its bytes.
struct TOMLReader {
    private let text: GoText
    private var position = 0
    private var steps = 0
    /// Tables that are closed: inline ones, and those that were given under their name.
    private var closed: Set<ObjectIdentifier> = []
    /// Lists that `[[…]]` made.
    private var tables: Set<String> = []

    private init(_ text: GoText) { self.text = text }

    /// - Throws: a `GoFault` for what is no TOML, and one of what is not computed for dates and times.
    static func read(_ text: GoText) throws -> GoValue {
        var reader = TOMLReader(text)
        return try reader.document()
    }

    private var byte: UInt8? { position < text.count ? text.bytes[position] : nil }

    private func bad(_ reason: String) -> GoFault {
        let line = text.bytes.prefix(position).count { $0 == 10 } + 1
        return GoFault("toml: line \(line): \(reason)")
    }

    private mutating func skipBlanks() { while byte == 32 || byte == 9 { position += 1 } }

    /// Blanks, comments and line ends.
    private mutating func skipLines() {
        while let next = byte {
            if next == UInt8(ascii: "#") {
                while let inner = byte, inner != 10 { position += inner == 10 ? 0 : 1 }
            } else if next == 32 || next == 9 || next == 10 || next == 13 {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func endLine() throws {
        skipBlanks()
        if byte == UInt8(ascii: "#") {
            while let inner = byte, inner != 10 { position += inner == 10 ? 0 : 1 }
        }
        if byte == 13 { position += 1 }
        guard byte == nil || byte == 10 else { throw bad("expected a newline") }
    }

    private mutating func document() throws -> GoValue {
        let root = GoMap()
        var table = root
        skipLines()
        while let next = byte {
            if next == UInt8(ascii: "[") {
                table = try header(root)
            } else {
                try pair(into: table, depth: 0)
            }
            try endLine()
            skipLines()
        }
        return GoValue(.map(root))
    }

    // MARK: Tables

    private mutating func header(_ root: GoMap) throws -> GoMap {
        position += 1
        let isList = byte == UInt8(ascii: "[")
        if isList { position += 1 }
        let path = try keys()
        for _ in 0..<(isList ? 2 : 1) {
            guard byte == UInt8(ascii: "]") else { throw bad("expected \"]\"") }
            position += 1
        }
        var table = root
        for key in path.dropLast() { table = try inner(table, key) }
        guard let last = path.last else { throw bad("expected a key") }
        let name = last.string
        if isList {
            let mark = path.map(\.string).joined(separator: "\u{0}")
            var items: [GoValue] = []
            if let present = table[name] {
                guard let list = present.items, tables.contains(mark) else {
                    throw bad("key \"\(name)\" has already been defined")
                }
                items = list
            }
            tables.insert(mark)
            let new = GoMap()
            items.append(GoValue(.map(new)))
            table.entries[name] = .init(value: .list(items), keyOrigins: last.origins)
            return new
        }
        if let present = table.entries[name] {
            guard case .map(let map) = present.value.data, closed.insert(ObjectIdentifier(map)).inserted
            else {
                throw bad("key \"\(name)\" has already been defined")
            }
            return map
        }
        let new = GoMap()
        closed.insert(ObjectIdentifier(new))
        table.entries[name] = .init(value: GoValue(.map(new)), keyOrigins: last.origins)
        return new
    }

    /// The table under a key, made when it is not there; of a list its last one.
    private mutating func inner(_ table: GoMap, _ key: GoText) throws -> GoMap {
        guard let present = table[key.string] else {
            let new = GoMap()
            table.entries[key.string] = .init(value: GoValue(.map(new)), keyOrigins: key.origins)
            return new
        }
        if case .map(let map) = present.data { return map }
        if case .map(let map)? = present.items?.last?.data { return map }
        throw bad("key \"\(key.string)\" is no table")
    }

    private mutating func keys() throws -> [GoText] {
        var path: [GoText] = []
        while true {
            skipBlanks()
            path.append(try key())
            skipBlanks()
            guard byte == UInt8(ascii: ".") else { return path }
            position += 1
            guard path.count < 100 else { throw bad("the key is too long") }
        }
    }

    private mutating func key() throws -> GoText {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string() }
        let start = position
        while let next = byte,
            next < 0x80 && (GoCharacters.isDigit(next) || GoCharacters.isLetter(next)) || next == 0x5F
                || next == 0x2D
        { position += 1 }
        guard position > start else { throw bad("expected a key") }
        return text.slice(start..<position)
    }

    private mutating func pair(into table: GoMap, depth: Int) throws {
        let path = try keys()
        guard byte == UInt8(ascii: "="), let last = path.last else { throw bad("expected \"=\"") }
        position += 1
        skipBlanks()
        let value = try self.value(depth: depth + 1)
        var target = table
        for key in path.dropLast() { target = try inner(target, key) }
        guard target.entries[last.string] == nil else {
            throw bad("Key '\(last.string)' has already been defined.")
        }
        target.entries[last.string] = .init(value: value, keyOrigins: last.origins)
    }

    // MARK: Values

    private mutating func value(depth: Int) throws -> GoValue {
        guard depth < 100 else { throw GoFault("the TOML is nested too deeply", id: "template-limit") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string())
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "{"): return try inlineTable(depth)
        default: return try word()
        }
    }

    private mutating func list(_ depth: Int) throws -> GoValue {
        let start = position
        position += 1
        var items: [GoValue] = []
        while true {
            skipLines()
            if byte == UInt8(ascii: "]") { break }
            items.append(try value(depth: depth + 1))
            skipLines()
            if byte == UInt8(ascii: ",") {
                position += 1
            } else if byte != UInt8(ascii: "]") {
                throw bad("expected a comma or array terminator \"]\"")
            }
        }
        position += 1
        return .list(items, text.origins(in: start..<(start + 1)).origins)
    }

    private mutating func inlineTable(_ depth: Int) throws -> GoValue {
        let start = position
        position += 1
        let table = GoMap()
        skipBlanks()
        if byte == UInt8(ascii: "}") {
            position += 1
        } else {
            while true {
                try pair(into: table, depth: depth)
                skipBlanks()
                guard byte == UInt8(ascii: ",") else { break }
                position += 1
                skipBlanks()
            }
            guard byte == UInt8(ascii: "}") else {
                throw bad("expected a comma or an inline table terminator \"}\"")
            }
            position += 1
        }
        closed.insert(ObjectIdentifier(table))
        return GoValue(.map(table), text.origins(in: start..<(start + 1)).origins)
    }

    private mutating func word() throws -> GoValue {
        let start = position
        while let next = byte, !" \t\r\n,]}#=".utf8.contains(next) { position += 1 }
        let source = text.slice(start..<position)
        let (word, origins) = (source.string, source.origins)
        switch word {
        case "true": return .bool(true, origins)
        case "false": return .bool(false, origins)
        case "inf", "+inf": return .float(.infinity, origins)
        case "-inf": return .float(-.infinity, origins)
        case "nan", "+nan", "-nan": return .float(.nan, origins)
        default: break
        }
        let digits = word.utf8.prefix(5)
        if digits.count == 5, digits.prefix(4).allSatisfy(GoCharacters.isDigit),
            digits.last == 0x2D
                || digits.dropFirst(2).first == 0x3A
        {
            throw GoFault("dates and times of TOML are not computed here", id: GoFault.unsupported)
        }
        if word.hasPrefix("_") || word.hasSuffix("_") || word.contains("__") {
            throw bad("invalid number \"\(word)\"")
        }
        let plain = word.replacingOccurrences(of: "_", with: "")
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
            if let number = Int64(plain.dropFirst(2), radix: radix) {
                return GoValue(.int64(number), origins)
            }
        }
        let body = plain.drop { $0 == "+" || $0 == "-" }
        let hasLeadingZero =
            body.utf8.count > 1 && body.first == "0" && body.dropFirst().first?.isNumber == true
        if !hasLeadingZero, !body.isEmpty, plain.count - body.count < 2 {
            if body.utf8.allSatisfy(GoCharacters.isDigit), let number = Int64(plain) {
                return GoValue(.int64(number), origins)
            }
            let isFloat = body.utf8.allSatisfy { GoCharacters.isDigit($0) || ".eE+-".utf8.contains($0) }
            if isFloat, body.first?.isNumber == true, !body.hasSuffix("."), !body.contains(".e"),
                !body.contains(".E"),
                let number = Double(plain)
            {
                return .float(number, origins)
            }
        }
        throw bad(
            word.isEmpty ? "expected value but found nothing" : "expected value but found \"\(word)\" instead"
        )
    }

    private mutating func string() throws -> GoText {
        let mark = byte ?? 0
        let triple = [mark, mark, mark]
        let isLong = text.bytes[position...].starts(with: triple)
        position += isLong ? 3 : 1
        if isLong {
            if byte == 13 { position += 1 }
            if byte == 10 { position += 1 }
        }
        var result = GoText([])
        while let next = byte {
            if isLong ? text.bytes[position...].starts(with: triple) : next == mark {
                // Up to two marks may stand before the closing ones.
                if isLong {
                    while position + 3 < text.count, text.bytes[position + 3] == mark {
                        result.append(text, position..<(position + 1))
                        position += 1
                    }
                }
                position += isLong ? 3 : 1
                return result
            }
            if next == 10, !isLong { throw bad("strings cannot contain newlines") }
            if next == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                try escape(into: &result, isLong)
            } else {
                result.append(text, position..<(position + 1))
                position += 1
            }
        }
        throw bad("unexpected EOF; expected '\(Character(Unicode.Scalar(mark)))'")
    }

    private mutating func escape(into result: inout GoText, _ isLong: Bool) throws {
        let start = position
        position += 1
        guard let letter = byte else { throw bad("unexpected EOF") }
        position += 1
        let plain: [UInt8: String] = [
            0x62: "\u{8}", 0x74: "\t", 0x6E: "\n", 0x66: "\u{C}", 0x72: "\r", 0x65: "\u{1B}", 0x22: "\"",
            0x5C: "\\",
        ]
        if let text = plain[letter] {
            return result.append(text, self.text.origins(in: start..<position).origins)
        }
        if letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U") {
            let width = letter == UInt8(ascii: "u") ? 4 : 8
            let digits = String(decoding: text.bytes[position...].prefix(width), as: UTF8.self)
            guard digits.utf8.count == width, let value = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw bad("invalid escape \"\\\(Character(Unicode.Scalar(letter)))\"") }
            position += width
            return result.append(
                String(Character(scalar)), text.origins(in: start..<position).origins)
        }
        if isLong, letter == 10 || letter == 32 || letter == 9 || letter == 13 {
            // A backslash at the end of a line takes all blanks after it.
            while let next = byte, next == 32 || next == 9 || next == 10 || next == 13 { position += 1 }
            return
        }
        throw bad("invalid escape character '\(Character(Unicode.Scalar(letter)))'")
    }
}
