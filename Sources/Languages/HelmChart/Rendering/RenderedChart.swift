public import Diagnostics
public import GoTemplate

/// Under which name, where and with which values a chart is rendered.
public struct ChartRelease: Sendable {
    /// The release's name.
    public var name: String
    /// The namespace it is installed to.
    public var namespace: String
    /// Sources of values above the chart's own, the last the strongest.
    public var layers: [ValueLayer]
    /// The version of Helm that is imitated.
    public var version: HelmVersion
    /// What the cluster and Helm say of themselves; nil for what the version assumes without a cluster.
    public var capabilities: Capabilities?
    /// Bounds and clock of the templates.
    public var options: GoOptions

    /// Makes a release.
    public init(
        name: String = "release-name", namespace: String = "default", layers: [ValueLayer] = [],
        version: HelmVersion = .three, capabilities: Capabilities? = nil, options: GoOptions = GoOptions()
    ) {
        self.name = name
        self.namespace = namespace
        self.layers = layers
        self.version = version
        self.capabilities = capabilities
        self.options = options
    }
}

/// What a chart becomes.
public struct RenderedChart: Sendable {
    /// The output of one template.
    public struct File: Sendable {
        /// Helm's name of it: `storefront/charts/cache/templates/deployment.yaml`.
        public var name: String
        /// Its path in the repository.
        public var path: String
        /// Names of the charts around it, the root first.
        public var charts: [String]
        /// The text with its origins; up to the error when there was one.
        public var text: GoText
        /// The branches that the text's runs name; nil when the template could not be parsed.
        public var branches: BranchTable?
        /// Choices that hang on values which are not known.
        public var undecided: [GoUndecided] = []
        /// Why the text is not complete.
        public var error: Diagnostic?
    }

    /// A chart that took part.
    public struct Part: Sendable {
        /// Names from the root down to it, aliases applied.
        public var names: [String]
        /// Its directory.
        public var path: String
        /// Its own values file.
        public var valuesPath: String?
        /// Where it comes from.
        public var standing: Chart.Standing
        /// Whether it comes out of an archive.
        public var isPacked: Bool
    }

    /// Every output, sorted by name; `NOTES.txt` is among them.
    public var files: [File]
    /// The charts that took part, the root first.
    public var parts: [Part]
    /// Tokens by number.
    public var tokens: [SourceSpan]
    /// What is wrong with chart or values; nothing was rendered when there is an error.
    public var diagnostics: [Diagnostic]
    /// Dependencies that are switched on and not there, with the names of the charts around them.
    public var missing: [(charts: [String], dependency: ChartDependency)]

    /// The token of a number.
    public subscript(token: TokenID) -> SourceSpan { tokens[Int(token.rawValue)] }

    /// The first reason why the chart cannot be installed as it is.
    public var error: Diagnostic? {
        diagnostics.first { $0.severity == .error } ?? files.lazy.compactMap(\.error).first
    }
}
