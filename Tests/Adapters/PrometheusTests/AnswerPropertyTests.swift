import Foundation
import Model
import Prometheus
import TestSupport
import Testing

/// What holds for every answer: the way it is cut does not matter, and a library that builds a tree reads the same.
@Suite struct AnswerPropertyTests {
    /// Series and status, or the problem; what a parser makes of bytes, comparable.
    private enum Outcome: Equatable {
        case series([Series], [String])
        case problem(AnswerProblem)
    }

    private func outcome(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var parser = AnswerParser(maximumSamples: 10_000)
        do {
            for piece in pieces { try parser.feed(Array(piece)) }
            let answer = try parser.finish()
            return .series(answer.series, [answer.status ?? "", answer.text ?? ""] + answer.warnings)
        } catch {
            return .problem(error)
        }
    }

    private func cut(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        let longest = [1, 2, 5, 40, 400][Int.random(in: 0..<5, using: &random)]
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...longest, using: &random))
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }

    @Test func readsWhatWasWritten() throws {
        for seed in 0..<400 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let answer = RandomAnswer(&random)
            #expect(
                outcome([Array(answer.text.utf8)[...]]) == .series(answer.series, ["success", ""]),
                "seed \(seed)")
        }
    }

    @Test func cutsDoNotMatter() {
        for seed in 0..<400 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = Array(RandomAnswer(&random).text.utf8)
            let whole = outcome([bytes[...]])
            for _ in 0..<5 { #expect(outcome(cut(bytes, &random)) == whole, "seed \(seed)") }
        }
    }

    @Test func agreesWithALibraryThatBuildsATree() throws {
        for seed in 1000..<1200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let text = RandomAnswer(&random).text
            let tree = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let data = tree?["data"] as? [String: Any]
            let list = try #require(data?["result"] as? [[String: Any]])
            let series = list.map { one in
                let samples = one["values"] as? [[Any]] ?? []
                return Series(
                    labels: one["metric"] as? Labels ?? [:],
                    timestamps: samples.map { Int64((($0[0] as? Double ?? -1) * 1000).rounded()) },
                    values: samples.map {
                        Double(($0[1] as? String ?? "").replacing("Inf", with: "infinity")) ?? -1
                    })
            }
            #expect(outcome([Array(text.utf8)[...]]) == .series(series, ["success", ""]), "seed \(seed)")
        }
    }

    /// Broken bytes never trap, and the way they are cut changes neither what is read nor what is said about them.
    @Test func mutationsNeverTrap() {
        let alphabet = Array("{}[]\",:\\0123456789.eE+-NaInf tu\n\u{1}é".utf8)
        for seed in 0..<3000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var bytes = Array(RandomAnswer(&random).text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                }
            }
            let whole = outcome([bytes[...]])
            let inPieces = outcome(cut(bytes, &random))
            switch (whole, inPieces) {
            case (.problem(let first), .problem(let second)):
                #expect(first.reason == second.reason, "seed \(seed)")
            default: #expect(whole == inPieces, "seed \(seed)")
            }
        }
    }
}
