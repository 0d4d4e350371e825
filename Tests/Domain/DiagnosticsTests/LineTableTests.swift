import Diagnostics
import TestSupport
import Testing

@Suite struct LineTableTests {
    @Test func positionsAgreeWithCountingByHand() {
        let seed: UInt64 = 3
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                [0x0A, 0x0D, 0x61, 0xC3].randomElement(using: &generator) ?? UInt8(0)
            }
            let table = LineTable(bytes)
            for offset in 0...bytes.count {
                let before = bytes[..<offset]
                let line = before.count { $0 == 0x0A } + 1
                let column = offset - ((before.lastIndex(of: 0x0A) ?? -1) + 1) + 1
                #expect(
                    table.position(of: offset) == SourcePosition(line: line, column: column, offset: offset),
                    "seed \(seed)")
            }
            #expect(table.lineCount == bytes.count { $0 == 0x0A } + 1)
            let whole = (1...table.lineCount).flatMap { line in
                table.range(ofLine: line).map { Array(bytes[$0.indices]) } ?? []
            }
            #expect(whole == bytes, "seed \(seed): the lines together are the file")
        }
    }

    @Test func placesOutsideAreTheEnds() {
        let table = LineTable(Array("ab\nc".utf8))
        #expect(table.position(of: 99) == SourcePosition(line: 2, column: 2, offset: 4))
        #expect(table.position(of: -1) == SourcePosition(line: 1, column: 1, offset: 0))
        #expect(table.range(ofLine: 0) == nil)
        #expect(table.range(ofLine: 3) == nil)
    }

    @Test func textIsReadWithoutItsEnding() {
        let file = SourceFile(path: "f", bytes: Array("ab\r\nc\n".utf8) + [0xFF])
        #expect(file.lineText(1) == "ab")
        #expect(file.lineText(2) == "c")
        #expect(file.lineText(3) == "\u{FFFD}")
        #expect(file.lineText(9) == "")
        #expect(file.text(ByteRange(4..<99)) == "c\n\u{FFFD}")
        #expect(file.location(ByteRange(4..<5)) == "f:2:1")
    }
}
