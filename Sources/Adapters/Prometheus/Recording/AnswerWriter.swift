internal import Model

/// Prints an answer as the query API does, with one series on a line.
///
/// Series and labels are sorted and numbers have their shortest exact form, so that equal answers have equal bytes.
struct AnswerWriter {
    private var bytes: [UInt8] = []

    /// The bytes of `answer`; `isMatrix` chooses between lists of samples and single ones.
    static func write(_ answer: QueryAnswer, isMatrix: Bool) -> [UInt8] {
        var writer = AnswerWriter()
        writer.bytes.reserveCapacity(answer.sampleCount * 26 + 256)
        writer.add(
            #"{"status":"success","data":{"resultType":"\#(isMatrix ? "matrix" : "vector")","result":["#)
        for (index, series) in answer.series.enumerated() {
            writer.add(index == 0 ? "\n" : ",\n")
            writer.add(series, isMatrix: isMatrix)
        }
        writer.add("\n]}")
        if !answer.warnings.isEmpty {
            writer.add(#","warnings":["#)
            for (index, warning) in answer.warnings.enumerated() {
                if index > 0 { writer.add(",") }
                writer.addText(warning)
            }
            writer.add("]")
        }
        writer.add("}\n")
        return writer.bytes
    }

    private mutating func add(_ series: Series, isMatrix: Bool) {
        add(#"{"metric":{"#)
        for (index, label) in series.labels.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { add(",") }
            addText(label.key)
            add(":")
            addText(label.value)
        }
        add(isMatrix ? #"},"values":["# : #"},"value":"#)
        for index in series.values.indices {
            if index > 0 { add(",") }
            addSample(series.timestamps[index], series.values[index])
        }
        add(isMatrix ? "]}" : "}")
    }

    private mutating func addSample(_ time: Int64, _ value: Double) {
        add("[")
        if time < 0 { add("-") }
        let (seconds, rest) = time.magnitude.quotientAndRemainder(dividingBy: 1000)
        add(String(seconds))
        if rest != 0 { add("." + String(1000 + rest).dropFirst()) }
        add(",\"")
        add(Self.text(value))
        add("\"]")
    }

    /// The shortest decimal that reads back as `value`, as Go's `strconv` spells it for the API.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let swift = value.description
        if value == value.rounded(), abs(value) < 1e15 { return String(swift.dropLast(2)) }
        guard let mark = swift.firstIndex(of: "e"), abs(value) >= 1e-6, abs(value) < 1e21,
            let exponent = Int(swift[swift.index(after: mark)...])
        else { return swift.replacingSuffix(".0", with: "") }
        let sign = value < 0 ? "-" : ""
        var digits = swift[..<mark].filter { $0.isNumber }
        if swift[..<mark].hasSuffix(".0") { digits.removeLast() }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        return sign + digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    }

    private mutating func addText(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): add("\\n")
            case UInt8(ascii: "\r"): add("\\r")
            case UInt8(ascii: "\t"): add("\\t")
            case 0..<0x20: add("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func add(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with replacement: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + replacement : self
    }
}
