import TestSupport
import Testing

@testable import Pipeline

/// Pieces of texts, which are to be the text again whatever is replaced.
@Suite struct AnswerTextTests {
    @Test(arguments: 0..<40) func whateverIsReplacedTheTextIsPutTogether(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let file = (0..<2_000).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
        var text = AnswerText.whole("00", file.count)
        var bytes = file
        for _ in 0..<12 {
            var pieces: [(part: Range<Int>?, bytes: ArraySlice<UInt8>)] = []
            var position = 0
            while position < bytes.count {
                let end = Int.random(in: position...bytes.count, using: &random)
                pieces.append((position..<end, bytes[position..<end]))
                // Some are left out, some are new.
                position = min(bytes.count, end + Int.random(in: 0...3, using: &random))
                let new = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                pieces.append((nil, new[...]))
                if end == position, end == bytes.count { break }
            }
            let whole = pieces.flatMap(\.bytes)
            guard let next = text.replaced(by: pieces) else {
                #expect(
                    pieces.reduce(0) { $0 + ($1.part == nil ? $1.bytes.count : 0) } + text.inline.count
                        > whole.count / 2)
                return
            }
            #expect(next.text(of: file) == whole)
            let read = try #require(AnswerText.pieces(next.list))
            #expect(read == next.pieces)
            (text, bytes) = (next, whole)
        }
    }

    @Test(arguments: ["1-", "+", "-1", "5-2", "a", "1-2-3", "+-1"]) func oddListsAreNone(_ list: String) {
        #expect(AnswerText.pieces(list) == nil)
    }

    @Test func piecesThatAreNotThereAreNoText() {
        #expect(AnswerText(file: "00", pieces: [.old(0..<9)]).text(of: [1, 2, 3]) == nil)
        #expect(AnswerText(file: "00", pieces: [.new(2)], inline: [1]).text(of: []) == nil)
        #expect(AnswerText(file: "00", pieces: [.old(0..<1)], inline: [1]).text(of: [1]) == nil)
    }
}
