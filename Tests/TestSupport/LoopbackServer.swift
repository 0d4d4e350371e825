import Foundation
import Synchronization

/// A tiny HTTP server on 127.0.0.1 that behaves, or misbehaves, exactly as a test says.
///
/// One thread per connection; each request is handed to the handler with the connection, which may answer, dribble, break
/// off or say nothing. The server ends with its last reference.
public final class LoopbackServer: Sendable {
    /// A request as it came.
    public struct Request: Sendable {
        /// The verb.
        public var method: String
        /// Path and query.
        public var target: String
        /// Fields in order, names in lower case.
        public var headers: [(name: String, value: String)]
        /// The bytes that `Content-Length` announced.
        public var body: [UInt8]
        /// From 1, over all connections.
        public var number: Int

        /// The first value of a header; `name` in lower case.
        public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
        /// Fields of a form body, decoded.
        public var form: [String: String] {
            var fields: [String: String] = [:]
            for pair in text.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
                fields[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
            }
            return fields
        }
    }

    /// The server's end of one connection.
    public struct Connection: Sendable {
        fileprivate let socket: Int32

        /// Sends bytes as they are; false when the client is gone.
        @discardableResult
        public func send(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { return false }
                rest = rest.dropFirst(sent)
            }
            return true
        }

        /// Sends text as it is.
        @discardableResult
        public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

        /// Sends a whole answer.
        public func respond(_ status: Int, headers: [(String, String)] = [], body: [UInt8]) {
            var head = "HTTP/1.1 \(status) Test\r\nContent-Length: \(body.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            send(Array((head + "\r\n").utf8) + body)
        }

        /// Sends a whole answer.
        public func respond(_ status: Int, _ text: String = "", headers: [(String, String)] = []) {
            respond(status, headers: headers, body: Array(text.utf8))
        }

        /// Breaks off: the client sees the end of the stream.
        public func close() { shutdown(socket, Int32(SHUT_RDWR)) }

        /// Breaks off rudely: the client sees a reset.
        public func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            shutdown(socket, Int32(SHUT_RD))
        }

        /// Waits until the client hangs up, taking and dropping what it sends.
        public func waitForHangUp() {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while recv(socket, &buffer, buffer.count, 0) > 0 {}
        }
    }

    /// Where it listens.
    public let port: UInt16
    private let state = State()
    private let listener: Int32

    /// What the server and its threads know together.
    ///
    /// The number of a socket that was closed is given to another one at once, which may be another server's: whoever closes a
    /// socket takes it out of here first, and only the thread that uses it closes it.
    private final class State: Sendable {
        private let own = Mutex((requests: [Request](), sockets: Set<Int32>(), isStopped: false))

        var requests: [Request] { own.withLock { $0.requests } }

        /// Takes a connection; false when the server has ended.
        func adopt(_ socket: Int32) -> Bool {
            own.withLock { own in
                guard !own.isStopped else { return false }
                own.sockets.insert(socket)
                return true
            }
        }

        /// Numbers a request; nil when the server has ended.
        func note(_ request: Request) -> Request? {
            own.withLock { own in
                guard !own.isStopped else { return nil }
                var request = request
                request.number = own.requests.count + 1
                own.requests.append(request)
                return request
            }
        }

        func close(_ socket: Int32) {
            own.withLock { _ = $0.sockets.remove(socket) }
            Glibc.close(socket)
        }

        /// Breaks all connections off; their threads close them.
        func stop() {
            own.withLock { own in
                own.isStopped = true
                for socket in own.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
            }
        }
    }

    /// Starts to listen on a free port.
    public init(_ handler: @escaping @Sendable (Request, Connection) -> Void) throws {
        (listener, port) = try Self.listen(backlog: 128)
        let listener = listener
        let state = state
        let accept = Thread {
            while true {
                let socket = Glibc.accept(listener, nil, nil)
                guard socket >= 0 else { break }
                guard state.adopt(socket) else {
                    Glibc.close(socket)
                    break
                }
                Thread.detachNewThread { Self.serve(socket, state, handler) }
            }
            Glibc.close(listener)
        }
        accept.start()
    }

    deinit {
        state.stop()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// All requests so far.
    public var requests: [Request] { state.requests }

    /// Listens on a free port of 127.0.0.1 without ever accepting.
    public static func listen(backlog: Int32) throws -> (socket: Int32, port: UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && Glibc.listen(socket, backlog) == 0
                    && getsockname(socket, address, &length) == 0
            }
        }
        guard socket >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private static func serve(
        _ socket: Int32, _ state: State, _ handler: @Sendable (Request, Connection) -> Void
    ) {
        var buffer: [UInt8] = []
        while let request = readRequest(socket, &buffer) {
            guard let noted = state.note(request) else { break }
            handler(noted, Connection(socket: socket))
        }
        state.close(socket)
    }

    private static func readRequest(_ socket: Int32, _ buffer: inout [UInt8]) -> Request? {
        let blank = Array("\r\n\r\n".utf8)
        var end = buffer.firstRange(of: blank)
        while end == nil {
            guard readMore(socket, &buffer) else { return nil }
            end = buffer.firstRange(of: blank)
        }
        guard let end else { return nil }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            return (name: parts[0].lowercased(), value: value)
        }
        buffer.removeSubrange(..<end.upperBound)
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < length {
            guard readMore(socket, &buffer) else { return nil }
        }
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return Request(
            method: String(words[0]), target: String(words[1]), headers: headers, body: body, number: 0)
    }

    private static func readMore(_ socket: Int32, _ buffer: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: piece.prefix(count))
        return true
    }
}

/// A port whose queue of connections is full, so that connecting to it hangs.
public final class NeverAcceptingPort: Sendable {
    /// Where nobody answers.
    public let port: UInt16
    private let sockets: [Int32]

    /// Listens, and fills the queue.
    public init() throws {
        let (listener, port) = try LoopbackServer.listen(backlog: 0)
        self.port = port
        var sockets = [listener]
        for _ in 0..<8 {
            let flags =
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let client = socket(AF_INET, flags, 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            address.sin_port = port.bigEndian
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    _ = connect(client, address, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            sockets.append(client)
        }
        self.sockets = sockets
    }

    deinit { for socket in sockets { close(socket) } }
}
