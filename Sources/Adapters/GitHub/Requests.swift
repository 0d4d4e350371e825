internal import Model

// The bodies that are sent.

struct OpenRequest: Encodable, Sendable {
    var title: String
    var head: String
    var base: String
    var body: String
}

/// Only what is set is written; the encoder leaves nil out.
struct PullChangeRequest: Encodable, Sendable {
    var title: String?
    var body: String?
    var state: String?
}

struct LabelsRequest: Encodable, Sendable {
    var labels: [String]
}

struct CommentRequest: Encodable, Sendable {
    var body: String
}

struct IssueRequest: Encodable, Sendable {
    var title: String
    var body: String
    var labels: [String]
}

struct GraphQLRequest: Encodable, Sendable {
    var query: String
}

struct MergeRequest: Encodable, Sendable {
    var sha: String
    var method: String
    var title: String
    var message: String

    enum CodingKeys: String, CodingKey {
        case sha
        case method = "merge_method"
        case title = "commit_title"
        case message = "commit_message"
    }

    /// GitHub joins title and message with a blank line, so that the parts of `text` come together as they were.
    init(head: ObjectID, method: MergeMethod, message text: String) {
        sha = head.rawValue
        self.method = method.rawValue
        let line = text.prefix { $0 != "\n" }
        title = String(line)
        var rest = text[line.endIndex...]
        while rest.first == "\n" { rest = rest.dropFirst() }
        while rest.last == "\n" { rest = rest.dropLast() }
        message = String(rest)
    }
}
