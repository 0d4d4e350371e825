internal import Diagnostics
internal import FileValues
internal import Ledger
public import Model
public import Policy
internal import Ports
internal import Settings

/// `trimtab ladder --promote`: a pull request that raises a category by one rung, with its record as the evidence.
///
/// People merge it: a file that decides what the bot may do is never the bot's to merge.
public struct Promotion: Sendable {
    /// What became of it.
    public struct Result: Sendable {
        /// The pull request.
        public var pull: PullRequest
        /// The category as the ladder has it.
        public var rung: Ladder.Rung
        /// True when it was open already.
        public var wasOpen: Bool
    }

    /// Branches of promotions start with this; the bot's own changes are elsewhere.
    static let branchPrefix = "trimtab-ladder/"

    private let workspace: Workspace

    /// Works in `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Opens the pull request, or gives the one that is open.
    ///
    /// - Throws: `BadArgument` for an unknown category, `Failure` when the record does not show what the next rung asks for.
    public func promote(_ name: String) async throws -> Result {
        let activity = "promoting \(name)"
        guard let loaded = try CategoryLoader().load(from: workspace.tree).category(named: name),
            let rung = try await LadderReport(workspace).rungs.first(where: { $0.category == name })
        else { throw BadArgument("there is no category \(name); `trimtab ladder` lists them") }
        guard let next = rung.next, rung.missing.isEmpty else {
            let why =
                rung.missing.isEmpty
                ? "it is as high as its class allows" : rung.missing.joined(separator: "; ")
            throw Failure(.badInput, activity, why, .needsHuman)
        }
        let path = loaded.category.path
        let run = workspace.context(.sweep)
        let branch = "\(Promotion.branchPrefix)\(name)-to-\(next)"
        let pulls = try await run.forge.pullRequests(headPrefix: branch)
        if let open = pulls.first(where: { $0.state == .open && $0.head == branch }) {
            return Result(pull: open, rung: rung, wasOpen: true)
        }
        let text = Promotion.text(rung, next: next, path: path)
        let commit = try await run.repository.makeCommit(
            CommitDraft(
                base: workspace.tip, changes: [path: .write(try raised(path, to: next, activity))],
                message: "\(text.title)\n\n\(text.body)", author: run.identity(at: run.time.now())))
        try await push(commit, branch, run)
        let draft = PullRequestDraft(
            title: text.title, body: text.body, head: branch, base: run.settings.targetBranch,
            labels: ["trimtab"])
        let opened = Shared<PullRequest?>(nil)
        try await perform(
            Effect(
                name: "open-pull-request", key: "open-pull-request \(branch) \(commit.short)",
                time: run.time.now(), trigger: "command", category: name,
                details: ["head": branch, "commit": commit.rawValue]), run
        ) {
            let pull = try await run.forge.open(draft)
            opened.set(pull)
            return "#\(pull.number)"
        }
        guard let pull = opened.value else {
            throw Failure(.unavailable, activity, "the pull request was not opened", .needsHuman)
        }
        return Result(pull: pull, rung: rung, wasOpen: false)
    }

    /// The file with the posture raised and nothing else changed.
    private func raised(_ path: String, to posture: String, _ activity: String) throws -> [UInt8] {
        guard let bytes = try workspace.tree.read(path) else {
            throw Failure(.notFound, activity, "\(path) is not there", .needsHuman)
        }
        let edited = try ValueFiles.set(
            ValueFile(bytes, path: path), "posture", posture, creating: false, document: nil)
        let lines = { (bytes: [UInt8]) in bytes.split(separator: 10, omittingEmptySubsequences: false) }
        let (before, after) = (lines(bytes), lines(edited.bytes))
        guard before.count == after.count, zip(before, after).count(where: { $0 != $1 }) == 1 else {
            throw Failure(
                .badInput, activity, "\(path) does not say `posture` in a line of its own", .needsHuman)
        }
        return edited.bytes
    }

    /// A branch that a run was killed on is taken up again; only people merge it, so what it was does not matter.
    private func push(_ commit: ObjectID, _ branch: String, _ run: RunContext) async throws {
        let name = "refs/heads/\(branch)"
        let expected = try await run.remote.references()[name]
        try await perform(
            Effect(
                name: "push", key: "push \(name) \(commit.short)", time: run.time.now(), trigger: "command",
                details: ["refs": "\(name)=\(commit.rawValue)"]), run
        ) {
            let refused = try await run.remote.push([
                ReferenceUpdate(name, to: commit, expecting: expected)
            ])
            if let failure = refused[name] { throw failure }
            return "pushed"
        }
    }

    private func perform(
        _ effect: Effect, _ run: RunContext, _ body: @Sendable () async throws -> String
    ) async throws {
        let results = try await run.journal.perform([effect]) { _ in try await body() }
        if case .failure(let failure)? = results[effect.key] { throw failure }
    }

    private static func text(_ rung: Ladder.Rung, next: String, path: String) -> (title: String, body: String)
    {
        let record = rung.record
        let undone =
            record.usualReversal.map { "\(TimeSpan(seconds: $0)), from \(record.reversals.count) measured" }
            ?? "never measured"
        let rows = [
            ("landed", "\(record.merged), of which people merged or approved \(record.supervised)"),
            ("worked", "\(record.worked), of which under a person's eyes \(record.supervisedAndWorked)"),
            ("did not work", "\(record.didNot)"), ("undone", "\(record.undone)"),
            ("not known", "\(record.unknown)"), ("undoing takes", undone),
            ("last trouble", record.lastTrouble?.dateText ?? "none"),
        ]
        let table =
            "| the ledger's record | |\n|---|---|\n"
            + rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")
        return (
            "policy: let \(rung.category) act as \(next)",
            """
            \(path) asks for `\(rung.posture)`; the record of its changes has all that `\(next)` asks for.

            \(table)

            Merging this is the decision of those who answer for the category. Nothing merges it by itself.

            """
        )
    }
}
