public import Model

/// The verbs that are used.
public enum HTTPMethod: String, Sendable, Hashable {
    /// Reads.
    case get = "GET"
    /// Reads the headers.
    case head = "HEAD"
    /// Sends.
    case post = "POST"
    /// Replaces.
    case put = "PUT"
    /// Changes.
    case patch = "PATCH"
    /// Removes.
    case delete = "DELETE"
}

/// How a request proves who sends it.
public enum HTTPAuthentication: Sendable, Hashable {
    /// User and password.
    case basic(user: String, password: Secret)
    /// `Authorization: Bearer …`.
    case bearer(Secret)
    /// A header of the server's own choosing, such as `PRIVATE-TOKEN`.
    case header(name: String, value: Secret)

    /// False when a header cannot carry it, as when a token was read from a file with its line break.
    var fitsHeader: Bool {
        switch self {
        case .basic: true
        case .bearer(let token): token.withExposed(HTTPHeaders.isValue)
        case .header(let name, let value): HTTPHeaders.isName(name) && value.withExposed(HTTPHeaders.isValue)
        }
    }
}

/// One request; a value, sent as often as needed.
public struct HTTPRequest: Sendable {
    /// The verb.
    public var method: HTTPMethod
    /// Where to.
    public var url: HTTPURL
    /// Sent as given, besides what the options add.
    public var headers: HTTPHeaders
    /// Sent after the headers; nil sends none.
    public var body: [UInt8]?
    /// Overrides the credentials written into the URL.
    public var authentication: HTTPAuthentication?
    /// What a failure says was being done: `querying http://prometheus:9090`.
    public var activity: String
    /// True when sending it twice does no more than sending it once, so that a lost connection may be retried.
    public var isIdempotent: Bool
    /// Limits and manner.
    public var options: HTTPOptions

    /// Makes a request; `activity` defaults to verb and URL, and everything but POST and PATCH counts as idempotent.
    public init(
        _ method: HTTPMethod = .get, _ url: HTTPURL, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        authentication: HTTPAuthentication? = nil, activity: String? = nil, isIdempotent: Bool? = nil,
        options: HTTPOptions = HTTPOptions()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authentication = authentication
        self.activity = activity ?? "\(method.rawValue) \(url)"
        self.isIdempotent = isIdempotent ?? (method != .post && method != .patch)
        self.options = options
    }
}
