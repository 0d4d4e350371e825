import Foundation
import Model
import Prometheus
import Synchronization

/// What was read, summed up.
struct Reading: Sendable {
    var samples = 0
    var check = 0.0

    mutating func add(_ value: Double) {
        samples += 1
        if value.isFinite { check += value }
    }
}

/// A way to read an answer.
enum Way: String, CaseIterable {
    case parser, fold, decoder, serialization

    var name: String {
        switch self {
        case .parser: "parser, series kept"
        case .fold: "parser, samples folded"
        case .decoder: "JSONDecoder"
        case .serialization: "JSONSerialization"
        }
    }

    var rounds: Int {
        switch self {
        case .parser, .fold: 7
        case .decoder, .serialization: 3
        }
    }

    func read(_ path: String) throws -> Reading {
        switch self {
        case .parser:
            let answer = try feed(AnswerParser(), path)
            return sum(answer.series)
        case .fold:
            let reading = Mutex(Reading())
            // One consumer call per sample, as a stage would have it.
            _ = try feed(AnswerParser { _, _, value in reading.withLock { $0.add(value) } }, path)
            return reading.withLock { $0 }
        case .decoder:
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return sum(try JSONDecoder().decode(Answer.self, from: data).series)
        case .serialization:
            return try readTree(path)
        }
    }

    /// Pieces as libcurl delivers them.
    private func feed(_ parser: consuming AnswerParser, _ path: String) throws -> ParsedAnswer {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
        defer { piece.deallocate() }
        var parser = parser
        while true {
            let count = Foundation.read(file, piece.baseAddress, piece.count)
            guard count > 0 else { break }
            try parser.feed(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        return try parser.finish()
    }

    private func sum(_ series: [Series]) -> Reading {
        var reading = Reading()
        for one in series { for value in one.values { reading.add(value) } }
        return reading
    }

    private func readTree(_ path: String) throws -> Reading {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let tree = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let list = (tree?["data"] as? [String: Any])?["result"] as? [[String: Any]] ?? []
        var reading = Reading()
        for one in list {
            for sample in one["values"] as? [[Any]] ?? [] {
                reading.add((sample[1] as? String).flatMap { Double($0) } ?? .nan)
            }
        }
        return reading
    }
}

/// The answer as one would write it down for `JSONDecoder`.
private struct Answer: Decodable {
    struct Result: Decodable {
        struct Sample: Decodable {
            var time: Double
            var value: Double

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                time = try container.decode(Double.self)
                value = Double(try container.decode(String.self)) ?? .nan
            }
        }
        var metric: [String: String]
        var values: [Sample]
    }
    struct Body: Decodable { var result: [Result] }
    var data: Body

    var series: [Series] {
        data.result.map { one in
            Series(
                labels: one.metric, timestamps: one.values.map { Int64(($0.time * 1000).rounded()) },
                values: one.values.map(\.value))
        }
    }
}
