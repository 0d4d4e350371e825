/// A byte range in a named file of the repository, or of the operator's machine for operator files.
public struct SourceSpan: Hashable, Sendable, Codable {
    /// The path, relative to the repository's root where the file belongs to it.
    public var path: String
    /// The bytes meant.
    public var range: ByteRange

    /// Names `range` in the file at `path`.
    public init(path: String, range: ByteRange) {
        self.path = path
        self.range = range
    }
}

/// A file that was read: its path and its bytes, with line numbers on demand.
public struct SourceFile: Sendable {
    /// The path, relative to the repository's root.
    public let path: String
    /// The bytes exactly as stored.
    public let bytes: [UInt8]
    /// Line starts of ``bytes``.
    public let lines: LineTable

    /// Takes the bytes as they are and indexes their lines.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        lines = LineTable(bytes)
    }

    /// Text of a range, bad UTF-8 repaired for reading.
    public func text(_ range: ByteRange) -> String {
        let end = min(range.indices.upperBound, bytes.count)
        let start = min(range.indices.lowerBound, end)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The text of line `line` (from 1) without its line ending.
    public func lineText(_ line: Int) -> String {
        guard let range = lines.range(ofLine: line) else { return "" }
        var slice = bytes[range.indices]
        while let last = slice.last, last == 0x0A || last == 0x0D { slice = slice.dropLast() }
        return String(decoding: slice, as: UTF8.self)
    }

    /// `path:line:column` of the start of `range`.
    public func location(_ range: ByteRange) -> String {
        let position = lines.position(of: Int(range.lower))
        return "\(path):\(position.line):\(position.column)"
    }
}
