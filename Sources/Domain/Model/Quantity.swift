/// An exact Kubernetes resource quantity: a decimal number with a unit suffix, kept in thousandths of the base unit.
///
/// The base unit is a core for CPU and a byte for memory. `800m` of CPU is 800 thousandths; `1.5Gi` of memory is
/// 1,610,612,736,000 thousandths. What is finer than a thousandth is rounded up, as Kubernetes does.
/// Source: Kubernetes API conventions, "Quantity".
public struct Quantity: Hashable, Sendable, Comparable, Codable {
    /// The suffix families of Kubernetes; a rewritten token stays in the family of the old one.
    public enum Family: String, Sendable, Codable, Hashable {
        /// No suffix, `m`, `k`, `M`, `G`, `T`, `P`, `E`.
        case decimalSI
        /// `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`.
        case binarySI
        /// `e3`, `E6`.
        case decimalExponent
    }

    /// Thousandths of the base unit.
    public var thousandths: Int64
    /// The suffix family it was written in.
    public var family: Family

    /// Makes a quantity from thousandths of the base unit.
    public init(thousandths: Int64, family: Family = .decimalSI) {
        self.thousandths = thousandths
        self.family = family
    }

    /// Makes a quantity of CPU.
    public static func millicores(_ count: Int64) -> Quantity { Quantity(thousandths: count) }

    /// Makes a quantity of memory; amounts beyond 8 PiB are clamped.
    public static func bytes(_ count: Int64) -> Quantity {
        let (value, overflow) = count.multipliedReportingOverflow(by: 1000)
        return Quantity(thousandths: overflow ? .max : value, family: .binarySI)
    }

    /// An amount of CPU, rounded up to a millicore; negative amounts are zero.
    public init(cores: Double) {
        self = .millicores(Int64((min(max(cores, 0), 1e9) * 1000 - 1e-6).rounded(.up)))
    }

    /// An amount of memory, rounded up to a byte; negative amounts are zero.
    public init(bytes: Double) { self = .bytes(Int64((min(max(bytes, 0), 9e15) - 1e-3).rounded(.up))) }

    /// Whole base units, rounded up: bytes of a memory quantity.
    public var units: Int64 { thousandths / 1000 + (thousandths % 1000 > 0 ? 1 : 0) }
    /// The amount in base units: cores, or bytes.
    public var value: Double { Double(thousandths) / 1000 }

    /// Orders by amount, whatever the family.
    public static func < (a: Quantity, b: Quantity) -> Bool { a.thousandths < b.thousandths }
}

extension Quantity {
    static let suffixes: [(text: String, family: Family, multiplier: Int64)] = [
        ("Ki", .binarySI, 1 << 10), ("Mi", .binarySI, 1 << 20), ("Gi", .binarySI, 1 << 30),
        ("Ti", .binarySI, 1 << 40), ("Pi", .binarySI, 1 << 50),
        ("k", .decimalSI, 1000), ("M", .decimalSI, 1_000_000), ("G", .decimalSI, 1_000_000_000),
        ("T", .decimalSI, 1_000_000_000_000), ("P", .decimalSI, 1_000_000_000_000_000),
    ]

    /// Reads `800m`, `2`, `.5`, `1.5Gi`, `1G`, `1e3`; nil for anything else, for negatives and for overflow.
    public init?(_ text: String) {
        var digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(digits.count)
        guard digits.contains(where: \.isNumber), digits.count(where: { $0 == "." }) <= 1 else { return nil }
        if digits.hasPrefix(".") { digits = "0" + digits }
        let multiplier: Int64  // of thousandths
        if suffix.isEmpty {
            (family, multiplier) = (.decimalSI, 1000)
        } else if suffix == "m" {
            (family, multiplier) = (.decimalSI, 1)
        } else if let known = Quantity.suffixes.first(where: { $0.text == suffix }) {
            let (value, overflow) = known.multiplier.multipliedReportingOverflow(by: 1000)
            guard !overflow else { return nil }
            (family, multiplier) = (known.family, value)
        } else if suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()),
            (0...15).contains(exponent)
        {
            (family, multiplier) = (.decimalExponent, (0..<exponent).reduce(1000) { power, _ in power * 10 })
        } else {
            return nil
        }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1].prefix(9) : ""
        guard let whole = Int64(parts[0]), let part = fraction.isEmpty ? 0 : Int64(fraction) else {
            return nil
        }
        let scale = fraction.reduce(Int64(1)) { power, _ in power * 10 }
        let (high, overflow) = whole.multipliedReportingOverflow(by: multiplier)
        let product = part.multipliedFullWidth(by: multiplier)
        guard !overflow, product.high < scale else { return nil }
        let (quotient, remainder) = scale.dividingFullWidth(product)
        let low = quotient + (remainder > 0 ? 1 : 0)
        let (total, tooMuch) = high.addingReportingOverflow(low)
        guard !tooMuch else { return nil }
        thousandths = total
    }

    /// The shortest exact text in the family: `768Mi`, `1536Mi` (not `1.5Gi`), `800m`, `2`.
    ///
    /// An amount that the family cannot write exactly with a suffix is written in base units.
    public func text(in family: Family? = nil) -> String {
        let family = family ?? self.family
        if thousandths % 1000 != 0 { return "\(thousandths)m" }
        let units = thousandths / 1000
        guard units != 0 else { return "0" }
        if family == .decimalExponent { return "\(units)" }
        let candidates = Quantity.suffixes.filter { $0.family == family }.sorted {
            $0.multiplier > $1.multiplier
        }
        for candidate in candidates where units % candidate.multiplier == 0 {
            return "\(units / candidate.multiplier)\(candidate.text)"
        }
        return "\(units)"
    }
}

extension Quantity: CustomStringConvertible {
    /// The shortest exact text in its own family.
    public var description: String { text() }
}
