/// A place for people: line and column from 1, columns in UTF-8 bytes.
public struct SourcePosition: Hashable, Sendable, Codable {
    /// Line, from 1.
    public var line: Int
    /// Column, from 1, in UTF-8 bytes.
    public var column: Int
    /// The byte offset that line and column were computed from.
    public var offset: Int

    /// Makes a position.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }
}

/// The line starts of one file, built once, so that any offset turns into line and column in logarithmic time.
///
/// A line ends at `\n`; the `\r` of a CRLF belongs to the line it ends.
public struct LineTable: Sendable {
    private let starts: ContiguousArray<UInt32>
    private let byteCount: Int

    /// Scans `bytes` once.
    public init(_ bytes: [UInt8]) {
        var starts: ContiguousArray<UInt32> = [0]
        for index in bytes.indices where bytes[index] == 0x0A { starts.append(UInt32(index + 1)) }
        self.starts = starts
        byteCount = bytes.count
    }

    /// The number of lines; a file that ends in a newline has an empty last line.
    public var lineCount: Int { starts.count }

    /// The position of `offset`; offsets past the end are taken as the end.
    public func position(of offset: Int) -> SourcePosition {
        let offset = min(max(0, offset), byteCount)
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: offset - Int(starts[low]) + 1, offset: offset)
    }

    /// The byte range of line `line` (from 1) without its line ending bytes being cut off, or nil when there is none.
    public func range(ofLine line: Int) -> ByteRange? {
        guard line >= 1, line <= starts.count else { return nil }
        let end = line < starts.count ? Int(starts[line]) : byteCount
        return ByteRange(Int(starts[line - 1])..<end)
    }
}
