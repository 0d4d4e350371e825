extension MeasureUnit {
    /// A measured value as people read it: `498Mi`, `640m`, `20%`, `4`.
    ///
    /// Measured values are rounded for reading; values that go into files are ``Quantity``, which is exact.
    public func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        switch self {
        case .bytes: return MeasureUnit.bytesText(value)
        case .cores: return abs(value) < 10 ? "\(Int((value * 1000).rounded()))m" : value.fixed(1)
        case .ratio: return "\((value * 100).fixed(abs(value) < 0.1 ? 1 : 0))%"
        case .percent: return "\(value.fixed(abs(value) < 10 ? 1 : 0))%"
        case .seconds: return TimeSpan(seconds: value).description
        case .count: return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : value.fixed(1)
        }
    }

    private static func bytesText(_ value: Double) -> String {
        let mebi = value / 1_048_576
        if abs(mebi) < 1 { return "\(Int((value / 1024).rounded()))Ki" }
        if abs(mebi) < 10_240 { return "\(Int(mebi.rounded()))Mi" }
        return "\((mebi / 1024).fixed(1))Gi"
    }
}

extension Double {
    /// The value with so many decimals, rounded half away from zero; amounts beyond 10^15 are clamped.
    public func fixed(_ decimals: Int) -> String {
        guard isFinite else { return "–" }
        let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        let clamped = Swift.min(Swift.max(self, -1e15), 1e15)
        let whole = Int64((clamped * scale).rounded())
        let digits = String(whole.magnitude)
        guard decimals > 0 else { return (whole < 0 ? "-" : "") + digits }
        let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - digits.count)) + digits
        return (whole < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
