internal import Crypto
internal import YAML

/// The suffix that the names of generated objects get: ten characters that follow from their data.
enum ContentHash {
    /// The suffix of a ConfigMap or Secret; nil for any other object.
    static func suffix(of object: Node) -> String? {
        var fields: [(String, String)] = []
        switch object["kind"]?.text {
        case "ConfigMap":
            if let binary = object["binaryData"], binary.isMapping {
                fields.append(("binaryData", json(binary)))
            }
            fields.append(("data", json(object["data"])))
            fields.append(("kind", json("ConfigMap")))
            // The name is left out: it has an affix that the hash must not depend on.
            fields.append(("name", json("")))
        case "Secret":
            fields.append(("data", json(object["data"])))
            fields.append(("kind", json("Secret")))
            fields.append(("name", json("")))
            if let texts = object["stringData"], texts.isMapping {
                fields.append(("stringData", json(texts)))
            }
            fields.append(("type", json(object["type"])))
        default: return nil
        }
        let text = "{" + fields.map { "\(json($0.0)):\($0.1)" }.joined(separator: ",") + "}"
        return encode(SHA256.hash(data: Array(text.utf8)))
    }

    private static func encode(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "0"): UInt8(ascii: "g"), UInt8(ascii: "1"): UInt8(ascii: "h"),
            UInt8(ascii: "3"): UInt8(ascii: "k"), UInt8(ascii: "a"): UInt8(ascii: "m"),
            UInt8(ascii: "e"): UInt8(ascii: "t"),
        ]
        let hex = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }.prefix(10)
        return String(decoding: hex.map { letters[$0] ?? $0 }, as: UTF8.self)
    }

    // MARK: JSON as Go writes it

    private static func json(_ node: Node?) -> String {
        guard let node else { return "\"\"" }
        switch node.content {
        case .scalar(let scalar): return json(scalar)
        case .sequence(let items): return "[" + items.map { json($0) }.joined(separator: ",") + "]"
        case .mapping(let entries):
            let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{" + sorted.map { "\(json($0.key)):\(json($0.value))" }.joined(separator: ",") + "}"
        }
    }

    private static func json(_ scalar: Scalar) -> String {
        switch scalar.value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let digits): digits
        case .float: scalar.text
        case .string(let text), .invalid(let text): json(text)
        }
    }

    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
