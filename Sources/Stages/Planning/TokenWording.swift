internal import Model

/// Writes an amount the way the old token was written.
///
/// `512Mi` → `768Mi`, `2Gi` → `1Gi`, `1` → `800m`, `0.5` → `0.25`, `500m` → `1000m`, `1G` → `512M`,
/// `536870912` → `402653184`.
struct TokenWording: Sendable {
    private let before: String
    private let family: Quantity.Family
    /// The unit behind the digits: `Mi`, `m`, or nothing.
    private let suffix: String
    private let hasFraction: Bool

    init(_ before: String) {
        self.before = before
        family = Quantity(before)?.family ?? .decimalSI
        let digits = before.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        suffix = String(before.dropFirst(digits.count))
        hasFraction = digits.contains(".")
    }

    func text(_ quantity: Quantity) -> String {
        let unit = TokenWording.thousandths(of: suffix)
        if let unit, quantity.thousandths % unit == 0 { return "\(quantity.thousandths / unit)\(suffix)" }
        if hasFraction, let unit, let text = fraction(quantity.thousandths, of: unit) { return text + suffix }
        return quantity.text(in: family)
    }

    /// At most three decimals, without trailing zeros; nil when they do not suffice.
    private func fraction(_ amount: Int64, of unit: Int64) -> String? {
        let whole = amount / unit
        let (scaled, overflow) = (amount % unit).multipliedReportingOverflow(by: 1000)
        guard !overflow, scaled % unit == 0 else { return nil }
        var decimals = String(1000 + scaled / unit).dropFirst()
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }

    /// Thousandths of the base unit that one unit has; nil for an exponent.
    private static func thousandths(of suffix: String) -> Int64? {
        suffix.hasPrefix("e") || suffix.hasPrefix("E") ? nil : Quantity("1" + suffix)?.thousandths
    }
}
