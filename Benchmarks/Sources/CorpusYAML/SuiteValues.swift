import Foundation
import YAML

/// Values of documents as one line of text each, so that they can be compared with the suite's `in.json`.
enum SuiteValues {
    /// The documents of a file; nil where JSON has no words for it (a mapping as a key).
    static func of(_ file: YAMLFile) -> [String]? {
        var texts: [String] = []
        for document in file.documents {
            guard let root = document.root else {
                texts.append("null")
                continue
            }
            guard let text = text(root) else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// The values of several JSON texts in a row; nil when one cannot be read.
    static func ofJSON(_ source: String) -> [String]? {
        var texts: [String] = []
        for piece in pieces(Array(source.utf8)) {
            guard let value = try? JSONDecoder().decode(JSONText.self, from: Data(piece)) else { return nil }
            texts.append(text(value))
        }
        return texts
    }

    private static func text(_ node: YAMLNodeView) -> String? {
        let node = node.resolved
        switch node.kind {
        case .alias: return nil
        case .scalar: return node.scalar.map(text)
        case .sequence:
            let items = node.items.map(text)
            return items.contains(nil) ? nil : "[\(items.compactMap(\.self).joined(separator: ","))]"
        case .mapping:
            var members: [String: String] = [:]
            for entry in node.entries {
                guard let key = entry.key.resolved.scalar?.text, let value = text(entry.value) else {
                    return nil
                }
                members[key] = value
            }
            return text(members)
        }
    }

    /// Kustomize reads booleans and nothing as YAML 1.2 does, and the suite is of 1.2.
    private static func text(_ scalar: YAMLScalar) -> String {
        switch scalar.value(in: .kustomize) {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let digits): Double(digits).map { "\($0)" } ?? digits
        case .float(let number): "\(number)"
        case .string(let text): quoted(text)
        case .invalid: quoted(scalar.text)
        }
    }

    private static func text(_ value: JSONText) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): "\(number)"
        case .string(let text): quoted(text)
        case .list(let items): "[\(items.map(text).joined(separator: ","))]"
        case .map(let members): text(members.mapValues(text))
        }
    }

    private static func text(_ members: [String: String]) -> String {
        "{\(members.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + $0.value }.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String { text.debugDescription }

    /// Cuts JSON texts that follow each other with nothing but blanks between them.
    private static func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start: Int?
        var depth = 0
        var position = 0
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
        while position < bytes.count {
            let byte = bytes[position]
            if start == nil, !isBlank(byte) { start = position }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                    position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
                }
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            position += 1
            let ends = position >= bytes.count || isBlank(bytes[position])
            if let first = start, depth == 0, ends {
                pieces.append(bytes[first..<min(position, bytes.count)])
                start = nil
            }
        }
        return pieces
    }
}

/// A JSON value, read by somebody else than us.
private indirect enum JSONText: Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case list([JSONText])
    case map([String: JSONText])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let items = try? container.decode([JSONText].self) {
            self = .list(items)
        } else {
            self = .map(try container.decode([String: JSONText].self))
        }
    }
}
