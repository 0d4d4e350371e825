internal import Diagnostics
internal import Foundation
internal import Subprocess
internal import SystemPackage

/// Runs a program of the user's machine: its arguments are ours, its input comes from a file, nothing is asked.
struct Tool {
    /// The program, found in `PATH`.
    var name: String
    /// Set, or removed when nil, over what the process inherited.
    var environment: [String: String?] = [:]

    /// What a program left behind.
    struct Answer {
        var isSuccess: Bool
        var output: [UInt8]
        var complaint: String
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    private static let limit = 1 << 20
    /// Variables that would point `git` at somebody's repository or make a program ask on a terminal.
    private static let quiet: [String: String?] = [
        "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil, "GIT_TERMINAL_PROMPT": "0",
        "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C",
    ]

    /// Runs it in the root directory, so that no checkout's configuration is near.
    ///
    /// - Throws: A `tool` failure when the program is missing or does not run; an exit status is not an error here.
    func run(_ arguments: [String], input: [UInt8] = [], activity: String) async throws -> Answer {
        var updates: [Environment.Key: String?] = [:]
        for (key, value) in Self.quiet.merging(environment, uniquingKeysWith: { $1 }) {
            if let key = Environment.Key(rawValue: key) { updates.updateValue(value, forKey: key) }
        }
        var options = PlatformOptions()
        options.createSession = true
        let file = try Self.file(of: input, activity: activity)
        defer { try? file.close() }
        do {
            let result = try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: .inherit.updating(updates),
                workingDirectory: "/", platformOptions: options,
                input: .fileDescriptor(file, closeAfterSpawningProcess: false),
                output: .bytes(limit: Self.limit), error: .string(limit: Self.limit))
            return Answer(
                isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
                complaint: (result.standardError).trimmingLines)
        } catch let error as SubprocessError {
            let reason = error.code == .executableNotFound ? "\(name) is not installed" : "\(name): \(error)"
            throw Failure(.tool, activity, reason, .needsHuman)
        }
    }

    /// The input as a file without a name.
    ///
    /// Through a pipe, a program that ends before it has read everything would end this process with it.
    private static func file(of input: [UInt8], activity: String) throws -> FileDescriptor {
        let path = NSTemporaryDirectory() + "/trimtab-\(UUID().uuidString)"
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
            unlink(path)
            do {
                try file.writeAll(input)
                try file.seek(offset: 0, from: .start)
                return file
            } catch {
                try? file.close()
                throw error
            }
        } catch {
            throw Failure(.tool, activity, "making its input: \(error)")
        }
    }
}

extension String {
    /// The lines in one, for a message.
    fileprivate var trimmingLines: String {
        split(whereSeparator: \.isNewline).filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
