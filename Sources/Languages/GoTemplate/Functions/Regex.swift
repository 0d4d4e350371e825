import Foundation

extension GoFunctionTable {
    /// Go's regular expressions, run by Foundation's engine; bounded in the size of the text.
    mutating func addRegex() {
        add("regexMatch", "ss") { call in
            .bool(try !GoRegex(call, 0).matches(call.text(1), 1).isEmpty, call.origins)
        }
        add("regexFind", "ss") { call in
            let text = call.text(1)
            return .text(
                try GoRegex(call, 0).matches(text, 1).first.map { text.slice($0[0] ?? 0..<0) } ?? GoText([]))
        }
        add("regexFindAll", "ssi") { call in
            let text = call.text(1)
            let found = try GoRegex(call, 0).matches(text, call.int(2))
            return .list(found.map { .text(text.slice($0[0] ?? 0..<0)) }, call.origins)
        }
        add("regexSplit", "ssi") { call in
            let (text, limit) = (call.text(1), call.int(2))
            guard limit != 0 else { return .list([], call.origins) }
            var parts: [GoValue] = []
            var position = 0
            for match in try GoRegex(call, 0).matches(text, -1) {
                guard let range = match[0] else { continue }
                if limit > 0, parts.count == limit - 1 { break }
                if range.upperBound == 0 { continue }
                parts.append(.text(text.slice(position..<range.lowerBound)))
                position = range.upperBound
            }
            parts.append(.text(text.slice(position..<text.count)))
            return .list(parts, call.origins)
        }
        add("regexReplaceAll", "sss") { try Self.replaced($0, isLiteral: false) }
        add("regexReplaceAllLiteral", "sss") { try Self.replaced($0, isLiteral: true) }
        add("regexQuoteMeta", "s") { call in
            var result = GoText([])
            for piece in call.text(0).characters {
                if "\\.+*?()|[]{}^$".contains(piece.string) { result.append("\\", piece.origins) }
                result.append(piece)
            }
            return .text(result)
        }
        for name in ["Match", "Find", "FindAll", "Split", "ReplaceAll", "ReplaceAllLiteral"] {
            alias("mustRegex" + name, of: "regex" + name)
        }
    }

    private static func replaced(_ call: GoCall, isLiteral: Bool) throws -> GoValue {
        let (text, template) = (call.text(1), call.text(2))
        var result = GoText([])
        var position = 0
        let regex = try GoRegex(call, 0)
        for match in try regex.matches(text, -1) {
            guard let range = match[0] else { continue }
            result.append(text, position..<range.lowerBound)
            if isLiteral {
                result.append(template)
            } else {
                regex.expand(template, match, text, into: &result)
            }
            position = range.upperBound
            try call.run.checkSize(result.count)
        }
        result.append(text, position..<text.count)
        return .text(result)
    }
}

/// One regular expression.
struct GoRegex {
    private let expression: NSRegularExpression
    private let limit: Int

    init(_ call: GoCall, _ index: Int) throws {
        let pattern = call.string(index).replacingOccurrences(of: "(?P<", with: "(?<")
            .replacingOccurrences(of: "\\pL", with: "\\p{L}").replacingOccurrences(of: "\\pN", with: "\\p{N}")
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            throw GoFault("regexp: Compile(`\(call.string(index))`): error parsing regexp")
        }
        limit = 1 << 20
    }

    /// The byte ranges of matches and their groups, at most `count` when it is not negative.
    func matches(_ text: GoText, _ count: Int) throws -> [[Range<Int>?]] {
        guard text.count <= limit else {
            throw GoFault("the text is too long for a regular expression", id: "template-limit")
        }
        let string = text.string
        let units = string.utf16
        // Offsets of UTF-16 units in bytes.
        var offsets: [Int] = []
        offsets.reserveCapacity(units.count + 1)
        var offset = 0
        for scalar in string.unicodeScalars {
            let width = String(Character(scalar)).utf8.count
            for _ in 0..<(scalar.value > 0xFFFF ? 2 : 1) { offsets.append(offset) }
            offset += width
        }
        offsets.append(offset)
        var found: [[Range<Int>?]] = []
        expression.enumerateMatches(in: string, range: NSRange(location: 0, length: units.count)) {
            match, _, stop in
            guard let match else { return }
            if count >= 0, found.count >= count {
                stop.pointee = true
                return
            }
            found.append(
                (0..<match.numberOfRanges).map { group in
                    let range = match.range(at: group)
                    guard range.location != NSNotFound else { return nil }
                    return offsets[range.location]..<offsets[range.location + range.length]
                })
        }
        return found
    }

    /// Puts groups in the place of `$1`, `${1}`, as Go does: the longest name counts.
    func expand(_ template: GoText, _ match: [Range<Int>?], _ text: GoText, into result: inout GoText) {
        let bytes = template.bytes
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                result.append(template, index..<(index + 1))
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "$") {
                result.append(template, index..<(index + 1))
                index += 2
                continue
            }
            let isBraced = bytes[index + 1] == UInt8(ascii: "{")
            let start = index + (isBraced ? 2 : 1)
            var end = start
            while end < bytes.count, GoCharacters.isWord(bytes[end]) { end += 1 }
            guard end > start, !isBraced || (end < bytes.count && bytes[end] == UInt8(ascii: "}")) else {
                result.append(template, index..<(index + 1))
                index += 1
                continue
            }
            let name = String(decoding: bytes[start..<end], as: UTF8.self)
            if let number = Int(name), number < match.count, let range = match[number] {
                result.append(text, range)
            }
            index = isBraced ? end + 1 : end
        }
    }
}
