internal import Diagnostics
internal import HTTP
internal import Model

/// One POST of JSON to whoever is paged, with bounded retries and a time-out.
struct Delivery: Sendable {
    /// Attempts in all; a page that is not taken is tried again by the next run.
    static let attempts = 3

    let url: HTTPURL
    let authentication: HTTPAuthentication?
    let transport: any HTTPTransport
    let authorityFile: String?

    init(url: HTTPURL, bearer: Secret?, authorityFile: String?, transport: any HTTPTransport) {
        self.url = url
        authentication = bearer.map { .bearer($0) }
        self.authorityFile = authorityFile
        self.transport = transport
    }

    /// Real connections, tried three times within some seconds.
    static func retrying() -> any HTTPTransport {
        RetryingTransport(
            HTTPClient(maximumConnections: 2),
            policy: RetryPolicy(
                attempts: attempts, firstPause: .milliseconds(250), longestPause: .seconds(2),
                longestRetryAfter: .seconds(5)))
    }

    /// Where an address leads, and which of several there: paths of webhooks are often secrets themselves.
    static func place(_ url: HTTPURL) -> String {
        let isDefault = url.port == (url.scheme == "https" ? 443 : 80)
        let path = url.absolute
        return "\(url.host)\(isDefault ? "" : ":\(url.port)") \(Digest(of: path.utf8).rawValue.prefix(6))"
    }

    /// Sends `body`; `url` is where to, below the configured address.
    func post(_ body: [UInt8], to url: HTTPURL, headers: [HTTPHeaders.Field] = []) async throws {
        var options = HTTPOptions()
        options.connectTimeout = .seconds(5)
        options.totalTimeout = .seconds(15)
        options.maximumResponseBytes = 1 << 20
        options.maximumRedirects = 0
        options.tls.authorityFile = authorityFile
        let activity = "paging \(Delivery.place(url))"
        // A page may come twice: whoever takes it knows it by its id.
        let request = HTTPRequest(
            .post, url,
            headers: HTTPHeaders([HTTPHeaders.Field("Content-Type", "application/json")] + headers),
            body: body, authentication: authentication, activity: activity, isIdempotent: true,
            options: options)
        let answer = try await transport.send(request)
        guard !answer.head.isSuccess else { return }
        let words = String(decoding: answer.body.prefix(200), as: UTF8.self)
        let reason = "HTTP \(answer.head.status)" + (words.isEmpty ? "" : ": \(PlainText.line(words))")
        switch answer.head.status {
        case 401, 403: throw Failure(.unauthorized, activity, reason, .needsHuman)
        case 429, 500...599: throw Failure(.unavailable, activity, reason, .retry(afterSeconds: 60))
        default: throw Failure("invalid", activity, reason, .needsHuman)
        }
    }
}
