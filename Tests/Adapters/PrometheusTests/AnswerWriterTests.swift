import Model
import TestSupport
import Testing

@testable import Prometheus

@Suite struct AnswerWriterTests {
    /// As Go's `strconv` prints them for the query API.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-12.5, "-12.5"), (0.1, "0.1"), (1e15, "1000000000000000"),
            (123_456_789_012_345_683_968, "123456789012345680000"), (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"), (1e-5, "0.00001"), (1.25e-6, "0.00000125"), (1e-7, "1e-07"),
            (-2.5e-10, "-2.5e-10"),
            (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (12_345_678_901_234_568, "12345678901234568"),
        ] as [(Double, String)])
    func printsNumbers(_ value: Double, _ text: String) { #expect(AnswerWriter.text(value) == text) }

    @Test func everyNumberReadsBack() {
        let seed: UInt64 = 21
        var random = SeededGenerator(seed: seed)
        for round in 0..<100_000 {
            let bits = random.next()
            let value =
                round % 2 == 0 ? Double(bitPattern: bits) : Double.random(in: -1e22...1e22, using: &random)
            guard !value.isNaN else { continue }
            var text = AnswerWriter.text(value)
            #expect(
                text.withUTF8 { NumberReader.value($0) }?.bitPattern == value.bitPattern,
                "seed \(seed), round \(round): \(text)")
        }
    }

    @Test func everyAnswerReadsBack() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let answer = QueryAnswer(
                series: RandomAnswer(&random).series, warnings: ["a \"b\" \u{1}\n", "é"])
            let bytes = AnswerWriter.write(answer, isMatrix: true)
            var parser = AnswerParser()
            try parser.feed(bytes)
            let read = try parser.finish().queryAnswer
            #expect(read.series == answer.series, "seed \(seed)")
            #expect(read.warnings == answer.warnings)
            #expect(read.digest == answer.digest)
        }
    }
}
