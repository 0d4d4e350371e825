/// Turns libyaml's positions, which count characters, into byte offsets.
///
/// Only the characters of more than one byte are kept, so an ASCII file costs one scan and no memory. Positions come
/// nearly in order; a cursor makes each conversion a step or two.
struct CharacterOffsets {
    private struct Wide {
        /// Index of the character after the wide one.
        var character: Int
        /// Bytes minus characters up to there.
        var surplus: Int
    }

    private let start: Int
    private var wide: ContiguousArray<Wide> = []
    private var cursor = 0

    /// Takes the bytes of the file; `skipping` bytes at the start (a byte order mark) are not counted by libyaml.
    init(_ bytes: UnsafeBufferPointer<UInt8>, skipping start: Int) {
        self.start = start
        var merged: UInt8 = 0
        for byte in bytes { merged |= byte }
        guard merged >= 0x80 else { return }
        var surplus = 0
        for index in start..<bytes.count where bytes[index] & 0xC0 == 0x80 {
            surplus += 1
            let next = index + 1 - start - surplus
            if let last = wide.last, last.character == next {
                wide[wide.count - 1].surplus = surplus
            } else {
                wide.append(Wide(character: next, surplus: surplus))
            }
        }
    }

    /// The byte offset of the character at `index`.
    mutating func byte(ofCharacter index: Int) -> Int {
        guard !wide.isEmpty else { return start + index }
        while cursor < wide.count, wide[cursor].character <= index { cursor += 1 }
        while cursor > 0, wide[cursor - 1].character > index { cursor -= 1 }
        return start + index + (cursor > 0 ? wide[cursor - 1].surplus : 0)
    }
}
