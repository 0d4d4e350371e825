/// By how much a series of days grows, when it grows steadily.
enum SteadyRise {
    /// Days ahead that a request has to last.
    private static let horizon = 10.0
    private static let days = 14

    /// The factor from the last days' straight line now to the same line in ten days: at least 1, at most 1.4.
    ///
    /// The slope of the line through the last 14 values counts when it is at least three times its standard error.
    static func factor(_ values: [Double]) -> Double {
        let recent = Array(values.suffix(days))
        let count = Double(recent.count)
        guard count >= 5 else { return 1 }
        let middle = (count - 1) / 2
        let mean = recent.reduce(0, +) / count
        var covariance = 0.0
        var variance = 0.0
        for (place, value) in recent.enumerated() {
            covariance += (Double(place) - middle) * (value - mean)
            variance += (Double(place) - middle) * (Double(place) - middle)
        }
        let slope = covariance / variance
        guard slope > 0, mean > 0 else { return 1 }
        var residual = 0.0
        for (place, value) in recent.enumerated() {
            let error = value - mean - slope * (Double(place) - middle)
            residual += error * error
        }
        let standardError = (residual / (count - 2) / variance).squareRoot()
        guard slope >= 3 * standardError else { return 1 }
        return min(1.4, 1 + slope * horizon / (mean + slope * middle))
    }
}
