public import Model

/// `.trimtab.yml` of the target branch: can only tighten.
public struct RepositorySettings: Hashable, Sendable {
    /// The branch that pull requests go to.
    public var targetBranch: String
    /// The most autonomy in this repository.
    public var posture: Posture
    /// Globs that must never be edited.
    public var excludedPaths: [String] { didSet { exclusions = excludedPaths.map { Glob($0) } } }
    /// The same in the same order, ready to be matched.
    private var exclusions: [Glob]
    /// Freezes: no merges by the bot inside.
    public var freezes: [Freeze]
    /// Days that come again, on which nothing is merged.
    public var noAutomation: [NoAutomationDays] = []
    /// What parts of the repository ask for beside their categories.
    public var overrides: [PolicyOverride] = []
    /// How long a person's commit keeps the bot away from the lines that it set; never shorter than a day.
    public var quietPeriod = RepositorySettings.quietPeriods.lowerBound
    /// What may be asked for: a day, which is compiled in, or longer.
    public static let quietPeriods = TimeSpan(seconds: 86_400)...TimeSpan(seconds: 30 * 86_400)
    /// At most so many open pull requests of the bot.
    public var openPullRequests: Int
    /// What one pull request is about, where the category does not say.
    public var grouping = GroupingScope.target
    /// Terraform roots with their environments and variable files: root → environment → files.
    public var terraformRoots: [TerraformRootSettings]
    /// What `get_env` of Terragrunt gives: variables of the environment that Terragrunt runs in.
    public var terragruntEnvironment: [String: String] = [:]
    /// Layout maps for charts that are not in Git: chart name → how values become objects.
    public var layouts: [LayoutMap]
    /// Kinds of custom objects and where their sizes stand, beside those that are built in.
    public var objects: [ObjectLayout] = []
    /// The version of Helm that is imitated: 3 or 4.
    public var helmVersion = 3
    /// The version of Kubernetes that charts see, `1.29`; nil for the newest that is known.
    public var kubernetesVersion: String?
    /// What the cluster serves beside Kubernetes' own, as charts see it: `monitoring.coreos.com/v1`.
    public var kubernetesAPIVersions: [String] = []
    /// Value of the `cluster` label → name used in addresses; empty when there is one cluster.
    public var clusters: [String: String]
    /// The address that the checkout was made from, by which sources that mean this repository are known; no file says it.
    public var origin: String?
    /// What the folders of a checkout without such an address are called, the innermost last; no file says it.
    public var folders: [String] = []
    /// Path of the imported price file; nil prints savings as `unpriced`.
    public var prices: String?
    /// Path of an imported catalogue of machine types; nil leaves the one that the program carries.
    public var catalogue: String?
    /// Labels whose values are hidden, beside those of the operator.
    public var redact: [String] = []
    /// Name and address that commits carry.
    public var authorName: String
    /// Mail address that commits carry.
    public var authorEmail: String
    /// Blob path and line of keys, `posture` → `.trimtab.yml:4`.
    public var sources: [String: String]

    /// Makes settings; the defaults are those of an absent file.
    public init(
        targetBranch: String = "main", posture: Posture = .auto, excludedPaths: [String] = [],
        freezes: [Freeze] = [], openPullRequests: Int = 50, terraformRoots: [TerraformRootSettings] = [],
        layouts: [LayoutMap] = [], clusters: [String: String] = [:], prices: String? = nil,
        authorName: String = "Trimtab", authorEmail: String = "trimtab@localhost",
        sources: [String: String] = [:]
    ) {
        self.targetBranch = targetBranch
        self.posture = posture
        self.excludedPaths = excludedPaths
        exclusions = excludedPaths.map { Glob($0) }
        self.freezes = freezes
        self.openPullRequests = openPullRequests
        self.terraformRoots = terraformRoots
        self.layouts = layouts
        self.clusters = clusters
        self.prices = prices
        self.authorName = authorName
        self.authorEmail = authorEmail
        self.sources = sources
    }

    /// The pattern by which a file must never be edited; nil when it may.
    public func exclusion(of path: String) -> String? {
        exclusions.firstIndex { $0.matches(path) }.map { excludedPaths[$0] }
    }
}

/// One Terraform root and the environments it is applied for.
public struct TerraformRootSettings: Hashable, Sendable {
    /// One environment of a root.
    public struct Environment: Hashable, Sendable {
        /// `prod`.
        public var name: String
        /// `-var-file` arguments in order, relative to the repository.
        public var variableFiles: [String]
        /// `terraform.workspace`.
        public var workspace: String?
        /// Variables that whoever applies the root gives as `TF_VAR_name`: name → value.
        public var variables: [String: String]

        /// Makes an environment.
        public init(
            name: String, variableFiles: [String], workspace: String?, variables: [String: String] = [:]
        ) {
            self.name = name
            self.variableFiles = variableFiles
            self.workspace = workspace
            self.variables = variables
        }
    }

    /// Cloud identifier of production → address: `i-0abc…` → `aws_instance.web`, or `prod:aws_instance.web` where the
    /// root has several environments.
    public var identifiers: [String: String]
    /// Directory relative to the repository.
    public var path: String
    /// Environments; empty means one without variable files.
    public var environments: [Environment]

    /// Makes it.
    public init(path: String, environments: [Environment], identifiers: [String: String] = [:]) {
        self.path = path
        self.environments = environments
        self.identifiers = identifiers
    }
}

/// How the values of a chart that is not in Git become fields of containers; data, never a guess.
public struct LayoutMap: Hashable, Sendable {
    /// Chart name it speaks of: `app-template`.
    public var chart: String
    /// Values path of a container with placeholders: `controllers.{controller}.containers.{container}`.
    public var container: String
    /// Name of the workload that results, with placeholders: `{release}`.
    public var workloadName: String
    /// Kind of the workload: `Deployment`.
    public var workloadKind: String

    /// Makes it.
    public init(chart: String, container: String, workloadName: String, workloadKind: String) {
        self.chart = chart
        self.container = container
        self.workloadName = workloadName
        self.workloadKind = workloadKind
    }
}

/// Where the sizes of one kind of object stand; data, never a guess.
public struct ObjectLayout: Hashable, Sendable {
    /// `Cluster`.
    public var kind: String
    /// The API group without its version, `postgresql.cnpg.io`; nil for any.
    public var group: String?
    /// Paths in the object.
    ///
    /// `spec.instances`, `spec.nodeSets[*].count`: one that names a mapping stands for all in it, and `*` for any key or item.
    public var paths: [String]

    /// Makes it.
    public init(kind: String, group: String?, paths: [String]) {
        self.kind = kind
        self.group = group
        self.paths = paths
    }
}

/// The operator's own file, outside the repository: endpoints, credentials, keys, and the cap on autonomy.
public struct OperatorSettings: Hashable, Sendable {
    /// Where pull requests go.
    public enum ForgeChoice: Hashable, Sendable {
        /// Refs and JSON in the bare origin.
        case local
        /// GitHub's REST API at `api`, repository `owner/name`, token from an environment variable.
        case github(api: String, repository: String, tokenVariable: String)
    }

    /// How a metrics store is reached.
    public struct MetricsEndpoint: Hashable, Sendable {
        /// Name that evidence shows.
        public var label: String
        /// Base URL.
        public var url: String
        /// Environment variable with a bearer token.
        public var bearerVariable: String?
        /// Environment variable with the user name for basic authentication.
        public var userVariable: String?
        /// Environment variable with the password for basic authentication.
        public var passwordVariable: String?
        /// Extra headers: `X-Scope-OrgID`.
        public var headers: [String: String]
        /// Client certificate, key and CA bundle for mTLS.
        public var certificateFile: String?
        /// Private key file.
        public var keyFile: String?
        /// CA bundle.
        public var caFile: String?

        /// Makes an endpoint.
        public init(
            label: String, url: String, bearerVariable: String? = nil, headers: [String: String] = [:]
        ) {
            self.label = label
            self.url = url
            self.bearerVariable = bearerVariable
            self.headers = headers
        }
    }

    /// The ledger that the repositories of an organisation share, in a repository of the operator's.
    public struct SharedLedger: Hashable, Sendable {
        /// Where its repository is: any address or path that Git understands, without credentials.
        public var remote: String
        /// Environment variable with the token for it, which is sent to its host only.
        public var tokenVariable: String?
        /// What this repository is called there; nil for what the forge or the remote calls it.
        public var name: String?

        /// Makes it.
        public init(remote: String, tokenVariable: String? = nil, name: String? = nil) {
            self.remote = remote
            self.tokenVariable = tokenVariable
            self.name = name
        }
    }

    /// Somebody who is paged.
    public struct NotifierSettings: Hashable, Sendable {
        /// How it is spoken to.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case webhook, alertmanager
        }

        /// How it is spoken to.
        public var kind: Kind
        /// Its address.
        public var url: String
        /// Environment variable with the secret that signs what a webhook gets.
        public var secretVariable: String?
        /// File with that secret.
        public var secretFile: String?
        /// Environment variable with a bearer token, which is sent to that address only.
        public var bearerVariable: String?
        /// CA bundle.
        public var caFile: String?

        /// Makes it.
        public init(kind: Kind, url: String) {
            self.kind = kind
            self.url = url
        }
    }

    /// The most autonomy the operator allows; where there is no file it is `propose`, on the local forge `auto`.
    public var posture: Posture
    /// Forge.
    public var forge: ForgeChoice
    /// Metrics store; nil means recorded answers only.
    public var metrics: MetricsEndpoint?
    /// SSH key that signs commits and ledger events.
    public var signingKey: String?
    /// GPG key id that signs commits.
    public var gpgKey: String?
    /// OpenSSH allowed-signers file for ledger events.
    public var allowedSigners: String?
    /// Environment variable with the token for HTTP(S) pushes.
    public var gitTokenVariable: String?
    /// Directory where the last ledger tip seen is kept.
    public var stateDirectory: String?
    /// Where reservations of the whole organisation are kept; nil means that nobody counts over repositories.
    public var sharedLedger: SharedLedger?
    /// Labels whose values are hidden.
    public var redact: [String] = []
    /// Gates of the operator's own, and what any gate may use.
    public var gates = GateSettings()
    /// Who is paged.
    public var notifiers: [NotifierSettings] = []
    /// Where each key stands, `posture` → `operator.yml:3`.
    public var sources: [String: String]

    /// Makes settings; the defaults are those of an absent file, whose cap depends on the forge.
    public init(
        posture: Posture? = nil, forge: ForgeChoice = .local, metrics: MetricsEndpoint? = nil,
        signingKey: String? = nil, gpgKey: String? = nil, allowedSigners: String? = nil,
        gitTokenVariable: String? = nil, stateDirectory: String? = nil, sources: [String: String] = [:]
    ) {
        self.posture = posture ?? (forge == .local ? .auto : .propose)
        self.forge = forge
        self.metrics = metrics
        self.signingKey = signingKey
        self.gpgKey = gpgKey
        self.allowedSigners = allowedSigners
        self.gitTokenVariable = gitTokenVariable
        self.stateDirectory = stateDirectory
        self.sources = sources
    }
}
