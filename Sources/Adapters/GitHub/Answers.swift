internal import Diagnostics
internal import Model

// The parts of GitHub's answers that are read; everything else in them is passed over.

struct UserAnswer: Decodable, Sendable {
    var login: String
    var type: String?
}

struct LabelAnswer: Decodable, Sendable {
    var name: String
}

struct PullAnswer: Decodable, Sendable {
    struct Branch: Decodable, Sendable {
        struct Repository: Decodable, Sendable {
            var fullName: String
            enum CodingKeys: String, CodingKey { case fullName = "full_name" }
        }

        var ref: String
        var sha: String
        /// Nil when the fork is gone.
        var repo: Repository?
    }

    var number: Int
    var state: String
    var title: String
    var body: String?
    var head: Branch
    var base: Branch
    var labels: [LabelAnswer]
    var user: UserAnswer?
    var mergedAt: String?
    var mergeCommitSHA: String?
    var mergedBy: UserAnswer?
    var closedAt: String?
    var htmlURL: String
    /// Nil while GitHub has not worked it out; absent from lists.
    var mergeable: Bool?

    enum CodingKeys: String, CodingKey {
        case number, state, title, body, head, base, labels, user, mergeable
        case mergedAt = "merged_at"
        case mergeCommitSHA = "merge_commit_sha"
        case mergedBy = "merged_by"
        case closedAt = "closed_at"
        case htmlURL = "html_url"
    }
}

struct CommentAnswer: Decodable, Sendable {
    var body: String?
    var user: UserAnswer?
}

struct IssueAnswer: Decodable, Sendable {
    struct PullRequestLink: Decodable, Sendable {}

    var number: Int
    var body: String?
    var user: UserAnswer?
    var closedBy: UserAnswer?
    var labels: [Label]?
    /// Present when the issue is a pull request.
    var pullRequest: PullRequestLink?

    enum CodingKeys: String, CodingKey {
        case number, body, user, labels
        case closedBy = "closed_by"
        case pullRequest = "pull_request"
    }

    /// A label of an issue, which may come as its bare name.
    struct Label: Decodable, Sendable {
        var name: String?

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                name = text
            } else {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                name = try container.decodeIfPresent(String.self, forKey: .name)
            }
        }

        enum CodingKeys: String, CodingKey { case name }
    }
}

struct IssueEventAnswer: Decodable, Sendable {
    var event: String?
    var actor: UserAnswer?
    var label: IssueAnswer.Label?
}

struct CombinedStatusAnswer: Decodable, Sendable {
    struct Status: Decodable, Sendable {
        var context: String
        var state: String
    }

    var statuses: [Status]
}

struct CheckRunsAnswer: Decodable, Sendable {
    struct Run: Decodable, Sendable {
        var name: String
        var status: String
        var conclusion: String?
    }

    var checkRuns: [Run]
    enum CodingKeys: String, CodingKey { case checkRuns = "check_runs" }
}

struct ReviewAnswer: Decodable, Sendable {
    var user: UserAnswer?
    var state: String
    var commitID: String?
    var authorAssociation: String

    enum CodingKeys: String, CodingKey {
        case user, state
        case commitID = "commit_id"
        case authorAssociation = "author_association"
    }
}

struct PermissionAnswer: Decodable, Sendable {
    var permission: String
}

struct ReferenceAnswer: Decodable, Sendable {
    struct Object: Decodable, Sendable {
        var sha: String
    }

    var ref: String
    var object: Object
}

struct MergeAnswer: Decodable, Sendable {
    var sha: String
    var merged: Bool
}

struct ViewerAnswer: Decodable, Sendable {
    struct Data: Decodable, Sendable {
        var viewer: UserAnswer
    }

    var data: Data?
}

extension ObjectID {
    /// An id out of an answer: 40 lower-case hex characters, nothing else.
    init(answered text: String, _ activity: String) throws {
        guard text.utf8.count == 40,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw Failure(
                .badAnswer, activity, "the answer names a commit that is no Git object id", .needsHuman)
        }
        self.init(rawValue: text)
    }
}
