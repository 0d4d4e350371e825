import Testing

@testable import RightSizing

@Suite struct QuantilesTests {
    @Test(arguments: [
        (0.0, 1.0), (0.5, 10), (0.95, 19), (0.951, 20), (1.0, 20), (0.05, 1),
    ])
    func nearestRankOfTwenty(_ q: Double, _ expected: Double) {
        #expect(Quantiles((1...20).map(Double.init).shuffled())[q] == expected)
    }

    @Test func emptyGivesNothing() {
        let none = Quantiles([Double.nan])
        #expect(none.isEmpty)
        #expect(none[0.5].isNaN)
        #expect(none.maximum.isNaN)
    }
}
