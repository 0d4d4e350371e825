public import Model

/// Takes samples one by one instead of keeping them: labels, milliseconds since the epoch, value.
public typealias SampleConsumer = @Sendable (Labels, Int64, Double) -> Void

/// Keeps the series of an answer in compact arrays, or hands their samples on.
struct SeriesCollector {
    /// Samples that are gathered before they are handed on.
    private static let batch = 4096

    private(set) var series: [Series] = []
    private(set) var sampleCount = 0
    private let consumer: SampleConsumer?
    private let maximumSamples: Int
    private var labels: Labels = [:]
    private var times: [Int64] = []
    private var values: [Double] = []

    /// Keeps up to `maximumSamples`, or hands all to `consumer`.
    init(maximumSamples: Int, consumer: SampleConsumer? = nil) {
        self.maximumSamples = maximumSamples
        self.consumer = consumer
    }

    /// True once a consumer was told something that cannot be taken back.
    var hasHandedOn: Bool { consumer != nil && sampleCount > 0 }

    mutating func beginSeries() {
        labels = [:]
        times.removeAll(keepingCapacity: consumer != nil)
        values.removeAll(keepingCapacity: consumer != nil)
        if consumer == nil, let last = series.last {
            // The series of one answer are mostly of one length.
            times.reserveCapacity(last.values.count)
            values.reserveCapacity(last.values.count)
        }
    }

    mutating func setLabel(_ name: String, _ value: String) { labels[name] = value }

    @inline(__always)
    mutating func append(_ time: Int64, _ value: Double) throws(AnswerProblem) {
        guard sampleCount < maximumSamples else {
            throw AnswerProblem(
                "more than the \(maximumSamples) samples allowed; ask for less or a longer step")
        }
        sampleCount += 1
        times.append(time)
        values.append(value)
        // Samples that stand before their labels wait for them.
        if times.count >= Self.batch, consumer != nil, !labels.isEmpty { handOn() }
    }

    mutating func endSeries() throws(AnswerProblem) {
        if consumer != nil {
            handOn()
        } else {
            series.append(Series(labels: labels, timestamps: times, values: values))
            times = []
            values = []
        }
    }

    private mutating func handOn() {
        guard let consumer else { return }
        for index in times.indices { consumer(labels, times[index], values[index]) }
        times.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
