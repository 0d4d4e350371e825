/// Which characters count as one when case is ignored: Unicode's simple folding.
enum CaseFolding {
    /// Adds what the characters of a span fold to.
    static func add(_ span: CharacterClass.Span, to spans: inout [CharacterClass.Span]) {
        if span.lower == 0, span.upper == CharacterClass.last { return }
        if span.upper < 0x80 {
            addASCII(span, to: &spans)
            return
        }
        let table = orbits
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].character < span.lower { low = middle + 1 } else { high = middle }
        }
        while low < table.count, table[low].character <= span.upper {
            for other in table[low].others { spans.append(.init(lower: other, upper: other)) }
            low += 1
        }
    }

    private static func addASCII(_ span: CharacterClass.Span, to spans: inout [CharacterClass.Span]) {
        for character in span.lower...span.upper {
            let upper = character & ~0x20
            guard (0x41...0x5A).contains(upper) else { continue }
            spans.append(.init(lower: character ^ 0x20, upper: character ^ 0x20))
            // The Kelvin sign and the long s.
            if upper == 0x4B { spans.append(.init(lower: 0x212A, upper: 0x212A)) }
            if upper == 0x53 { spans.append(.init(lower: 0x17F, upper: 0x17F)) }
        }
    }

    private struct Orbit {
        var character: UInt32
        var others: [UInt32]
    }

    /// In the order of characters, those alone left out.
    private static let orbits: [Orbit] = {
        var representative: [UInt32: UInt32] = [:]
        func root(_ character: UInt32) -> UInt32 {
            var character = character
            while let parent = representative[character] { character = parent }
            return character
        }
        // Nothing beyond the second plane has case. The Turkish İ and ı fold to nothing but themselves.
        for value in UInt32(0x41)...0x1FFFF where value != 0x130 && value != 0x131 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped,
                UnicodeClasses.isKnown(scalar)
            else { continue }
            for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                let scalars = mapping.unicodeScalars
                guard let other = scalars.first, scalars.count == 1, other != scalar else { continue }
                let (a, b) = (root(value), root(other.value))
                if a != b { representative[max(a, b)] = min(a, b) }
            }
        }
        var members: [UInt32: [UInt32]] = [:]
        for child in representative.keys.sorted() { members[root(child), default: []].append(child) }
        var orbits: [Orbit] = []
        for (first, rest) in members {
            let all = [first] + rest
            for character in all {
                orbits.append(Orbit(character: character, others: all.filter { $0 != character }))
            }
        }
        return orbits.sorted { $0.character < $1.character }
    }()
}
