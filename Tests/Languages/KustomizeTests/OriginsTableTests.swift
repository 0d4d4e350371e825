import Diagnostics
import Provenance
import TestSupport
import Testing

/// A table of what values follow says of any token what a search through the values says.
@Suite struct OriginsTableTests {
    private static func token(_ random: inout SeededGenerator) -> SourceSpan {
        let lower = UInt32.random(in: 0..<40, using: &random)
        let upper = lower + UInt32.random(in: 0..<8, using: &random)
        return SourceSpan(
            path: ["a.yaml", "b.yaml"].randomElement(using: &random) ?? "",
            range: ByteRange(lower: lower, upper: upper))
    }

    /// Values made of each other in every way there is.
    private static func values(_ count: Int, _ random: inout SeededGenerator) -> [Origins] {
        var values: [Origins] = [.none]
        for _ in 0..<count {
            let (a, b) = (
                values.randomElement(using: &random) ?? .none, values.randomElement(using: &random) ?? .none
            )
            let made =
                switch Int.random(in: 0..<9, using: &random) {
                case 0, 1: Origins(token: token(&random))
                case 2: a.joined(b)
                case 3: a.chosen(by: b)
                case 4: a.taken(from: b)
                case 5: a.passing(Hop(token(&random), "passed"))
                case 6: a.part(token(&random))
                case 7: a.content
                default: a.deciders
                }
            values.append(made)
        }
        return values
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func itSaysWhatASearchSays(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = Self.values(60, &random)
        let table = try #require(OriginsTable(values.enumerated().map { ($0.offset, $0.element) }))
        var found = 0
        for _ in 0..<60 {
            let token = Self.token(&random)
            let search = OriginsSearch([token])
            let wanted = values.indices.filter { !search.search(values[$0]).isEmpty }
            #expect(table.values(following: token) == wanted, "seed \(seed), \(token)")
            found += wanted.count
        }
        #expect(found > 0)
    }

    @Test func whatSharesTooMuchIsLeftToASearch() {
        var sum = Origins.none
        var values: [Origins] = []
        for number in 0..<2_000 as Range<UInt32> {
            let range = ByteRange(lower: number, upper: number + 1)
            sum = sum.joined(Origins(token: SourceSpan(path: "a.yaml", range: range)))
            values.append(sum)
        }
        #expect(OriginsTable(values.enumerated().map { ($0.offset, $0.element) }) == nil)
    }
}
