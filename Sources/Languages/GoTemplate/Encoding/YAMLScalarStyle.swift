import YAML

/// How Helm's YAML writer writes a string.
enum YAMLScalarStyle {
    case plain, single, double, literal

    /// Strings that would read as something else are double quoted, others as plain as they can be.
    init(_ text: GoText, isKey: Bool) {
        let string = text.string
        let shape = Shape(text.bytes)
        if text.bytes.contains(10) {
            self = !isKey && shape.allowsBlock ? .literal : .double
            return
        }
        guard Self.readsAsString(string) else {
            self = .double
            return
        }
        if shape.allowsPlain { self = .plain } else { self = shape.allowsSingle ? .single : .double }
    }

    private static func readsAsString(_ text: String) -> Bool {
        guard case .string = YAMLDialect.helm.resolve(text, style: .plain, tag: nil) else { return false }
        return !isSexagesimal(text) && !isTimestamp(text)
    }

    /// `12:30`, which old readers take for a number.
    private static func isSexagesimal(_ text: String) -> Bool {
        var rest = Substring(text)
        if let first = rest.first, first == "-" || first == "+" { rest.removeFirst() }
        var parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, let head = parts.first, head.utf8.first.map(GoCharacters.isDigit) == true,
            head.utf8.allSatisfy({ GoCharacters.isDigit($0) || $0 == 95 }), let last = parts.popLast()
        else { return false }
        let pieces = last.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if pieces.count == 2, !pieces[1].utf8.allSatisfy({ GoCharacters.isDigit($0) || $0 == 95 }) {
            return false
        }
        return (parts.dropFirst() + [pieces[0]]).allSatisfy { part in
            guard part.utf8.allSatisfy(GoCharacters.isDigit), let number = Int(part) else { return false }
            return part.utf8.count <= 2 && number < 60
        }
    }

    /// A date as Go's reader takes it: alone, with `T`, a time and a zone, or with a blank and a time.
    private static func isTimestamp(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard rest.prefix(4).count == 4, rest.prefix(4).allSatisfy(GoCharacters.isDigit),
            let year = Int(String(decoding: rest.prefix(4), as: UTF8.self))
        else { return false }
        rest = rest.dropFirst(4)
        guard take("-", &rest), let month = number(&rest), take("-", &rest), let day = number(&rest),
            (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, of: year)
        else { return false }
        if rest.isEmpty { return true }
        let hasZone = take("T", &rest) || take("t", &rest)
        guard hasZone || take(" ", &rest) else { return false }
        guard let hour = number(&rest), hour < 24, take(":", &rest), let minute = number(&rest), minute < 60,
            take(":", &rest), let second = number(&rest), second < 60
        else { return false }
        if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","),
            rest.dropFirst().first.map(GoCharacters.isDigit) == true
        {
            rest = rest.dropFirst().drop(while: GoCharacters.isDigit)
        }
        if hasZone, !take("Z", &rest) {
            guard take("+", &rest) || take("-", &rest), rest.count == 5, let hours = number(&rest),
                rest.count == 3, hours <= 24, take(":", &rest), let minutes = number(&rest), minutes <= 60
            else { return false }
        }
        return rest.isEmpty
    }

    /// A number of one or two digits.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix(2).prefix(while: GoCharacters.isDigit)
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private static func take(_ sign: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Whether the writer puts a character out as it is.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 10, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD: scalar.value != 0xFEFF
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// What characters of a text forbid.
    private struct Shape {
        var allowsPlain = true
        var allowsSingle = true
        var allowsBlock = true

        init(_ bytes: [UInt8]) {
            guard let first = bytes.first, let last = bytes.last else {
                allowsBlock = false
                return
            }
            if bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8) { allowsPlain = false }
            if [32, 10].contains(first) || [32, 10].contains(last) { allowsPlain = false }
            if last == 32 { allowsBlock = false }
            var index = 0
            var previous: UInt8 = 0
            while index < bytes.count {
                let byte = bytes[index]
                let (scalar, length) = GoQuote.decode(bytes, index)
                let next = index + length < bytes.count ? bytes[index + length] : 32
                let isBlankNext = next == 32 || next == 9 || next == 10 || next == 13
                if scalar.map({ !YAMLScalarStyle.isPrintable($0) }) ?? true {
                    (allowsPlain, allowsSingle, allowsBlock) = (false, false, false)
                }
                if byte == 10 {
                    allowsPlain = false
                    if previous == 32 { (allowsSingle, allowsBlock) = (false, false) }
                } else if byte == 32, previous == 10 {
                    (allowsPlain, allowsSingle) = (false, false)
                }
                if index == 0, "#,[]{}&*!|>'\"%@`".utf8.contains(byte) { allowsPlain = false }
                if index == 0, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?"), isBlankNext {
                    allowsPlain = false
                }
                if byte == UInt8(ascii: ":"), isBlankNext { allowsPlain = false }
                if byte == UInt8(ascii: "#"), previous == 32 || previous == 9 || previous == 10 {
                    allowsPlain = false
                }
                previous = byte
                index += length
            }
        }
    }
}

/// The order of keys in Helm's YAML: letters before others, runs of digits by their number.
enum NaturalOrder {
    static func precedes(_ a: String, _ b: String) -> Bool {
        let left = Array(a.unicodeScalars)
        let right = Array(b.unicodeScalars)
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            let isLeft = left[index].properties.isAlphabetic
            let isRight = right[index].properties.isAlphabetic
            if isLeft && isRight { return left[index] < right[index] }
            if isLeft || isRight { return isRight }
            var floor: UInt64 = 0
            if left[index] == "0" || right[index] == "0" {
                var back = index - 1
                while back >= 0, isDigit(left[back]) {
                    if left[back] != "0" {
                        floor = 1
                        break
                    }
                    back -= 1
                }
            }
            let (leftNumber, leftEnd) = number(left, index, floor)
            let (rightNumber, rightEnd) = number(right, index, floor)
            if leftNumber != rightNumber { return leftNumber < rightNumber }
            if leftEnd != rightEnd { return leftEnd < rightEnd }
            return left[index] < right[index]
        }
        return left.count < right.count
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func number(_ text: [Unicode.Scalar], _ start: Int, _ floor: UInt64) -> (UInt64, Int) {
        var number = floor
        var index = start
        while index < text.count, isDigit(text[index]) {
            number = number &* 10 &+ UInt64(text[index].value - 48)
            index += 1
        }
        return (number, index)
    }
}
