import Diagnostics

/// How the lines of a file are written, seen from one place in it.
struct LineStyle {
    let source: [UInt8]
    /// The line end of the file: that of its first line.
    let lineEnd: [UInt8]

    init(_ tree: HCLTree) {
        let source = tree.source
        self.source = source
        let newline = source.firstIndex(of: Byte.newline)
        let isCRLF = newline.map { $0 > 0 && source[$0 - 1] == Byte.carriageReturn } ?? false
        lineEnd = isCRLF ? [Byte.carriageReturn, Byte.newline] : [Byte.newline]
    }

    /// The first byte behind a byte order mark.
    var start: Int { source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The first byte of the line that `offset` is on, a byte order mark aside.
    func lineStart(_ offset: Int) -> Int {
        var index = offset
        while index > 0, source[index - 1] != Byte.newline { index -= 1 }
        if index == 0, source.starts(with: [0xEF, 0xBB, 0xBF]) { index = min(3, offset) }
        return index
    }

    /// The blanks that the line of `offset` begins with.
    func indentation(_ offset: Int) -> [UInt8] {
        Array(source[lineStart(offset)..<offset].prefix { $0 == Byte.space || $0 == Byte.tab })
    }

    /// The first byte that is not blank on the line of `offset`, or `offset` where that comes first.
    func firstOnLine(_ offset: Int) -> Int {
        var index = lineStart(offset)
        while index < offset, source[index] == Byte.space || source[index] == Byte.tab { index += 1 }
        return index
    }

    /// True when nothing but blanks stands before `offset` on its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        source[lineStart(offset)..<offset].allSatisfy { $0 == Byte.space || $0 == Byte.tab }
    }

    /// One level deeper than `indentation`, by its own kind of blank.
    func deeper(_ indentation: [UInt8]) -> [UInt8] {
        indentation + (indentation.last == Byte.tab ? [Byte.tab] : [Byte.space, Byte.space])
    }

    /// The bytes of an expression with the lines behind its first one indented, and with the line ends of the file.
    func fitted(_ token: [UInt8], indentation: [UInt8], in syntax: HCLSyntax) -> [UInt8] {
        guard token.contains(Byte.newline),
            let source = try? ExpressionSource(String(decoding: token, as: UTF8.self), in: syntax, name: "")
        else { return token }
        return source.bytes(indentation: indentation, lineEnd: lineEnd)
    }

    /// The end of the line behind `offset`, trailing comments passed, before its line end; nil when other tokens follow.
    func endOfLine(after offset: Int, allowing extra: UInt8? = nil) -> Int? {
        var index = offset
        while index < source.count {
            switch source[index] {
            case Byte.newline: return index
            case Byte.carriageReturn where index + 1 < source.count && source[index + 1] == Byte.newline:
                return index
            case Byte.space, Byte.tab: index += 1
            case Byte.hash: index = lineStop(index)
            case Byte.slash where index + 1 < source.count && source[index + 1] == Byte.slash:
                index = lineStop(index)
            case Byte.slash:
                let end = Trivia.end(in: source, from: index, to: source.count, syntax: .native)
                guard end > index, !source[index..<end].contains(Byte.newline) else { return nil }
                index = end
            case extra: index += 1
            default: return nil
            }
        }
        return index
    }

    private func lineStop(_ start: Int) -> Int {
        let end = Trivia.lineEnd(in: source, from: start, to: source.count)
        return end > start && end < source.count && source[end - 1] == Byte.carriageReturn ? end - 1 : end
    }
}
