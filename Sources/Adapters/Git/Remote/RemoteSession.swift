internal import CLibgit2
internal import Foundation
internal import Model

/// All that one connection needs, collected before it starts, so that no callback has to wait for anything.
struct RemotePlan: Sendable {
    var url: RemoteURL
    var access: RemoteAccess
    var basic: BasicCredential?
    var hosts: KnownHosts
}

/// The state behind the library's callbacks during one connection.
///
/// No Swift error crosses C: a callback keeps its reason here and returns the library's user code.
final class RemoteSession {
    let plan: RemotePlan
    /// The reason that a callback had for stopping.
    var failure: GitError?
    /// What each reference must be at the remote, for a push.
    var expected: [String: ObjectID?] = [:]
    /// What the remote had instead, where it was not as expected.
    var stale: [String: ObjectID?] = [:]
    /// What the server said about each reference it refused.
    var refused: [String: String] = [:]
    /// The last that the server said to people, such as a hook's explanation.
    private(set) var remarks = ""
    private var offered: Set<String> = []
    private let proxy: UnsafeMutablePointer<CChar>?

    init(_ plan: RemotePlan) {
        self.plan = plan
        proxy = plan.access.proxy.map { strdup($0) } ?? nil
    }

    deinit { free(proxy) }

    /// The operator's proxy or none; the pointer inside lives as long as the session.
    var proxyOptions: git_proxy_options {
        var options = git_proxy_options()
        git_proxy_options_init(&options, UInt32(GIT_PROXY_OPTIONS_VERSION))
        options.type = proxy == nil ? GIT_PROXY_NONE : GIT_PROXY_SPECIFIED
        options.url = proxy.map { UnsafePointer($0) }
        return options
    }

    /// Runs a call of the library with this session behind its callbacks.
    func run(_ activity: String, _ body: (inout git_remote_callbacks) -> Int32) throws(GitError) {
        var callbacks = git_remote_callbacks()
        try check(
            "preparing callbacks", git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        )
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, _, user, allowed, payload in
            guard let session = RemoteSession.from(payload), let out else { return GIT_EUSER.rawValue }
            return session.credential(out, user: user.map { String(cString: $0) }, allowed: allowed)
        }
        callbacks.certificate_check = { certificate, valid, _, payload in
            guard let session = RemoteSession.from(payload) else { return GIT_EUSER.rawValue }
            return session.judge(certificate, isValid: valid == 1)
        }
        callbacks.push_negotiation = { updates, count, payload in
            guard let session = RemoteSession.from(payload), let updates else { return GIT_EUSER.rawValue }
            return session.compare(UnsafeBufferPointer(start: updates, count: count))
        }
        callbacks.push_update_reference = { name, status, payload in
            guard let session = RemoteSession.from(payload), let name else { return GIT_EUSER.rawValue }
            if let status { session.refused[String(cString: name)] = String(cString: status) }
            return 0
        }
        callbacks.sideband_progress = { text, count, payload in
            guard let session = RemoteSession.from(payload), let text else { return GIT_EUSER.rawValue }
            session.remark(UnsafeRawBufferPointer(start: text, count: Int(count)))
            return 0
        }
        // The session outlives the call, which is all that `passUnretained` asks.
        let status = withExtendedLifetime(self) { withoutPipeSignal { body(&callbacks) } }
        guard status < 0 else { return }
        let error = GitError.last(status, activity)
        throw failure ?? error.explainedForRemote
    }

    private static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteSession? {
        payload.map { Unmanaged<RemoteSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private func remark(_ text: UnsafeRawBufferPointer) {
        remarks = String((remarks + String(decoding: text, as: UTF8.self)).suffix(2_000))
    }

    private func stop(_ kind: GitError.Kind, _ activity: String, _ message: String) -> Int32 {
        failure = GitError(kind: kind, activity: activity, message: message)
        return GIT_EUSER.rawValue
    }
}

// MARK: - Credentials

extension RemoteSession {
    fileprivate func credential(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, user: String?, allowed: UInt32
    ) -> Int32 {
        if allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 { return sshCredential(out, user: user ?? "git") }
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(out, user ?? plan.url.user ?? "git")
        }
        if allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 { return basicCredential(out) }
        return stop(
            .unauthorized, "signing in to \(plan.url.host)", "the server asks for what we do not have")
    }

    private func basicCredential(_ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>) -> Int32
    {
        let activity = "signing in to \(plan.url.host)"
        guard plan.url.mayCarrySecrets else {
            return stop(.unauthorized, activity, "the server asks for credentials over plain HTTP; use https")
        }
        guard let basic = plan.basic else {
            return stop(
                .wantsCredentials, activity,
                "the server asks for credentials; give a token for this host, or set a credential helper with "
                    + "`git config --global credential.helper …`")
        }
        guard offered.insert("basic").inserted else {
            return stop(.unauthorized, activity, "the server refused the credentials of \(basic.user)")
        }
        return basic.password.withExposed { git_credential_userpass_plaintext_new(out, basic.user, $0) }
    }

    private func sshCredential(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, user: String
    ) -> Int32 {
        let activity = "signing in to \(plan.url.host) as \(user)"
        guard offered.insert("ssh").inserted else {
            return stop(
                .unauthorized, activity,
                "the server refused the key; note that RSA keys do not work, ed25519 and ecdsa do")
        }
        guard let key = plan.access.sshKey else {
            guard ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"]?.isEmpty == false else {
                return stop(
                    .unauthorized, activity, "there is no key file configured and no ssh-agent running")
            }
            return git_credential_ssh_key_from_agent(out, user)
        }
        guard FileManager.default.isReadableFile(atPath: key.file) else {
            return stop(.unauthorized, activity, "cannot read the key file \(key.file)")
        }
        guard let passphrase = key.passphrase else {
            return git_credential_ssh_key_new(out, user, nil, key.file, nil)
        }
        return passphrase.withExposed { git_credential_ssh_key_new(out, user, nil, key.file, $0) }
    }
}

// MARK: - The other side's identity

extension RemoteSession {
    /// What an operator with a certificate authority of their own has to know.
    private static var authorityAdvice: String {
        let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"] ?? ""
        if file.isEmpty { return "a private authority can be named in SSL_CERT_FILE" }
        return access(file, R_OK) == 0
            ? "SSL_CERT_FILE names \(file), which does not vouch for it"
            : "SSL_CERT_FILE names \(file), which cannot be read"
    }

    fileprivate func judge(_ certificate: UnsafeMutablePointer<git_cert>?, isValid: Bool) -> Int32 {
        let activity = "checking the identity of \(plan.url.host)"
        guard let certificate, certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
            if isValid { return 0 }
            return stop(.certificate, activity, "its TLS certificate is not valid; \(Self.authorityAdvice)")
        }
        return certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { key in
            judge(key.pointee, isValid: isValid, activity: activity)
        }
    }

    private func judge(_ key: git_cert_hostkey, isValid: Bool, activity: String) -> Int32 {
        let hash = withUnsafeBytes(of: key.hash_sha256) { Data($0).base64EncodedString() }
        let fingerprint = "SHA256:" + hash.replacingOccurrences(of: "=", with: "")
        guard key.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = key.hostkey else {
            return stop(.certificate, activity, "the server showed no host key")
        }
        let bytes = Array(UnsafeRawBufferPointer(start: start, count: key.hostkey_len))
        guard !plan.hosts.revoked.contains(bytes) else {
            return stop(.certificate, activity, "its host key \(fingerprint) is revoked in known_hosts")
        }
        if plan.hosts.trusted.contains(bytes) || (isValid && !plan.hosts.isPinned) { return 0 }
        let file = plan.access.knownHosts ?? "~/.ssh/known_hosts"
        let why = plan.hosts.trusted.isEmpty ? "is not in \(file)" : "is another one than \(file) has"
        return stop(
            .certificate, activity,
            "its host key \(fingerprint) \(why); check it and add it with `ssh-keyscan`")
    }
}

// MARK: - The lease

extension RemoteSession {
    fileprivate func compare(_ updates: UnsafeBufferPointer<UnsafePointer<git_push_update>?>) -> Int32 {
        for case .some(let update) in updates {
            let name = String(cString: update.pointee.dst_refname)
            var present = update.pointee.src
            let actual = git_oid_is_zero(&present) == 1 ? nil : ObjectID(present)
            if let wanted = expected[name], wanted != actual { stale.updateValue(actual, forKey: name) }
        }
        guard stale.isEmpty else { return stop(.changed, "comparing references", "the remote changed") }
        return 0
    }
}

extension GitError {
    /// The library tells HTTP answers apart only in words.
    fileprivate var explainedForRemote: GitError {
        var error = self
        if message.contains("status code: 401") || message.contains("status code: 403") {
            error.kind = .unauthorized
        } else if message.contains("status code: 404") || message.contains("repository not found") {
            error.kind = .notFound
            error.message += "; no such repository, or no access to it"
        } else if message.contains("redirect") {
            error.kind = .unsupported
            error.message +=
                "; give the remote the URL that the server redirects to, credentials do not follow"
        } else if kind == .library,
            message.contains("failed to connect") || message.contains("failed to resolve")
        {
            error.kind = .network
        }
        return error
    }
}
