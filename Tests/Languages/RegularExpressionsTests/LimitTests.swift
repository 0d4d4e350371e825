import RegularExpressions
import Testing

/// Patterns that make engines with backtracking hang, and patterns that are bombs themselves.
@Suite struct LimitTests {
    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+$b", "(.*)(.*)(.*)(.*)[^a]", "(?:a?){25}a{25}b"])
    func takesLinearTime(_ pattern: String) throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 2_000)
        #expect(try !RegularExpression(pattern).hasMatch(in: text))
    }

    @Test func stopsAtTheLimitOfSteps() throws {
        let expression = try RegularExpression("(?:a?){500}b", limits: .init(steps: 10_000))
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000)
        #expect(throws: RegularExpressionError.self) { try expression.hasMatch(in: text) }
        #expect(throws: RegularExpressionError.self) { try expression.matches(in: text) }
        var shared = 1_000
        #expect(throws: RegularExpressionError.self) { try expression.matches(in: text, steps: &shared) }
        #expect(shared < 0)
    }

    @Test func boundsTheProgram() {
        let pattern = String(repeating: "(?:abcdefghij){100}", count: 100)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    }

    @Test func boundsNesting() throws {
        let deep = String(repeating: "(", count: 2_000) + "a" + String(repeating: ")", count: 2_000)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(deep) }
        let fine = String(repeating: "(", count: 900) + "a" + String(repeating: ")", count: 900)
        #expect(try RegularExpression(fine).hasMatch(in: [0x61]))
    }

    @Test func readsLargeTextsInReasonableTime() throws {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20) + [UInt8(ascii: "y")]
        #expect(
            try RegularExpression("[a-c]y|y$").matches(in: text).map(\.range) == [(1 << 20)..<(1 << 20) + 1])
    }
}
