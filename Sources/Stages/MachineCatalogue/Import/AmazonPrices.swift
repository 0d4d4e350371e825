internal import Diagnostics

/// Reads price lists of Amazon: what `aws pricing get-products` prints, and the offer files of services.
enum AmazonPrices {
    /// `{"PriceList": […]}`: each product is a text of JSON, or an object.
    static func read(products items: [ConfigNode], _ reading: inout ImportReading) {
        for item in items {
            guard case .string(let text) = item.value else {
                price(item["product"], item["terms"]?["OnDemand"], item.span, &reading)
                continue
            }
            let inner = SourceFile(path: item.span.path, bytes: Array(text.utf8))
            let decoded = JSONDocument.decode(inner, id: .catalogueSyntax, what: "product")
            guard let node = decoded.node else {
                reading.complain(
                    "this product is no JSON: \(decoded.diagnostics.first?.message ?? "")", item.span,
                    .catalogueSyntax)
                continue
            }
            price(node["product"], node["terms"]?["OnDemand"], item.span, &reading)
        }
    }

    /// `{"products": {SKU: …}, "terms": {"OnDemand": {SKU: …}}}`.
    static func read(offers node: ConfigNode, _ reading: inout ImportReading) {
        guard let products = node["products"], case .map(let entries) = products.value else {
            reading.complain("`products` must be a mapping", node["products"]?.span ?? node.span)
            return
        }
        let terms = Dictionary(
            (node["terms"]?["OnDemand"]?.mapped ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for entry in entries {
            price(entry.value, terms[entry.key], entry.value.span, &reading)
        }
    }

    private static func price(
        _ product: ConfigNode?, _ terms: ConfigNode?, _ span: SourceSpan, _ reading: inout ImportReading
    ) {
        guard let attributes = product?["attributes"] else {
            reading.complain("a product has no `attributes`", span)
            return
        }
        // Data transfer, storage and requests have no type of machine, reservations no terms on demand.
        guard let name = attributes["instanceType"]?.scalarText, isPlain(attributes), let terms else {
            return
        }
        guard let region = attributes["regionCode"]?.scalarText ?? attributes["location"]?.scalarText else {
            reading.complain("`\(name)` has no `regionCode`", span)
            return
        }
        for term in terms.mapped {
            for dimension in term.value["priceDimensions"]?.mapped ?? [] {
                let unit = dimension.value["unit"]?.scalarText ?? ""
                guard unit == "Hrs" || unit == "Hour" else { continue }
                for entry in dimension.value["pricePerUnit"]?.mapped ?? [] {
                    guard let amount = entry.value.amount else {
                        reading.complain("the price of `\(name)` must be a number that is not negative", span)
                        continue
                    }
                    // Free rows stand for what is paid elsewhere.
                    guard amount > 0 else { continue }
                    reading.prices.append(
                        ImportedPrice(name: name, region: region, currency: entry.key, hourly: amount))
                }
            }
        }
    }

    /// Shared tenancy, Linux without licences, not reserved: what a machine costs that nobody said more of.
    private static func isPlain(_ attributes: ConfigNode) -> Bool {
        func isOneOf(_ key: String, _ values: [String]) -> Bool {
            guard let text = attributes[key]?.scalarText else { return true }
            return values.contains(text)
        }
        return isOneOf("operatingSystem", ["Linux", "NA"]) && isOneOf("tenancy", ["Shared", "NA"])
            && isOneOf("preInstalledSw", ["NA"]) && isOneOf("capacitystatus", ["Used", "NA"])
            && isOneOf("deploymentOption", ["Single-AZ"])
            && isOneOf("locationType", ["AWS Region"])
    }
}
