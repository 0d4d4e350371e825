internal import Detection
internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports
internal import Settings

/// The end of a run: what is gone is closed, notes are attached, the ledger's tip is remembered, the report is written.
struct Departure {
    let workspace: Workspace
    let run: RunContext

    init(_ workspace: Workspace, run: RunContext) {
        self.workspace = workspace
        self.run = run
    }

    func depart(
        _ journeys: [Journey], _ detected: DetectionReport, _ arrival: Arrival, _ judge: Judge
    ) async throws -> RunReport {
        let gone = try await vanished(journeys, detected, arrival)
        var remarks = detected.warnings
        var journeys = journeys
        do {
            try await Housekeeping(run: run).tidy(gone: gone)
            journeys = try await Escalating(run: run).escalate(journeys, arrival)
            try await Declining(run: run).record(journeys)
            try await Exhausting(run: run, judge: judge).record(journeys)
            try await Demoting(run: run, policies: judge.policies).record()
        } catch let failure as Failure where failure.code == .halted {
            remarks.append(failure.description)
        }
        remarks += try await Paging(workspace).page()
        // A ledger that is not the one seen before must not become the one seen before.
        if !run.isDryRun, let tip = try await run.ledger.load().tip,
            try await workspace.halt.broken(tip) == nil
        {
            try workspace.halt.memory.keep(tip)
        }
        let uncommitted = try await run.repository.uncommittedPaths()
        if !uncommitted.isEmpty {
            remarks.append("\(uncommitted.count) uncommitted changes in the work tree were ignored")
        }
        return RunReport(
            trigger: run.trigger.name, window: detected.window, base: workspace.tip.rawValue,
            targets: detected.targetsSeen, wellSized: detected.wellSized, queries: detected.queries,
            rows: journeys.map { RunReport.Row($0) }, closed: gone.map(\.number), remarks: remarks,
            isDryRun: run.isDryRun)
    }

    /// Open pull requests whose target was looked at, with good data, and needs nothing any more.
    private func vanished(
        _ journeys: [Journey], _ detected: DetectionReport, _ arrival: Arrival
    ) async throws -> [(number: Int, sentence: String)] {
        guard case .sweep = run.trigger else { return [] }
        let present = Set(journeys.flatMap { [$0.finding] + $0.tied }.map(\.target.canonical))
        var gone: [(number: Int, sentence: String)] = []
        for pull in arrival.pulls where pull.state == .open {
            guard try await run.repository.resolve(pull.headCommit.rawValue) != nil else { continue }
            let record = try await run.repository.commit(pull.headCommit)
            guard record.author.email == run.settings.authorEmail,
                let targets = try await EvidenceArchive(run: run).conclusion(of: record)?.leading,
                targets.allSatisfy({ target in
                    !present.contains(target)
                        && detected.concluded.contains { target.hasPrefix($0 + ":") }
                })
            else { continue }
            gone.append(
                (
                    pull.number,
                    "The finding is gone: by the signals to \(detected.window.end.minuteText) this target needs no change. "
                        + "Closed by the bot; the target is not held."
                ))
        }
        return gone
    }
}
