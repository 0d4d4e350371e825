public import Model

/// What a command line or a schedule asks of a run.
public struct RunOptions: Sendable {
    /// Path of the repository, or of any folder in it.
    public var repositoryPath: String
    /// Name of the remote that others see.
    public var remoteName: String
    /// Path of the operator's file; nil looks in the usual places.
    public var operatorFile: String?
    /// The moment to act as if it were; nil is the present.
    public var at: Timestamp?
    /// Directory of recorded answers; nil asks a server.
    public var signalsDirectory: String?
    /// Base URL of a Prometheus; overrides the operator's file.
    public var prometheusURL: String?
    /// Everything but outward effects.
    public var isDryRun: Bool
    /// Length of the signal window.
    public var window: TimeSpan
    /// Files on this machine with Terraform's states or plans as JSON: `terraform/live:prod=FILE`, `terraform/live=FILE`, `FILE`.
    public var states: [String] = []
    /// How many changes a sweep proposes at most, the most beneficial ones; nil for all.
    public var top: Int?
    /// The environment variables of the process.
    public var environment: [String: String]

    /// Makes options with the usual defaults.
    public init(repositoryPath: String, environment: [String: String]) {
        self.repositoryPath = repositoryPath
        self.environment = environment
        remoteName = "origin"
        operatorFile = environment["TRIMTAB_CONFIG"]
        at = nil
        signalsDirectory = nil
        prometheusURL = environment["TRIMTAB_PROMETHEUS_URL"]
        states = environment["TRIMTAB_STATES"]?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        isDryRun = false
        window = TimeSpan(seconds: 14 * 86_400)
    }
}

/// The files of the repository or of the operator have errors; all of them, ready to print.
public struct InvalidFiles: Error, Sendable, CustomStringConvertible {
    /// What is wrong, rendered with positions.
    public var rendered: String
    /// True when it is configuration (exit 78), false when it is input (exit 65).
    public var isConfiguration: Bool

    /// Makes the error.
    public init(rendered: String, isConfiguration: Bool) {
        self.rendered = rendered
        self.isConfiguration = isConfiguration
    }

    /// The rendered diagnostics.
    public var description: String { rendered }
}
