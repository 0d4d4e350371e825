internal import CLibcurl
internal import Diagnostics
internal import Synchronization

/// One attempt at one request while the network thread works on it.
///
/// Unchecked: the task that makes it sets `continuation` and hands it to the loop; from then on only the network thread
/// touches it. The cancellation flag is the one exception, and atomic.
final class Transfer: @unchecked Sendable {
    /// A whole answer.
    struct Result: Sendable {
        var head: HTTPResponseHead
        /// Where the server sends us, absolute, when the answer is a redirect.
        var redirect: String?
    }

    /// Header bytes taken from one answer at most.
    static let maximumHeaderBytes = 256 << 10

    let request: HTTPRequest
    let sink: any HTTPBodySink
    var continuation: CheckedContinuation<Result, any Error>?
    private let cancelled = Atomic(false)

    /// What a callback stopped the transfer for.
    private(set) var problem: (any Error)?
    private(set) var receivedBytes = 0
    private var headers = HTTPHeaders()
    private var status = 0
    private var headerBytes = 0
    private var headIsComplete = false
    private var sinkHasBegun = false

    init(_ request: HTTPRequest, _ sink: any HTTPBodySink) {
        self.request = request
        self.sink = sink
    }

    /// Asks for an end; the network thread looks at it.
    func cancel() { cancelled.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    var head: HTTPResponseHead { HTTPResponseHead(status: status, headers: headers) }

    /// True for an answer whose only use is its `Location`.
    var isRedirect: Bool {
        [301, 302, 303, 307, 308].contains(status) && headers["location"] != nil
    }

    /// Takes one header line as libcurl delivers it; false stops the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            return stop(Failure(.badAnswer, request.activity, "the answer's headers are longer than 256 KiB"))
        }
        var text = String(decoding: line, as: UTF8.self)
        while let last = text.unicodeScalars.last, last == "\r" || last == "\n" {
            text.unicodeScalars.removeLast()
        }
        if text.hasPrefix("HTTP/") {
            // A new block: the one before was an interim answer such as 100 Continue.
            headers = HTTPHeaders()
            headIsComplete = false
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if text.isEmpty {
            headIsComplete = true
        } else if !headIsComplete, let colon = text.firstIndex(of: ":") {
            headers.append(
                String(text[..<colon]), text[text.index(after: colon)...].trimmingBlanks())
        }
        return true
    }

    /// Takes a piece of the body; false stops the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if isCancelled { return stop(CancellationError()) }
        receivedBytes += bytes.count
        guard receivedBytes <= request.options.maximumResponseBytes else { return stop(tooLarge) }
        if isRedirect { return true }
        do {
            try beginSink()
            try sink.receive(bytes)
            return true
        } catch { return stop(error) }
    }

    /// Hands the outcome to the waiting task.
    func finish(_ outcome: Swift.Result<Result, any Error>) {
        let waiting = continuation
        continuation = nil
        waiting?.resume(with: outcome)
    }

    /// Tells the sink about an answer that had no body.
    func beginSink() throws {
        guard !sinkHasBegun else { return }
        sinkHasBegun = true
        try sink.begin(head)
    }

    var tooLarge: Failure {
        Failure(
            .badAnswer, request.activity,
            "the answer is longer than the \(request.options.maximumResponseBytes) bytes allowed")
    }

    private func stop(_ error: any Error) -> Bool {
        if problem == nil { problem = error }
        return false
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        var slice = self
        while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
        return String(slice)
    }
}
