internal import Model

/// Gives the JSON of a query answer its meaning, keeping series and nothing else.
struct AnswerBuilder: JSONHandler {
    /// Where in the answer we are; one entry per open object or array.
    private enum Place {
        case document, data, warnings, result, series, metric, values, sample, skipped
    }

    /// The names that mean something.
    private enum Name {
        case status, data, errorType, error, warnings, isPartial, resultType, result, metric, values, value
        case histogram, other
    }

    private(set) var head = AnswerHead()
    private(set) var collector: SeriesCollector
    private var places: [Place] = []
    private var name = Name.other
    private var labelName = ""
    private var pool = LabelPool()

    // The sample that is being read; a scalar's two items stand in the result itself.
    private var items = 0
    private var scalarItems = 0
    private var time: Int64 = 0
    private var value = 0.0
    private var text: String?

    init(_ collector: SeriesCollector) { self.collector = collector }

    var takesSamples: Bool { places.last == .values }

    mutating func beginObject() throws(AnswerProblem) {
        switch places.last {
        case nil: places.append(.document)
        case .document where name == .data: places.append(.data)
        case .result where scalarItems == 0:
            collector.beginSeries()
            places.append(.series)
        case .series where name == .metric: places.append(.metric)
        case .metric, .values, .sample, .warnings, .result: throw unexpected("an object")
        case .document where name == .status: throw unexpected("an object")
        default: places.append(.skipped)
        }
        name = .other
    }

    mutating func beginArray() throws(AnswerProblem) {
        switch places.last {
        case .document where name == .warnings: places.append(.warnings)
        case .data where name == .result:
            scalarItems = 0
            places.append(.result)
        case .series where name == .values: places.append(.values)
        case .series where name == .value: beginSample()
        case .values: beginSample()
        case nil, .metric, .result, .sample, .warnings: throw unexpected("an array")
        case .document where name == .status, .document where name == .data: throw unexpected("an array")
        default: places.append(.skipped)
        }
    }

    mutating func endObject() throws(AnswerProblem) {
        let place = places.removeLast()
        if place == .series { try collector.endSeries() }
        name = .other
    }

    mutating func endArray() throws(AnswerProblem) {
        switch places.removeLast() {
        case .sample:
            guard items == 2 else { throw AnswerProblem("a sample is a time and a value") }
            guard text == nil else { throw AnswerProblem("the value of a sample is no number") }
            try collector.append(time, value)
        case .result:
            // Two bare items instead of series: a scalar or a text.
            guard scalarItems == 0 || scalarItems == 2 else {
                throw AnswerProblem("a scalar is a time and a value")
            }
            if scalarItems == 2 { try finishScalar() }
        default: break
        }
        name = .other
    }

    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem) {
        if places.last == .metric {
            labelName = pool.text(bytes)
        } else {
            name = Self.name(bytes)
            if name == .histogram, places.last == .series {
                head.add(
                    warning: "native histograms are not read: ask for histogram_quantile or a sum instead")
            }
        }
    }

    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem) {
        switch places.last {
        case .metric: collector.setLabel(labelName, pool.text(bytes))
        case .sample:
            guard items == 1 else { throw unexpected("a text") }
            items = 2
            if let number = NumberReader.value(bytes) {
                value = number
            } else {
                text = String(decoding: bytes, as: UTF8.self)
            }
        case .result:
            guard scalarItems == 1 else { throw unexpected("a text") }
            scalarItems = 2
            text = String(decoding: bytes, as: UTF8.self)
        case .document:
            switch name {
            case .status: head.status = String(decoding: bytes, as: UTF8.self)
            case .errorType: head.errorType = String(decoding: bytes, as: UTF8.self)
            case .error: head.error = String(decoding: bytes, as: UTF8.self)
            case .data: throw unexpected("a text")
            default: break
            }
        case .data where name == .resultType: head.resultType = String(decoding: bytes, as: UTF8.self)
        case .data where name == .result: throw unexpected("a text")
        case .warnings: head.add(warning: String(decoding: bytes, as: UTF8.self))
        case nil, .values: throw unexpected("a text")
        default: break
        }
    }

    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem) {
        switch places.last {
        case .sample where items == 0:
            time = try Self.moment(bytes)
            items = 1
        case .result where scalarItems == 0:
            time = try Self.moment(bytes)
            scalarItems = 1
        case .sample, .result: throw Self.notASample
        case nil, .metric, .values: throw unexpected("a number")
        default: break
        }
    }

    mutating func literal(_ literal: JSONLexer.Literal) throws(AnswerProblem) {
        switch places.last {
        case .document where name == .isPartial && literal == .yes:
            head.add(warning: "the answer is partial: a part of the store did not respond")
        case nil, .metric, .values, .sample, .result: throw unexpected("a literal")
        default: break
        }
    }

    mutating func takeSamples(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) throws(AnswerProblem) -> SampleRun {
        var run = SampleRun(next: start, endsAfterValue: false)
        while let sample = PlainSample(run.next, end) {
            try collector.append(sample.time, sample.value)
            guard sample.next.pointee == UInt8(ascii: ",") else {
                run.next = sample.next
                run.endsAfterValue = true
                break
            }
            run.next = sample.next + 1
        }
        return run
    }

    private mutating func beginSample() {
        places.append(.sample)
        items = 0
        text = nil
    }

    private mutating func finishScalar() throws(AnswerProblem) {
        var written = text ?? ""
        text = nil
        if head.resultType != "string", let number = written.withUTF8({ NumberReader.value($0) }) {
            collector.beginSeries()
            try collector.append(time, number)
            try collector.endSeries()
        } else {
            head.text = written
        }
    }

    private static func moment(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem) -> Int64 {
        guard let moment = NumberReader.milliseconds(bytes) else { throw notASample }
        return moment
    }

    private static let notASample = AnswerProblem(
        "a sample begins with one time in seconds and has its value in quotes")

    private func unexpected(_ what: String) -> AnswerProblem {
        AnswerProblem("\(what) stands where a query answer has none")
    }

    private static func name(_ bytes: UnsafeBufferPointer<UInt8>) -> Name {
        switch String(decoding: bytes, as: UTF8.self) {
        case "status": .status
        case "data": .data
        case "errorType": .errorType
        case "error": .error
        case "warnings", "infos": .warnings
        case "isPartial": .isPartial
        case "resultType": .resultType
        case "result": .result
        case "metric": .metric
        case "values": .values
        case "value": .value
        case "histogram", "histograms": .histogram
        default: .other
        }
    }
}

/// `[1700000000.123,"12.5"]` written plainly and wholly inside the piece, with one more byte behind it.
private struct PlainSample {
    let time: Int64
    let value: Double
    let next: UnsafePointer<UInt8>

    @inline(__always)
    init?(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        // Shorter than the shortest sample `[0,"0"],`.
        guard end - start >= 8, start.pointee == UInt8(ascii: "[") else { return nil }
        var at = start + 1
        guard let time = NumberReader.plainMilliseconds(&at, end), end - at >= 2, at[0] == UInt8(ascii: ","),
            at[1] == UInt8(ascii: "\"")
        else { return nil }
        at += 2
        guard let value = NumberReader.plain(&at, end), end - at >= 3, at[0] == UInt8(ascii: "\""),
            at[1] == UInt8(ascii: "]"), at[2] == UInt8(ascii: ",") || at[2] == UInt8(ascii: "]")
        else { return nil }
        self.time = time
        self.value = value
        next = at + 2
    }
}
