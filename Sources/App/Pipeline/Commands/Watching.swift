internal import Diagnostics
internal import Git
public import Model
internal import Ports
internal import Settings
public import Watchdog

/// `trimtab watchdog`: looks at the bot from outside, and stops it when it did what it was not permitted to do.
public struct Watching: Sendable {
    private let workspace: Workspace
    private let grace: TimeSpan

    /// What was found, and what was done about it.
    public struct Result: Sendable, Encodable {
        /// What was found.
        public var report: WatchdogReport
        /// What was done, in order; empty where nothing was wrong.
        public var done: [String]

        /// True when nothing is wrong.
        public var isSound: Bool { report.isSound }
    }

    /// Watches over `workspace`; a verification may be late by `grace`.
    public init(_ workspace: Workspace, grace: TimeSpan) {
        self.workspace = workspace
        self.grace = grace
    }

    /// Looks once, and acts on what it saw.
    ///
    /// - Throws: `Failure` when remote or forge cannot be read, or the kill switch not be turned on.
    public func watch() async throws -> Result {
        let settings = workspace.operatorSettings
        let watchdog = Watchdog(
            repository: workspace.git, remote: workspace.remote, forge: workspace.forge,
            verifier: settings.allowedSigners.map { SSHSignatureVerifier(allowedSigners: $0) },
            demandsSignatures: workspace.localForge == nil, branch: workspace.settings.targetBranch,
            author: (workspace.settings.authorName, workspace.settings.authorEmail), grace: grace,
            organisation: workspace.outside.organisation.map { ($0.remote, $0.name) })
        // A memory of its own: what the bot last saw is the bot's word.
        let memory = TipMemory(
            directory: settings.stateDirectory, repository: "watchdog \(workspace.outside.identity)")
        let now = workspace.time.now()
        let report = try await watchdog.examine(at: now, known: try memory.lastSeen())
        var done = try await watchdog.react(to: report, at: now)
        if workspace.options.isDryRun { done = done.map { "not in a dry run: \($0)" } }
        if !workspace.options.isDryRun, let tip = report.ledgerTip,
            !(report.findings + report.acknowledged).contains(where: { $0.rule == .ledgerBroken })
        {
            try memory.keep(ObjectID(rawValue: tip))
        }
        if !workspace.options.isDryRun { done += try await page(report, at: now) }
        return Result(report: report, done: done)
    }

    /// Pages once for what was found, and tells when nothing is wrong any more.
    private func page(_ report: WatchdogReport, at now: Timestamp) async throws -> [String] {
        let paging = Paging(workspace)
        guard !report.isSound else { return try await paging.resolve(.watchdog) }
        let places = report.violations.map { "\($0.place) \($0.rule.rawValue)" }
        var page = Page(
            id: ActionID(of: ["watchdog"] + places.sorted()).rawValue, cause: .watchdog,
            repository: workspace.outside.name,
            title: "the bot did what it was not permitted to do: \(places.count) violations",
            detail: "It is halted by the reference refs/trimtab/halt. "
                + places.prefix(5).joined(separator: "; "),
            startsAt: now)
        page.scope = "repository"
        return try await paging.page(page)
    }

    /// What people read.
    public static func text(_ result: Result) -> String {
        let report = result.report
        var text = ""
        for finding in report.findings {
            text += PlainText.line("\(finding.place) \(finding.rule.rawValue): \(finding.message)") + "\n"
        }
        text +=
            "\(report.merges) merges of the bot among \(report.commits) commits, "
            + "\(report.violations.count) violations"
        if !report.acknowledged.isEmpty { text += ", \(report.acknowledged.count) acknowledged" }
        text += "\n" + result.done.map { "\($0)\n" }.joined()
        return text
    }
}
