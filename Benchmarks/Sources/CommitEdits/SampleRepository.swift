import Foundation

/// A bare repository of small files, three folders deep, that each way gets a copy of.
struct SampleRepository {
    let folder: String
    let files: [String]

    init(files count: Int) throws {
        let memory = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        folder = base + "/trimtab-bench-\(getpid())"
        files = (0..<count).map { "clusters/region-\($0 % 10)/team-\($0 / 10 % 50)/service-\($0).yaml" }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try git(folder, ["init", "-q", "--bare", "-b", "main", "start"])
        var script =
            "commit refs/heads/main\ncommitter Bot <bot@example.com> 1763500000 +0000\ndata 6\nStart\n\n"
        for (number, path) in files.enumerated() {
            let text = "memory: 512Mi # \(number)\n"
            script += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try git(folder + "/start", ["fast-import", "--quiet"], input: script)
    }

    /// A copy for one round of one way.
    func copy(_ name: String) throws -> String {
        let path = folder + "/" + name
        try FileManager.default.copyItem(atPath: folder + "/start", toPath: path)
        return path
    }

    /// The commits are all there, and whole; then the copy goes.
    func check(_ path: String, commits: Int) throws {
        let branches = try git(path, ["for-each-ref", "--format=%(objectname)", "refs/heads/bench"])
        guard branches.split(separator: "\n").count == commits else {
            throw CommandEnded(text: "\(path): other than \(commits) branches")
        }
        try git(path, ["fsck", "--connectivity-only"])
        try FileManager.default.removeItem(atPath: path)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// A command ended with another status than 0, or left something else behind than it should.
struct CommandEnded: Error {
    var text: String
}

/// Runs git to its end and gives what it printed.
@discardableResult
func git(_ directory: String, _ arguments: [String], input: String = "") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    var environment = ProcessInfo.processInfo.environment
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    process.environment = environment
    let (incoming, outgoing) = (Pipe(), Pipe())
    process.standardInput = incoming
    process.standardOutput = outgoing
    try process.run()
    try incoming.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try incoming.fileHandleForWriting.close()
    let output = try outgoing.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw CommandEnded(text: "git \(arguments.joined(separator: " "))")
    }
    return String(decoding: output, as: UTF8.self)
}
