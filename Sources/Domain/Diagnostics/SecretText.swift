/// Takes what looks like a credential out of a text that is about to be kept or shown.
///
/// The shapes are those of keys that their makers gave a recognisable form, of credentials in addresses and of
/// `password=` and its like. A secret without a shape cannot be recognised.
public enum SecretText {
    /// What stands in its place.
    public static let mark = "***"

    /// Prefixes after which a key follows, with the least length of what follows.
    private static let prefixes: [(bytes: [UInt8], least: Int)] = [
        ("ghp_", 20), ("gho_", 20), ("ghu_", 20), ("ghs_", 20), ("ghr_", 20), ("github_pat_", 20),
        ("glpat-", 16),
        ("glptt-", 16), ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("AKIA", 16), ("ASIA", 16),
        ("sk_live_", 16),
        ("hvs.", 20), ("dop_v1_", 20), ("npm_", 20), ("AIza", 30), ("eyJ", 40),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Names whose value is a secret: `password=…`, `"token": …`.
    private static let names = [
        "password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "access_key",
        "secret_key",
        "authorization", "bearer",
    ].map { Array($0.utf8) }
    private static let bearer = Array("bearer".utf8)
    private static let opening = Array("-----BEGIN ".utf8)
    private static let closing = Array("-----END ".utf8)

    /// Whether `word` stands at `index`; small letters of the word stand for both cases where it is asked.
    private static func stands(_ word: [UInt8], at index: Int, in bytes: [UInt8], anyCase: Bool = false)
        -> Bool
    {
        guard index + word.count <= bytes.count else { return false }
        var offset = 0
        while offset < word.count {
            let byte = bytes[index + offset]
            guard byte == word[offset] || anyCase && byte | 0x20 == word[offset] else { return false }
            offset += 1
        }
        return true
    }

    /// The text without what looks like a credential.
    public static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var isChanged = false
        while index < bytes.count {
            guard isBeginning[Int(bytes[index])] else {
                result.append(bytes[index])
                index += 1
                continue
            }
            if let end = end(ofSecretAt: index, in: bytes) {
                result += mark.utf8
                index = end
                isChanged = true
            } else if let value = value(ofNameAt: index, in: bytes) {
                result += bytes[index..<value.lowerBound]
                result += mark.utf8
                index = value.upperBound
                isChanged = true
            } else if let user = credentials(at: index, in: bytes) {
                result += bytes[index..<user.lowerBound]
                result += mark.utf8
                index = user.upperBound
                isChanged = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }

    /// Bytes that any of the shapes begins with; most bytes of a long text are none.
    private static let isBeginning: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for word in prefixes.map(\.bytes) + names + [Array("-".utf8), Array(":".utf8)] {
            guard let first = word.first else { continue }
            table[Int(first)] = true
            if (0x61...0x7A).contains(first), names.contains(word) { table[Int(first) - 0x20] = true }
        }
        return table
    }()

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func end(ofSecretAt index: Int, in bytes: [UInt8]) -> Int? {
        if index > 0, isWordByte(bytes[index - 1]) { return nil }
        if let end = end(ofPrivateKeyAt: index, in: bytes) { return end }
        for prefix in prefixes where stands(prefix.bytes, at: index, in: bytes) {
            var end = index + prefix.bytes.count
            let start = end
            while end < bytes.count, isKeyByte(bytes[end]) { end += 1 }
            if end - start >= prefix.least { return end }
        }
        return nil
    }

    private static func end(ofPrivateKeyAt index: Int, in bytes: [UInt8]) -> Int? {
        guard stands(opening, at: index, in: bytes) else { return nil }
        var end = index + opening.count
        while end < bytes.count, !stands(closing, at: end, in: bytes) { end += 1 }
        guard end < bytes.count else { return bytes.count }
        end += closing.count
        var dashes = 0
        while end < bytes.count, dashes < 5 {
            if bytes[end] == UInt8(ascii: "-") { dashes += 1 }
            end += 1
        }
        return end
    }

    /// The value behind a name and `=` or `:`; nil when there is no such name here, or nothing behind it.
    private static func value(ofNameAt index: Int, in bytes: [UInt8]) -> Range<Int>? {
        if index > 0, isWordByte(bytes[index - 1]) { return nil }
        for name in names {
            guard index + name.count < bytes.count, stands(name, at: index, in: bytes, anyCase: true) else {
                continue
            }
            var start = index + name.count
            func skip(_ allowed: String) {
                while start < bytes.count, allowed.utf8.contains(bytes[start]) { start += 1 }
            }
            if name == bearer {
                guard bytes[start] == UInt8(ascii: " ") else { continue }
                skip(" ")
            } else {
                skip("\"' ")
                guard start < bytes.count, [UInt8(ascii: "="), UInt8(ascii: ":")].contains(bytes[start])
                else { continue }
                start += 1
                skip(" \"'")
            }
            var end = start
            while end < bytes.count, !" \t\n\r\"',;&}])".utf8.contains(bytes[end]) { end += 1 }
            let word = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
            // `Authorization: Bearer …` has its secret one word further on.
            if word == "bearer" || word == "basic" {
                while end < bytes.count, bytes[end] == UInt8(ascii: " ") { end += 1 }
                start = end
                while end < bytes.count, !" \t\n\r\"',;&}])".utf8.contains(bytes[end]) { end += 1 }
            }
            if end - start >= 4, !bytes[start..<end].allSatisfy({ $0 == UInt8(ascii: "*") }) {
                return start..<end
            }
        }
        return nil
    }

    /// `user:secret` of `scheme://user:secret@host`, when the scheme's `://` begins here.
    private static func credentials(at index: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard bytes[index] == UInt8(ascii: ":"), bytes[index...].starts(with: "://".utf8) else { return nil }
        let start = index + 3
        var end = start
        while end < bytes.count, !"/ \t\n\"'<>".utf8.contains(bytes[end]) {
            if bytes[end] == UInt8(ascii: "@") { return end > start ? start..<end : nil }
            end += 1
        }
        return nil
    }
}
