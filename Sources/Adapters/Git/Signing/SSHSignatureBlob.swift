internal import Crypto
internal import Foundation

/// A signature in OpenSSH's format (PROTOCOL.sshsig), taken apart, when its key is a plain Ed25519 key.
///
/// A ledger has many events and each is checked on every run; two processes for each would take longer than all the rest.
/// Whatever is not exactly this simple form is left to `ssh-keygen`.
struct SSHSignatureBlob {
    /// The key in the form that files of public keys hold in Base64.
    let publicKey: [UInt8]
    private let key: Curve25519.Signing.PublicKey
    private let namespace: [UInt8]
    private let hash: [UInt8]
    private let signature: [UInt8]

    /// Reads an armoured signature; nil for another kind of key, another version or anything unexpected.
    init?(armored: String) {
        let lines = armored.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN SSH SIGNATURE-----", lines.last == "-----END SSH SIGNATURE-----",
            let blob = Data(base64Encoded: lines.dropFirst().dropLast().joined())
        else { return nil }
        var reader = SSHReader(Array(blob))
        guard reader.take(6) == Self.magic, reader.number() == 1, let publicKey = reader.string(),
            let namespace = reader.string(), let reserved = reader.string(), let hash = reader.string(),
            let signature = reader.string(), reader.isAtEnd, reserved.isEmpty
        else { return nil }
        guard let rawKey = Self.value(of: publicKey), let rawSignature = Self.value(of: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawKey)
        else { return nil }
        self.publicKey = publicKey
        self.key = key
        self.namespace = namespace
        self.hash = hash
        self.signature = rawSignature
    }

    /// True when the key signed these bytes for this purpose; nil when the hash is one that we do not know.
    func signs(_ bytes: [UInt8], namespace wanted: String) -> Bool? {
        let digest: [UInt8]
        switch hash {
        case Array("sha512".utf8): digest = Array(SHA512.hash(data: bytes))
        case Array("sha256".utf8): digest = Array(SHA256.hash(data: bytes))
        default: return nil
        }
        guard namespace == Array(wanted.utf8), !namespace.isEmpty else { return false }
        let signed = Self.magic + SSHReader.written([namespace, [], hash, digest])
        return key.isValidSignature(signature, for: signed)
    }

    /// The key's fingerprint, as `ssh-keygen -l` prints it.
    var fingerprint: String {
        let text = Data(SHA256.hash(data: publicKey)).base64EncodedString()
        return "SHA256:" + text.replacingOccurrences(of: "=", with: "")
    }

    private static let magic = Array("SSHSIG".utf8)

    /// Keys and signatures are a type and a value.
    private static func value(of typed: [UInt8]) -> [UInt8]? {
        var reader = SSHReader(typed)
        guard reader.string() == Array("ssh-ed25519".utf8), let value = reader.string(), reader.isAtEnd else {
            return nil
        }
        return value
    }
}

/// Reads and writes the length-prefixed strings of SSH's formats.
struct SSHReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func number() -> Int? {
        take(4).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    mutating func string() -> [UInt8]? {
        number().flatMap { take($0) }
    }

    static func written(_ strings: [[UInt8]]) -> [UInt8] {
        strings.flatMap { text in
            withUnsafeBytes(of: UInt32(text.count).bigEndian) { Array($0) } + text
        }
    }
}
