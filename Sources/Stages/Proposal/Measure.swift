public import Model

/// Prints numbers the way the field writes them, the same on every machine.
public enum Measure {
    /// `498Mi`, `640m`, `1.25`, `99.8%`, `4`, `90 s`.
    public static func text(_ value: Double, _ unit: MeasureUnit) -> String {
        guard value.isFinite else { return "–" }
        return switch unit {
        case .bytes: bytes(value)
        case .cores: cores(value)
        case .ratio: decimals(value * 100, 1) + "%"
        case .percent: decimals(value, 1) + "%"
        case .count: decimals(value, value == value.rounded() ? 0 : 1)
        case .seconds: decimals(value, value < 10 ? 1 : 0) + " s"
        }
    }

    /// A number with a fixed count of decimals, half away from zero, thousands not grouped.
    public static func decimals(_ value: Double, _ count: Int) -> String {
        let scale = (0..<count).reduce(1.0) { power, _ in power * 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int64(scaled) / Int64(scale)
        let rest = String(Int64(scaled) % Int64(scale))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard count > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + String(repeating: "0", count: count - rest.count) + rest
    }

    /// A number without a unit, whole or with as many decimals as tell it apart: `603979776`, `0.19`, `0`.
    public static func plain(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        for count in 0..<6 where abs(value - (Double(decimals(value, count)) ?? .nan)) <= abs(value) * 1e-6 {
            return decimals(value, count)
        }
        return decimals(value, 6)
    }

    /// An integer with thousands grouped by commas.
    public static func grouped(_ value: Int) -> String {
        var digits = String(abs(value))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `$61.20`, `61.20 EUR`, `unpriced`, `–`.
    public static func saving(_ saving: Saving) -> String {
        switch saving {
        case .unpriced: "unpriced"
        case .none: "–"
        case .monthly(let amount, let currency, _):
            currency == "USD"
                ? (amount < 0 ? "-$" : "$") + decimals(abs(amount), 2) : "\(decimals(amount, 2)) \(currency)"
        }
    }

    private static func bytes(_ value: Double) -> String {
        let mebi = value / 1_048_576
        if mebi < 1 { return decimals(value / 1024, 0) + "Ki" }
        return mebi < 10_240 ? decimals(mebi, 0) + "Mi" : decimals(mebi / 1024, 1) + "Gi"
    }

    private static func cores(_ value: Double) -> String {
        value < 10 ? decimals(value * 1000, 0) + "m" : decimals(value, 1)
    }
}
