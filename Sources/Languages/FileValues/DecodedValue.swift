/// A value as its reader sees it, without the manner in which it is written.
public indirect enum DecodedValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A number as JSON writes it.
    case number(String)
    /// Text.
    case string(String)
    /// A list.
    case list([DecodedValue])
    /// Names and values in the order of the file.
    case map([Member])

    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: DecodedValue

        /// Makes a member.
        public init(_ name: String, _ value: DecodedValue) {
            self.name = name
            self.value = value
        }
    }

    /// For people and shells: a string is its text, everything else is JSON.
    public var text: String {
        if case .string(let text) = self { return text }
        return json
    }

    /// JSON in lines of two blanks a level.
    public var json: String {
        var text = ""
        write(to: &text, indentation: "")
        return text
    }

    private func write(to text: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let number): text += number
        case .string(let string): text += Self.quoted(string)
        case .list(let items) where items.isEmpty: text += "[]"
        case .map(let members) where members.isEmpty: text += "{}"
        case .list(let items):
            for (index, item) in items.enumerated() {
                text += (index == 0 ? "[\n" : ",\n") + inner
                item.write(to: &text, indentation: inner)
            }
            text += "\n\(indentation)]"
        case .map(let members):
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "{\n" : ",\n") + inner + Self.quoted(member.name) + ": "
                member.value.write(to: &text, indentation: inner)
            }
            text += "\n\(indentation)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var token = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": token += "\\\""
            case "\\": token += "\\\\"
            case "\n": token += "\\n"
            case "\r": token += "\\r"
            case "\t": token += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                token += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token + "\""
    }

    /// The digits of a decimal number as JSON writes them; nil where JSON has no such number.
    static func jsonNumber(_ text: String) -> DecodedValue? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        var parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)[...]
        guard let whole = parts.popFirst() else { return nil }
        var tail = parts.popFirst()
        var exponent: Substring?
        var head = whole
        if let mark = (tail ?? head).firstIndex(where: { $0 == "e" || $0 == "E" }) {
            let split = tail ?? head
            exponent = split[split.index(after: mark)...]
            if tail == nil { head = split[..<mark] } else { tail = split[..<mark] }
        }
        let isDigits = { (text: Substring) in
            !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard isDigits(head), head.count == 1 || head.first != "0", tail.map(isDigits) ?? true else {
            return nil
        }
        if let exponent {
            let rest = exponent.first.map { "+-".contains($0) } == true ? exponent.dropFirst() : exponent
            guard isDigits(rest) else { return nil }
        }
        return .number(text)
    }
}
