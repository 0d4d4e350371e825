/// The straight line through the greatest use of each day, and when it reaches what there is.
struct StorageTrend: Sendable {
    /// Bytes a day.
    let slope: Double
    /// Standard error of ``slope``.
    let error: Double
    /// The use of the last day.
    let last: Double
    /// Days that the line was drawn through.
    let days: Int

    /// Fewer days than these make no line.
    static let leastDays = 7

    /// Draws the line; `points` are days and bytes, in order.
    init?(_ points: [(day: Double, bytes: Double)]) {
        guard points.count >= StorageTrend.leastDays, let end = points.last else { return nil }
        let count = Double(points.count)
        let middle = points.reduce(0) { $0 + $1.day } / count
        let mean = points.reduce(0) { $0 + $1.bytes } / count
        var covariance = 0.0
        var variance = 0.0
        for point in points {
            covariance += (point.day - middle) * (point.bytes - mean)
            variance += (point.day - middle) * (point.day - middle)
        }
        guard variance > 0 else { return nil }
        let slope = covariance / variance
        let residual = points.reduce(0) { sum, point in
            let off = point.bytes - mean - slope * (point.day - middle)
            return sum + off * off
        }
        self.slope = slope
        error = (residual / (count - 2) / variance).squareRoot()
        last = end.bytes
        days = points.count
    }

    /// True when it grows beyond doubt: the slope is more than three times its standard error.
    var isGrowing: Bool { slope > 0 && slope >= 3 * error }

    /// Days until `capacity` is full: as it looks, the soonest and the latest that 95% of such lines say; nil where it does not grow.
    func daysToFull(_ capacity: Double) -> (likely: Double, soonest: Double, latest: Double)? {
        guard isGrowing else { return nil }
        let left = max(0, capacity - last)
        return (left / slope, left / (slope + 2 * error), left / (slope - 2 * error))
    }

    /// What will be used in so many days, at the steepest that is likely.
    func use(after days: Double) -> Double { last + days * (slope + 2 * error) }
}
