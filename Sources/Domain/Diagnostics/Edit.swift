/// One replacement of one byte range in one file; the only way this project changes a file.
public struct Edit: Hashable, Sendable, Codable {
    /// The bytes that go; empty for an insertion.
    public var range: ByteRange
    /// The bytes that come.
    public var replacement: [UInt8]
    /// Why, for people: `memory limit 512Mi → 768Mi`, or `keep terraform fmt alignment`.
    public var reason: String

    /// Makes an edit.
    public init(range: ByteRange, replacement: [UInt8], reason: String) {
        self.range = range
        self.replacement = replacement
        self.reason = reason
    }
}

extension [Edit] {
    /// Applies the edits to `bytes` in one pass; nil when two of them overlap or one lies outside.
    ///
    /// Everything outside the ranges is the same bytes. Two insertions at one place are applied in order.
    public func apply(to bytes: [UInt8]) -> [UInt8]? {
        let ordered = enumerated().sorted { ($0.element.range, $0.offset) < ($1.element.range, $1.offset) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + reduce(0) { $0 + $1.replacement.count })
        var position = 0
        for (_, edit) in ordered {
            guard edit.range.indices.lowerBound >= position, edit.range.indices.upperBound <= bytes.count
            else { return nil }
            result += bytes[position..<edit.range.indices.lowerBound]
            result += edit.replacement
            position = edit.range.indices.upperBound
        }
        result += bytes[position...]
        return result
    }
}
