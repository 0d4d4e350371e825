import Foundation
import TestSupport
import Testing

@testable import Prometheus

@Suite struct NumberReaderTests {
    private func read(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { NumberReader.value($0) }
    }

    private func milliseconds(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { NumberReader.milliseconds($0) }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", -0.0), ("1", 1), ("0.1", 0.1), ("-12.5", -12.5), ("1e3", 1000), ("1E-3", 0.001),
            ("1e+22", 1e22), ("9007199254740993", 9_007_199_254_740_992),
            ("9007199254740995", 9_007_199_254_740_996),
            ("18446744073709551615", 18_446_744_073_709_551_616), ("0.000000000000000000000000001", 1e-27),
            ("5e-324", .leastNonzeroMagnitude), ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown),
            ("1e400", .infinity),
            ("1.7976931348623157e308", .greatestFiniteMagnitude), ("+1.5", 1.5), ("+Inf", .infinity),
            ("Inf", .infinity),
            ("-Inf", -.infinity),
        ] as [(String, Double)])
    func reads(_ text: String, _ expected: Double) throws {
        let value = try #require(self.read(text))
        #expect(value.bitPattern == expected.bitPattern)
    }

    @Test func readsNaN() { #expect(read("NaN")?.isNaN == true) }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "1e", "e5", "nan", "inf", "0x10", "1 ", " 1", "1,5", "--1", "+-1", "1e5.5",
        "infinity",
        "١",
    ])
    func refuses(_ text: String) { #expect(read(text) == nil) }

    /// The library's own reader, which is exact, is the judge.
    @Test func agreesWithTheLibraryOnRandomNumbers() {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        for round in 0..<200_000 {
            let text: String
            switch round % 4 {
            case 0: text = Double(bitPattern: random.next() & 0x7FEF_FFFF_FFFF_FFFF).description
            case 1: text = Double.random(in: 0..<1000, using: &random).description
            case 2: text = String(Double.random(in: 0..<1e-3, using: &random))
            default:
                let digits = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                    String(Int.random(in: 0...9, using: &random))
                }
                let point = Int.random(in: 1...digits.count, using: &random)
                let whole = digits[..<point].joined()
                text = point == digits.count ? whole : whole + "." + digits[point...].joined()
            }
            let isPlain = text.first != "0" || text.hasPrefix("0.") || text == "0"
            guard isPlain, let expected = Double(text) else { continue }
            #expect(
                read(text)?.bitPattern == expected.bitPattern, "seed \(seed), round \(round): \(text)")
        }
    }

    /// Halfway cases are where a wrong last digit would show.
    @Test func roundsHalvesToEven() {
        let seed: UInt64 = 12
        var random = SeededGenerator(seed: seed)
        for round in 0..<50_000 {
            // An odd 54-bit number over a power of two lies exactly between two doubles; it has a short decimal form.
            let odd = (1 << 53) | (random.next() & ((1 << 53) - 1)) | 1
            let shift = Int.random(in: 0...3, using: &random)
            let scale = [1, 5, 25, 125][shift]
            let (product, overflow) = odd.multipliedReportingOverflow(by: UInt64(scale))
            guard !overflow else { continue }
            let digits = String(product)
            let text = shift == 0 ? digits : digits.dropLast(shift) + "." + digits.suffix(shift)
            #expect(
                read(text)?.bitPattern == Double(text)?.bitPattern, "seed \(seed), round \(round): \(text)")
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("1435781430", 1_435_781_430_000), ("1435781430.781", 1_435_781_430_781), ("1.5", 1500),
            ("1.05", 1050), ("-1.5", -1500), ("1.4357814307e9", 1_435_781_430_700), ("0.0014", 1),
            ("0.0016", 2),
            ("253402300799.999", 253_402_300_799_999),
        ] as [(String, Int64)])
    func readsMoments(_ text: String, _ expected: Int64) { #expect(milliseconds(text) == expected) }

    @Test(arguments: ["", "1.", "1e300", "NaN", "+Inf", "99999999999999999999", "x"])
    func refusesMoments(_ text: String) { #expect(milliseconds(text) == nil) }
}
