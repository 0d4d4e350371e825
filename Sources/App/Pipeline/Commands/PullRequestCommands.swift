internal import Diagnostics
internal import Git
internal import Ledger
internal import LocalForge
public import Model
internal import Ports

/// `trimtab pr`: the local forge's list, page and merge button.
public struct PullRequestCommands: Sendable {
    private let workspace: Workspace

    /// Works on the forge of `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// All pull requests of the bot.
    public func list() async throws -> [PullRequest] {
        try await workspace.forge.pullRequests(headPrefix: RunContext.branchPrefix)
    }

    /// One pull request with its diff against the target branch.
    public func show(_ number: Int) async throws -> (pull: PullRequest, message: String, diff: String) {
        let pull = try await workspace.forge.pullRequest(number)
        let commit = pull.mergeCommit ?? pull.headCommit
        if try await workspace.git.resolve(commit.rawValue) == nil {
            try await workspace.remote.fetch([
                "+refs/heads/*:refs/trimtab/seen/heads/*", "+refs/trimtab/pulls/*:refs/trimtab/seen/pulls/*",
            ])
        }
        let record = try await workspace.git.commit(commit)
        guard let parent = record.parents.first else { return (pull, record.message, "") }
        return (pull, record.message, try await workspace.git.diff(from: parent, to: commit))
    }

    /// Merges as a person, with the bot's message; what a forge's merge button does.
    public func merge(_ number: Int, by person: String) async throws -> ObjectID {
        let forge = try local("merging #\(number)")
        let pull = try await forge.pullRequest(number)
        guard pull.state == .open else {
            throw Failure(.badInput, "merging #\(number)", "it is \(pull.state.rawValue)", .needsHuman)
        }
        return try await forge.mergeAsPerson(number, person: person, time: workspace.time.now())
    }

    /// Closes as a person; the next run holds its target.
    public func close(_ number: Int, by person: String, reason: String) async throws {
        try await local("closing #\(number)").close(number, by: person, reason: reason)
    }

    /// Records a check on the head of a pull request: what a CI server would do.
    public func record(_ check: CheckResult, on number: Int) async throws {
        let forge = try local("recording a check on #\(number)")
        try await forge.setCheck(check, on: forge.pullRequest(number).headCommit)
    }

    private func local(_ activity: String) throws -> RefForge {
        guard let forge = workspace.localForge else {
            throw Failure(
                .configuration, activity, "do it on \(workspace.forge.name); this is for the local forge",
                .needsHuman)
        }
        return forge
    }
}
