import Foundation

/// Floating point numbers as Go's `strconv` writes them.
enum GoFloat {
    /// The shortest decimal digits that read back as `number`, and the position of the decimal point before them.
    static func digits(_ number: Double) -> (digits: [UInt8], point: Int) {
        if number == 0 { return ([48], 1) }
        var mantissa = Array("\(abs(number))".utf8)
        var exponent = 0
        if let mark = mantissa.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: mantissa[(mark + 1)...], as: UTF8.self)) ?? 0
            mantissa.removeSubrange(mark...)
        }
        var point = mantissa.count
        if let mark = mantissa.firstIndex(of: UInt8(ascii: ".")) {
            point = mark
            mantissa.remove(at: mark)
        }
        let leading = mantissa.prefix { $0 == 48 }.count
        mantissa.removeFirst(leading)
        point -= leading
        while mantissa.last == 48 { mantissa.removeLast() }
        return (mantissa, point + exponent)
    }

    private static func special(_ number: Double) -> String? {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        return nil
    }

    /// `%v` and `strconv.FormatFloat(…, 'g', -1, 64)`; exponents from `limit` on are written as such.
    static func shortest(_ number: Double, limit: Int = 6) -> String {
        if let word = special(number) { return word }
        let (_, point) = digits(number)
        let exponent = number == 0 ? 0 : point - 1
        return exponent < -4 || exponent >= limit ? scientific(number) : plain(number)
    }

    /// All digits, no exponent.
    static func plain(_ number: Double) -> String {
        if let word = special(number) { return word }
        let (digits, point) = digits(number)
        var text = number.sign == .minus ? "-" : ""
        if number == 0 { return text + "0" }
        if point <= 0 {
            text += "0." + String(repeating: "0", count: -point)
            text += String(decoding: digits, as: UTF8.self)
        } else if point >= digits.count {
            text += String(decoding: digits, as: UTF8.self)
            text += String(repeating: "0", count: point - digits.count)
        } else {
            text += String(decoding: digits[..<point], as: UTF8.self) + "."
            text += String(decoding: digits[point...], as: UTF8.self)
        }
        return text
    }

    /// With an exponent of at least two digits.
    static func scientific(_ number: Double) -> String {
        if let word = special(number) { return word }
        let (digits, point) = digits(number)
        var text = number.sign == .minus ? "-" : ""
        text += String(decoding: digits[..<1], as: UTF8.self)
        if digits.count > 1 { text += "." + String(decoding: digits[1...], as: UTF8.self) }
        let exponent = number == 0 ? 0 : point - 1
        text += exponent < 0 ? "e-" : "e+"
        return text + (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
    }

    /// With a number of digits, as `%f`, `%e` and `%g` with precision write it.
    static func fixed(_ number: Double, verb: Character, precision: Int) -> String {
        if let word = special(number) { return word }
        // No double has more digits than this; the others are zeros.
        let exact = min(precision, 1100)
        var text = String(format: "%.\(exact)\(verb)", number)
        if precision > exact, verb == "f" || verb == "e" {
            let end = text.firstIndex(of: "e") ?? text.endIndex
            text.insert(contentsOf: String(repeating: "0", count: precision - exact), at: end)
        }
        return text
    }

    /// As `encoding/json` writes it.
    static func json(_ number: Double) -> String {
        let size = abs(number)
        guard size != 0, size < 1e-6 || size >= 1e21 else { return plain(number) }
        let text = scientific(number)
        // One digit is enough for a small negative exponent.
        guard let mark = text.range(of: "e-0") else { return text }
        return text.replacingCharacters(in: mark, with: "e-")
    }

    /// The bytes of Go's `%v`.
    static func general(_ number: Double) -> String { shortest(number) }
}
