internal import Alertmanager
internal import Detection
internal import Diagnostics
internal import Model
internal import Planning
internal import Policy
internal import Settings

/// The road from signals to merged changes; scheduled sweeps and alerts travel the same one.
public struct Road: Sendable {
    private let workspace: Workspace

    /// The road in a workspace.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Looks at everything in production.
    ///
    /// - Throws: `Failure` when signals, repository, remote or forge cannot be used. What concerns one finding only is in
    ///   its row of the report.
    public func sweep() async throws -> RunReport {
        let detector = try Detecting(workspace).detector()
        workspace.progress.say("asking for \(workspace.options.window) of signals")
        let detected = try await detector.sweep(at: try Detecting(workspace).moment())
        return try await travel(detected, .sweep)
    }

    /// Answers an Alertmanager payload; `name` is shown in messages about it.
    ///
    /// - Throws: ``InvalidFiles`` when the payload cannot be read; otherwise as ``sweep()``.
    public func respond(to payload: [UInt8], from name: String) async throws -> RunReport {
        let alerts = try Detecting(workspace).alerts(in: payload, name)
        let detector = try Detecting(workspace).detector()
        workspace.progress.say("corroborating \(alerts.count) alerts")
        let detected = try await detector.respond(to: alerts, at: try Detecting(workspace).moment())
        return try await travel(detected, alerts.first.map { .alert($0) } ?? .sweep)
    }

    /// Signal → Finding → Hypothesis → Plan → Edit → Commit → PullRequest → Merge; Verification follows in production.
    private func travel(_ detected: DetectionReport, _ trigger: Trigger) async throws -> RunReport {
        let (workspace, run, arrival) = try await start(trigger)
        let judge = try await Judge(workspace, run: run, arrival: arrival)
        let evaluation = try Evaluation(workspace, run: run, policies: judge.policies)

        var journeys = PlanningRequest.groups(detected.findings).map { Journey($0) }
        journeys = try evaluation.trace(journeys)
        journeys = try evaluation.plan(journeys)
        journeys = Ranking(top: workspace.options.top).rank(journeys)
        journeys = evaluation.edit(journeys)
        journeys = try await Deciding(run: run, judge: judge).decide(journeys, arrival)
        journeys = try await Grouping(
            run: run, evaluate: evaluation, deciding: Deciding(run: run, judge: judge)
        ).group(journeys, arrival)
        journeys = try await Committing(run: run, tip: workspace.tip, arrival: arrival).commit(
            journeys, judge)
        journeys = try await Publishing(run: run, tip: workspace.tip).publish(journeys)
        journeys = try await Proposing(run: run, tip: workspace.tip, arrival: arrival).propose(journeys)
        journeys = try await Merging(run: run, judge: judge, evaluate: evaluation).merge(journeys)
        journeys = try await Rebuilding(run: run, judge: judge, evaluate: evaluation).rebuild(journeys)
        journeys = try await Refreshing(run: run, judge: judge, evaluate: evaluation).refresh(journeys)

        journeys = Grouping.members(of: journeys)
        return try await Departure(workspace, run: run).depart(journeys, detected, arrival, judge)
    }

    /// The world as it is now: a tip that moved while signals were read is opened anew, so that nothing is decided on a state
    /// that another run has changed.
    private func start(_ trigger: Trigger) async throws -> (Workspace, RunContext, Arrival) {
        var workspace = self.workspace
        for _ in 0..<10 {
            let policies = try CategoryLoader().load(from: workspace.tree)
            guard !policies.diagnostics.contains(where: { $0.severity == .error }) else {
                throw ConfigurationFiles.invalid(policies.diagnostics, policies.files)
            }
            let run = workspace.context(trigger)
            let arrival = try await Arrival(run: run, tip: workspace.tip).arrive()
            if arrival.references[run.baseReference] == workspace.tip { return (workspace, run, arrival) }
            workspace = try await workspace.reopened()
        }
        throw Failure(
            .conflict, "reading \(workspace.settings.targetBranch)", "it moves faster than it can be read",
            .retry(afterSeconds: 60))
    }
}
