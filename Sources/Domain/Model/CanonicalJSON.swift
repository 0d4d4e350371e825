internal import Dispatch
internal import Foundation
internal import Synchronization

/// JSON with one spelling per value: sorted keys, no spaces, shortest numbers, no escaped slashes.
///
/// Equal values give equal bytes, so a hash of them is an identity. NaN and infinities are refused.
public enum CanonicalJSON {
    /// The canonical bytes of a value, without a final newline.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// The same content laid out for people, with a final newline.
    public static func encodePretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// The same for a list of what knows how it looks, on all processors.
    public static func encodePretty(list: [some PrettyJSON]) throws -> String {
        String(decoding: prettyBytes(list: list), as: UTF8.self)
    }

    /// The bytes of ``encodePretty(list:)``.
    public static func prettyBytes(list: [some PrettyJSON]) -> [UInt8] {
        let pieces = prettyPieces(list: list)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { bytes += piece }
        return bytes
    }

    /// The same one after the other, as it was made: there may be hundreds of megabytes.
    public static func prettyPieces(list: [some PrettyJSON]) -> [ArraySlice<UInt8>] {
        guard !list.isEmpty else { return [Array("[\n\n]\n".utf8)[...]] }
        let pieces = max(1, min(list.count / 64, 64))
        let results = Mutex<[Int: [UInt8]]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            var writer = PrettyWriter(depth: 0)
            writer.list(Array(list[(piece * list.count / pieces)..<((piece + 1) * list.count / pieces)])) {
                $1.write(to: &$0)
            }
            let bytes = writer.bytes
            results.withLock { $0[piece] = bytes }
        }
        let made = results.withLock { $0 }
        var parts = [Array("[\n".utf8)[...]]
        for piece in 0..<pieces {
            guard let part = made[piece] else { preconditionFailure("every piece is made") }
            if piece > 0 { parts.append(Array(",\n".utf8)[...]) }
            // `[`, a line break, the elements, a line break, `]`: the elements look the same in any list.
            parts.append(part[2..<(part.count - 2)])
        }
        return parts + [Array("\n]\n".utf8)[...]]
    }

    /// What stands between the brackets of each of some lists as ``prettyBytes(list:)`` lays them out.
    public static func prettyElements(of lists: [[some PrettyJSON]]) -> [ArraySlice<UInt8>] {
        var writer = PrettyWriter(depth: 0)
        var ends: [Int] = []
        for list in lists {
            writer.elements(list) { $1.write(to: &$0) }
            ends.append(writer.count)
        }
        let bytes = writer.bytes
        return ends.indices.map { bytes[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]] }
    }

    /// The same for a long list, on all processors.
    public static func encodePretty<Element: Encodable & Sendable>(list: [Element]) throws -> String {
        let pieces = min(list.count / 64, 64)
        guard pieces > 1 else { return try encodePretty(list) }
        let results = Mutex<[Int: Result<Data, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let range = (piece * list.count / pieces)..<((piece + 1) * list.count / pieces)
            let made = Result {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
                // `[`, a line break, the elements, a line break, `]`: the elements look the same in any list.
                return try encoder.encode(Array(list[range])).dropFirst(2).dropLast(2)
            }
            results.withLock { $0[piece] = made }
        }
        let made = results.withLock { $0 }
        var bytes: [UInt8] = Array("[\n".utf8)
        for piece in 0..<pieces {
            if piece > 0 { bytes += ",\n".utf8 }
            if let part = made[piece] { bytes += try part.get() }
        }
        bytes += "\n]\n".utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a value back.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
