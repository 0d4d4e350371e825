internal import Model

extension Expectation {
    /// Compares an answer: every series must hold.
    ///
    /// No series, no number and a partial answer tell nothing, unless a number that is there already speaks
    /// against it.
    func measure(_ answer: QueryAnswer) -> VerificationReport.Measurement {
        let values = answer.series.compactMap { $0.values.last }
        let numbers = values.filter { !$0.isNaN }
        func measurement(_ value: Double?, _ holds: Bool?, _ text: String) -> VerificationReport.Measurement {
            VerificationReport.Measurement(
                expectation: self, value: value, holds: holds, text: "\(query): \(text)")
        }
        if let failing = numbers.filter({ !holds(for: $0) }).max(by: { distance($0) < distance($1) }) {
            return measurement(failing, false, "\(failing) is not \(comparison.rawValue) \(threshold)")
        }
        guard let worst = numbers.max(by: { distance($0) < distance($1) }) else {
            return measurement(nil, nil, values.isEmpty ? "no data" : "not a number")
        }
        guard numbers.count == values.count else {
            return measurement(worst, nil, "not a number for \(values.count - numbers.count) series")
        }
        guard answer.warnings.isEmpty else {
            return measurement(
                worst, nil, "the answer is partial: \(answer.warnings.joined(separator: "; "))")
        }
        return measurement(worst, true, "\(worst) \(comparison.rawValue) \(threshold)")
    }

    /// How far a value lies on the wrong side, negative on the right one.
    private func distance(_ value: Double) -> Double {
        switch comparison {
        case .equal: abs(value - threshold)
        case .less, .lessOrEqual: value - threshold
        case .greater, .greaterOrEqual: threshold - value
        }
    }
}
