public import Model
public import Ports

/// Reads production and says what is worth acting on, and what is not and why.
public struct Detector: Sendable {
    let source: any MetricsSource
    let limits: DetectionLimits
    let scope: DetectionScope
    let strategies: StrategyTable

    /// Makes a detector over a metrics source.
    public init(
        source: any MetricsSource, limits: DetectionLimits = DetectionLimits(),
        scope: DetectionScope = DetectionScope(), strategies: StrategyTable = StrategyTable()
    ) {
        self.source = source
        self.limits = limits
        self.scope = scope
        self.strategies = strategies
    }

    /// Looks at everything, with a number of queries that does not depend on how much there is.
    ///
    /// The window ends at the last whole memory step before `time`, so that runs within one step ask the same.
    ///
    /// - Throws: `Failure` of the metrics source.
    public func sweep(at time: Timestamp) async throws -> DetectionReport {
        let window = self.window(endingAt: time)
        let queries = SweepQueries(limits: limits, matchers: Matchers(common: [scope.matchers])).queries
        var answers = try await Answers(queries, of: source, over: window)
        try await askFurther(&answers, Matchers(common: [scope.matchers]))
        let containers = assess(answers, .sweep)
        let present = try await presentMetrics(at: window.end)
        var reports = [containers, try await MachineDetector(self).detect(window, present.names)]
        if present.names.contains(VolumeDetector.metric) {
            reports.append(try await VolumeDetector(self).detect(window))
        }
        reports.append(try await ScalerDetector(self, answers).detect())
        reports.append(try await DiskDetector(self).detect(window, present.names))
        reports.append(try await VolumeTypeDetector(self).detect(window, present.names))
        reports.append(try await ServerlessDetector(self, window).detect(present.names))
        return DetectionReport(
            findings: reports.flatMap(\.findings), window: window,
            targetsSeen: reports.reduce(0) { $0 + $1.targetsSeen },
            wellSized: reports.reduce(0) { $0 + $1.wellSized },
            concluded: reports.reduce(into: []) { $0.formUnion($1.concluded) },
            queries: reports.reduce(1) { $0 + $1.queries },
            warnings: reports.flatMap(\.warnings) + present.warnings)
    }

    /// Which metrics of machines and volumes have series: one question, so that nothing is asked about clouds that are not
    /// here.
    private func presentMetrics(at time: Timestamp) async throws -> (names: Set<String>, warnings: [String]) {
        let queries = MachineQueries(limits: limits, matchers: Matchers(common: [scope.matchers]))
        let metrics = Set(MachineConvention.all.flatMap(\.markers)).union([VolumeDetector.metric])
            .union(DiskDetector.sources.filter { $0.concerns(scope) }.map(\.metric))
            .union(VolumeTypeDetector.concerns(scope) ? VolumeTypeConvention.metrics : [])
            .union(ServerlessDetector.metrics)
        let answer = try await source.instant(queries.present(metrics), at: time)
        return (
            Set(answer.series.compactMap { $0.labels["__name__"] }),
            answer.warnings.map { "\(source.label): \($0)" }
        )
    }

    func askFurther(_ answers: inout Answers, _ matchers: Matchers) async throws {
        try await answers.ask(
            FurtherQueries(answers, limits: limits, matchers: matchers).queries, of: source)
    }

    func window(endingAt time: Timestamp) -> TimeWindow {
        let end = limits.end(at: time)
        return TimeWindow(start: end.adding(seconds: -limits.window.seconds), end: end)
    }

    /// Findings about the containers of one batch of answers.
    func assess(_ answers: Answers, _ trigger: Trigger) -> DetectionReport {
        let builder = HistoryBuilder(answers, limits)
        let histories = builder.histories()
        let clusters = Set(histories.map(\.key.cluster)).sorted()
        let assessor = ContainerAssessor(
            limits: limits, scope: scope, strategies: strategies,
            gate: QualityGate(limits: limits, window: answers.window, isPartial: answers.isPartial),
            hasClusters: clusters.count > 1)
        var findings: [Finding] = []
        var wellSized = 0
        var concluded: Set<String> = []
        var warnings = answers.warnings
        if clusters.count > 1, scope.clusters.isEmpty {
            warnings.append(
                "clusters \(clusters.joined(separator: ", ")) answer; name them under `clusters` in .trimtab.yml, so "
                    + "that alerts and sweeps agree on addresses")
        }
        for history in histories {
            let made = assessor.findings(history, answers, trigger)
            if made.isEmpty { wellSized += 1 }
            if made.allSatisfy({ $0.hold == nil }), assessor.isConclusive(history) {
                concluded.insert(ResourceAddress.kubernetes(assessor.address(history.key)).canonical)
            }
            findings += made
            warnings += remarks(history)
        }
        if !histories.isEmpty, !builder.knowsOwners {
            warnings.append(
                "\(answers.endpoint): kube-state-metrics answers nothing; owners are read from the names of pods"
            )
        }
        let jobs = builder.jobNames
        if !jobs.isEmpty {
            warnings.append("jobs run to an end and are not sized: \(jobs.joined(separator: ", "))")
        }
        return DetectionReport(
            findings: findings, window: answers.window, targetsSeen: histories.count, wellSized: wellSized,
            concluded: concluded, queries: answers.answers.count, warnings: warnings)
    }

    private func remarks(_ history: ContainerHistory) -> [String] {
        var faults = history.cpu.faults
        faults += history.memory.faults
        faults += history.throttling.faults
        let name = "\(history.key.namespace) \(history.key.kind)/\(history.key.name)/\(history.key.container)"
        var remarks: [String] = []
        if faults.notFinite > 0 {
            remarks.append("\(name): \(faults.notFinite) samples are not numbers; dropped")
        }
        if faults.duplicates > 0 {
            remarks.append("\(name): \(faults.duplicates) samples came twice; the greater was kept")
        }
        if faults.outside > 0 {
            remarks.append("\(name): \(faults.outside) samples lie outside the window; dropped")
        }
        return remarks
    }
}
