internal import Foundation

/// The real `git http-backend` behind a loopback server: hooks run and rules hold, as on a forge.
///
/// The program is `Tests/Fixtures/git_http_server.py`; it needs `python3`.
public final class GitHTTPServer: Sendable {
    /// Where it listens.
    public let port: Int
    private let log: String
    private let scheme: String
    private let program: RunningTool

    /// Serves the repositories below `root`; with a user every request needs Basic credentials, with `redirect` every
    /// request is sent to that URL, with a certificate and its key in one file it speaks TLS.
    public init(
        root: String, user: String = "", password: String = "", redirect: String = "",
        certificate: String = ""
    ) throws {
        let scratch = try TemporaryDirectory()
        let portFile = scratch.path + "/port"
        scheme = certificate.isEmpty ? "http" : "https"
        let errors = scratch.path + "/errors"
        log = scratch.path + "/requests"
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/git_http_server.py").path
        program = try RunningTool(
            "python3",
            [
                script, "--root", root, "--log", log, "--port-file", portFile, "--config",
                scratch.path + "/config",
                "--user", user, "--password", password, "--redirect", redirect, "--certificate", certificate,
            ], log: errors)
        try program.waitUntil(log: errors) { FileManager.default.fileExists(atPath: portFile) }
        port = Int(try String(contentsOfFile: portFile, encoding: .utf8)) ?? 0
    }

    /// The URL of a repository below the root.
    public func url(_ path: String) -> String { "\(scheme)://127.0.0.1:\(port)/\(path)" }

    /// Every request so far: method, path and `user:password` or `-`.
    public var requests: [String] {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }
}
