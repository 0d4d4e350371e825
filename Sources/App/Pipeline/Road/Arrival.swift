internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports

/// The world as a run finds it, after what an earlier run left open was settled and what people did was read.
struct Arrival: Sendable {
    let run: RunContext
    let tip: ObjectID
    /// Pull requests of the bot in any state.
    var pulls: [PullRequest] = []
    /// The references of the remote.
    var references: [String: ObjectID] = [:]
    /// The ledger.
    var ledger = LedgerSnapshot(tip: nil, entries: [])

    init(run: RunContext, tip: ObjectID) {
        self.run = run
        self.tip = tip
    }

    func arrive() async throws -> Arrival {
        run.progress.say("reading forge and ledger")
        try await run.pushWaiting()
        try await Settling(run: run).settle()
        let pulls = try await run.forge.pullRequests(headPrefix: RunContext.branchPrefix)
        try await fetchHeads(pulls)
        try await People(run: run).readActs(tip: tip, pulls: pulls)
        return try await seen()
    }

    /// Forge, references and ledger as they are now; nothing is settled or written.
    func seen() async throws -> Arrival {
        var arrival = self
        arrival.pulls = try await run.forge.pullRequests(headPrefix: RunContext.branchPrefix)
        arrival.references = try await run.remote.references()
        arrival.ledger = try await run.ledger.load()
        return arrival
    }

    /// Brings the heads of open pull requests that another clone pushed.
    private func fetchHeads(_ pulls: [PullRequest]) async throws {
        for pull in pulls where pull.state == .open {
            if try await run.repository.resolve(pull.headCommit.rawValue) == nil {
                try await run.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
                return
            }
        }
    }
}
