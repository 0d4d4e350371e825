import Foundation
import Synchronization

/// A program of the machine that a test needs: found on the search path, or not there.
public enum Tool {
    /// The full path of `name`, or nil when it is not installed.
    public static func path(_ name: String) -> String? {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(
            separator: ":")
        return directories.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and returns what it printed; its status must be 0.
    @discardableResult
    public static func run(_ name: String, _ arguments: [String]) throws -> String {
        guard let path = path(name) else { throw ToolError(text: "\(name) is not installed") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToolError(text: "\(name) exited with \(process.terminationStatus): \(text)")
        }
        return text
    }
}

/// A program did not do what a test needs.
public struct ToolError: Error, CustomStringConvertible {
    /// What it said.
    public var text: String
    /// What it said.
    public var description: String { text }
    /// Takes the words.
    public init(text: String) { self.text = text }
}

/// A program that runs beside a test and ends with this object, or at the latest with the test process.
public final class RunningTool: Sendable {
    /// Programs that still run; stopped when the process exits, for objects in statics have no end.
    private static let running = Mutex<Set<pid_t>>([])
    private static let stopAtExit: Void = {
        atexit {
            for identifier in RunningTool.running.withLock({ $0 }) {
                kill(identifier, SIGKILL)
                waitpid(identifier, nil, 0)
            }
        }
    }()

    private let identifier: pid_t

    /// Starts a program; what it prints goes to the file `log`.
    public init(_ name: String, _ arguments: [String], log: String) throws {
        _ = Self.stopAtExit
        guard let path = Tool.path(name) else { throw ToolError(text: "\(name) is not installed") }
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let output = FileHandle(forWritingAtPath: log)
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = output ?? FileHandle.nullDevice
        try process.run()
        identifier = process.processIdentifier
        Self.running.withLock { _ = $0.insert(identifier) }
    }

    deinit {
        kill(identifier, SIGKILL)
        _ = Self.running.withLock { $0.remove(identifier) }
    }

    /// True until the program has ended.
    public var isRunning: Bool { kill(identifier, 0) == 0 }

    /// Looks again and again until `condition` holds; a server has no other way to say that it is up.
    ///
    /// - Throws: `ToolError` with the program's log when it ended or `seconds` have passed.
    public func waitUntil(within seconds: Double = 300, log: String, _ condition: () -> Bool) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while !condition() {
            guard isRunning, Date() < deadline else {
                let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw ToolError(text: "it did not come up: \(text)")
            }
            usleep(20_000)
        }
    }
}

/// A directory that is removed with this object, or at the latest with the test process.
public final class ScratchDirectory: Sendable {
    /// Directories that are still there; objects in statics have no end.
    private static let present = Mutex<Set<String>>([])
    private static let removeAtExit: Void = {
        atexit {
            for path in ScratchDirectory.present.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }()

    /// The absolute path, without a slash at the end.
    public let path: String

    /// Makes an empty directory.
    public init() throws {
        let base = FileManager.default.temporaryDirectory.path
        path = base + "/trimtab-test-" + UUID().uuidString
        _ = Self.removeAtExit
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let path = path
        Self.present.withLock { _ = $0.insert(path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        let path = path
        Self.present.withLock { _ = $0.remove(path) }
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }
}
