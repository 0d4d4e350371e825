import Model
import TestSupport
import Testing

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("800m", 800, "800m"), ("2", 2000, "2"), ("0.5", 500, "500m"), (".5", 500, "500m"),
            ("1.5Gi", 1_610_612_736_000, "1536Mi"),
            ("512Mi", 536_870_912_000, "512Mi"), ("1G", 1_000_000_000_000, "1G"),
            ("1500M", 1_500_000_000_000, "1500M"),
            ("1e3", 1_000_000, "1000"), ("1k", 1_000_000, "1k"), ("0", 0, "0"), ("0Mi", 0, "0"),
            ("0.0001", 1, "1m"),
            ("1.0005", 1001, "1001m"), ("1000m", 1000, "1"), ("1024Ki", 1_048_576_000, "1Mi"),
        ] as [(String, Int64, String)])
    func quantitiesAreExact(_ text: String, _ thousandths: Int64, _ written: String) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.thousandths == thousandths)
        #expect(quantity.text() == written)
    }

    @Test(arguments: [
        "", "m", "Mi", "-1", "+1", "1 Gi", "1gi", "1MI", "1K", "0x10", "1e99", "1e", "1.2.3", ".", "１",
        "99999999999Gi",
        "9223372036854775807", "9e15Ki", "NaN", "inf", "1m5", "1,5",
    ])
    func otherTextsAreNone(_ text: String) { #expect(Quantity(text) == nil) }

    @Test func whatIsPrintedReadsBackInItsFamily() throws {
        let seed: UInt64 = 11
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let amount = Int64.random(
                in: 0...(1 << Int64.random(in: 1...58, using: &generator)), using: &generator)
            for family in [Quantity.Family.decimalSI, .binarySI] {
                let quantity = Quantity(thousandths: amount, family: family)
                let again = try #require(Quantity(quantity.text()), "seed \(seed): \(amount)")
                #expect(again.thousandths == amount, "seed \(seed): \(quantity.text())")
            }
        }
    }

    @Test func familiesAreKeptAndAmountsCompared() throws {
        let gibi = try #require(Quantity("1Gi"))
        #expect(gibi.family == .binarySI)
        #expect(gibi.text(in: .decimalSI) == "1073741824")
        #expect(try #require(Quantity("1G")) < gibi)
        #expect(gibi.units == 1_073_741_824)
        #expect(Quantity(thousandths: 1001).units == 2)
        #expect(Quantity.bytes(.max).thousandths == .max)
        #expect(Quantity.millicores(250).value == 0.25)
    }
}
