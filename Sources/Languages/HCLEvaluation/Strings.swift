import Diagnostics
import Foundation
import Provenance

/// What Terraform does to every string.
enum Strings {
    /// Composed characters, as every string of Terraform has them.
    static func normalized(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }
}

extension Value {
    /// Origins of a part of a string: the part of the token that is that text, where the token holds it as it is.
    func origins(of range: Range<Int>) -> Origins { exactOrigins(of: range) ?? looseOrigins(of: range) }

    /// Origins of the parts of a string that a range touches.
    func looseOrigins(of range: Range<Int>) -> Origins {
        guard case .string(let text) = content, !text.parts.isEmpty else { return origins.derived }
        let touched = text.parts(in: range)
        return touched.isEmpty ? origins.derived : touched.reduce(Origins.none) { $0.joined($1.origins) }
    }

    /// The token, or part of one, that is the text of a range byte for byte; nil where there is none.
    func exactOrigins(of range: Range<Int>) -> Origins? {
        guard case .string(let text) = content else { return nil }
        if text.parts.isEmpty {
            return Self.slice(origins, text.string.utf8.count, range)
        }
        let touched = text.parts(in: range)
        guard let first = touched.first, let last = touched.last,
            first.range.lowerBound <= range.lowerBound, range.upperBound <= last.range.upperBound
        else { return nil }
        var whole: Origins?
        for part in touched {
            let inner = max(range.lowerBound, part.range.lowerBound) - part.range.lowerBound
            let end = min(range.upperBound, part.range.upperBound) - part.range.lowerBound
            guard let piece = Self.slice(part.origins, part.range.count, inner..<end) else { return nil }
            guard let before = whole else {
                whole = piece
                continue
            }
            guard let a = before.identity, let b = piece.identity, a.path == b.path,
                a.range.upper == b.range.lower
            else { return nil }
            whole = before.joined(piece).part(
                SourceSpan(path: a.path, range: ByteRange(lower: a.range.lower, upper: b.range.upper)))
        }
        return whole
    }

    /// A token as long as the text, or longer by two quotes, holds it byte for byte.
    static func slice(_ origins: Origins, _ count: Int, _ range: Range<Int>) -> Origins? {
        if range == 0..<count { return origins.identity == nil ? nil : origins }
        guard let token = origins.identity, !range.isEmpty else { return nil }
        let quotes = token.range.count - count
        guard quotes == 0 || quotes == 2 else { return nil }
        let lower = Int(token.range.lower) + quotes / 2 + range.lowerBound
        var span = token
        span.range = .init(lower..<(lower + range.count))
        return origins.part(span)
    }
}

extension Value {
    /// A part of a string, with what is known about where its bytes come from.
    func substring(_ range: Range<Int>) -> Value {
        guard case .string(let text) = content else { return self }
        let parts = text.parts(in: range).map { part in
            let (lower, upper) = (
                max(range.lowerBound, part.range.lowerBound), min(range.upperBound, part.range.upperBound)
            )
            let inner = (lower - part.range.lowerBound)..<(upper - part.range.lowerBound)
            return Text.Part(
                (lower - range.lowerBound)..<(upper - range.lowerBound),
                Self.slice(part.origins, part.range.count, inner) ?? part.origins.derived)
        }
        let bytes = Array(text.string.utf8)[range]
        return Value(
            .string(Text(String(decoding: bytes, as: UTF8.self), parts: parts)), origins(of: range),
            isSensitive: isSensitive)
    }
}

/// Strings that are put together out of parts that remember where they come from.
struct TextBuilder {
    private var bytes: [UInt8] = []
    private var parts: [Text.Part] = []
    var count: Int { bytes.count }

    mutating func append(_ text: String, _ origins: Origins) {
        guard !text.isEmpty else { return }
        let start = bytes.count
        bytes += text.utf8
        parts.append(.init(start..<bytes.count, origins))
    }

    /// Appends a string with its parts.
    mutating func append(_ value: Value) {
        guard case .string(let text) = value.content else { return }
        guard !text.parts.isEmpty else { return append(text.string, value.origins) }
        let start = bytes.count
        bytes += text.string.utf8
        for part in text.parts {
            parts.append(
                .init(
                    (part.range.lowerBound + start)..<(part.range.upperBound + start),
                    part.origins.chosen(by: value.origins)))
        }
    }

    /// Without origins of its own: those of the parts.
    var value: Value {
        let string = String(decoding: bytes, as: UTF8.self)
        let normal = Strings.normalized(string)
        return Value(.string(Text(normal, parts: normal.utf8.count == bytes.count ? parts : [])))
    }
}

/// Where the bytes of a literal with escapes stand in its token.
enum EscapedRuns {
    /// Parts for a literal whose value is shorter than its source.
    ///
    /// - Parameters:
    ///   - value: the decoded text.
    ///   - source: what is written, without quotes.
    ///   - hasBackslashes: false in heredocs and template files, where only `$${` and `%%{` are escapes.
    ///   - token: the origins of the bytes of a range of the source, by offset.
    /// - Returns: the parts; none where value and source are equally long, or do not fit.
    static func parts(
        of value: String, source: ArraySlice<UInt8>, hasBackslashes: Bool, token: (Range<Int>) -> Origins
    ) -> [Text.Part] {
        guard value.utf8.count != source.count else { return [] }
        var parts: [Text.Part] = []
        var offset = 0
        var run = source.startIndex
        var index = source.startIndex
        func close(_ end: Int) {
            guard end > run else { return }
            parts.append(.init(offset..<(offset + end - run), token(run..<end)))
            offset += end - run
        }
        while index < source.endIndex {
            guard let (length, decoded) = escape(source[index...], hasBackslashes) else {
                index += 1
                continue
            }
            close(index)
            parts.append(.init(offset..<(offset + decoded), token(index..<(index + length))))
            offset += decoded
            index += length
            run = index
        }
        close(source.endIndex)
        return offset == value.utf8.count ? parts : []
    }

    /// The bytes of an escape and of what it stands for.
    private static func escape(_ text: ArraySlice<UInt8>, _ hasBackslashes: Bool) -> (Int, Int)? {
        guard let first = text.first, text.count > 1 else { return nil }
        let second = text[text.startIndex + 1]
        if first == 0x24 || first == 0x25, second == first, text.count > 2, text[text.startIndex + 2] == 0x7B
        {
            return (3, 2)
        }
        guard hasBackslashes, first == 0x5C else { return nil }
        let digits = second == UInt8(ascii: "u") ? 4 : second == UInt8(ascii: "U") ? 8 : 0
        guard digits > 0 else { return (2, 1) }
        guard text.count >= 2 + digits,
            let code = UInt32(
                String(decoding: text.dropFirst(2).prefix(digits), as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(code)
        else { return nil }
        return (2 + digits, String(scalar).utf8.count)
    }
}
