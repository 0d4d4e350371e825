internal import Diagnostics
internal import GoTemplate
internal import YAML

/// Helm's language for values on the command line: `a.b=c,list={x,y},servers[0].port=80,name\.with\.dots=1`.
struct Assignments {
    private static let mostItems = 65_536
    private static let deepest = 30

    private let text: [Character]
    private let kind: ValueLayer.Assignment
    private let label: String
    private let origins: Origins
    private var position = 0

    init(_ text: String, _ kind: ValueLayer.Assignment, label: String, tokens: TokenTable) {
        self.text = Array(text)
        self.kind = kind
        self.label = label
        let count = UInt32(clamping: text.utf8.count)
        origins = Origins(
            tokens.id(SourceSpan(path: "\(label)", range: ByteRange(lower: 0, upper: count))))
    }

    private func problem(_ reason: String) -> ChartProblem { ChartProblem(.invalid, "\(label): \(reason)") }

    /// Sets everything in `map`; Helm 4 also takes a whole object as `--set-json`.
    func apply(to map: GoMap, takesObjects: Bool) throws {
        var reader = self
        if kind == .json, takesObjects, text.first == "{" {
            ValueTables.overlay(map, try reader.json(String(text)).table ?? GoMap())
            return
        }
        repeat { try reader.assignment(map, depth: 0) } while reader.position < text.count
    }

    /// Sets one value at a path.
    static func assign(_ path: String, _ value: GoValue, to map: GoMap, label: String) throws {
        var reader = Assignments(path + "=", .literal, label: label, tokens: TokenTable())
        reader.fixed = value
        try reader.assignment(map, depth: 0)
    }

    /// The value for a path that stands alone.
    private var fixed: GoValue?

    // MARK: Keys

    private mutating func assignment(_ map: GoMap, depth: Int) throws {
        guard depth < Assignments.deepest else { throw problem("more than \(Assignments.deepest) levels") }
        let (key, stop) = word(until: kind == .literal ? ".[=" : ".[=,")
        if key.isEmpty, depth > 0 { throw problem("a key map has no value") }
        switch stop {
        case nil:
            if key.isEmpty { return }
            throw problem("key \"\(key)\" has no value")
        case ",":
            map.entries[key] = GoMap.Entry(value: .string("", origins), keyOrigins: origins)
            throw problem("key \"\(key)\" has no value (cannot end with ,)")
        case "[":
            let index = try index()
            var list = map[key]?.items ?? []
            list = try item(list, index, depth: depth + 1)
            map.entries[key] = GoMap.Entry(value: GoValue(.list(list), origins), keyOrigins: origins)
        case ".":
            let inner: GoMap
            if let present = map[key], !present.isNothing {
                guard let table = present.table else { throw problem("`\(key)` is no mapping") }
                inner = table
            } else {
                inner = GoMap()
            }
            try assignment(inner, depth: depth + 1)
            if map[key]?.table !== inner {
                map.entries[key] = GoMap.Entry(value: GoValue(.map(inner), origins), keyOrigins: origins)
            }
        default:
            map.entries[key] = GoMap.Entry(value: try value(), keyOrigins: origins)
        }
    }

    private mutating func index() throws -> Int {
        let (digits, stop) = word(until: "]")
        guard stop == "]", let number = Int(digits) else { throw problem("`[\(digits)]` is no index") }
        guard number >= 0 else { throw problem("negative \(number) index not allowed") }
        guard number <= Assignments.mostItems else {
            throw problem(
                "index of \(number) is greater than maximum supported index of \(Assignments.mostItems)")
        }
        return number
    }

    private mutating func item(_ list: [GoValue], _ index: Int, depth: Int) throws -> [GoValue] {
        guard depth < Assignments.deepest else { throw problem("more than \(Assignments.deepest) levels") }
        var list = list
        while list.count <= index { list.append(.null) }
        let (key, stop) = word(until: kind == .literal ? ".[=" : ".[=,")
        guard key.isEmpty else { throw problem("unexpected data at end of array index: \"\(key)\"") }
        switch stop {
        case "[":
            let next = try self.index()
            list[index] = GoValue(.list(try item(list[index].items ?? [], next, depth: depth + 1)), origins)
        case ".":
            let inner = list[index].table ?? GoMap()
            try assignment(inner, depth: depth + 1)
            list[index] = GoValue(.map(inner), origins)
        case "=": list[index] = try value()
        default: throw problem("an index without value")
        }
        return list
    }

    // MARK: Values

    private mutating func value() throws -> GoValue {
        if let fixed { return fixed }
        switch kind {
        case .literal:
            let rest = String(text[position...])
            position = text.count
            return .string(rest, origins)
        case .json: return try json(jsonText())
        case .typed, .text:
            if position < text.count, text[position] == "{" {
                position += 1
                return GoValue(.list(try items()), origins)
            }
            return typed(word(until: ",").0)
        }
    }

    private mutating func items() throws -> [GoValue] {
        var list: [GoValue] = []
        while true {
            let (word, stop) = word(until: ",}")
            switch stop {
            case nil: throw problem("list must terminate with '}'")
            case "}":
                if position < text.count, text[position] == "," { position += 1 }
                list.append(typed(word))
                return list
            default: list.append(typed(word))
            }
        }
    }

    private func typed(_ word: String) -> GoValue {
        kind == .text ? .string(word, origins) : Assignments.typed(word, origins)
    }

    /// What a word is: a boolean, null, a whole number without leading zeros, or text.
    static func typed(_ word: String, _ origins: Origins) -> GoValue {
        switch word {
        case "true": return .bool(true, origins)
        case "false": return .bool(false, origins)
        case "null": return GoValue(.null, origins)
        case "0": return GoValue(.int64(0), origins)
        default:
            if word.first != "0", word.first != "+", let number = Int64(word) {
                return GoValue(.int64(number), origins)
            }
            if word.first == "+", let number = Int64(word.dropFirst()) {
                return GoValue(.int64(number), origins)
            }
            return .string(word, origins)
        }
    }

    /// JSON up to the comma that ends it.
    private mutating func jsonText() -> String {
        var depth = 0
        var isQuoted = false
        let start = position
        while position < text.count {
            let character = text[position]
            if isQuoted {
                if character == "\\" { position += 1 }
                if character == "\"" { isQuoted = false }
            } else {
                switch character {
                case "\"": isQuoted = true
                case "{", "[": depth += 1
                case "}", "]": depth -= 1
                case "," where depth == 0:
                    defer { position += 1 }
                    return String(text[start..<position])
                default: break
                }
            }
            position += 1
        }
        position = min(position, text.count)
        return String(text[start..<position])
    }

    private func json(_ source: String) throws -> GoValue {
        let file = YAMLParser.parse(Array(source.utf8), path: "\(label).json")
        guard !file.hasErrors, let root = file.documents.first?.root else {
            throw problem("`\(source)` is no JSON")
        }
        // Every token stands on the command line, wherever it is in the text.
        return try GoValue(root, tokens: TokenTable()).with(origins, limit: 100)
    }

    /// Characters up to one of `stops`, `\` taking the next one as it is; the stop is consumed.
    private mutating func word(until stops: String) -> (String, Character?) {
        var word = ""
        while position < text.count {
            let character = text[position]
            position += 1
            if stops.contains(character) { return (word, character) }
            if character == "\\", kind != .literal || stops.contains("="), position < text.count {
                word.append(text[position])
                position += 1
            } else {
                word.append(character)
            }
        }
        return (word, nil)
    }
}

extension GoValue {
    /// The same contents, all from one place.
    func with(_ origins: Origins, limit: Int) -> GoValue {
        guard limit > 0 else { return self }
        switch data {
        case .list(let items):
            return GoValue(.list(items.map { $0.with(origins, limit: limit - 1) }), origins)
        case .map(let map):
            let entries = map.entries.mapValues {
                GoMap.Entry(value: $0.value.with(origins, limit: limit - 1), keyOrigins: origins)
            }
            return GoValue(.map(GoMap(entries)), origins)
        case .string(let text): return GoValue(.string(GoText(text.bytes, origins)), origins)
        default: return GoValue(data, origins)
        }
    }
}
