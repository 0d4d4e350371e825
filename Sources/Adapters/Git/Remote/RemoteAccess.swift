public import Model

/// How a remote may be reached; all of it is the operator's, nothing is the checkout's.
public struct RemoteAccess: Sendable {
    /// A token that is sent to one host only, and never unencrypted except to this machine.
    public struct Token: Sendable {
        /// The host that the token is for.
        public var host: String
        /// The user name that goes with it; forges take any.
        public var user: String
        /// The token.
        public var value: Secret

        /// Binds a token to a host.
        public init(host: String, value: Secret, user: String = "x-access-token") {
            self.host = host
            self.user = user
            self.value = value
        }
    }

    /// A private SSH key in a file.
    public struct SSHKey: Sendable {
        /// The private key's file.
        public var file: String
        /// Its passphrase; nil when it has none.
        public var passphrase: Secret?

        /// Names a key.
        public init(file: String, passphrase: Secret? = nil) {
            self.file = file
            self.passphrase = passphrase
        }
    }

    /// Tokens, each for its host.
    public var tokens: [Token]
    /// The key for SSH; nil asks the user's agent.
    public var sshKey: SSHKey?
    /// The only file of known SSH hosts to believe; nil for the user's and the machine's own.
    public var knownHosts: String?
    /// Whether the credential helper of the user's own global configuration may be asked.
    public var usesCredentialHelper: Bool
    /// Set for the programs that are asked, over what this process has: another `HOME`, say.
    public var toolEnvironment: [String: String] = [:]
    /// A proxy for HTTP, or none: no configuration file is asked.
    public var proxy: String?
    /// Reference prefixes that may be rewritten; every other reference only ever moves forward.
    public var rewritable: [String]

    /// Nothing but the agent and the user's credential helper.
    public init(
        tokens: [Token] = [], sshKey: SSHKey? = nil, knownHosts: String? = nil,
        usesCredentialHelper: Bool = true,
        proxy: String? = nil, rewritable: [String] = ["refs/heads/trimtab/"]
    ) {
        self.tokens = tokens
        self.sshKey = sshKey
        self.knownHosts = knownHosts
        self.usesCredentialHelper = usesCredentialHelper
        self.proxy = proxy
        self.rewritable = rewritable
    }

    /// Takes what the named variables hold: a token for `host`, an SSH key file and its passphrase, and the proxy.
    ///
    /// A name that is nil, and a variable that is unset or empty, contribute nothing.
    public init(
        environment: [String: String], host: String?, tokenVariable: String?, sshKeyVariable: String? = nil,
        sshPassphraseVariable: String? = nil
    ) {
        func value(_ name: String?) -> String? {
            name.flatMap { environment[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        self.init()
        if let host, let token = value(tokenVariable) { tokens = [Token(host: host, value: Secret(token))] }
        if let file = value(sshKeyVariable) {
            sshKey = SSHKey(file: file, passphrase: value(sshPassphraseVariable).map(Secret.init))
        }
        proxy = value("HTTPS_PROXY") ?? value("https_proxy")
    }
}
