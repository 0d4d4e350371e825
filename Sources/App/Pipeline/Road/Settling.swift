internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports

/// Looks at the world to tell how an effect that an interrupted run reserved really ended.
struct Settling {
    let run: RunContext

    /// Settles every open intent; afterwards the ledger says what happened, and nothing is done twice.
    func settle() async throws {
        try await run.journal.settle { intent in try await happened(intent) }
    }

    private func happened(_ intent: LedgerEvent) async throws -> String? {
        switch intent.details["effect"] {
        case "push":
            let remote = try await run.remote.references()
            let wanted = (intent.details["refs"] ?? "").split(separator: " ").map { pair in
                pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            }
            let isThere = wanted.allSatisfy { $0.count == 2 && (remote[$0[0]]?.rawValue ?? "") == $0[1] }
            return isThere ? "pushed" : nil
        case "open-pull-request":
            guard let head = intent.details["head"] else { return nil }
            let pulls = try await run.forge.pullRequests(headPrefix: head)
            return pulls.first { $0.head == head && $0.state == .open }.map { "#\($0.number)" }
        case "update-pull-request":
            guard let pull = try await pullRequest(of: intent), let body = intent.details["body"] else {
                return nil
            }
            return Digest(of: pull.body.utf8).rawValue == body ? "#\(pull.number)" : nil
        case "merge":
            guard let pull = try await pullRequest(of: intent), pull.state == .merged,
                pull.headCommit.rawValue == intent.details["head"]
            else { return nil }
            return pull.mergeCommit?.rawValue
        case "close":
            guard let pull = try await pullRequest(of: intent), pull.state == .closed else { return nil }
            return "closed"
        default:
            return nil
        }
    }

    private func pullRequest(of intent: LedgerEvent) async throws -> PullRequest? {
        guard let number = intent.details["pullRequest"].flatMap({ Int($0) }) else { return nil }
        do {
            return try await run.forge.pullRequest(number)
        } catch let failure as Failure where failure.code == .notFound {
            return nil
        }
    }
}
