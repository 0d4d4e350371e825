internal import CLibcurl
public import Diagnostics
internal import Model

/// An absolute `http` or `https` URL, checked, with credentials taken out of the printed text.
public struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// Lower case; an IPv6 address keeps its brackets.
    public let host: String
    /// The port, the scheme's own when none is written.
    public let port: Int
    /// Begins with a slash, percent-encoded as given.
    public var path: String
    /// Without the question mark, percent-encoded as given.
    public var query: String?
    /// The user and password that were written into the URL, if any.
    public let credentials: HTTPAuthentication?

    /// Checks `text`.
    ///
    /// - Throws: `Failure` (`configuration`) when it is no absolute http(s) URL; the message never repeats a password.
    public init(_ text: String) throws(Failure) {
        let parts: [CURLUPart.RawValue: String]
        switch Self.split(text) {
        case .success(let found): parts = found
        case .failure(let reason):
            throw Failure(
                .configuration, "reading the URL \(Self.display(text))",
                "\(reason); write it like http://prometheus:9090",
                .needsHuman)
        }
        let scheme = (parts[CURLUPART_SCHEME.rawValue] ?? "").lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Failure(
                .configuration, "reading the URL \(Self.display(text))",
                "\(scheme): is not spoken here, only http and https are",
                .needsHuman)
        }
        self.scheme = scheme
        host = (parts[CURLUPART_HOST.rawValue] ?? "").lowercased()
        port = parts[CURLUPART_PORT.rawValue].flatMap { Int($0) } ?? (scheme == "https" ? 443 : 80)
        path = parts[CURLUPART_PATH.rawValue] ?? "/"
        query = parts[CURLUPART_QUERY.rawValue]
        credentials = parts[CURLUPART_USER.rawValue].map {
            .basic(user: $0, password: Secret(parts[CURLUPART_PASSWORD.rawValue] ?? ""))
        }
    }

    /// The URL as it goes over the wire: everything but the credentials.
    public var absolute: String { description + (path == "/" ? "/" : "") + (query.map { "?" + $0 } ?? "") }

    /// For people: no credentials, no query, no default port, no lone slash.
    public var description: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)" + (isDefault ? "" : ":\(port)") + (path == "/" ? "" : path)
    }

    /// This URL with `suffix` behind its path: a base such as `http://host/prefix/` keeps its prefix.
    public func appending(_ suffix: String) -> HTTPURL {
        var url = self
        var base = path
        while base.hasSuffix("/") { base.removeLast() }
        url.path = base + (suffix.hasPrefix("/") ? suffix : "/" + suffix)
        url.query = nil
        return url
    }

    /// True when a redirect from here to `other` stays with the same host and does not drop encryption.
    func mayRedirect(to other: HTTPURL) -> Bool {
        guard host == other.host else { return false }
        if scheme == other.scheme { return port == other.port }
        return scheme == "http" && other.scheme == "https"
    }

    /// What may be shown of a text that is no URL: nothing that could be a password or a token, no control characters.
    private static func display(_ text: String) -> String {
        var shown = text.prefix { $0 != "?" && $0 != "#" }
        if let at = shown.lastIndex(of: "@") {
            let scheme = shown.firstRange(of: "://").map { String(shown[..<$0.upperBound]) } ?? ""
            shown = scheme + shown[shown.index(after: at)...]
        }
        let printable = shown.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        return printable.isEmpty ? "\"\"" : String(String(String.UnicodeScalarView(printable)).prefix(200))
    }

    private enum Split {
        case success([CURLUPart.RawValue: String])
        case failure(String)
    }

    private static func split(_ text: String) -> Split {
        guard let handle = curl_url() else { return .failure("out of memory") }
        defer { curl_url_cleanup(handle) }
        let status = text.withCString { curl_url_set(handle, CURLUPART_URL, $0, 0) }
        guard status == CURLUE_OK else { return .failure(String(cString: curl_url_strerror(status))) }
        var parts: [CURLUPart.RawValue: String] = [:]
        for part in [
            CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT, CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_USER,
            CURLUPART_PASSWORD,
        ] {
            var value: UnsafeMutablePointer<CChar>?
            let isCredential = part == CURLUPART_USER || part == CURLUPART_PASSWORD
            let flags: UInt32 = isCredential ? UInt32(CURLU_URLDECODE) : 0
            guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { continue }
            parts[part.rawValue] = String(cString: value)
            curl_free(value)
        }
        return .success(parts)
    }
}
