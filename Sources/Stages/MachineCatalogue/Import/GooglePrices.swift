internal import Diagnostics

/// What an hour of a processor, or of a GiB of memory, of one family costs in one region.
struct GoogleRate: Hashable, Sendable {
    enum Part: Hashable, Sendable { case processor, memory }

    /// `n2`, `e2`.
    var series: String
    var part: Part
    var region: String
    var currency: String
    var hourly: Double
}

/// Reads the SKUs of Google's Cloud Billing catalogue, which prices processors and memory apart.
enum GooglePrices {
    static func read(_ items: [ConfigNode], _ reading: inout ImportReading) {
        for item in items {
            guard let description = reading.text(item, "description", of: "a SKU") else { continue }
            guard let (series, part) = meaning(description),
                item["category"]?["usageType"]?.scalarText ?? "OnDemand" == "OnDemand"
            else { continue }
            let what = "`\(description)`"
            let expression = item["pricingInfo"]?.listed.last?["pricingExpression"]
            let tiers = reading.items(expression?["tieredRates"], "tieredRates", at: item.span)
            guard let unit = tiers.last?["unitPrice"] else { continue }
            let currency = unit["currencyCode"]?.scalarText ?? "USD"
            guard let nanos = reading.number(unit, "nanos", of: what, at: unit.span) else { continue }
            let hourly = (unit["units"]?.amount ?? 0) + nanos / 1_000_000_000
            for region in item["serviceRegions"]?.listed.compactMap(\.scalarText) ?? [] {
                reading.rates.append(
                    GoogleRate(
                        series: series, part: part, region: region, currency: currency, hourly: hourly))
            }
        }
    }

    /// `N2 Instance Core running in Frankfurt`: which family, and which part of it; nil for anything else.
    private static func meaning(_ description: String) -> (series: String, part: GoogleRate.Part)? {
        let words = description.split(separator: " ").map(String.init)
        let others = ["Custom", "Spot", "Preemptible", "Commitment", "Sole", "Reserved", "Extended", "DWS"]
        guard let first = words.first, let running = words.firstIndex(of: "running"), running > 1,
            !others.contains(where: { words.contains($0) })
        else { return nil }
        let part: GoogleRate.Part
        switch words[running - 1] {
        case "Core": part = .processor
        case "Ram": part = .memory
        default: return nil
        }
        if first == "Compute", words.count > 1, words[1] == "optimized" { return ("c2", part) }
        guard words[..<running].contains("Instance"), first.firstNumber != nil else { return nil }
        return (first.lowercased(), part)
    }

    /// The price of every type whose processors and memory are priced.
    static func prices(of specs: [MachineSpec], _ rates: [GoogleRate]) -> [ImportedPrice] {
        struct Place: Hashable {
            var series, region, currency: String
        }
        var found: [Place: [GoogleRate.Part: Set<Double>]] = [:]
        for rate in rates {
            let place = Place(series: rate.series, region: rate.region, currency: rate.currency)
            found[place, default: [:]][rate.part, default: []].insert(rate.hourly)
        }
        var prices: [ImportedPrice] = []
        for spec in specs where spec.service == "compute" {
            let series = String(spec.name.prefix { $0 != "-" })
            for (place, parts) in found where place.series == series {
                // Two rates for one thing: which counts is not known.
                guard let processor = parts[.processor], let memory = parts[.memory], processor.count == 1,
                    memory.count == 1, let core = processor.first, let gib = memory.first
                else { continue }
                // Types that share processors pay for the part that is theirs for ever.
                guard !spec.isBurstable || spec.baseline != nil else { continue }
                let cores = spec.processors * (spec.baseline ?? 1)
                prices.append(
                    ImportedPrice(
                        name: spec.name, region: place.region, currency: place.currency,
                        hourly: cores * core + spec.memoryGiB * gib))
            }
        }
        return prices
    }
}
