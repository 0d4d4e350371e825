import Foundation

/// `kubectl kustomize` as a process.
enum Kubectl {
    enum Answer {
        case rendered([UInt8])
        case refused(String)
    }

    /// The version of Kustomize in it; nil where there is none that is new enough.
    static let version: String? = {
        guard case .rendered(let bytes)? = run(["version", "--client"]) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Kustomize Version") }),
            let text = line.split(separator: "v").last,
            let major = text.split(separator: ".").first.flatMap({ Int($0) })
        else { return nil }
        return major >= 5 ? "v\(text)" : nil
    }()

    static func build(_ folder: String, _ overlay: String) -> Answer? {
        run([
            "kustomize", "--load-restrictor=LoadRestrictionsNone",
            overlay.isEmpty ? folder : "\(folder)/\(overlay)",
        ])
    }

    /// Ends by itself: what would go to the network has no way there.
    private static func run(_ arguments: [String]) -> Answer? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60", "kubectl"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_ALLOW_PROTOCOL"] = "none"
        environment["https_proxy"] = "http://127.0.0.1:9"
        environment["HTTPS_PROXY"] = "http://127.0.0.1:9"
        environment["http_proxy"] = "http://127.0.0.1:9"
        process.environment = environment
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let complaint = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: complaint)
        }
        for url in [output, complaint] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        guard let out = FileHandle(forWritingAtPath: output.path),
            let err = FileHandle(forWritingAtPath: complaint.path)
        else { return nil }
        process.standardOutput = out
        process.standardError = err
        do { try process.run() } catch { return nil }
        process.waitUntilExit()
        try? out.close()
        try? err.close()
        if process.terminationStatus == 0 {
            return .rendered(Array(FileManager.default.contents(atPath: output.path) ?? Data()))
        }
        let text = String(
            decoding: FileManager.default.contents(atPath: complaint.path) ?? Data(), as: UTF8.self)
        return .refused(
            text.split(separator: "\n").last.map { String($0.suffix(300)) }
                ?? "status \(process.terminationStatus)")
    }
}
