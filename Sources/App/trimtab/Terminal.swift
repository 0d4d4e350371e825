internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Model
internal import Pipeline

/// Results to stdout, everything else to stderr.
enum Terminal {
    static func print(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    static func print(bytes: [UInt8]) { print(pieces: [bytes[...]]) }

    static func print(pieces: [ArraySlice<UInt8>]) {
        for piece in pieces { print(piece: piece) }
    }

    private static func print(piece: ArraySlice<UInt8>) {
        piece.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            // Many megabytes, of which no copy is made.
            FileHandle.standardOutput.write(
                Data(
                    bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count,
                    deallocator: .none))
        }
    }

    static func error(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    static func json(_ value: some Encodable) throws { print(try CanonicalJSON.encodePretty(value)) }

    /// True when stdout is a terminal that wants colour.
    static var wantsColour: Bool {
        isatty(FileHandle.standardOutput.fileDescriptor) == 1
            && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Runs the body of a command; an error is printed once and becomes the exit code of its kind.
    nonisolated(nonsending) static func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            throw exit(for: error)
        }
    }

    /// The same for a command that waits for nothing.
    static func runNow(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw exit(for: error)
        }
    }

    private static func exit(for error: any Error) -> any Error {
        if error is ExitCode || error is ValidationError { return error }
        let status = ExitStatus(error)
        switch error {
        case let files as InvalidFiles: Terminal.error(files.rendered)
        case let argument as InvalidArgument: Terminal.error(argument.rendered)
        case let bad as BadArgument: Terminal.error("error: \(bad)\n")
        case let failure as Failure:
            Terminal.error("\(SecretText.redacted("\(failure)"))   (exit \(status.rawValue))\n")
        default:
            Terminal.error("a bug of ours: \(SecretText.redacted("\(error)"))   (exit \(status.rawValue))\n")
        }
        return ExitCode(status.rawValue)
    }

    /// Says where a word waits that could not be pushed.
    static func tell(_ done: PeopleCommands.Tightened) {
        guard case .waits(let place, let why) = done else { return }
        error("it waits in \(place) and binds this machine now; the next run pushes it (\(why))\n")
    }

    /// The name of the person at the keyboard, for events.
    static var person: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["TRIMTAB_PERSON"] ?? environment["SUDO_USER"] ?? environment["USER"]
            ?? NSUserName()
    }
}
