import Model
import Testing

@testable import Planning

@Suite struct WordingTests {
    @Test(arguments: [
        ("512Mi", "768Mi", "768Mi"), ("512Mi", "1Gi", "1024Mi"), ("2Gi", "1Gi", "1Gi"),
        ("2Gi", "512Mi", "512Mi"),
        ("1.5Gi", "768Mi", "0.75Gi"), ("1.5Gi", "512Mi", "0.5Gi"), ("1.5Gi", "1Gi", "1Gi"),
        ("1.5Gi", "80Mi", "80Mi"),
        ("1G", "512M", "512M"), ("1500M", "512M", "512M"), ("536870912", "384Mi", "402653184"),
        ("1", "800m", "800m"), ("2", "1", "1"), ("0.5", "250m", "0.25"), ("0.5", "1", "1"),
        (".5", "800m", "0.8"),
        ("500m", "1", "1000m"), ("2.5", "10m", "0.01"), ("1500m", "600m", "600m"), ("1e3", "500", "500"),
    ])
    func amountsKeepTheMannerOfTheToken(_ before: String, _ value: String, _ expected: String) throws {
        let quantity = try #require(Quantity(value))
        let text = TokenWording(before).text(quantity)
        #expect(text == expected)
        #expect(Quantity(text)?.thousandths == quantity.thousandths, "the text means the amount")
    }
}
