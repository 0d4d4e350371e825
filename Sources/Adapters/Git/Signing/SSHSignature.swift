internal import Diagnostics
internal import Foundation

/// Signatures in OpenSSH's format over any bytes.
///
/// They are made by `ssh-keygen`; those of plain Ed25519 keys are checked in this process, all others by `ssh-keygen`.
public enum SSHSignature {
    /// Who made a good signature.
    public struct Signer: Sendable, Hashable {
        /// The name that the file of allowed signers gives the key.
        public var principal: String
        /// The key, as `SHA256:…`.
        public var fingerprint: String
    }

    private static let tool = Tool(name: "ssh-keygen")

    /// An armored signature of the bytes for one purpose, the namespace.
    ///
    /// - Throws: A `tool` failure when `ssh-keygen` is missing or cannot use the key without asking for a passphrase.
    public static func sign(bytes: [UInt8], keyFile: String, namespace: String) async throws -> String {
        let activity = "signing with SSH key \(keyFile)"
        let answer = try await tool.run(
            ["-Y", "sign", "-q", "-n", namespace, "-f", absolute(keyFile)], input: bytes, activity: activity)
        guard answer.isSuccess, answer.text.hasPrefix("-----BEGIN SSH SIGNATURE-----") else {
            throw Failure(
                .tool, activity,
                "\(answer.complaint); the key must have no passphrase or be held by ssh-agent", .needsHuman)
        }
        return answer.text
    }

    /// Who signed the bytes for this purpose; nil when the signature is bad or its key is not allowed.
    ///
    /// - Throws: `configuration` when the file of allowed signers cannot be read; a `tool` failure when `ssh-keygen` is
    ///   needed and missing.
    public static func verify(
        bytes: [UInt8], signature: String, allowedSigners: String, namespace: String
    ) async throws -> Signer? {
        let activity = "checking an SSH signature"
        let allowed = absolute(allowedSigners)
        guard FileManager.default.isReadableFile(atPath: allowed) else {
            throw Failure(
                .configuration, activity, "cannot read the allowed signers in \(allowed)", .needsHuman)
        }
        let contents = String(decoding: try Data(contentsOf: URL(fileURLWithPath: allowed)), as: UTF8.self)
        if let blob = SSHSignatureBlob(armored: signature),
            let isGood = blob.signs(bytes, namespace: namespace)
        {
            switch AllowedSigners.standing(of: blob.publicKey, in: contents) {
            case .allowed(let principal):
                return isGood ? Signer(principal: principal, fingerprint: blob.fingerprint) : nil
            case .unknown: return nil
            case .intricate: break
            }
        }
        return try await verifyWithTool(bytes, signature, allowed, namespace)
    }

    private static func verifyWithTool(
        _ bytes: [UInt8], _ signature: String, _ allowed: String, _ namespace: String
    ) async throws -> Signer? {
        let activity = "checking an SSH signature"
        return try await withTemporaryFile(Array(signature.utf8)) { file in
            let found = try await tool.run(
                ["-Y", "find-principals", "-s", file, "-f", allowed], activity: activity)
            guard found.isSuccess else { return nil }
            for line in found.text.split(separator: "\n") {
                // Several names for one key come as a list; the first stands for all.
                let principal = String(line.prefix { $0 != "," })
                let answer = try await tool.run(
                    ["-Y", "verify", "-f", allowed, "-I", principal, "-n", namespace, "-s", file],
                    input: bytes, activity: activity)
                if answer.isSuccess, let fingerprint = fingerprint(in: answer.text) {
                    return Signer(principal: principal, fingerprint: fingerprint)
                }
            }
            return nil
        }
    }

    /// The fingerprint of a public or private key file, as `SHA256:…`.
    public static func fingerprint(keyFile: String) async throws -> String {
        let activity = "reading SSH key \(keyFile)"
        let answer = try await tool.run(["-l", "-f", absolute(keyFile)], activity: activity)
        guard answer.isSuccess, let fingerprint = fingerprint(in: answer.text) else {
            throw Failure(.configuration, activity, answer.complaint, .needsHuman)
        }
        return fingerprint
    }

    private static func fingerprint(in text: String) -> String? {
        text.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("SHA256:") }.map(String.init)
    }

    /// Tools run in the root directory, so a relative path is completed here; `~` is the user's home.
    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: NSString(string: path).expandingTildeInPath).path
    }
}
