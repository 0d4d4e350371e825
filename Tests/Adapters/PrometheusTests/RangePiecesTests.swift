import Diagnostics
import Model
import TestSupport
import Testing

@testable import Prometheus

@Suite struct RangePiecesTests {
    private func query(_ start: Int64, _ end: Int64, _ step: Double) -> RangeQuery {
        RangeQuery(
            "up", TimeWindow(start: Timestamp(milliseconds: start), end: Timestamp(milliseconds: end)),
            step: TimeSpan(seconds: step))
    }

    /// Every point is asked for once, none beyond the end, and no piece has more points than a server gives.
    @Test func coverEveryPointOnce() throws {
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let start = Int64.random(in: -1_000_000...2_000_000_000_000, using: &random)
            let step = Int64.random(in: 1...100_000, using: &random)
            let length =
                Int64.random(in: 0...50_000, using: &random) * step
                + Int64.random(in: 0..<step, using: &random)
            var next = start
            for piece in try RangePieces(query(start, start + length, Double(step) / 1000)) {
                #expect(piece.start.milliseconds == next, "seed \(seed)")
                let points = (piece.end.milliseconds - piece.start.milliseconds) / step + 1
                #expect((1...11_000).contains(points), "seed \(seed)")
                next = piece.end.milliseconds + step
            }
            #expect(next > start + length && next - step <= start + length, "seed \(seed)")
        }
    }

    @Test func theLimitItselfIsOnePiece() throws {
        #expect(Array(try RangePieces(query(0, 10_999_000, 1))).count == 1)
        #expect(Array(try RangePieces(query(0, 11_000_000, 1))).count == 2)
        #expect(Array(try RangePieces(query(5, 5, 60))).map(\.start.milliseconds) == [5])
    }

    @Test(arguments: [(0, 10, 0), (0, 10, -1), (0, 10, 0.0001), (10, 0, 1)] as [(Int64, Int64, Double)])
    func refuses(_ start: Int64, _ end: Int64, _ step: Double) {
        let failure = #expect(throws: Failure.self) { try RangePieces(query(start, end, step)) }
        #expect(failure?.code == .configuration)
    }
}
