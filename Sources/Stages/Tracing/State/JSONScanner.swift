/// Walks over JSON of any size without building a tree of it: callers take what they need and skip the rest.
///
/// Work is linear in the bytes, memory in what callers keep; nesting is bounded.
struct JSONScanner {
    private let bytes: [UInt8]
    private(set) var position = 0
    private var depth = 0
    private static let maximumDepth = 500

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Starts in the middle, at the start of a value.
    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// What is wrong with the text, and where.
    struct Problem: Error { var message: String }

    private func problem(_ what: String) -> Problem { Problem(message: "\(what) at byte \(position)") }

    private mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// The first byte of the next value.
    mutating func peek() throws(Problem) -> UInt8 {
        skipBlanks()
        guard position < bytes.count else { throw problem("the text ends too early") }
        return bytes[position]
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func enter() throws(Problem) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw problem("nested deeper than \(Self.maximumDepth)") }
    }

    // MARK: Values

    /// Calls `each` with every key.
    ///
    /// It must read or skip the value. Anything but an object is skipped.
    mutating func object(_ each: (String, inout JSONScanner) throws(Problem) -> Void) throws(Problem) {
        guard try peek() == UInt8(ascii: "{") else { return try skip() }
        try enter()
        position += 1
        if !take(UInt8(ascii: "}")) {
            repeat {
                let key = try string()
                guard take(UInt8(ascii: ":")) else { throw problem("no colon") }
                try each(key, &self)
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw problem("an object does not end") }
        }
        depth -= 1
    }

    /// Calls `each` at every element.
    ///
    /// It must read or skip it. Anything but an array is skipped.
    mutating func array(_ each: (inout JSONScanner) throws(Problem) -> Void) throws(Problem) {
        guard try peek() == UInt8(ascii: "[") else { return try skip() }
        try enter()
        position += 1
        if !take(UInt8(ascii: "]")) {
            repeat { try each(&self) } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw problem("an array does not end") }
        }
        depth -= 1
    }

    /// A string; nil for any other value, which is skipped.
    mutating func text() throws(Problem) -> String? {
        guard try peek() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try string()
    }

    /// A string.
    mutating func string() throws(Problem) -> String {
        let (range, isPlain) = try stringRange()
        guard !isPlain else { return String(decoding: bytes[range], as: UTF8.self) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x5C else {
                result.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            switch bytes[index] {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "u"):
                let (scalar, length) = unicode(at: index + 1, before: range.upperBound)
                result += Array(String(scalar).utf8)
                index += length
            default: result.append(bytes[index])
            }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes between the quotes, and whether none is escaped.
    private mutating func stringRange() throws(Problem) -> (Range<Int>, Bool) {
        guard try peek() == UInt8(ascii: "\"") else { throw problem("no string") }
        position += 1
        let start = position
        var isPlain = true
        while position < bytes.count, bytes[position] != 0x22 {
            if bytes[position] == 0x5C {
                isPlain = false
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else { throw problem("a string does not end") }
        position += 1
        return (start..<(position - 1), isPlain)
    }

    /// The scalar of `\uXXXX` and how many bytes after the `u` it takes; a surrogate takes its partner with it.
    private func unicode(at index: Int, before end: Int) -> (Unicode.Scalar, Int) {
        func unit(_ index: Int) -> UInt32? {
            guard index + 4 <= end else { return nil }
            return UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
        }
        guard let first = unit(index) else { return ("\u{FFFD}", 0) }
        if first & 0xFC00 == 0xD800, index + 10 <= end, bytes[index + 4] == 0x5C,
            bytes[index + 5] == UInt8(ascii: "u"), let second = unit(index + 6),
            second & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
        {
            return (scalar, 10)
        }
        return (Unicode.Scalar(first) ?? "\u{FFFD}", 4)
    }

    /// Goes over one value, whatever it is.
    mutating func skip() throws(Problem) {
        switch try peek() {
        case UInt8(ascii: "{"): try object { (_, scanner) throws(Problem) in try scanner.skip() }
        case UInt8(ascii: "["): try array { (scanner) throws(Problem) in try scanner.skip() }
        case UInt8(ascii: "\""): _ = try stringRange()
        default: _ = try word()
        }
    }

    /// A number, `true`, `false` or `null` as it is written.
    private mutating func word() throws(Problem) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            guard byte > 0x20, byte != 0x2C, byte != 0x5D, byte != 0x7D, byte != 0x3A else { break }
            position += 1
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        let isNumber = Double(word) != nil && !word.contains { $0.isLetter && $0 != "e" && $0 != "E" }
        guard ["true", "false", "null"].contains(word) || isNumber else { throw problem("no JSON") }
        return word
    }

    /// One value as a tree; for small ones.
    mutating func node() throws(Problem) -> JSONNode {
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONNode] = [:]
            try object { (key, scanner) throws(Problem) in members[key] = try scanner.node() }
            return .object(members)
        case UInt8(ascii: "["):
            var items: [JSONNode] = []
            try array { (scanner) throws(Problem) in items.append(try scanner.node()) }
            return .array(items)
        case UInt8(ascii: "\""): return .string(try string())
        default: return .word(try word())
        }
    }

    /// Demands that nothing follows.
    mutating func end() throws(Problem) {
        skipBlanks()
        guard position == bytes.count else { throw problem("something follows the JSON") }
    }
}

/// A JSON value.
indirect enum JSONNode: Hashable, Sendable {
    case object([String: JSONNode])
    case array([JSONNode])
    case string(String)
    /// A number, `true`, `false` or `null` as it is written.
    case word(String)

    subscript(_ key: String) -> JSONNode? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    subscript(_ index: Int) -> JSONNode? {
        if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    /// The text of a scalar, as a trace writes it.
    var text: String? {
        switch self {
        case .string(let text), .word(let text): text
        case .object, .array: nil
        }
    }

    /// The value at a path.
    func value(at path: [AttributeStep]) -> JSONNode? {
        path.reduce(self) { node, step in
            switch step {
            case .name(let name): node?[name]
            case .index(let index): node?[index]
            }
        }
    }
}

/// A step of an attribute path: `root_block_device[0].volume_size` has three.
enum AttributeStep: Hashable, Sendable {
    case name(String)
    case index(Int)

    /// Reads a path; keys may be written `.key` or `["key"]`, numbers `[0]` or `.0`.
    static func path(_ text: String) -> [AttributeStep] {
        var steps: [AttributeStep] = []
        var rest = text[...]
        while let character = rest.first {
            if character == "[" {
                rest = rest.dropFirst()
                if rest.first == "\"" {
                    let key = rest.dropFirst().prefix { $0 != "\"" }
                    steps.append(.name(String(key)))
                    rest = rest.dropFirst(key.count + 2)
                } else {
                    let digits = rest.prefix { $0 != "]" }
                    steps.append(Int(digits).map(AttributeStep.index) ?? .name(String(digits)))
                    rest = rest.dropFirst(digits.count)
                }
                if rest.first == "]" { rest = rest.dropFirst() }
            } else if character == "." {
                rest = rest.dropFirst()
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                steps.append(Int(name).map(AttributeStep.index) ?? .name(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
        return steps
    }

    /// The path as an ATTRIBUTE is written.
    static func text(_ path: [AttributeStep]) -> String {
        path.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
