import Model
import Testing

@Suite struct MeasureTextTests {
    @Test(arguments: [
        (MeasureUnit.bytes, 498.0 * 1_048_576, "498Mi"), (.bytes, 1_073_741_824 * 12, "12.0Gi"),
        (.bytes, 2048, "2Ki"),
        (.cores, 0.64, "640m"), (.cores, 12.34, "12.3"), (.ratio, 0.714, "71%"), (.ratio, 0.004, "0.4%"),
        (.percent, 5.55, "5.6%"), (.percent, 24, "24%"), (.seconds, 5400, "1h30m"), (.count, 4, "4"),
        (.count, 0.5, "0.5"), (.bytes, .nan, "–"), (.count, .infinity, "–"),
    ])
    func measuresReadWell(_ unit: MeasureUnit, _ value: Double, _ text: String) {
        #expect(unit.text(value) == text)
    }

    @Test(arguments: [
        (1.005, 2, "1.00"), (-0.05, 1, "-0.1"), (0, 2, "0.00"), (12.345, 1, "12.3"),
        (1e300, 1, "1000000000000000.0"),
        (99.95, 1, "100.0"),
    ])
    func decimalsAreFixed(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(value.fixed(decimals) == text)
    }
}
