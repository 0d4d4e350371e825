/// The amounts that people would write: detection wishes on this grid, and planning puts clamped values back on it.
///
/// CPU goes in steps of 5 m below 100 m, 10 m below 300 m, 50 m below 4 cores and half cores above. Memory goes in
/// steps of 16 Mi below 256 Mi, 32 Mi below 1 Gi, 64 Mi below 4 Gi and 256 Mi above; in a file that counts in
/// powers of ten, the same numbers of M.
public enum SizeGrid: Sendable, Hashable {
    /// Millicores.
    case cpu
    /// Bytes.
    case memory

    /// The least amount of the grid that is not below `quantity`.
    public func roundedUp(_ quantity: Quantity, in family: Quantity.Family? = nil) -> Quantity {
        let step = self.step(at: quantity, family: family ?? quantity.family)
        let (quotient, remainder) = quantity.thousandths.quotientAndRemainder(dividingBy: step)
        return scaled(remainder > 0 ? quotient + 1 : quotient, step, family ?? quantity.family)
    }

    /// The greatest amount of the grid that is not above `quantity`; zero when there is none.
    public func roundedDown(_ quantity: Quantity, in family: Quantity.Family? = nil) -> Quantity {
        let step = self.step(at: quantity, family: family ?? quantity.family)
        return scaled(quantity.thousandths / step, step, family ?? quantity.family)
    }

    private func scaled(_ count: Int64, _ step: Int64, _ family: Quantity.Family) -> Quantity {
        let (value, overflow) = count.multipliedReportingOverflow(by: step)
        return Quantity(thousandths: overflow ? .max : value, family: family)
    }

    private func step(at quantity: Quantity, family: Quantity.Family) -> Int64 {
        switch self {
        case .cpu:
            switch quantity.thousandths {
            case ..<100: return 5
            case ..<300: return 10
            case ..<4000: return 50
            default: return 500
            }
        case .memory:
            let mega: Int64 = (family == .binarySI ? 1_048_576 : 1_000_000) * 1000
            let kilo: Int64 = family == .binarySI ? 1024 : 1000
            switch quantity.thousandths {
            case ..<(256 * mega): return 16 * mega
            case ..<(kilo * mega): return 32 * mega
            case ..<(4 * kilo * mega): return 64 * mega
            default: return 256 * mega
            }
        }
    }
}
