internal import Foundation

/// Where a remote is, taken apart as far as credentials and host keys need it.
struct RemoteURL: Sendable, Equatable {
    /// How the remote is reached.
    enum Transport: Sendable, Equatable {
        case local(path: String)
        case http(isEncrypted: Bool)
        case ssh(port: Int)
        case other(scheme: String)
    }

    var text: String
    var transport: Transport
    var host: String
    var user: String?

    /// Reads a URL, the short SSH form (`git@host:path`) or a path; a relative path belongs to `base`.
    init(_ text: String, relativeTo base: String = "/") {
        if let scheme = text.range(of: "://") {
            let parts = URLComponents(string: text)
            self.text = text
            host = parts?.host ?? ""
            user = parts?.user
            transport = Self.transport(scheme: text[..<scheme.lowerBound].lowercased(), parts)
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            let login = text[..<colon].split(separator: "@", maxSplits: 1)
            self.text = text
            host = login.last.map { $0.trimmingCharacters(in: ["[", "]"]) } ?? ""
            user = login.count == 2 ? String(login[0]) : nil
            transport = .ssh(port: 22)
        } else {
            let path = text.hasPrefix("/") ? text : base + (base.hasSuffix("/") ? "" : "/") + text
            self.text = path
            host = ""
            transport = .local(path: path)
        }
    }

    private static func transport(scheme: String, _ parts: URLComponents?) -> Transport {
        switch scheme {
        case "file": .local(path: parts?.path ?? "")
        case "https": .http(isEncrypted: true)
        case "http": .http(isEncrypted: false)
        case "ssh", "git+ssh", "ssh+git": .ssh(port: parts?.port ?? 22)
        default: .other(scheme: scheme)
        }
    }

    /// Without a user name or password, for messages.
    var display: String {
        guard let scheme = text.range(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(text[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }

    /// True for this machine, where an unencrypted connection shows a secret to nobody.
    var isLoopback: Bool { ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) }

    /// True for this machine or an encrypted connection.
    var mayCarrySecrets: Bool { transport == .http(isEncrypted: true) || isLoopback }
}
