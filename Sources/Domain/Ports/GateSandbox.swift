public import Model

/// A program that is run in the sandbox.
public struct SandboxJob: Hashable, Sendable {
    /// The program, by name or by path, and its arguments; nothing is read by a shell.
    public var arguments: [String]
    /// Variables beside `PATH`, `HOME`, `TMPDIR` and `LC_ALL`; of the process's own none are there.
    public var variables: [String: String]

    /// Makes a job.
    public init(_ arguments: [String], variables: [String: String] = [:]) {
        self.arguments = arguments
        self.variables = variables
    }
}

/// What a program in the sandbox may use.
public struct SandboxLimits: Hashable, Sendable {
    /// Seconds.
    public var seconds: Double
    /// Bytes of memory, of all its processes together.
    public var memory: Int
    /// Processes and threads at once.
    public var processes: Int
    /// Bytes that it may print.
    public var output: Int
    /// Bytes that it may write.
    public var scratch: Int

    /// Makes limits.
    public init(seconds: Double, memory: Int, processes: Int, output: Int, scratch: Int) {
        self.seconds = seconds
        self.memory = memory
        self.processes = processes
        self.output = output
        self.scratch = scratch
    }
}

/// How a program in the sandbox ended, and the end of what it printed.
public struct SandboxResult: Hashable, Sendable {
    /// How it ended.
    public enum End: Hashable, Sendable {
        /// By itself.
        case exited(Int)
        /// By a signal: that of the kernel when a limit was passed, or its own.
        case signalled(Int)
        /// It was stopped when its time was over.
        case outOfTime
        /// It was stopped when it had printed more than it may.
        case tooMuchOutput
        /// It was stopped when it used more memory than it may.
        case outOfMemory
        /// It could not be started.
        case notStarted(String)
    }

    /// How it ended.
    public var end: End
    /// The end of what it printed on both channels.
    public var output: [UInt8]
    /// Seconds.
    public var duration: Double

    /// Makes a result.
    public init(_ end: End, output: [UInt8] = [], duration: Double = 0) {
        self.end = end
        self.output = output
        self.duration = duration
    }
}

/// Runs programs where they can harm nobody: over files that they cannot write, without network or credentials, with limits.
public protocol GateSandbox: Sendable {
    /// What holds programs on this machine, for people: `bubblewrap`.
    ///
    /// - Throws: `Failure.Code.tool` when there is nothing that does, with how to mend that.
    func holder() async throws -> String

    /// Runs `jobs` one after the other over the files of one commit, each with an empty place to write of its own.
    ///
    /// The files stand in ``SandboxPlace/checkout``, which is where each starts.
    ///
    /// - Throws: `Failure` when there is no sandbox, or the files cannot be brought into it. What a program does is never
    ///   an error.
    func run(_ jobs: [SandboxJob], over commit: ObjectID, of repository: any Repository) async throws
        -> [SandboxResult]
}

/// Paths inside the sandbox.
public enum SandboxPlace {
    /// The files of the commit.
    public static let checkout = "/checkout"
    /// Empty, in memory, gone afterwards.
    public static let scratch = "/scratch"
    /// Where programs are looked for.
    public static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
