import Provenance

/// JSON as `jsonencode` writes it, and as `jsondecode` reads it.
enum JSONText {
    struct Output {
        var bytes: [UInt8] = []
        var parts: [Text.Part] = []

        mutating func leaf(_ value: Value, _ text: [UInt8]) {
            let start = bytes.count
            bytes += text
            parts.append(Text.Part(start..<bytes.count, value.origins))
        }
    }

    /// The text, with the origins of every leaf at its place.
    ///
    /// Unknown values must not be in it.
    static func encode(_ value: Value) -> Text {
        var output = Output()
        write(value, &output)
        var text = Text(String(decoding: output.bytes, as: UTF8.self), parts: output.parts)
        text.isComposite = true
        return text
    }

    private static func write(_ value: Value, _ output: inout Output) {
        switch value.content {
        case .null, .unknown, .partial, .open, .candidates: output.leaf(value, Array("null".utf8))
        case .bool(let flag): output.leaf(value, Array((flag ? "true" : "false").utf8))
        case .number(let number): output.leaf(value, Array(number.text.utf8))
        case .string(let text):
            // The quotes are no part of the value.
            output.bytes.append(0x22)
            output.leaf(value, escape(text.string))
            output.bytes.append(0x22)
        case .list(let elements, _), .set(let elements, _), .tuple(let elements):
            output.bytes.append(0x5B)
            for (index, element) in elements.enumerated() {
                if index > 0 { output.bytes.append(0x2C) }
                write(element.inheriting(from: value), &output)
            }
            output.bytes.append(0x5D)
        case .map(let members, _), .object(let members):
            output.bytes.append(0x7B)
            for (index, entry) in members.entries.enumerated() {
                if index > 0 { output.bytes.append(0x2C) }
                // Without it the key would seem to come from everything in the text.
                let key = Value(.string(Text(entry.key)), entry.keyOrigins).inheriting(from: value)
                output.bytes.append(0x22)
                output.leaf(key, escape(entry.key))
                output.bytes += [0x22, 0x3A]
                write(entry.value.inheriting(from: value), &output)
            }
            output.bytes.append(0x7D)
        }
    }

    /// As Go writes a string for the web.
    static func quote(_ text: String) -> String {
        "\"" + String(decoding: escape(text), as: UTF8.self) + "\""
    }

    private static func escape(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += [0x5C, 0x22]
            case "\\": bytes += [0x5C, 0x5C]
            case "\n": bytes += Array("\\n".utf8)
            case "\r": bytes += Array("\\r".utf8)
            case "\t": bytes += Array("\\t".utf8)
            case "\u{8}": bytes += Array("\\b".utf8)
            case "\u{C}": bytes += Array("\\f".utf8)
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<" ":
                let hex = String(scalar.value, radix: 16)
                bytes += Array(("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
            default: bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }
}
