internal import Detection
internal import Diagnostics
internal import Git
internal import Ledger
public import Model
internal import Ports
internal import RightSizing

/// `trimtab explain`: why the bot did something, from the commit, its evidence bundle and the ledger.
public struct Explainer: Sendable {
    /// The answer.
    public struct Explanation: Sendable, Encodable {
        /// The action.
        public var action: String
        /// The commit's message.
        public var message: String
        /// The last decision in the ledger, as a tree.
        public var decision: DecisionNode?
        /// Ledger events of the action, one line each.
        public var events: [String]
        /// The evidence bundle's digest.
        public var evidence: String
        /// The change as an SVG picture; nil where it has no amounts, or its evidence is older than pictures.
        public var plot: String?
        /// Queries asked again: query → what came of it; empty without `--rerun`.
        public var rerun: [Rerun]

        /// One query asked again.
        public struct Rerun: Sendable, Encodable {
            /// The query.
            public var query: String
            /// `same`, or `changed` when the samples are others or no longer there.
            public var result: String
        }

        /// True when a query asked again gave other samples.
        public var hasChanged: Bool { rerun.contains { $0.result == "changed" } }

        /// For people.
        public var text: String {
            var parts = [message]
            if let decision { parts.append(decision.rendered) }
            if !events.isEmpty { parts.append("ledger\n" + events.map { "  \($0)\n" }.joined()) }
            if !rerun.isEmpty {
                parts.append("asked again\n" + rerun.map { "  \($0.result): \($0.query)\n" }.joined())
            }
            return parts.joined(separator: "\n")
        }
    }

    private let workspace: Workspace

    /// Explains what stands in `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Explains a pull request's number, a commit, or an action id.
    ///
    /// - Throws: `Failure` when there is nothing of that name, or it is not the bot's.
    public func explain(_ subject: String, rerun: Bool) async throws -> Explanation {
        let run = workspace.context(.sweep)
        let record = try await record(of: subject, run)
        guard let action = record.trailers["Trimtab-Action"], let evidence = CommitTrailers.evidence(record)
        else {
            throw Failure(
                .badInput, "explaining \(subject)", "\(record.id.short) is not a commit of the bot",
                .needsHuman)
        }
        let entries = try await workspace.ledger.load().entries.filter { $0.event.action?.rawValue == action }
        var explanation = Explanation(
            action: action, message: record.message,
            decision: entries.last { $0.event.decision != nil }?.event.decision,
            events: entries.map(LedgerCommands.line), evidence: evidence.rawValue, rerun: [])
        guard let conclusion = try await EvidenceArchive(run: run).conclusion(of: record) else {
            return explanation
        }
        if let bytes = try await EvidenceArchive(run: run).bundle(evidence) {
            if explanation.decision == nil {
                explanation.decision = try? CanonicalJSON.decode(StoredDecision.self, from: bytes).decision
            }
            explanation.plot = (try? CanonicalJSON.decode(StoredPlot.self, from: bytes))?.picture
        }
        if rerun { explanation.rerun = try await ask(conclusion) }
        return explanation
    }

    private struct StoredDecision: Decodable { var decision: DecisionNode }

    private struct StoredPlot: Decodable {
        struct Change: Decodable {
            var subject: Target
            var before: String
            var after: String
        }

        var plot: [PlotPoint]
        var plotUnit: MeasureUnit
        var changes: [Change]
        var members: [StoredPlot]?

        /// Of a group the first that can be drawn.
        var picture: String? { (members ?? [self]).lazy.compactMap(\.own).first }

        private var own: String? {
            guard let change = changes.first else { return nil }
            return ChangePlot(
                title: "\(change.subject.address.display) \(change.subject.attribute)", points: plot,
                unit: plotUnit, before: change.before, after: change.after)?.svg
        }
    }

    /// Detects again over the same window and compares the samples, by their digests, query by query.
    private func ask(_ conclusion: StoredConclusion) async throws -> [Explanation.Rerun] {
        guard let end = conclusion.signals.map(\.window.end).max(),
            !conclusion.changes.isEmpty
        else { return [] }
        let targets = Set(conclusion.changes.map(\.subject))
        let detector = try Detecting(workspace).detector()
        let report: DetectionReport
        switch conclusion.trigger {
        case .sweep: report = try await detector.sweep(at: end)
        case .alert(let alert): report = try await detector.respond(to: [alert], at: end)
        }
        let again = report.findings.filter { targets.contains($0.target) }.flatMap(\.signals)
        return conclusion.signals.map { signal in
            guard let now = again.first(where: { $0.query == signal.query && $0.window == signal.window })
            else {
                return Explanation.Rerun(query: signal.query, result: "changed")
            }
            return Explanation.Rerun(
                query: signal.query, result: now.digest == signal.digest ? "same" : "changed")
        }
    }

    private func record(of subject: String, _ run: RunContext) async throws -> CommitRecord {
        if let number = Int(subject.drop { $0 == "#" }), subject.count < 8 {
            let pull = try await workspace.forge.pullRequest(number)
            return try await fetched(pull.mergeCommit ?? pull.headCommit, run)
        }
        if subject.count == 16, subject.allSatisfy(\.isHexDigit) {
            for pull in try await workspace.forge.pullRequests(headPrefix: RunContext.branchPrefix) {
                let record = try await fetched(pull.mergeCommit ?? pull.headCommit, run)
                if record.trailers["Trimtab-Action"] == subject { return record }
            }
        }
        guard let id = try await workspace.git.resolve(subject) else {
            throw Failure(
                .badInput, "explaining \(subject)", "give a pull request's number, a commit or an action id",
                .needsHuman)
        }
        return try await run.repository.commit(id)
    }

    private func fetched(_ id: ObjectID, _ run: RunContext) async throws -> CommitRecord {
        if try await run.repository.resolve(id.rawValue) == nil {
            try await run.remote.fetch(["+refs/heads/*:refs/trimtab/seen/heads/*"])
        }
        return try await run.repository.commit(id)
    }
}
