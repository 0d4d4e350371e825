public import HTTP

/// A server that speaks the Prometheus query API, and how to talk to it.
public struct PrometheusEndpoint: Sendable {
    /// The configured name that evidence shows.
    public var label: String
    /// The base, without `/api/v1`; a prefix in its path is kept.
    public var url: HTTPURL
    /// Credentials.
    public var authentication: HTTPAuthentication?
    /// Sent with every request, such as `X-Scope-OrgID`.
    public var headers: HTTPHeaders
    /// Limits and manner of each request.
    public var options: HTTPOptions
    /// The most samples taken from one query.
    public var maximumSamples: Int
    /// Printed below a failure to reach the server: what a person can do about it.
    public var advice: String

    /// Describes a server.
    public init(
        label: String, url: HTTPURL, authentication: HTTPAuthentication? = nil, headers: HTTPHeaders = [:],
        options: HTTPOptions = HTTPOptions(), maximumSamples: Int = AnswerParser.defaultMaximumSamples,
        advice: String = "check --prometheus or TRIMTAB_PROMETHEUS_URL; `trimtab doctor` shows more"
    ) {
        self.label = label
        self.url = url
        self.authentication = authentication
        self.headers = headers
        self.options = options
        self.maximumSamples = maximumSamples
        self.advice = advice
    }

    /// A request to the API below the base; asking twice is as good as asking once.
    func request(_ method: HTTPMethod, _ path: String, form: FormBody? = nil) -> HTTPRequest {
        var request = HTTPRequest(
            method, url.appending(path), headers: headers, body: form?.bytes,
            authentication: authentication ?? url.credentials, activity: "querying \(url)",
            isIdempotent: true,
            options: options)
        if form != nil { request.headers["Content-Type"] = FormBody.contentType }
        request.headers["Accept"] = "application/json"
        return request
    }
}
