/// What the operator says about gates: programs of the machine, and what each may use.
///
/// A command stands in the operator's file only: what a repository says is never a command.
public struct GateSettings: Hashable, Sendable {
    /// A gate of the operator's own.
    public struct Command: Hashable, Sendable {
        /// The name that categories ask for.
        public var name: String
        /// Program and arguments; the argument `{files}` stands for the changed files.
        public var run: [String]

        /// Makes a command.
        public init(name: String, run: [String]) {
            self.name = name
            self.run = run
        }
    }

    /// Gates of the operator's own.
    public var commands: [Command]
    /// Directories of the machine that gates may read beside `/usr`: plugins, rules, further tools.
    public var readable: [String]
    /// Seconds that a gate may take.
    public var seconds: Double
    /// Bytes of memory that a gate may use.
    public var memory: Int
    /// Processes and threads that a gate may have at once.
    public var processes: Int
    /// Bytes that a gate may print.
    public var output: Int
    /// Bytes that a gate may write.
    public var scratch: Int

    /// Makes settings; the defaults are those of an absent file.
    public init(
        commands: [Command] = [], readable: [String] = [], seconds: Double = 120, memory: Int = 1 << 30,
        processes: Int = 256, output: Int = 1 << 20, scratch: Int = 256 << 20
    ) {
        self.commands = commands
        self.readable = readable
        self.seconds = seconds
        self.memory = memory
        self.processes = processes
        self.output = output
        self.scratch = scratch
    }

    /// Gates that the program brings.
    ///
    /// The programs that they run must be installed.
    public static let builtIn = [
        "helm-lint", "helm-template", "kustomize-build", "terraform-fmt", "terraform-validate", "yaml-parse",
    ]

    /// The names that categories may ask for beside those of every build.
    public var names: [String] { GateSettings.builtIn + commands.map(\.name) }
}
