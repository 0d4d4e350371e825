public import Model

/// Where pull requests live.
///
/// Every adapter passes one contract test suite.
///
/// All functions throw `Failure`.
public protocol Forge: Sendable {
    /// `local`, `github`.
    var name: String { get }
    /// The login that the bot acts as.
    var actor: String { get async throws }

    /// Pull requests whose head branch starts with `headPrefix`, in any state, by number.
    func pullRequests(headPrefix: String) async throws -> [PullRequest]

    /// One pull request; `Failure.Code.notFound` when there is none.
    func pullRequest(_ number: Int) async throws -> PullRequest

    /// Opens a pull request; when one for that head is already open, `Failure.Code.conflict`.
    func open(_ draft: PullRequestDraft) async throws -> PullRequest

    /// Brings title and body to what is given and adds the labels that are missing; labels that others put on stay, and
    /// what is equal is not written again.
    func update(_ number: Int, title: String, body: String, labels: [String]) async throws

    /// Adds a comment. `key` identifies it: a comment with that key is written once.
    func comment(_ number: Int, key: String, body: String) async throws

    /// Closes without merging, with a sentence; nothing happens to what is closed already.
    ///
    /// What is merged cannot be closed: `Failure.Code.conflict`.
    func close(_ number: Int, reason: String) async throws

    /// The repository's own checks on a commit.
    func checks(on commit: ObjectID) async throws -> [CheckResult]

    /// Approvals by people, each for the commit it was given on.
    func approvals(of number: Int) async throws -> [Approval]

    /// Merges exactly what the permit says, with that message; gives the commit on the target branch.
    ///
    /// A moved head or base is `Failure.Code.conflict` with disposition `.retry`. Calling it again after it worked gives
    /// the same commit.
    func merge(_ permit: MergePermit, message: String, committer: CommitIdentity) async throws -> ObjectID

    /// Opens an issue, or gives the number of the open one with the same key.
    func openIssue(_ draft: IssueDraft) async throws -> Int

    /// The login of whoever put a label on last that a pull request still has; nil where the forge does not tell.
    func whoLabelled(_ number: Int, _ label: String) async throws -> String?
}
