internal import Model

/// The evaluation times of a range query; samples are looked up by position, not by time.
struct Grid: Hashable, Sendable {
    /// Milliseconds of the first point.
    let first: Int64
    /// Milliseconds between points.
    let step: Int64
    /// Number of points.
    let count: Int

    init(_ window: TimeWindow, step: TimeSpan) {
        first = window.start.milliseconds
        self.step = max(1, Int64((step.seconds * 1000).rounded()))
        let span = window.end.milliseconds - first
        count = span < 0 ? 0 : Int(span / self.step) + 1
    }

    /// The nearest point, or nil outside the window: a clock that is ahead writes into no step of ours.
    func index(of time: Int64) -> Int? {
        let distance = time - first + step / 2
        guard distance >= 0, distance / step < Int64(count) else { return nil }
        return Int(distance / step)
    }

    /// Seconds from the nearer end of the window to a moment outside.
    func distance(of time: Int64) -> Double {
        let last = first + step * Int64(max(0, count - 1))
        return Double(max(first - time, time - last, 0)) / 1000
    }

    func time(_ index: Int) -> Timestamp { Timestamp(milliseconds: first + Int64(index) * step) }

    /// Days that so many steps cover.
    func days(_ steps: Int) -> Double { Double(steps) * Double(step) / 86_400_000 }
}
