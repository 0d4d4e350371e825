import Provenance

/// The character encodings of `textencodebase64` that are computed here.
enum TextEncoding {
    case utf8
    case utf16(isBigEndian: Bool, hasMark: Bool)
    case latin1

    /// By the name that IANA has for it.
    static func named(_ name: String) throws(FunctionError) -> TextEncoding {
        switch name.uppercased() {
        case "UTF-8": return .utf8
        case "UTF-16": return .utf16(isBigEndian: true, hasMark: true)
        case "UTF-16BE": return .utf16(isBigEndian: true, hasMark: false)
        case "UTF-16LE": return .utf16(isBigEndian: false, hasMark: false)
        case "ISO-8859-1", "ISO_8859-1", "LATIN1": return .latin1
        default: throw .unknown(.unsupported, "the encoding \(name.prefix(20)) is not computed here")
        }
    }

    /// Nil where a character is not in the encoding.
    func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .utf8: return Array(text.utf8)
        case .utf16(let isBigEndian, let hasMark):
            return ((hasMark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                return isBigEndian ? [high, low] : [low, high]
            }
        case .latin1:
            let bytes = text.unicodeScalars.map { UInt8(exactly: $0.value) }
            return bytes.contains(nil) ? nil : bytes.compactMap { $0 }
        }
    }

    /// Nil where the bytes are no text in the encoding.
    func decode(_ bytes: [UInt8]) -> String? {
        switch self {
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .utf16(let isBigEndian, let hasMark):
            // What a mark or half a character does to the rest differs between decoders.
            guard bytes.count.isMultiple(of: 2), !hasMark else { return nil }
            let units = stride(from: 0, to: bytes.count, by: 2).map { index -> UInt16 in
                let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return isBigEndian ? first << 8 | second : second << 8 | first
            }
            return String(validating: units, as: UTF16.self)
        case .latin1:
            var scalars = String.UnicodeScalarView()
            for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
            return String(scalars)
        }
    }
}
