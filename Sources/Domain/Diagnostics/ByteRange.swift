/// A half-open range of byte offsets in one file; the truth about every position in this project.
public struct ByteRange: Hashable, Sendable, Codable, Comparable {
    /// Offset of the first byte.
    public var lower: UInt32
    /// Offset one past the last byte.
    public var upper: UInt32

    /// Makes the range `lower..<upper`; both are byte offsets and `lower <= upper`.
    public init(lower: UInt32, upper: UInt32) {
        precondition(lower <= upper, "a byte range ends before it starts: \(lower)..<\(upper)")
        self.lower = lower
        self.upper = upper
    }

    /// Makes the range from `Int` offsets.
    public init(_ range: Range<Int>) {
        self.init(lower: UInt32(range.lowerBound), upper: UInt32(range.upperBound))
    }

    /// The number of bytes.
    public var count: Int { Int(upper - lower) }
    /// True for a range of no bytes, which is a place between two bytes.
    public var isEmpty: Bool { lower == upper }
    /// The same range as `Int` offsets, for slicing arrays.
    public var indices: Range<Int> { Int(lower)..<Int(upper) }

    /// True when every byte of `other` lies inside this range.
    public func contains(_ other: ByteRange) -> Bool { lower <= other.lower && other.upper <= upper }

    /// True when the two ranges share at least one byte.
    public func overlaps(_ other: ByteRange) -> Bool { lower < other.upper && other.lower < upper }

    /// Orders by start, then by end.
    public static func < (a: ByteRange, b: ByteRange) -> Bool {
        (a.lower, a.upper) < (b.lower, b.upper)
    }
}
