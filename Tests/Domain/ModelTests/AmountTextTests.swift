import Model
import Testing

@Suite struct AmountTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func numbersAreGrouped(_ number: Int, _ text: String) { #expect(number.grouped == text) }

    @Test func nounsAgree() {
        #expect(1.counted("root") == "1 root")
        #expect(0.counted("root") == "0 roots")
        #expect(2000.counted("query", "queries") == "2,000 queries")
    }

    @Test(arguments: [
        (Saving.unpriced, "unpriced"), (.none, "–"),
        (.monthly(amount: 61.2, currency: "USD", source: ""), "$61.20"),
        (.monthly(amount: -3, currency: "USD", source: ""), "-$3.00"),
        (.monthly(amount: 5, currency: "EUR", source: ""), "5.00 EUR"),
    ])
    func savingsPrint(_ saving: Saving, _ text: String) { #expect(saving.text == text) }
}
