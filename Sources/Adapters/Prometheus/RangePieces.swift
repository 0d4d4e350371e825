internal import Diagnostics
internal import Model

/// The windows in which a long range is asked for: each has as many points as a server gives, and none is asked twice.
struct RangePieces: Sequence {
    private let start: Int64
    private let step: Int64
    private let points: Int64

    /// Counts the points of `query`.
    ///
    /// - Throws: `Failure` (`configuration`) for a step below a millisecond or a window that ends before it starts.
    init(_ query: RangeQuery) throws(Failure) {
        step = query.step.milliseconds
        start = query.window.start.milliseconds
        let length = query.window.end.milliseconds - start
        guard step > 0 else {
            throw Failure(.configuration, "splitting a range", "the step must be at least 1 ms", .needsHuman)
        }
        guard length >= 0 else {
            throw Failure(
                .configuration, "splitting a range", "the window ends before it starts", .needsHuman)
        }
        points = length / step + 1
    }

    func makeIterator() -> AnyIterator<TimeWindow> {
        var next: Int64 = 0
        return AnyIterator {
            guard next < points else { return nil }
            let last = Swift.min(next + Int64(PrometheusClient.maximumPoints), points) - 1
            defer { next = last + 1 }
            return TimeWindow(start: moment(next), end: moment(last))
        }
    }

    private func moment(_ point: Int64) -> Timestamp { Timestamp(milliseconds: start + point * step) }
}

extension TimeSpan {
    /// To the nearest millisecond, the finest that the API knows.
    var milliseconds: Int64 { Int64((seconds * 1000).rounded()) }
}
