public import Model

/// Reads the answer of `/api/v1/query` and `/api/v1/query_range` while it arrives.
///
/// Feed it pieces of any size. It keeps the series and one token, never the text or a tree of it; with a consumer it does
/// not even keep the series.
public struct AnswerParser: Sendable {
    /// How many samples one answer may have unless told otherwise: 1.6 GB of memory.
    public static let defaultMaximumSamples = 100_000_000

    private var lexer = JSONLexer()
    private var builder: AnswerBuilder

    /// Keeps the series, up to `maximumSamples`.
    public init(maximumSamples: Int = defaultMaximumSamples) {
        builder = AnswerBuilder(SeriesCollector(maximumSamples: maximumSamples))
    }

    /// Hands every sample to `consumer` instead of keeping it.
    ///
    /// Samples come in the order of the answer, each with the labels of its series.
    public init(handingTo consumer: @escaping SampleConsumer) {
        builder = AnswerBuilder(SeriesCollector(maximumSamples: .max, consumer: consumer))
    }

    /// Reads the next piece.
    public mutating func feed(_ piece: UnsafeRawBufferPointer) throws(AnswerProblem) {
        try lexer.feed(piece, &builder)
    }

    /// Reads the next piece.
    public mutating func feed(_ piece: [UInt8]) throws(AnswerProblem) {
        try piece.withUnsafeBufferPointer { bytes throws(AnswerProblem) in
            try feed(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Says that the answer is whole and returns what it held.
    public consuming func finish() throws(AnswerProblem) -> ParsedAnswer {
        try lexer.finish()
        return ParsedAnswer(builder)
    }

    /// True once a consumer was handed samples, so that the same answer must not be read twice.
    var hasHandedOn: Bool { builder.collector.hasHandedOn }
}

/// What an answer held.
public struct ParsedAnswer: Sendable {
    /// `success`, `error`, or nil when the answer does not say.
    public let status: String?
    /// `matrix`, `vector`, `scalar` or `string`.
    public let resultType: String?
    /// The kind and the words of an error.
    public let error: (type: String, message: String)?
    /// The series in the order of the answer; a scalar is one series without labels.
    public let series: [Series]
    /// The result of a query that gives a text.
    public let text: String?
    /// Warnings, infos, and that the answer is partial if it is.
    public let warnings: [String]
    /// Samples read, kept or handed on.
    public let sampleCount: Int

    init(_ builder: AnswerBuilder) {
        let head = builder.head
        status = head.status
        resultType = head.resultType
        error =
            head.errorType == nil && head.error == nil
            ? nil : (head.errorType ?? "error", head.error ?? "no reason was given")
        series = builder.collector.series
        text = head.text
        warnings = head.warnings
        sampleCount = builder.collector.sampleCount
    }

    /// The series sorted, as stages see them.
    public var queryAnswer: QueryAnswer { QueryAnswer(series: series, warnings: warnings) }
}
