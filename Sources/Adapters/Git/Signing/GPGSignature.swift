internal import Diagnostics

/// Detached signatures made by `gpg` with a key of the operator's keyring.
enum GPGSignature {
    /// An armored signature of the bytes.
    static func sign(bytes: [UInt8], keyID: String) async throws -> String {
        let activity = "signing with GPG key \(keyID)"
        let answer = try await Tool(name: "gpg").run(
            ["--batch", "--no-tty", "--detach-sign", "--armor", "--local-user", keyID], input: bytes,
            activity: activity)
        guard answer.isSuccess, answer.text.hasPrefix("-----BEGIN PGP SIGNATURE-----") else {
            throw Failure(.tool, activity, answer.complaint, .needsHuman)
        }
        return answer.text
    }
}
