/// A string whose parts remember where they come from.
public struct Text: Sendable {
    /// A part and its origins.
    public struct Part: Sendable {
        /// UTF-8 offsets in the string.
        public var range: Range<Int>
        /// Where the part comes from.
        public var origins: Origins
        /// Makes a part.
        public init(_ range: Range<Int>, _ origins: Origins) {
            self.range = range
            self.origins = origins
        }
    }

    /// The string.
    public var string: String
    /// The parts of a template in order; empty for a string that is of one piece.
    public var parts: [Part]
    /// True where the parts say all of what went into each of them: of the whole only what chose it concerns them too.
    public var isComposite = false

    /// Makes a text.
    public init(_ string: String, parts: [Part] = []) {
        self.string = string
        self.parts = parts
    }

    /// The parts that share a byte with a range of UTF-8 offsets; found without looking at all.
    public func parts(in range: Range<Int>) -> ArraySlice<Part> {
        let first = firstPart { $0.range.upperBound > range.lowerBound }
        let end = firstPart { $0.range.lowerBound >= range.upperBound }
        return range.isEmpty || first >= end ? [] : parts[first..<end]
    }

    /// The first part of which the claim is true; of all parts behind it it must be true too.
    private func firstPart(_ claim: (Part) -> Bool) -> Int {
        var low = 0
        var high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if claim(parts[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
