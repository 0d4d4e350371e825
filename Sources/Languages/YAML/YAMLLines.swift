/// Lines of a file, by bytes.
struct YAMLLines {
    let bytes: [UInt8]

    /// The first byte of the line that `offset` is on; a byte order mark belongs to no line.
    func start(of offset: Int) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
        return start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? min(3, offset) : start
    }

    /// The end of the line that `offset` is on, before its line break.
    func end(of offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        return end
    }

    /// The first byte of the next line; the end of the file when there is none.
    func next(after offset: Int) -> Int {
        let end = end(of: offset)
        guard end < bytes.count else { return end }
        return bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
    }

    /// The column of `offset`, from 0.
    func column(of offset: Int) -> Int { offset - start(of: offset) }

    /// The line break in use near `offset`: of its own line, else of the one before, else `\n`.
    func lineBreak(near offset: Int) -> String {
        var end = end(of: min(offset, bytes.count))
        if end >= bytes.count {
            let start = start(of: end)
            guard start > 0, bytes[start - 1] == 0x0A || bytes[start - 1] == 0x0D else { return "\n" }
            end = start - 1
            if bytes[end] == 0x0A, end > 0, bytes[end - 1] == 0x0D { end -= 1 }
        }
        if bytes[end] == 0x0A { return "\n" }
        return end + 1 < bytes.count && bytes[end + 1] == 0x0A ? "\r\n" : "\r"
    }

    /// True when only blanks stand between `offset` and the start of its line.
    func isFirst(_ offset: Int) -> Bool { bytes[start(of: offset)..<offset].allSatisfy { $0 == 0x20 } }

    /// True when only blanks and a comment stand between `offset` and the end of its line.
    func isLast(_ offset: Int) -> Bool {
        let rest = bytes[offset..<end(of: offset)].drop { $0 == 0x20 || $0 == 0x09 }
        return rest.isEmpty || rest.first == UInt8(ascii: "#")
    }

    /// `offset` moved over blanks.
    func skipBlanks(_ offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
        return offset
    }

    /// `offset` moved back over blanks.
    func skipBlanksBack(_ offset: Int) -> Int {
        var offset = offset
        while offset > 0, bytes[offset - 1] == 0x20 || bytes[offset - 1] == 0x09 { offset -= 1 }
        return offset
    }
}
