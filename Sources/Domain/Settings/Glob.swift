/// A pattern over paths, as `.gitignore` users know it: `*` and `?` stay inside one folder, `**` crosses folders.
///
/// `[abc]`, `[a-z]`, `[!a]` and `{yml,yaml}` work too. A pattern speaks of the whole path: `*.yml` matches no file in
/// a folder. Matching takes time in the product of the two lengths, whatever the pattern.
public struct Glob: Hashable, Sendable {
    /// One thing to match.
    private enum Token: Hashable, Sendable {
        case byte(UInt8)
        case anyInFolder
        case starInFolder
        case starAcross
        case set([ClosedRange<UInt8>], negated: Bool)
    }

    /// No path is longer, so no pattern need be.
    private static let longest = 4096
    private static let mostAlternatives = 256

    /// The pattern as written.
    public let pattern: String
    private let alternatives: [[Token]]

    /// Takes a pattern; one with a ``problem(in:)`` matches nothing.
    public init(_ pattern: String) {
        self.pattern = pattern
        alternatives =
            Glob.problem(in: pattern) == nil
            ? (Glob.expand(Array(pattern.utf8)) ?? []).compactMap { Glob.tokens($0) } : []
    }

    /// What is wrong with a pattern; nil when it can be used.
    public static func problem(in pattern: String) -> String? {
        let bytes = Array(pattern.utf8)
        guard !bytes.isEmpty else { return "it is empty" }
        guard bytes.count <= longest else { return "it is longer than \(longest) bytes" }
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth < 0 || depth > 1 { return depth < 0 ? "`}` without `{`" : "braces inside braces" }
            index += 1
        }
        if depth != 0 { return "`{` without `}`" }
        guard let forms = expand(bytes) else { return "more than \(mostAlternatives) alternatives" }
        return forms.allSatisfy { tokens($0) != nil } ? nil : "`[` without `]`"
    }

    /// True when the whole of `path` matches.
    public func matches(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            alternatives.contains { Glob.isPossible($0, bytes) && Glob.matches($0, bytes) }
        }
    }

    /// False when the literal beginning of `tokens` already is another one, as it is for most patterns and paths.
    private static func isPossible(_ tokens: [Token], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for (index, token) in tokens.enumerated() {
            guard case .byte(let wanted) = token else { return true }
            guard index < bytes.count, bytes[index] == wanted else { return false }
        }
        return true
    }

    /// Replaces `{a,b}` by one form per word; nil, before they are made, when there would be too many.
    private static func expand(_ bytes: [UInt8]) -> [[UInt8]]? {
        var forms: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "{"), let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) {
                let words = bytes[(index + 1)..<close].split(
                    separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                guard forms.count * words.count <= mostAlternatives else { return nil }
                forms = forms.flatMap { form in words.map { form + $0 } }
                index = close + 1
                continue
            }
            let length = byte == UInt8(ascii: "\\") && index + 1 < bytes.count ? 2 : 1
            for form in forms.indices { forms[form] += bytes[index..<index + length] }
            index += length
        }
        return forms
    }

    /// The tokens of one form; nil when a `[` is not closed.
    private static func tokens(_ bytes: [UInt8]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"):
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") {
                    tokens.append(.starAcross)
                    index += 2
                    continue
                }
                tokens.append(.starInFolder)
            case UInt8(ascii: "?"): tokens.append(.anyInFolder)
            case UInt8(ascii: "["):
                guard let (token, next) = set(bytes, from: index + 1) else { return nil }
                tokens.append(token)
                index = next
                continue
            case UInt8(ascii: "\\") where index + 1 < bytes.count:
                index += 1
                tokens.append(.byte(bytes[index]))
            default: tokens.append(.byte(bytes[index]))
            }
            index += 1
        }
        return tokens
    }

    private static func set(_ bytes: [UInt8], from start: Int) -> (Token, Int)? {
        var index = start
        var negated = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "^") {
            negated = true
            index += 1
        }
        var ranges: [ClosedRange<UInt8>] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") || ranges.isEmpty {
            let low = bytes[index]
            if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-"),
                bytes[index + 2] != UInt8(ascii: "]"), low <= bytes[index + 2]
            {
                ranges.append(low...bytes[index + 2])
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return index < bytes.count ? (.set(ranges, negated: negated), index + 1) : nil
    }

    /// Simulates all ways at once: the set of token positions that the bytes read so far can have reached.
    private static func matches(_ tokens: [Token], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var reached = [Bool](repeating: false, count: tokens.count + 1)
        reached[0] = true
        close(&reached, tokens, atFolderStart: true)
        for (index, byte) in bytes.enumerated() {
            var next = [Bool](repeating: false, count: tokens.count + 1)
            for position in tokens.indices where reached[position] {
                switch tokens[position] {
                case .byte(let wanted): if byte == wanted { next[position + 1] = true }
                case .anyInFolder: if byte != slash { next[position + 1] = true }
                case .starInFolder: if byte != slash { next[position] = true }
                case .starAcross: next[position] = true
                case .set(let ranges, let negated):
                    if byte != slash, ranges.contains(where: { $0.contains(byte) }) != negated {
                        next[position + 1] = true
                    }
                }
            }
            close(&next, tokens, atFolderStart: byte == slash)
            reached = next
            if index < bytes.count - 1, !reached.contains(true) { return false }
        }
        return reached[tokens.count]
    }

    private static let slash = UInt8(ascii: "/")

    /// Stars may match nothing; `**/` may match nothing where a folder begins.
    private static func close(_ reached: inout [Bool], _ tokens: [Token], atFolderStart: Bool) {
        for position in tokens.indices where reached[position] {
            switch tokens[position] {
            case .starInFolder: reached[position + 1] = true
            case .starAcross:
                reached[position + 1] = true
                let leads = position == 0 || tokens[position - 1] == .byte(slash)
                if atFolderStart, leads, position + 1 < tokens.count, tokens[position + 1] == .byte(slash) {
                    reached[position + 2] = true
                }
            default: break
            }
        }
    }
}
