import Foundation
import HTTP
import TestSupport
import Testing

/// The small GitHub of `Tests/Fixtures/github`, one for all tests; each test has a repository of its own in it.
final class GitHubServer: Sendable {
    /// Nil when it can run here; otherwise what is missing.
    static let obstacle: String? = {
        guard Tool.path("python3") != nil else { return "python3 is not installed" }
        guard Tool.path("git") != nil else { return "git is not installed" }
        let script = "import sys; sys.path.insert(0, sys.argv[1]); import githubkit"
        guard (try? Tool.run("python3", ["-B", "-c", script, modules])) != nil else {
            return "githubkit is not installed: run scripts/install-test-tools"
        }
        return nil
    }()

    static var isAvailable: Bool { obstacle == nil }

    /// The one server, started when first asked for.
    static let shared = Result { try GitHubServer() }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static var modules: String {
        ProcessInfo.processInfo.environment["TRIMTAB_TEST_MODULES"]
            ?? root.appendingPathComponent(".build/test-modules").path
    }

    /// `http://127.0.0.1:PORT`.
    let url: String
    let client = HTTPClient()
    private let directory: ScratchDirectory
    private let process: RunningTool

    private init() throws {
        directory = try ScratchDirectory()
        let log = directory.file("log")
        let script = Self.root.appendingPathComponent("Tests/Fixtures/github/server.py").path
        process = try RunningTool("python3", ["-B", script, Self.modules], log: log)
        var port = ""
        try process.waitUntil(log: log) {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            port = String(text.prefix { $0 != "\n" })
            return text.contains("\n")
        }
        url = "http://127.0.0.1:\(port)"
    }

    /// Tells the server what happened around the bot.
    @discardableResult
    func tell(_ verb: String, _ body: [String: Any]) async throws -> [String: Any] {
        let bytes = Array(try JSONSerialization.data(withJSONObject: body))
        let answer = try await client.send(
            HTTPRequest(.post, HTTPURL("\(url)/_test/\(verb)"), body: bytes))
        guard answer.status == 200 else { throw ToolError(text: "\(verb): \(answer.text)") }
        return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
    }
}
