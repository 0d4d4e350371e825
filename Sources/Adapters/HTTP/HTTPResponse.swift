/// Status and headers of an answer.
public struct HTTPResponseHead: Sendable, Hashable {
    /// The number: 200, 404 and so on.
    public var status: Int
    /// The header fields of the final answer.
    public var headers: HTTPHeaders

    /// Makes a head.
    public init(status: Int, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }

    /// True for 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// A whole answer in memory.
public struct HTTPResponse: Sendable, Hashable {
    /// Status and headers.
    public var head: HTTPResponseHead
    /// All bytes, unpacked.
    public var body: [UInt8]

    /// Makes an answer.
    public init(head: HTTPResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// The status.
    public var status: Int { head.status }
    /// The headers.
    public var headers: HTTPHeaders { head.headers }
    /// The body as text, bad UTF-8 repaired.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Takes the body of an answer piece by piece as it arrives.
///
/// Called from the network thread, one call at a time. `begin` comes once for every attempt, before the first piece, so
/// that a sink starts afresh when a request is retried. What it throws ends the transfer and reaches the caller.
public protocol HTTPBodySink: Sendable {
    /// A new answer starts.
    func begin(_ head: HTTPResponseHead) throws
    /// The next bytes; they are valid during the call only.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}
