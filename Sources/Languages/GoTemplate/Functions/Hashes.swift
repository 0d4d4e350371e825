import Crypto

extension GoFunctionTable {
    /// Sums that charts put into annotations.
    mutating func addHashes() {
        add("sha1sum", "s") { Self.sum(Insecure.SHA1.hash(data: $0.text(0).bytes), $0) }
        add("sha256sum", "s") { Self.sum(SHA256.hash(data: $0.text(0).bytes), $0) }
        add("sha512sum", "s") { Self.sum(SHA512.hash(data: $0.text(0).bytes), $0) }
        add("adler32sum", "s") { call in
            var (a, b): (UInt32, UInt32) = (1, 0)
            for byte in call.text(0).bytes {
                a = (a + UInt32(byte)) % 65521
                b = (b + a) % 65521
            }
            return .string(String(b << 16 | a), call.origins)
        }
    }

    private static func sum(_ digest: some Sequence<UInt8>, _ call: GoCall) -> GoValue {
        .string(digest.map { GoQuote.hex(UInt32($0), 2) }.joined(), call.origins)
    }
}
