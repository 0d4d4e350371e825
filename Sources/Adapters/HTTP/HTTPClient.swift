internal import Diagnostics

/// An HTTP client over libcurl.
///
/// One thread owns the connections and drives all transfers; any number of tasks may send at the same time. Connections
/// and handles are kept for the next request. Redirects are followed to the same host only, so that credentials and
/// request bodies never travel elsewhere, and a proxy is used only when the options name one.
public final class HTTPClient: HTTPTransport {
    private let loop: CurlLoop

    /// Starts the network thread; `maximumConnections` bounds how many are open to one host.
    public init(maximumConnections: Int = 16) {
        loop = CurlLoop(maximumConnections: maximumConnections)
    }

    deinit { loop.stop() }

    /// Sends `request` and hands the body of the answer to `sink`.
    public func send(_ request: HTTPRequest, into sink: any HTTPBodySink) async throws -> HTTPResponseHead {
        if let field = request.headers.firstMalformed {
            throw Failure(
                .configuration, request.activity,
                "header \(field.name.debugDescription) contains characters that a header cannot carry",
                .needsHuman)
        }
        guard (request.authentication ?? request.url.credentials)?.fitsHeader != false else {
            throw Failure(
                .configuration, request.activity,
                "the token contains a line break or another control character; store it without", .needsHuman)
        }
        var current = request
        var redirects = 0
        while true {
            let result = try await perform(current, into: sink)
            guard let location = result.redirect else { return result.head }
            redirects += 1
            current = try follow(
                location, status: result.head.status, from: current, original: request, count: redirects)
        }
    }

    private func perform(_ request: HTTPRequest, into sink: any HTTPBodySink) async throws -> Transfer.Result
    {
        try Task.checkCancellation()
        let transfer = Transfer(request, sink)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                transfer.continuation = continuation
                loop.start(transfer)
            }
        } onCancel: {
            transfer.cancel()
            loop.cancelMarked()
        }
    }

    private func follow(
        _ location: String, status: Int, from current: HTTPRequest, original: HTTPRequest, count: Int
    ) throws -> HTTPRequest {
        let target: HTTPURL
        do {
            target = try HTTPURL(location)
        } catch {
            throw Failure(
                .badAnswer, original.activity, "redirected to something that is no http URL", .needsHuman)
        }
        guard count <= original.options.maximumRedirects else {
            throw Failure(
                .badAnswer, original.activity, "redirected more than \(count - 1) times", .needsHuman)
        }
        guard current.url.mayRedirect(to: target) else {
            throw Failure(
                .badAnswer, original.activity,
                "redirected to \(target), which is another host or unencrypted; configure that URL if it is meant",
                .needsHuman)
        }
        var next = current
        next.url = target
        next.authentication = current.authentication ?? current.url.credentials
        if status == 303, current.method != .head {
            next.method = .get
            next.body = nil
        }
        return next
    }
}
