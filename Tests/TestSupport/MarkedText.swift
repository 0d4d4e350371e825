/// A sample whose interesting positions are marked inside the text, so that nobody counts columns.
///
/// `1️⃣` … `9️⃣` are markers; they are stripped and their UTF-8 byte offsets in the stripped text are kept.
public struct MarkedText: Sendable {
    /// The text without markers.
    public let text: String
    /// Marker (`"1️⃣"`) → UTF-8 byte offset in ``text``.
    public let markers: [String: Int]

    /// Strips the markers of `marked`.
    public init(_ marked: String) {
        var text = ""
        var markers: [String: Int] = [:]
        for character in marked {
            if let first = character.unicodeScalars.first, (0x31...0x39).contains(first.value),
                character.unicodeScalars.contains("\u{20E3}")
            {
                markers[String(character)] = text.utf8.count
            } else {
                text.append(character)
            }
        }
        self.text = text
        self.markers = markers
    }

    /// The stripped text as bytes.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// The byte offset of a marker; a marker that is not in the sample is the test's own mistake.
    public func offset(_ marker: String) -> Int {
        guard let offset = markers[marker] else {
            preconditionFailure("the sample has no marker \(marker)")
        }
        return offset
    }
}
