internal import Diagnostics

/// The core schema of YAML 1.2, as far as JSON has words for it.
enum YAMLCoreSchema {
    static func value(of text: String) -> ConfigNode.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard NumberShape.isDecimal(text.utf8),
            let number = Double(text.hasPrefix("+") ? String(text.dropFirst()) : text),
            number.isFinite
        else { return .string(text) }
        return .number(number, text: text)
    }
}

/// What a text must look like to be a number.
enum NumberShape {
    /// `[-+]? ( \.[0-9]+ | [0-9]+ (\.[0-9]*)? ) ( [eE] [-+]? [0-9]+ )?`: YAML 1.2's decimal, also Go's.
    static func isDecimal(_ text: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = digits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// `[-+]?[0-9]+`.
    static func isDecimalInteger(_ text: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return digits(&rest) > 0 && rest.isEmpty
    }

    private static func digits<Text: Collection<UInt8>>(_ rest: inout Text) -> Int
    where Text.SubSequence == Text {
        var count = 0
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            rest = rest.dropFirst()
            count += 1
        }
        return count
    }
}
