public import Foundation

/// Runs real tools beside our code, for comparison; knows no configuration of the user or the machine.
public struct Shell: Sendable {
    /// What a tool left behind.
    public struct Answer: Sendable {
        /// Exit status.
        public var status: Int32
        /// Standard output, as it came.
        public var output: Data
        /// Standard error.
        public var complaint: String
        /// Standard output without the last line feed.
        public var text: String {
            let text = String(decoding: output, as: UTF8.self)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
    }

    /// A tool ended with another status than 0.
    public struct Ended: Error, CustomStringConvertible {
        /// The command and what it said.
        public var description: String
    }

    /// Where tools run.
    public var directory: String
    /// Set over the isolated environment.
    public var environment: [String: String]

    /// Runs tools in a directory.
    public init(directory: String, environment: [String: String] = [:]) {
        self.directory = directory
        self.environment = environment
    }

    /// True when the tool is in `PATH` or in one of the administrator's directories.
    public static func has(_ tool: String) -> Bool { path(of: tool) != nil }

    /// Where the tool is.
    public static func path(of tool: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"])
            .map { $0 + "/" + tool }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a tool to its end, whatever its status.
    public func attempt(_ command: [String], input: Data = Data()) throws -> Answer {
        let scratch = try TemporaryDirectory()
        defer { scratch.remove() }
        let process = try process(command)
        // Files instead of pipes: nothing can fill up and wait for somebody to read.
        let (inputFile, outputFile, errorFile) = (
            scratch.path + "/in", scratch.path + "/out", scratch.path + "/err"
        )
        try input.write(to: URL(fileURLWithPath: inputFile))
        _ = FileManager.default.createFile(atPath: outputFile, contents: nil)
        _ = FileManager.default.createFile(atPath: errorFile, contents: nil)
        process.standardInput = FileHandle(forReadingAtPath: inputFile)
        process.standardOutput = FileHandle(forWritingAtPath: outputFile)
        process.standardError = FileHandle(forWritingAtPath: errorFile)
        try process.run()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus, output: try Data(contentsOf: URL(fileURLWithPath: outputFile)),
            complaint: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorFile)), as: UTF8.self))
    }

    /// Runs a tool that must succeed.
    @discardableResult
    public func run(_ command: [String], input: Data = Data()) throws -> Answer {
        let answer = try attempt(command, input: input)
        guard answer.status == 0 else {
            throw Ended(
                description: "\(command.joined(separator: " ")): \(answer.status): \(answer.complaint)")
        }
        return answer
    }

    /// The process of a command, not started.
    public func process(_ command: [String]) throws -> Process {
        guard let tool = command.first, let path = tool.hasPrefix("/") ? tool : Self.path(of: tool) else {
            throw Ended(description: "\(command.first ?? ""): not installed")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = Self.isolated.merging(environment) { $1 }
        return process
    }

    private static var isolated: [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        environment["GIT_CONFIG_NOSYSTEM"] = "1"
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["LC_ALL"] = "C"
        environment["TZ"] = "UTC"
        for who in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(who)_NAME"] = "Ada"
            environment["GIT_\(who)_EMAIL"] = "ada@example.com"
            environment["GIT_\(who)_DATE"] = "1700000000 +0000"
        }
        return environment
    }
}
