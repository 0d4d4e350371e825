public import Model

/// Limits and manner of a request.
public struct HTTPOptions: Sendable, Hashable {
    /// Files for TLS beyond the system's own certificate authorities.
    public struct TLS: Sendable, Hashable {
        /// PEM file of the authorities to trust instead of the system's.
        public var authorityFile: String?
        /// PEM file of the certificate that we show.
        public var certificateFile: String?
        /// PEM file of its key.
        public var keyFile: String?
        /// What opens the key.
        public var keyPassword: Secret?

        /// Takes paths; all of them are optional.
        public init(
            authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
            keyPassword: Secret? = nil
        ) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.keyPassword = keyPassword
        }
    }

    /// Until the connection stands, TLS included.
    public var connectTimeout: Duration = .seconds(10)
    /// From start to the last byte of one attempt.
    public var totalTimeout: Duration = .seconds(60)
    /// The longest answer taken, counted after unpacking.
    public var maximumResponseBytes: Int = 1 << 30
    /// Asks for packed answers; on a fast network packing costs more than it saves.
    public var acceptsCompression = false
    /// How many redirects to the same host are followed.
    public var maximumRedirects = 5
    /// `http://proxy:3128`; the environment is not consulted.
    public var proxy: String?
    /// Certificates.
    public var tls = TLS()

    /// The defaults.
    public init() {}
}
