internal import Diagnostics

/// Reads what the Azure Retail Prices API answers.
enum AzurePrices {
    static func read(_ items: [ConfigNode], _ reading: inout ImportReading) {
        for item in items {
            guard let name = item["armSkuName"]?.scalarText, !name.isEmpty, isPlain(item) else { continue }
            let what = "`\(name)`"
            guard let hourly = reading.number(item, "retailPrice", of: what, at: item.span),
                let region = reading.text(item, "armRegionName", of: what),
                let currency = reading.text(item, "currencyCode", of: what), hourly > 0
            else { continue }
            reading.prices.append(
                ImportedPrice(name: name, region: region, currency: currency, hourly: hourly))
        }
    }

    /// Paid by the hour as it is used, without Windows, and not what may be taken away at any time.
    private static func isPlain(_ item: ConfigNode) -> Bool {
        func text(_ key: String) -> String { item[key]?.scalarText ?? "" }
        let isHourly = text("unitOfMeasure").isEmpty || text("unitOfMeasure") == "1 Hour"
        let kind = text("type")
        let names = text("skuName") + " " + text("meterName")
        return isHourly && (kind.isEmpty || kind == "Consumption")
            && !text("productName").contains("Windows") && !text("productName").contains("Cloud Services")
            && !names.contains("Spot") && !names.contains("Low Priority")
    }
}
