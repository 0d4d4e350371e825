internal import Diagnostics
internal import HTTP
internal import Synchronization

/// Feeds a parser with the answer while it arrives; of an answer that is an error it keeps the beginning.
final class AnswerSink: HTTPBodySink {
    private struct State {
        var parser: AnswerParser
        var isSuccess = false
        var beginning: [UInt8] = []
    }

    /// Enough for any error in words.
    private static let maximumBeginning = 64 << 10

    private let makeParser: @Sendable () -> AnswerParser
    private let state: Mutex<State>

    init(_ makeParser: @escaping @Sendable () -> AnswerParser) {
        self.makeParser = makeParser
        state = Mutex(State(parser: makeParser()))
    }

    func begin(_ head: HTTPResponseHead) throws {
        try state.withLock { state in
            if state.parser.hasHandedOn {
                throw AnswerProblem(
                    "the answer broke off after samples had been handed on", isTruncation: true)
            }
            state = State(parser: makeParser(), isSuccess: head.isSuccess)
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            let room = (state.isSuccess ? 512 : Self.maximumBeginning) - state.beginning.count
            if room > 0 { state.beginning.append(contentsOf: bytes.prefix(room)) }
            if state.isSuccess { try state.parser.feed(bytes) }
        }
    }

    /// The first bytes of the answer, for people.
    var beginning: [UInt8] { state.withLock { $0.beginning } }

    /// What the whole answer held.
    func finish() throws(AnswerProblem) -> ParsedAnswer {
        let parser = state.withLock { state in
            let parser = state.parser
            state.parser = makeParser()
            return parser
        }
        return try parser.finish()
    }
}
