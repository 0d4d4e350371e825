/// The labels of one series, name → value; equal label sets are equal whatever order they arrived in.
public typealias Labels = [String: String]

/// One series of a query's answer: labels, and samples in time order.
public struct Series: Sendable, Hashable {
    /// Label names and values; `__name__` where the query kept it.
    public var labels: Labels
    /// Milliseconds since the epoch, ascending.
    public var timestamps: [Int64]
    /// Values, one per timestamp; NaN and infinities occur.
    public var values: [Double]

    /// Makes a series; both arrays have the same length.
    public init(labels: Labels, timestamps: [Int64], values: [Double]) {
        precondition(timestamps.count == values.count, "a series has one value per timestamp")
        self.labels = labels
        self.timestamps = timestamps
        self.values = values
    }
}

/// What a metrics store answered to one query.
public struct QueryAnswer: Sendable {
    /// The series, sorted by their labels so that the order of the answer does not matter.
    public var series: [Series]
    /// Warnings of the store (partial answers, truncated lists); never silently dropped.
    public var warnings: [String]

    /// Makes an answer and sorts its series.
    public init(series: [Series], warnings: [String] = []) {
        self.series = series.map { ($0, QueryAnswer.key($0.labels)) }.sorted { $0.1 < $1.1 }.map(\.0)
        self.warnings = warnings
    }

    /// The number of samples in all series.
    public var sampleCount: Int { series.reduce(0) { $0 + $1.values.count } }

    /// SHA-256 over labels, timestamps and the bit patterns of the values.
    public var digest: Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sampleCount * 16)
        for one in series {
            bytes += Array(QueryAnswer.key(one.labels).utf8)
            for (time, value) in zip(one.timestamps, one.values) {
                withUnsafeBytes(of: time.littleEndian) { bytes += $0 }
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
            }
        }
        return Digest(of: bytes)
    }

    private static func key(_ labels: Labels) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\u{1}" }.joined()
    }
}

/// A query over a window, at a fixed step.
public struct RangeQuery: Hashable, Sendable, Codable {
    /// PromQL.
    public var expression: String
    /// First evaluation time; the last is the greatest `start + n·step` that is not past `end`.
    public var window: TimeWindow
    /// Distance of evaluation times.
    public var step: TimeSpan

    /// Makes a query.
    public init(_ expression: String, _ window: TimeWindow, step: TimeSpan) {
        self.expression = expression
        self.window = window
        self.step = step
    }
}

/// What evidence keeps of one query: enough to ask it again and to see whether the answer is still the same.
public struct SignalRecord: Hashable, Sendable, Codable {
    /// The configured name of the metrics store, never its URL with credentials.
    public var endpoint: String
    /// The exact query.
    public var query: String
    /// The window asked for; for an instant query both ends are equal.
    public var window: TimeWindow
    /// The step; zero seconds for an instant query.
    public var step: TimeSpan
    /// Series used of the answer (those of this target).
    public var series: Int
    /// Samples used.
    public var samples: Int
    /// Samples that a complete answer would have had.
    public var expectedSamples: Int
    /// SHA-256 of the samples used.
    public var digest: Digest

    /// Makes a record.
    public init(
        endpoint: String, query: String, window: TimeWindow, step: TimeSpan, series: Int, samples: Int,
        expectedSamples: Int, digest: Digest
    ) {
        self.endpoint = endpoint
        self.query = query
        self.window = window
        self.step = step
        self.series = series
        self.samples = samples
        self.expectedSamples = expectedSamples
        self.digest = digest
    }

    /// Share of the expected samples that were there, 0…1.
    public var coverage: Double {
        expectedSamples == 0 ? 0 : min(1, Double(samples) / Double(expectedSamples))
    }
}
