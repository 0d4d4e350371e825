internal import Crypto

/// SHA-256 as lower-case hex, 64 characters.
public struct Digest: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 hex characters.
    public let rawValue: String

    /// Takes hex that was computed before.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Hashes bytes.
    public init(of bytes: some Sequence<UInt8>) { self.init(ofPieces: [Array(bytes)[...]]) }

    /// Hashes pieces as if they were one text.
    public init(ofPieces pieces: [ArraySlice<UInt8>]) {
        var hash = SHA256()
        for piece in pieces { piece.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        let hex = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
        rawValue = String(decoding: text, as: UTF8.self)
    }

    /// The hex text.
    public var description: String { rawValue }
}

/// The identity of one action: 16 hex characters that depend on category, target, origin, before, after and base.
///
/// Equal conclusions about an equal tree have equal ids, on every machine and at every time.
public struct ActionID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// 16 hex characters.
    public let rawValue: String

    /// Takes an id that was computed before.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Hashes the parts, each with its length, so that no two lists of parts collide by concatenation.
    public init(of parts: [String]) {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n")
        rawValue = String(Digest(of: text.utf8).rawValue.prefix(16))
    }

    /// The hex text.
    public var description: String { rawValue }
}
