internal import Synchronization

/// Sends requests: the client, or something wrapped around it.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and hands the body of the answer to `sink`.
    ///
    /// An answer of any status is an answer, not an error.
    ///
    /// - Throws: `Failure` when there is no whole answer; `CancellationError`; whatever the sink throws.
    func send(_ request: HTTPRequest, into sink: any HTTPBodySink) async throws -> HTTPResponseHead
}

extension HTTPTransport {
    /// Sends `request` and keeps the whole answer.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let sink = CollectingSink()
        let head = try await send(request, into: sink)
        return HTTPResponse(head: head, body: sink.takeBytes())
    }
}

/// Keeps everything; the size was limited by the transport.
final class CollectingSink: HTTPBodySink {
    private let bytes = Mutex<[UInt8]>([])

    func begin(_ head: HTTPResponseHead) {
        bytes.withLock { $0.removeAll(keepingCapacity: true) }
    }

    func receive(_ piece: UnsafeRawBufferPointer) {
        bytes.withLock { $0.append(contentsOf: piece) }
    }

    func takeBytes() -> [UInt8] {
        bytes.withLock { kept in
            let taken = kept
            kept = []
            return taken
        }
    }
}
