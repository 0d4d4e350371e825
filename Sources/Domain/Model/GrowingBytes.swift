/// Bytes to which more are added again and again, without the checks that an array makes each time.
///
/// For one user: copies of what holds it are one and the same.
final class GrowingBytes {
    private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
    private var capacity = 4096
    private(set) var count = 0

    deinit { start.deallocate() }

    /// All of them.
    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

    /// Where so many more are written.
    private func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
        if count + more > capacity {
            capacity = max(2 * capacity, count + more)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: start, count: count)
            start.deallocate()
            start = larger
        }
        defer { count += more }
        return start + count
    }

    /// Adds one.
    func append(_ byte: UInt8) { room(for: 1).pointee = byte }

    /// Adds two.
    func append(_ first: UInt8, _ second: UInt8) {
        let place = room(for: 2)
        place[0] = first
        place[1] = second
    }

    /// Adds one several times.
    func append(_ byte: UInt8, times: Int) {
        guard times > 0 else { return }
        room(for: times).update(repeating: byte, count: times)
    }

    /// Adds all of some.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        room(for: bytes.count).update(from: base, count: bytes.count)
    }

    /// Adds them between quotation marks.
    func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
        let place = room(for: bytes.count + 2)
        place[0] = 0x22
        if let base = bytes.baseAddress { (place + 1).update(from: base, count: bytes.count) }
        place[bytes.count + 1] = 0x22
    }

    /// True for ASCII in which nothing has to be escaped in JSON; eight bytes at a time.
    static func arePlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
        let high = each(0x80)
        func hasZero(_ word: UInt64) -> UInt64 { (word &- each(1)) & ~word & high }
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        while position + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // Above 0x7E, below 0x20, a quotation mark, a backslash.
            let odd =
                word | (word &+ each(1)) | ((word &- each(0x20)) & ~word)
                | hasZero(word ^ each(0x22)) | hasZero(word ^ each(0x5C))
            guard odd & high == 0 else { return false }
            position += 8
        }
        return raw[position...].allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}
