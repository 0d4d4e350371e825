/// A set of code points as sorted ranges that neither touch nor overlap.
struct CharacterClass: Sendable, Hashable {
    struct Span: Sendable, Hashable {
        var lower: UInt32
        var upper: UInt32
    }

    static let last: UInt32 = 0x10FFFF
    static let everything = CharacterClass([Span(lower: 0, upper: last)])
    static let nothing = CharacterClass([])

    private(set) var spans: [Span]

    /// In any order.
    init(_ unordered: [Span]) {
        spans = []
        spans.reserveCapacity(unordered.count)
        for span in unordered.sorted(by: { $0.lower < $1.lower }) {
            if let previous = spans.last, span.lower <= previous.upper + 1 {
                spans[spans.count - 1].upper = max(previous.upper, span.upper)
            } else {
                spans.append(span)
            }
        }
    }

    init(_ ranges: ClosedRange<UInt32>...) {
        self.init(ranges.map { Span(lower: $0.lowerBound, upper: $0.upperBound) })
    }

    /// The characters of a string of pairs, such as `azAZ09`.
    init(pairs: String) {
        let values = pairs.unicodeScalars.map(\.value)
        self.init(
            stride(from: 0, to: values.count - 1, by: 2).map {
                Span(lower: values[$0], upper: values[$0 + 1])
            })
    }

    var negated: CharacterClass {
        var gaps: [Span] = []
        gaps.reserveCapacity(spans.count + 1)
        var next: UInt32 = 0
        for span in spans {
            if span.lower > next { gaps.append(Span(lower: next, upper: span.lower - 1)) }
            next = span.upper + 1
        }
        if next <= Self.last { gaps.append(Span(lower: next, upper: Self.last)) }
        return CharacterClass(gaps)
    }

    func contains(_ character: UInt32) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upper < character { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].lower <= character
    }

    /// With all characters that differ from one of the class in case only.
    var folded: CharacterClass {
        var all = spans
        for span in spans { CaseFolding.add(span, to: &all) }
        return all.count == spans.count ? self : CharacterClass(all)
    }
}
