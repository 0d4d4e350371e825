internal import Model

/// A hidden line that identifies what the bot wrote: `<!-- trimtab:key -->` at the beginning of a text.
struct Marker: Sendable {
    /// The line itself.
    let text: String

    /// Marks `key`; a key that an HTML comment cannot hold is replaced by its digest.
    init(_ key: String) {
        let isPlain =
            !key.isEmpty && key.utf8.count <= 200 && !key.contains("--")
            && key.utf8.allSatisfy { Self.isPlain($0) }
        text = "<!-- trimtab:\(isPlain ? key : "sha256:\(Digest(of: key.utf8))") -->"
    }

    /// `body` under the marker.
    func marking(_ body: String) -> String { text + "\n" + body }

    /// True when the text begins with this marker; one that is quoted further down does not count.
    func marks(_ body: String?) -> Bool {
        guard let body else { return false }
        return body.drop { $0.isWhitespace }.hasPrefix(text)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._:/@#+= []\"".utf8.contains(byte)
        }
    }
}
