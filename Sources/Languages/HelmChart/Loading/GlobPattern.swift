/// A pattern of Go's `filepath.Match`: `*` and `?` stay inside a segment, `[a-z]` chooses, `\` takes what follows as it is.
public struct GlobPattern: Sendable {
    /// What a pattern asks for; most are names, or endings.
    private enum Shape: Sendable {
        case text([UInt8])
        /// Anything within a segment, and then this.
        case ending([UInt8])
        case general([Character])
    }

    private let shape: Shape

    /// Takes any text; what Go refuses fits nothing.
    public init(_ pattern: some StringProtocol) {
        let bytes = Array(pattern.utf8)
        func isText(_ bytes: some Sequence<UInt8>) -> Bool { !bytes.contains { "*?[\\".utf8.contains($0) } }
        if isText(bytes) {
            shape = .text(bytes)
        } else if bytes.first == UInt8(ascii: "*"), isText(bytes.dropFirst()) {
            shape = .ending(Array(bytes.dropFirst()))
        } else {
            shape = .general(Array(pattern))
        }
    }

    /// True where the whole path fits.
    public func matches(_ path: some StringProtocol) -> Bool { matches(utf8: Array(path.utf8)[...]) }

    /// The same of a path in UTF-8, for whoever asks about one again and again.
    public func matches(utf8 path: ArraySlice<UInt8>) -> Bool {
        switch shape {
        case .text(let bytes): return path.count == bytes.count && path.elementsEqual(bytes)
        case .ending(let bytes):
            guard path.count >= bytes.count, path.suffix(bytes.count).elementsEqual(bytes) else {
                return false
            }
            return !path.dropLast(bytes.count).contains(UInt8(ascii: "/"))
        case .general(let pattern):
            return GlobPattern.fits(Array(String(decoding: path, as: UTF8.self)), pattern)
        }
    }

    /// Row by row, so that hostile patterns take only the product of both lengths.
    private static func fits(_ path: [Character], _ pattern: [Character]) -> Bool {
        var row = [true] + Array(repeating: false, count: path.count)
        var index = 0
        while index < pattern.count {
            var next = Array(repeating: false, count: path.count + 1)
            if pattern[index] == "*" {
                next[0] = row[0]
                for place in path.indices {
                    next[place + 1] = row[place + 1] || (next[place] && path[place] != "/")
                }
                index += 1
            } else {
                let (test, width) = element(of: pattern, at: index)
                for place in path.indices where row[place] && test(path[place]) { next[place + 1] = true }
                index += width
            }
            row = next
        }
        return row[path.count]
    }

    private static func element(
        of pattern: [Character], at index: Int
    ) -> ((Character) -> Bool, Int) {
        switch pattern[index] {
        case "?": return ({ $0 != "/" }, 1)
        case "\\" where index + 1 < pattern.count:
            let literal = pattern[index + 1]
            return ({ $0 == literal }, 2)
        case "[":
            guard let close = pattern[(index + 1)...].firstIndex(of: "]"), close > index + 1 else {
                return ({ _ in false }, 1)
            }
            let body = pattern[(index + 1)..<close]
            return ({ GlobPattern.member($0, of: body) }, close - index + 1)
        default:
            let literal = pattern[index]
            return ({ $0 == literal }, 1)
        }
    }

    private static func member(_ character: Character, of set: ArraySlice<Character>) -> Bool {
        let isNegated = set.first == "^"
        let body = Array(isNegated ? set.dropFirst() : set)
        var found = false
        var index = 0
        while index < body.count {
            if index + 2 < body.count, body[index + 1] == "-" {
                if body[index] <= character, character <= body[index + 2] { found = true }
                index += 3
            } else {
                if body[index] == character { found = true }
                index += 1
            }
        }
        return found != isNegated && character != "/"
    }
}
