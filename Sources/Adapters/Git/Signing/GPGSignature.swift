internal import Diagnostics

/// Detached signatures made by `gpg` with a key of the operator's keyring.
enum GPGSignature {
    /// An armored signature of the bytes.
    static func sign(bytes: [UInt8], keyID: String, home: String?) async throws -> String {
        let activity = "signing with GPG key \(keyID)"
        let gpg = Tool(name: "gpg", environment: home.map { ["GNUPGHOME": $0] } ?? [:])
        let answer = try await gpg.run(
            ["--batch", "--no-tty", "--detach-sign", "--armor", "--local-user", keyID], input: bytes,
            activity: activity)
        guard answer.isSuccess, answer.text.hasPrefix("-----BEGIN PGP SIGNATURE-----") else {
            throw Failure(.tool, activity, answer.complaint, .needsHuman)
        }
        return answer.text
    }
}
