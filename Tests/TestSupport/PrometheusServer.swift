import Foundation

/// A real Prometheus on a loopback port, filled from OpenMetrics text.
///
/// Tests that need it are enabled by ``isInstalled``, so that a machine without it shows them as skipped.
public final class PrometheusServer: Sendable {
    /// True when both programs of Debian's `prometheus` package are there.
    public static var isInstalled: Bool { Tool.path("prometheus") != nil && Tool.path("promtool") != nil }

    /// `http://127.0.0.1:PORT`.
    public let url: String
    private let directory: ScratchDirectory
    private let process: RunningTool

    /// Makes blocks of `openMetrics` (series-major, seconds, `# EOF` last) and serves them; `arguments` are added.
    public init(openMetrics: String, arguments: [String] = []) throws {
        directory = try ScratchDirectory()
        let input = directory.file("input.om")
        try openMetrics.write(toFile: input, atomically: true, encoding: .utf8)
        let data = directory.file("data")
        // The hidden flag makes one block instead of hundreds.
        try Tool.run(
            "promtool",
            ["tsdb", "create-blocks-from", "openmetrics", input, data, "--max-block-duration=486h"])
        let configuration = directory.file("prometheus.yml")
        try "global: {}\n".write(toFile: configuration, atomically: true, encoding: .utf8)
        let (socket, port) = try LoopbackServer.listen(backlog: 1)
        close(socket)
        url = "http://127.0.0.1:\(port)"
        let log = directory.file("log")
        process = try RunningTool(
            "prometheus",
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(data)",
                "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:\(port)",
            ] + arguments, log: log)
        let ready = url + "/-/ready"
        try process.waitUntil(log: log) {
            guard let text = LoopbackServer.get(ready) else { return false }
            return text.contains(" 200 ")
        }
    }
}

extension LoopbackServer {
    /// The bare answer of a loopback server to a GET, for waiting until it is up; nil when it does not answer.
    public static func get(_ url: String) -> String? {
        guard let parts = URLComponents(string: url), let port = parts.port else { return nil }
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return nil }
        let request = Array("GET \(parts.path) HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
