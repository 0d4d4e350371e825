internal import Diagnostics
internal import Model
internal import Ports

/// Tries a merge in memory: a commit may land only when that gives exactly the files that were proven.
struct MergeTrial: Sendable {
    let run: RunContext

    /// A commit, in memory, of exactly the proven files on `tip`.
    func wanted(_ edit: VerifiedEdit, on tip: ObjectID) async throws -> ObjectID {
        var changes: [String: CommitDraft.Change] = [:]
        for file in edit.files { changes[file.path] = .write(file.after) }
        let identity = run.identity(at: edit.plan.finding.window.end)
        return try await run.repository.makeCommit(
            CommitDraft(base: tip, changes: changes, message: "expected\n", author: identity).asData)
    }

    /// The tree of the proven files on `tip`, when squashing `head` into it gives the same; nil when it does not.
    func gives(_ edit: VerifiedEdit, from head: ObjectID, on tip: ObjectID) async throws -> ObjectID? {
        let tree = try await run.repository.commit(try await wanted(edit, on: tip)).tree
        let identity = run.identity(at: edit.plan.finding.window.end)
        do {
            let trial = try await run.repository.makeMerge(
                of: head, into: tip, method: .squash, message: "trial\n", author: identity,
                committer: identity)
            return try await run.repository.commit(trial).tree == tree ? tree : nil
        } catch let failure as Failure where failure.code == .conflict {
            return nil
        }
    }
}
