internal import Diagnostics
internal import Model

/// A user name and a password or token for HTTP.
struct BasicCredential: Sendable {
    var user: String
    var password: Secret
}

/// Asks the credential helper that the user configured for all repositories.
enum CredentialHelper {
    /// What the helper knows for the URL; nil when there is no helper or it knows nothing.
    ///
    /// `git` runs outside any repository, so a helper that a checkout's configuration names is never started, and it
    /// cannot ask on a terminal.
    static func fill(_ url: RemoteURL, environment: [String: String]) async throws -> BasicCredential? {
        var variables: [String: String?] = environment.mapValues { $0 }
        variables["GIT_DIR"] = "/dev/null"
        // Not even a graphical question: an answer of nothing counts as not knowing.
        variables["GIT_ASKPASS"] = "true"
        let git = Tool(name: "git", environment: variables)
        let answer = try await git.run(
            ["credential", "fill"], input: Array("url=\(url.text)\n\n".utf8),
            activity: "asking the credential helper for \(url.host)")
        guard answer.isSuccess else { return nil }
        var fields: [Substring: String] = [:]
        for line in answer.text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
        }
        guard let user = fields["username"], let password = fields["password"], !password.isEmpty else {
            return nil
        }
        return BasicCredential(user: user, password: Secret(password))
    }
}
