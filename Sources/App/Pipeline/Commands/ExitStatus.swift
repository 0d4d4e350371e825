internal import Diagnostics

/// How a command ends; one table for code, documentation and tests.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done.
    case done = 0
    /// The command ran and found problems.
    case problems = 1
    /// Changes were proposed; only with `--detailed-exit-code`.
    case proposed = 2
    /// Bad arguments.
    case usage = 64
    /// Input files have errors.
    case input = 65
    /// A service or tool is unavailable, or refuses.
    case unavailable = 69
    /// A bug of ours.
    case bug = 70
    /// Worth retrying: a lost race, a kill switch.
    case retry = 75
    /// The configuration is invalid.
    case configuration = 78

    /// One line for the table in the documentation.
    public var meaning: String {
        switch self {
        case .done: "done"
        case .problems: "the command ran and found problems"
        case .proposed: "changes were proposed (only with --detailed-exit-code)"
        case .usage: "bad arguments"
        case .input: "input files have errors"
        case .unavailable: "a service or a tool is unavailable, or refuses"
        case .bug: "a bug of ours"
        case .retry: "worth retrying: a lost race, a kill switch that is on"
        case .configuration: "the configuration is invalid"
        }
    }

    /// The status of an error that ended a command.
    public init(_ error: any Error) {
        switch error {
        case let files as InvalidFiles: self = files.isConfiguration ? .configuration : .input
        case is BadArgument, is InvalidArgument: self = .usage
        case let failure as Failure: self = ExitStatus(failure)
        default: self = .bug
        }
    }

    private init(_ failure: Failure) {
        switch failure.code {
        case .configuration: self = .configuration
        case .badInput, .notFound: self = .input
        case .unavailable, .unauthorized, .badAnswer, .tool: self = .unavailable
        case .conflict, .halted: self = .retry
        default:
            if case .retry = failure.disposition { self = .retry } else { self = .bug }
        }
    }
}

/// An argument that parses and means nothing.
public struct BadArgument: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String

    /// Makes the error.
    public init(_ description: String) { self.description = description }
}
