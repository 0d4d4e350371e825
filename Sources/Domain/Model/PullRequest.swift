/// A pull request as the forge has it.
public struct PullRequest: Hashable, Sendable, Codable {
    /// Where it stands.
    public enum State: String, Sendable, Codable, Hashable {
        case open, merged, closed
    }

    /// The forge's number.
    public var number: Int
    /// Where it stands.
    public var state: State
    /// Title.
    public var title: String
    /// Body, Markdown.
    public var body: String
    /// Branch name without `refs/heads/`.
    public var head: String
    /// Commit at the head, as the forge sees it.
    public var headCommit: ObjectID
    /// Target branch name.
    public var base: String
    /// Labels.
    public var labels: [String]
    /// Login of who opened it.
    public var author: String
    /// The commit on the target branch that it became; nil unless merged.
    public var mergeCommit: ObjectID?
    /// Login of who closed or merged it, where the forge tells.
    public var closedBy: String?
    /// Where people look at it; a command for the local forge.
    public var url: String

    /// Makes a record.
    public init(
        number: Int, state: State, title: String, body: String, head: String, headCommit: ObjectID,
        base: String, labels: [String], author: String, mergeCommit: ObjectID? = nil, closedBy: String? = nil,
        url: String
    ) {
        self.number = number
        self.state = state
        self.title = title
        self.body = body
        self.head = head
        self.headCommit = headCommit
        self.base = base
        self.labels = labels
        self.author = author
        self.mergeCommit = mergeCommit
        self.closedBy = closedBy
        self.url = url
    }
}

/// A pull request that is to be opened, or what an open one should become.
public struct PullRequestDraft: Hashable, Sendable, Codable {
    /// Title: the commit's subject.
    public var title: String
    /// Body, Markdown, at most 65,000 bytes.
    public var body: String
    /// Branch name without `refs/heads/`.
    public var head: String
    /// Target branch name.
    public var base: String
    /// Labels.
    public var labels: [String]

    /// Makes a draft.
    public init(title: String, body: String, head: String, base: String, labels: [String]) {
        self.title = title
        self.body = body
        self.head = head
        self.base = base
        self.labels = labels
    }
}

/// One check of the repository's own CI on a commit.
public struct CheckResult: Hashable, Sendable, Codable {
    /// Where it stands; anything but success is not green.
    public enum State: String, Sendable, Codable, Hashable {
        case success, failure, pending
    }

    /// Context or check name.
    public var name: String
    /// Where it stands.
    public var state: State

    /// Makes a result.
    public init(name: String, state: State) {
        self.name = name
        self.state = state
    }
}

/// A person's word on a pull request at one commit.
public struct Approval: Hashable, Sendable, Codable {
    /// Login.
    public var by: String
    /// The commit that was approved.
    public var commit: ObjectID

    /// Makes an approval.
    public init(by: String, commit: ObjectID) {
        self.by = by
        self.commit = commit
    }
}

/// An escalation on the forge.
public struct IssueDraft: Hashable, Sendable, Codable {
    /// Identity, so that the same escalation is opened once: hidden in the body.
    public var key: String
    /// Title.
    public var title: String
    /// Body, Markdown.
    public var body: String
    /// Labels.
    public var labels: [String]

    /// Makes a draft.
    public init(key: String, title: String, body: String, labels: [String]) {
        self.key = key
        self.title = title
        self.body = body
        self.labels = labels
    }
}
