internal import Model

/// Says an expectation as it is checked: `max(…) < 576Mi`.
enum ExpectationText {
    /// `unit` is the unit of the change; a number that can only be bytes is written as memory.
    static func text(_ expectation: Expectation, _ unit: MeasureUnit) -> String {
        "\(SafeText.plain(expectation.query)) \(expectation.comparison.rawValue) "
            + threshold(expectation.threshold, unit)
    }

    static func threshold(_ value: Double, _ unit: MeasureUnit) -> String {
        guard value.isFinite else { return "\(value)" }
        guard value == value.rounded(), abs(value) < 1e15 else {
            // A product such as 0.65 × 0.3 has noise in its last digits.
            let tidy = (value * 1e6).rounded() / 1e6
            return "\(tidy == 0 ? value : tidy)"
        }
        // Less than a mebibyte is a count or a share that happens to stand in a change of memory.
        guard unit == .bytes, value >= 1_048_576 else { return "\(Int(value))" }
        return Quantity.bytes(Int64(value)).text(in: .binarySI)
    }
}
