internal import Diagnostics

/// A key of the operator's that signs commits; never taken from a repository.
public enum SigningKey: Sendable, Hashable {
    /// A private SSH key file, or the public one when an agent holds the private part.
    case ssh(keyFile: String)
    /// A GPG key id or address, in the operator's own keyring or the one in `home`.
    case gpg(keyID: String, home: String? = nil)

    /// The namespace that Git demands of SSH signatures on commits.
    static let gitNamespace = "git"

    /// An armored signature of the bytes.
    func sign(_ bytes: [UInt8]) async throws -> String {
        switch self {
        case .ssh(let file):
            try await SSHSignature.sign(bytes: bytes, keyFile: file, namespace: Self.gitNamespace)
        case .gpg(let id, let home):
            try await GPGSignature.sign(bytes: bytes, keyID: id, home: home)
        }
    }
}
