public import Ports

/// Signs events with an SSH key in a file.
public struct SSHEventSigner: EventSigner {
    /// What the signatures are good for, and nothing else.
    public static let namespace = "trimtab-ledger"
    private let keyFile: String

    /// Names the private key's file, or the public one's when an agent holds the private part.
    public init(keyFile: String) { self.keyFile = keyFile }

    /// An armoured SSH signature of `bytes`.
    public func sign(_ bytes: [UInt8]) async throws -> String {
        try await SSHSignature.sign(bytes: bytes, keyFile: keyFile, namespace: Self.namespace)
    }
}

/// Tells who signed an event, by OpenSSH's file of allowed signers.
public struct SSHSignatureVerifier: SignatureVerifier {
    private let allowedSigners: String

    /// Names the file of allowed signers.
    public init(allowedSigners: String) { self.allowedSigners = allowedSigners }

    /// The principal whose known key made `signature` over `bytes`, or nil for an unknown key or a bad signature.
    public func principal(of signature: String, over bytes: [UInt8]) async throws -> String? {
        try await SSHSignature.verify(
            bytes: bytes, signature: signature, allowedSigners: allowedSigners,
            namespace: SSHEventSigner.namespace)?.principal
    }
}
