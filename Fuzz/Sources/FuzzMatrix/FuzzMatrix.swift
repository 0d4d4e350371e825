import Model
import Prometheus

/// Whatever the bytes are, and wherever they are cut: the same is read, or the same problem is found; nothing is kept beyond
/// the limit, and a consumer is told what would have been kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // A copy of its own, so that the sanitizer sees a read behind the end of a piece.
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = outcome(bytes, pieceLength: max(1, count))
    for length in [1, 7] {
        precondition(outcome(bytes, pieceLength: length) == whole, "pieces of \(length) bytes read otherwise")
    }
    return 0
}

private let maximumSamples = 1000

/// What a parser makes of bytes, comparable bit by bit.
private enum Outcome: Equatable {
    case answer(status: String?, type: String?, text: String?, warnings: [String], digest: Digest)
    case problem(reason: String)
}

private func outcome(_ bytes: [UInt8], pieceLength: Int) -> Outcome {
    var parser = AnswerParser(maximumSamples: maximumSamples)
    do {
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + pieceLength)
            try parser.feed(Array(bytes[position..<end]))
            position = end
        }
        let answer = try parser.finish()
        precondition(answer.sampleCount <= maximumSamples, "more is kept than allowed")
        for one in answer.series {
            precondition(one.values.count == one.timestamps.count, "a sample lost its time")
        }
        return .answer(
            status: answer.status, type: answer.resultType, text: answer.text, warnings: answer.warnings,
            digest: answer.queryAnswer.digest)
    } catch {
        return .problem(reason: error.reason)
    }
}
