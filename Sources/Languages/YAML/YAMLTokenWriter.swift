/// Writes texts as tokens.
struct YAMLTokenWriter {
    let format: YAMLFile.Format
    /// True inside brackets, where a plain scalar may not have commas or brackets.
    let isFlow: Bool
    let dialect: YAMLDialect

    /// The token for `text` in a quoted or plain style, or nil where that style cannot hold it.
    func token(_ text: String, style: YAMLStyle) -> String? {
        switch style {
        case .plain: canBePlain(text) ? text : nil
        case .singleQuoted: singleQuoted(text)
        case .doubleQuoted: doubleQuoted(text)
        case .literal, .folded, .block, .flow, .alias: nil
        }
    }

    /// The token of a key: plain where it then is a string to the reader, else quoted.
    func key(_ text: String, quotedAs style: YAMLStyle?) -> String {
        if format == .json { return doubleQuoted(text) }
        if let style, let token = token(text, style: style), style != .plain { return token }
        return canBePlain(text) && dialect.keyName(text, style: .plain, tag: nil) == text
            ? text : doubleQuoted(text)
    }

    /// True when `text` without quotes reads as itself.
    func canBePlain(_ text: String) -> Bool {
        if format == .json { return JSONLiteral.isLiteral(text) }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20,
            last != UInt8(ascii: ":")
        else { return false }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !needsEscape($0) }) else { return false }
        guard !"[]{},#&*!|>'\"%@`".utf8.contains(first) else { return false }
        if "-?:".utf8.contains(first) {
            guard bytes.count > 1, bytes[1] != 0x20, !(isFlow && ",[]{}".utf8.contains(bytes[1])) else {
                return false
            }
        }
        if text.hasPrefix("---") || text.hasPrefix("...") { return false }
        for (byte, next) in zip(bytes, bytes.dropFirst()) {
            if byte == UInt8(ascii: ":"), next == 0x20 { return false }
            if byte == 0x20, next == UInt8(ascii: "#") { return false }
            if isFlow, byte == UInt8(ascii: ":"), ",[]{}".utf8.contains(next) { return false }
        }
        return !isFlow || !bytes.contains { ",[]{}?".utf8.contains($0) }
    }

    private func singleQuoted(_ text: String) -> String? {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !needsEscape($0) }) else { return nil }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            + "'"
    }

    private func doubleQuoted(_ text: String) -> String {
        var token = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": token += "\\\""
            case "\\": token += "\\\\"
            case "\n": token += "\\n"
            case "\t": token += "\\t"
            case "\r": token += "\\r"
            case _ where scalar.value < 0x20 || needsEscape(scalar):
                token += "\\u" + hexadecimal(scalar.value)
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token + "\""
    }

    /// Characters that YAML does not print, or takes for line breaks.
    private func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// JSON's words without quotes.
enum JSONLiteral {
    /// True for `true`, `false`, `null` and numbers as JSON writes them.
    static func isLiteral(_ text: String) -> Bool {
        if text == "true" || text == "false" || text == "null" { return true }
        guard NumberShape.isDecimal(text.utf8), !text.hasPrefix("+") else { return false }
        let digits = text.drop { $0 == "-" }
        guard let first = digits.first, first != "." else { return false }
        let whole = digits.prefix { $0 != "." && $0 != "e" && $0 != "E" }
        guard whole.count == 1 || first != "0" else { return false }
        guard let point = digits.firstIndex(of: ".") else { return true }
        let after = digits[digits.index(after: point)...]
        return after.first.map { ("0"..."9").contains($0) } ?? false
    }
}
