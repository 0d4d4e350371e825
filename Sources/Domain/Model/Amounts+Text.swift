extension Int {
    /// The number with thousands grouped by commas: `60,359`.
    public var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + text
    }

    /// `1 root`, `2 roots`: the number with its noun.
    public func counted(_ noun: String, _ plural: String? = nil) -> String {
        "\(grouped) \(self == 1 ? noun : plural ?? noun + "s")"
    }
}

extension Saving {
    /// `$61.20`, `61.20 EUR`, `unpriced`, `–`.
    public var text: String {
        switch self {
        case .unpriced: "unpriced"
        case .none: "–"
        case .monthly(let amount, "USD", _): (amount < 0 ? "-$" : "$") + abs(amount).fixed(2)
        case .monthly(let amount, let currency, _): "\(amount.fixed(2)) \(currency)"
        }
    }
}
