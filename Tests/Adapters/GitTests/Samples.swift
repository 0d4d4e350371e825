import Diagnostics
import Foundation
import Git
import Model
import Ports
import TestSupport
import Testing

/// A repository made by `git`, opened by us, blind to the configuration of whoever runs the tests.
func open(_ sample: TemporaryRepository, signing: SigningKey? = nil) throws -> GitRepository {
    try open(path: sample.path, signing: signing)
}

func open(path: String, signing: SigningKey? = nil) throws -> GitRepository {
    try isolation.get()
    return try GitRepository(path: path, signing: signing)
}

private let isolation = Result { try Libgit2.ignoreUserConfiguration() }

/// The bot of every test, at a time that never changes.
let bot = CommitIdentity(
    name: "Trimtab Bot", email: "bot@example.com", time: Timestamp(seconds: 1_763_600_000), offsetMinutes: 0)

/// A draft on a base with texts instead of bytes; nil deletes.
func draft(
    on base: ObjectID?, _ changes: [String: String?], message: String = "Change\n",
    author: CommitIdentity = bot
) -> CommitDraft {
    CommitDraft(
        base: base, changes: changes.mapValues { $0.map { .write(Array($0.utf8)) } ?? .delete },
        message: message,
        author: author)
}

/// The id of a revision as `git` sees it.
func id(_ revision: String, in sample: TemporaryRepository) throws -> ObjectID {
    ObjectID(rawValue: try sample.git("rev-parse", "--verify", revision))
}

/// Expects a `Failure` with a code whose text contains every one of the words.
func expectFailure(
    _ code: Failure.Code, saying words: String..., sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        guard let failure = error as? Failure else {
            Issue.record("not a Failure: \(error)", sourceLocation: sourceLocation)
            return
        }
        #expect(failure.code == code, "\(failure)", sourceLocation: sourceLocation)
        for word in words {
            #expect(failure.description.contains(word), "\(failure)", sourceLocation: sourceLocation)
        }
    }
}
