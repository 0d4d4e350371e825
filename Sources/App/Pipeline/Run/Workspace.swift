internal import Diagnostics
internal import Foundation
internal import Gates
internal import Git
internal import GitHub
internal import HTTP
internal import Ledger
internal import LocalForge
public import Model
internal import Ports
internal import Prometheus
internal import Proposal
internal import Sandbox
public import Settings
internal import Tracing

/// Everything a command works with, opened once: repository, remote, settings, forge, ledger, clock.
public struct Workspace: Sendable {
    /// The settings of the target branch.
    public let settings: RepositorySettings
    /// The operator's settings.
    public let operatorSettings: OperatorSettings
    /// The tip of the target branch on the remote.
    public let tip: ObjectID
    let options: RunOptions
    let outside: OutsideWorld
    let git: any Repository
    let remote: any Remote
    let forge: any Forge
    let localForge: RefForge?
    let ledger: LedgerStore
    let journal: EffectJournal
    /// What waits on this machine for the ledger's remote; nil where the operator names no place for it.
    let offline: OfflineLedger?
    /// The ledger that the repositories of the organisation share; nil where the operator names none.
    let organisation: OrganisationLedger?
    let tree: any SourceTree
    let time: any TimeSource
    let templates: TemplateSet
    let progress: ProgressLine
    let halt: HaltReader
    /// What Terraform knows of production, where the operator gave it.
    let states: [RootState]

    /// Opens the workspace.
    ///
    /// - Throws: `Failure` when repository or remote cannot be used, ``InvalidFiles`` when configuration has errors.
    public static func open(_ options: RunOptions, progress: ProgressLine = ProgressLine()) async throws
        -> Workspace
    {
        try await open(in: try await outside(options), options, progress: progress)
    }

    /// Opens a workspace in a world that is given: this machine, or a simulated one.
    package static func open(
        in outside: OutsideWorld, _ options: RunOptions, progress: ProgressLine = ProgressLine()
    ) async throws -> Workspace {
        let (git, remote, time) = (outside.repository, outside.remote, outside.time)
        let found = try await target(outside)
        let isLocal = outside.localForge != nil
        let ledger = LedgerStore(
            repository: git, remote: remote, author: (found.settings.authorName, found.settings.authorEmail),
            signer: outside.signer, verifier: outside.verifier, observer: outside.observer,
            redaction: outside.broken?.redaction)
        let offline = outside.queue.map { OfflineLedger($0, redaction: outside.broken?.redaction) }
        let halt = HaltReader(
            offline: offline, repository: git, remote: remote, ledger: ledger,
            branch: found.settings.targetBranch,
            environment: options.environment, trustsUnsigned: isLocal,
            memory: TipMemory(
                directory: outside.operatorSettings.stateDirectory, repository: outside.identity),
            time: time)
        let journal = EffectJournal(store: ledger, time: time, observer: outside.observer) {
            try await halt.check()
        }
        let organisation = outside.organisation.map { shared in
            let memory = TipMemory(
                directory: outside.operatorSettings.stateDirectory,
                repository: "organisation \(shared.identity) \(outside.identity)")
            return OrganisationLedger(
                LedgerStore(
                    repository: git, remote: shared.remote,
                    author: (found.settings.authorName, found.settings.authorEmail), signer: outside.signer,
                    verifier: outside.verifier, observer: outside.observer,
                    name: OrganisationLedger.reference, redaction: outside.broken?.redaction),
                name: shared.name, trustsUnsigned: isLocal, time: time,
                broken: { try await memory.broken($0, in: git) },
                keep: { if !options.isDryRun { try memory.keep($0) } })
        }
        return Workspace(
            settings: found.settings, operatorSettings: outside.operatorSettings, tip: found.tip,
            options: options, outside: outside, git: git, remote: remote,
            forge: outside.forge, localForge: outside.localForge, ledger: ledger, journal: journal,
            offline: offline, organisation: organisation, tree: found.tree, time: time,
            templates: try templates(found.tree),
            progress: progress,
            halt: halt, states: try options.states.map(StateFile.state))
    }

    /// The same workspace on the state of the remote as it is now.
    func reopened() async throws -> Workspace {
        try await Workspace.open(in: outside, options, progress: progress)
    }

    /// What the options and the operator's file name on this machine.
    private static func outside(_ options: RunOptions) async throws -> OutsideWorld {
        let named = try ConfigurationFiles.operatorSettings(
            named: options.operatorFile, environment: options.environment)
        // Nobody capped anything: on the local forge the repository's own policy decides, elsewhere people merge.
        let settings = named ?? OperatorSettings(posture: .auto, forge: .local)
        let git = try GitRepository(path: options.repositoryPath, signing: signing(named))
        let realRemote = try await GitRemote(
            named: options.remoteName, of: git, access: access(named, options.environment))
        let observer = FaultInjector(environment: options.environment)
        let remote: any Remote =
            options.isDryRun ? DryRunRemote(realRemote) : ObservedRemote(realRemote, observer: observer)
        let time: any TimeSource = options.at.map { FixedTime($0) } ?? SystemTime()
        let made = try await makeForge(settings, realRemote, options, time)
        var outside = OutsideWorld(
            repository: git, remote: remote,
            forge: options.isDryRun
                ? DryRunForge(made.forge, repository: git, remote: remote) : made.forge,
            localForge: made.local, operatorSettings: settings, time: time, identity: git.gitDirectory,
            signer: settings.signingKey.map { SSHEventSigner(keyFile: $0) },
            verifier: settings.allowedSigners.map { SSHSignatureVerifier(allowedSigners: $0) },
            observer: observer, openTree: { try await git.sourceTree(at: $0) },
            defaultBranch: { try await realRemote.defaultBranch() })
        outside.sandbox = sandbox(settings.gates)
        outside.origin = try await git.remoteURL(options.remoteName)
        outside.queue = settings.stateDirectory.map {
            FileQueue(directory: $0, repository: outside.origin ?? outside.identity)
        }
        outside.name = name(settings, realRemote)
        outside.organisation = try organisation(settings, git, outside.name, options)
        outside.notifiers = NotifierOpener(environment: options.environment).open(settings.notifiers)
        return outside
    }

    /// What the repository is called: by the operator, by the forge, or by its address.
    private static func name(_ settings: OperatorSettings, _ remote: GitRemote) -> String {
        if let name = settings.sharedLedger?.name { return name }
        if case .github(_, let repository, _) = settings.forge { return repository }
        return remote.displayURL
    }

    /// The shared ledger that the operator's file names; its token goes to its own host only.
    private static func organisation(
        _ settings: OperatorSettings, _ git: GitRepository, _ name: String, _ options: RunOptions
    ) throws -> (remote: any Remote, name: String, identity: String)? {
        guard let shared = settings.sharedLedger else { return nil }
        var access = access(settings, options.environment)
        let own = RemoteAccess(
            environment: options.environment, host: URL(string: shared.remote)?.host(),
            tokenVariable: shared.tokenVariable)
        access.tokens = own.tokens
        if let variable = shared.tokenVariable, access.tokens.isEmpty {
            throw Failure(
                .unauthorized, "opening the organisation's ledger",
                URL(string: shared.remote)?.host() == nil
                    ? "\(variable) is named, and \(shared.remote) has no host to send it to"
                    : "the environment variable \(variable) is not set", .needsHuman)
        }
        let remote = try GitRemote(url: shared.remote, of: git, access: access)
        return (options.isDryRun ? DryRunRemote(remote) : remote, name, remote.displayURL)
    }

    /// What waits on this machine for the remote of a repository; nil where the operator names no place for it.
    ///
    /// The remote need not be there.
    static func offline(_ options: RunOptions) async throws -> OfflineLedger? {
        let settings = try ConfigurationFiles.operatorSettings(
            named: options.operatorFile, environment: options.environment)
        guard let directory = settings?.stateDirectory else { return nil }
        let git = try GitRepository(path: options.repositoryPath)
        let origin = try await git.remoteURL(options.remoteName)
        return OfflineLedger(FileQueue(directory: directory, repository: origin ?? git.gitDirectory))
    }

    /// The metrics store that the options or the operator name.
    ///
    /// - Throws: `Failure.Code.configuration` when none is named, or its URL or recording cannot be used.
    func metrics() throws -> any MetricsSource {
        let real = try realMetrics()
        return try redaction().map { RedactingSource(real: real, redaction: $0) } ?? real
    }

    /// The variable with the secret that marks are made with.
    static let redactionVariable = "TRIMTAB_REDACT_KEY"

    /// Hides what operator and repository want hidden; nil where nobody wants anything hidden.
    ///
    /// - Throws: `Failure.Code.configuration` without a key: marks that anybody could make would hide nothing.
    func redaction() throws -> LabelRedaction? {
        let names = Set(operatorSettings.redact + settings.redact)
        guard !names.isEmpty else { return nil }
        guard let key = options.environment[Workspace.redactionVariable], key.utf8.count >= 16 else {
            throw Failure(
                .configuration, "hiding the labels \(names.sorted().joined(separator: ", "))",
                "set the environment variable \(Workspace.redactionVariable) to a secret of at least 16 characters",
                .needsHuman)
        }
        return LabelRedaction(names: names, key: key)
    }

    private func realMetrics() throws -> any MetricsSource {
        if let source = outside.metrics { return source }
        if let directory = options.signalsDirectory { return try ReplaySource(directory) }
        var endpoint = operatorSettings.metrics
        if let url = options.prometheusURL {
            endpoint = endpoint ?? OperatorSettings.MetricsEndpoint(label: "prometheus", url: url)
            endpoint?.url = url
        }
        guard let endpoint else {
            throw Failure(
                .configuration, "choosing where signals come from",
                "name a server with --prometheus URL (or TRIMTAB_PROMETHEUS_URL), or recorded answers with --signals DIR",
                .needsHuman)
        }
        return try MetricsEndpointOpener(environment: options.environment).open(endpoint)
    }

    /// What the stations of the road use.
    func context(_ trigger: Trigger) -> RunContext {
        RunContext(
            repository: git, remote: remote, forge: forge, ledger: ledger, journal: journal, offline: offline,
            organisation: organisation, time: time, settings: settings, operatorSettings: operatorSettings,
            templates: templates, trigger: trigger,
            trustsUnsigned: localForge != nil, openTree: outside.openTree,
            gates: GateKeeper(sandbox: outside.sandbox, repository: git, settings: operatorSettings.gates),
            progress: progress,
            isDryRun: options.isDryRun, broken: outside.broken)
    }

    // MARK: - Parts

    /// The target branch: the remote's default, unless `.trimtab.yml` there names another.
    private static func target(
        _ outside: OutsideWorld
    ) async throws -> (settings: RepositorySettings, tip: ObjectID, tree: any SourceTree) {
        let (git, remote) = (outside.repository, outside.remote)
        let references = try await remote.references()
        var branch =
            try await outside.defaultBranch().map { String($0.dropFirst("refs/heads/".count)) } ?? "main"
        for _ in 0..<2 {
            guard let tip = references["refs/heads/\(branch)"] else {
                throw Failure(
                    .notFound, "reading branch \(branch) of the remote",
                    references.isEmpty
                        ? "the remote is empty; push a first commit" : "there is no such branch",
                    .needsHuman)
            }
            if try await git.resolve(tip.rawValue) == nil {
                try await remote.fetch(["+refs/heads/\(branch):refs/trimtab/seen/target"])
            }
            let tree = try await outside.openTree(tip)
            var settings = try ConfigurationFiles.repository(tree)
            settings.origin = outside.origin
            if settings.targetBranch == branch || !settings.sources.keys.contains("branch") {
                settings.targetBranch = branch
                return (settings, tip, tree)
            }
            branch = settings.targetBranch
        }
        throw Failure(
            .configuration, "choosing the target branch",
            ".trimtab.yml of branch \(branch) names yet another branch", .needsHuman)
    }

    /// Where gates run on this machine.
    static func sandbox(_ settings: GateSettings) -> any GateSandbox {
        LinuxSandbox(
            limits: SandboxLimits(
                seconds: settings.seconds, memory: settings.memory, processes: settings.processes,
                output: settings.output, scratch: settings.scratch),
            readable: settings.readable)
    }

    private static func signing(_ settings: OperatorSettings?) -> SigningKey? {
        if let key = settings?.gpgKey { return .gpg(keyID: key) }
        return settings?.signingKey.map { .ssh(keyFile: $0) }
    }

    private static func access(_ settings: OperatorSettings?, _ environment: [String: String]) -> RemoteAccess
    {
        var host: String?
        if case .github(let api, _, _)? = settings?.forge {
            host = URL(string: api)?.host().map { $0 == "api.github.com" ? "github.com" : $0 }
        }
        return RemoteAccess(
            environment: environment, host: host, tokenVariable: settings?.gitTokenVariable,
            sshKeyVariable: "TRIMTAB_SSH_KEY", sshPassphraseVariable: "TRIMTAB_SSH_PASSPHRASE")
    }

    private static func makeForge(
        _ settings: OperatorSettings, _ remote: GitRemote, _ options: RunOptions, _ time: any TimeSource
    ) async throws -> (forge: any Forge, local: RefForge?) {
        switch settings.forge {
        case .local:
            guard let path = remote.localPath else {
                throw Failure(
                    .configuration, "opening the local forge",
                    "remote \(options.remoteName) is \(remote.displayURL), not a directory; name a forge in the operator's file",
                    .needsHuman)
            }
            // The remote says best what is wrong with its directory.
            _ = try await remote.references()
            let origin = try GitRepository(path: path, searchUpwards: false, signing: signing(settings))
            let local = RefForge(origin: origin, login: "trimtab", time: time)
            return (local, local)
        case .github(let api, let repository, let variable):
            guard let token = options.environment[variable], !token.isEmpty else {
                throw Failure(
                    .unauthorized, "opening GitHub", "the environment variable \(variable) is not set",
                    .needsHuman)
            }
            return (try GitHubForge(api: api, repository: repository, token: Secret(token), time: time), nil)
        }
    }

    /// Shipped templates, overridden by `.trimtab/templates/*.mustache` of the target branch.
    private static func templates(_ tree: any SourceTree) throws -> TemplateSet {
        var overrides: [String: (path: String, text: String)] = [:]
        for name in TemplateSet.names {
            let path = ".trimtab/templates/\(name).mustache"
            guard let bytes = try tree.read(path) else { continue }
            overrides[name] = (path, String(decoding: bytes, as: UTF8.self))
        }
        return try TemplateSet(shipped: ShippedFiles.templates, overrides: overrides)
    }
}
