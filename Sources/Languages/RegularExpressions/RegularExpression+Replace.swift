extension RegularExpression {
    /// A piece of what takes a match's place.
    public enum Piece: Hashable, Sendable {
        /// Bytes of the template.
        case template(Range<Int>)
        /// What a group matched, by number.
        case group(Int)
    }

    /// Reads a replacement: `$1`, `${1}`, `$name`, `${name}` and `$$`.
    ///
    /// The longest name counts (`$1x` is the group `1x`), a group that does not exist is empty, and a malformed `$` is itself.
    ///
    /// - Parameters:
    ///   - template: the replacement.
    ///   - match: where groups share a name (see ``hasSharedNames``), the first of them that took part in it counts.
    /// - Returns: the pieces in order.
    public func pieces(of template: [UInt8], for match: Match? = nil) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        var index = 0
        while index < template.count {
            guard template[index] == UInt8(ascii: "$") else {
                index += 1
                continue
            }
            if index + 1 < template.count, template[index + 1] == UInt8(ascii: "$") {
                pieces.append(.template(start..<(index + 1)))
                index += 2
                start = index
                continue
            }
            guard let (name, end) = Self.name(in: template, after: index + 1) else {
                index += 1
                continue
            }
            if index > start { pieces.append(.template(start..<index)) }
            if let group = group(name, match) { pieces.append(.group(group)) }
            index = end
            start = end
        }
        if start < template.count { pieces.append(.template(start..<template.count)) }
        return pieces
    }

    private func group(_ name: String, _ match: Match?) -> Int? {
        // Digits without a leading zero are a number.
        if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), name == "0" || name.first != "0" {
            return Int(name).flatMap { $0 < groupNames.count ? $0 : nil }
        }
        let named = groupNames.indices.filter { groupNames[$0] == name }
        return named.first { match?.groups[$0] != nil } ?? named.first
    }

    /// Whether two groups have one name, as Go allows.
    public var hasSharedNames: Bool {
        let names = groupNames.compactMap { $0 }
        return Set(names).count < names.count
    }

    private static func name(in template: [UInt8], after start: Int) -> (String, Int)? {
        guard start < template.count else { return nil }
        let isBraced = template[start] == UInt8(ascii: "{")
        let first = isBraced ? start + 1 : start
        var end = first
        while end < template.count {
            let (character, size) = UTF8Decoding.character(in: template, at: end)
            guard let scalar = Unicode.Scalar(character), scalar.isNameCharacter else { break }
            end += size
        }
        guard end > first, !isBraced || end < template.count && template[end] == UInt8(ascii: "}") else {
            return nil
        }
        return (String(decoding: template[first..<end], as: UTF8.self), isBraced ? end + 1 : end)
    }

    /// Replaces all matches by a template with `$1` and the like, as Go's `ReplaceAllString`.
    ///
    /// - Throws: when the limit of steps is reached.
    public func replacingMatches(in text: [UInt8], with template: [UInt8]) throws(RegularExpressionError)
        -> [UInt8]
    {
        let common = pieces(of: template)
        let sharesNames = hasSharedNames
        var result: [UInt8] = []
        var position = 0
        for match in try matches(in: text) {
            result += text[position..<match.range.lowerBound]
            for piece in sharesNames ? pieces(of: template, for: match) : common {
                switch piece {
                case .template(let range): result += template[range]
                case .group(let number): if let range = match.groups[number] { result += text[range] }
                }
            }
            position = match.range.upperBound
        }
        return result + text[position...]
    }

    /// The parts of the text between matches, as Go's `Split`; at most `most` of them when it is not negative.
    ///
    /// - Throws: when the limit of steps is reached.
    public func parts(of text: [UInt8], atMost most: Int = -1) throws(RegularExpressionError) -> [Range<Int>]
    {
        var steps = limits.steps
        return try parts(of: text, atMost: most, steps: &steps)
    }

    /// The same on a budget that several calls share.
    ///
    /// - Throws: when the budget is spent.
    public func parts(of text: [UInt8], atMost most: Int = -1, steps: inout Int)
        throws(RegularExpressionError) -> [Range<Int>]
    {
        guard most != 0 else { return [] }
        if !pattern.isEmpty, text.isEmpty { return [0..<0] }
        var parts: [Range<Int>] = []
        var start = 0
        var end = 0
        for match in try matches(in: text, atMost: most < 0 ? .max : most, steps: &steps) {
            if most > 0, parts.count == most - 1 { break }
            end = match.range.lowerBound
            if match.range.upperBound != 0 { parts.append(start..<end) }
            start = match.range.upperBound
        }
        if end != text.count { parts.append(start..<text.count) }
        return parts
    }

    /// The pattern that matches a text and nothing else.
    public static func quoting(_ text: String) -> String {
        var quoted = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { quoted.append("\\") }
            quoted.append(scalar)
        }
        return String(quoted)
    }
}

extension Unicode.Scalar {
    fileprivate var isNameCharacter: Bool {
        if self == "_" { return true }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber:
            return true
        default: return false
        }
    }
}
