/// Keeps one copy of every label name and value, so that ten thousand series share the text `prod`.
struct LabelPool {
    /// Texts kept before the pool starts afresh; what was handed out stays valid.
    private static let maximumTexts = 1 << 16

    private var texts: [UInt64: [String]] = [:]
    private var count = 0

    /// The text of `bytes`, bad UTF-8 repaired.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        // Texts of up to 15 bytes live inside the String value: there is nothing to share.
        guard bytes.count > 15 else { return String(decoding: bytes, as: UTF8.self) }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if let found = texts[hash]?.first(where: { $0.utf8.elementsEqual(bytes) }) { return found }
        if count >= Self.maximumTexts {
            texts = [:]
            count = 0
        }
        let text = String(decoding: bytes, as: UTF8.self)
        texts[hash, default: []].append(text)
        count += 1
        return text
    }
}
