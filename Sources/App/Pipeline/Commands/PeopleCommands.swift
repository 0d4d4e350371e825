internal import Diagnostics
internal import Git
internal import Ledger
internal import LocalForge
public import Model
internal import Policy
internal import Ports

/// What people tell the bot: hold, release, approve, halt, resume.
///
/// Each is an event with their name.
public struct PeopleCommands: Sendable {
    private let workspace: Workspace
    private let person: String

    /// Acts in `workspace` as `person`.
    public init(_ workspace: Workspace, person: String) {
        self.workspace = workspace
        self.person = person
    }

    /// What became of a word that tightens.
    public enum Tightened: Sendable, Hashable {
        /// It stands in the ledger.
        case recorded
        /// The remote cannot be reached: it binds this machine from now on, and waits in this file for the next run.
        case waits(place: String, why: String)
    }

    /// Holds or halts a scope, also while the remote cannot be reached.
    ///
    /// - Throws: `Failure` when it could neither be recorded nor kept; ``BadArgument`` for an unknown scope.
    public static func tighten(
        _ options: RunOptions, person: String, _ type: LedgerEventType, _ scope: String, reason: String,
        until: Timestamp?
    ) async throws -> Tightened {
        precondition([.hold, .halt].contains(type), "only what tightens may wait")
        let event = try event(
            type, scope, reason, until, tier: type == .halt ? .critical : .actionable, person: person,
            at: options.at ?? SystemTime().now())
        do {
            let workspace = try await Workspace.open(options)
            try await workspace.context(.sweep).pushWaiting()
            try await workspace.ledger.append([event])
            return .recorded
        } catch let failure as Failure {
            guard let offline = try? await Workspace.offline(options) else {
                if failure.code == .configuration { throw failure }
                throw Failure(
                    failure.code, failure.activity,
                    "\(failure.reason); with `stateDirectory` in the operator's file it would be kept",
                    failure.disposition)
            }
            try offline.keep([event])
            return .waits(place: offline.place, why: SecretText.redacted(failure.description))
        }
    }

    /// Holds a scope (`target:…`, `service:…`, `category:…`, `literal:…`, `repository`).
    public func hold(_ scope: String, reason: String, until: Timestamp?) async throws {
        try await append(.hold, scope, reason, until, tier: .actionable)
    }

    /// Releases what a hold of the same scope held.
    ///
    /// Whoever was paged about it is told that it is over; the answer names whoever could not be told.
    public func release(_ scope: String, reason: String) async throws -> [String] {
        try await append(.release, scope, reason, nil, tier: .info)
        return try await Paging(workspace).page()
    }

    /// Turns the kill switch on for a scope.
    public func halt(_ scope: String, reason: String, until: Timestamp?) async throws {
        try await append(.halt, scope, reason, until, tier: .critical)
    }

    /// Turns the kill switch off for a scope.
    ///
    /// The answer is that of ``release(_:reason:)``.
    public func resume(_ scope: String, reason: String) async throws -> [String] {
        try await append(.resume, scope, reason, nil, tier: .critical)
        return try await Paging(workspace).page()
    }

    /// Records that people undid a change of a category as an exercise, and how long it took until production showed it.
    ///
    /// - Throws: `BadArgument` for a category that the target branch does not have.
    public func drill(_ category: String, took: TimeSpan, reason: String) async throws {
        guard try CategoryLoader().load(from: workspace.tree).category(named: category) != nil else {
            throw BadArgument("there is no category \(category); `trimtab ladder` lists them")
        }
        guard took.seconds > 0 else { throw BadArgument("undoing takes longer than \(took)") }
        try await workspace.ledger.append([
            LedgerEvent(
                time: workspace.time.now(), type: .drill, trigger: "command", category: category,
                actual: reason, duration: took.seconds, actor: person, tier: .info)
        ])
    }

    /// Approves a pull request at its present head.
    public func approve(_ number: Int) async throws -> PullRequest {
        let pull = try await workspace.forge.pullRequest(number)
        guard pull.state == .open else {
            throw Failure(.badInput, "approving #\(number)", "it is \(pull.state.rawValue)", .needsHuman)
        }
        let record = try await fetched(pull.headCommit)
        guard let action = record.trailers["Trimtab-Action"] else {
            throw Failure(
                .badInput, "approving #\(number)", "its head is not a commit of the bot", .needsHuman)
        }
        try await workspace.ledger.append([
            LedgerEvent(
                time: workspace.time.now(), type: .approve, trigger: "command",
                action: ActionID(rawValue: action),
                actual: "approved #\(number)", actor: person, tier: .actionable,
                details: ["head": pull.headCommit.rawValue, "pullRequest": "\(number)"])
        ])
        try await workspace.localForge?.approve(number, by: person)
        return pull
    }

    private func fetched(_ commit: ObjectID) async throws -> CommitRecord {
        if try await workspace.git.resolve(commit.rawValue) == nil {
            try await workspace.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
        }
        return try await workspace.git.commit(commit)
    }

    private func append(
        _ type: LedgerEventType, _ text: String, _ reason: String, _ until: Timestamp?, tier: EventTier
    ) async throws {
        let event = try PeopleCommands.event(
            type, text, reason, until, tier: tier, person: person, at: workspace.time.now())
        // In the order in which it was said: a halt that waits comes before the word that ends it.
        try await workspace.context(.sweep).pushWaiting()
        try await workspace.ledger.append([event])
    }

    private static func event(
        _ type: LedgerEventType, _ text: String, _ reason: String, _ until: Timestamp?, tier: EventTier,
        person: String, at time: Timestamp
    ) throws -> LedgerEvent {
        let isOrganisation = type == .release && text == "organisation"
        guard let scope = isOrganisation ? .repository : FactsBuilder.scope(named: text) else {
            throw BadArgument(
                "there is no scope \(text); write repository, target:…, service:…, category:… or literal:…")
        }
        var details = ["scope": text]
        if let until { details["until"] = until.description }
        var target: String?
        if case .target(let value) = scope { target = value }
        return LedgerEvent(
            time: time, type: type, trigger: "command", target: target, actual: reason,
            actor: person, tier: tier, details: details)
    }
}
