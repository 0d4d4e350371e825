public import Model
internal import RightSizing
internal import Ports

extension Detector {
    /// Looks at what alerts speak of.
    ///
    /// An alert is a hint: the signals themselves must show it.
    ///
    /// Each container is looked at once, however many alerts name it; the queries are those of a sweep, narrowed to
    /// the workload. Resolved alerts, and alerts that nothing here answers, become warnings.
    ///
    /// - Throws: `Failure` of the metrics source.
    public func respond(to alerts: [Alert], at time: Timestamp) async throws -> DetectionReport {
        let window = self.window(endingAt: time)
        var findings: [Finding] = []
        var warnings: [String] = []
        var queries = 0
        var seen: Set<Target> = []
        var claims: [String: Claim] = [:]
        for alert in alerts.sorted(by: { ($0.startsAt, $0.fingerprint) < ($1.startsAt, $1.fingerprint) }) {
            guard alert.status == .firing else {
                warnings.append("alert \(alert.name): resolved, nothing to do")
                continue
            }
            guard let kind = AlertTable.kind(of: alert.name) else {
                warnings.append(
                    "alert \(alert.name.isEmpty ? "without a name" : alert.name): no fix is known for it")
                continue
            }
            let claim = Claim(alert: alert, kind: kind)
            guard let key = claim.key else {
                findings.append(claim.heldWithoutTarget(window))
                continue
            }
            if claims[key] == nil { claims[key] = claim }
        }
        for (_, claim) in claims.sorted(by: { $0.key < $1.key }) {
            let report = try await answer(claim, window)
            queries += report.queries
            warnings += report.warnings
            for finding in report.findings {
                if seen.insert(finding.target).inserted {
                    findings.append(finding)
                } else {
                    warnings.append(
                        "alert \(claim.alert.name): \(finding.target.display) is already answered")
                }
            }
        }
        return DetectionReport(
            findings: findings, window: window, targetsSeen: seen.count, wellSized: 0, queries: queries,
            warnings: warnings)
    }

    /// What one alert claims.
    private struct Claim {
        var alert: Alert
        var kind: FindingKind

        var namespace: String? { alert.labels["namespace"].flatMap { $0.isEmpty ? nil : $0 } }
        var pod: String? { alert.labels["pod"].flatMap { $0.isEmpty ? nil : $0 } }
        var container: String? { alert.labels["container"].flatMap { $0.isEmpty ? nil : $0 } }

        /// Equal for alerts that say the same of one pod.
        var key: String? {
            guard let namespace, let pod, let container else { return nil }
            let cluster = alert.labels["cluster"] ?? ""
            return [cluster, namespace, pod, container, kind.rawValue].joined(separator: "\u{1}")
        }

        func heldWithoutTarget(_ window: TimeWindow) -> Finding {
            let missing = [("namespace", namespace), ("pod", pod), ("container", container)]
                .filter { $0.1 == nil }.map(\.0).joined(separator: ", ")
            return held(Hold(.noTarget, "the alert has no label \(missing)"), window)
        }

        func held(_ hold: Hold, _ window: TimeWindow) -> Finding {
            let guess = pod.map(PodOwner.guessed)
            let address = KubernetesAddress(
                namespace: namespace ?? "", kind: guess?.kind ?? "Alert", name: guess?.name ?? alert.name,
                container: container)
            let attribute = kind == .cpuLimitTooLow ? Attribute.cpuLimit : Attribute.memoryLimit
            return Finding(
                kind: kind, target: Target(.kubernetes(address), attribute), trigger: .alert(alert),
                window: window, hold: hold, remark: alert.name)
        }
    }

    /// Asks about the one workload and keeps what bears out the claim.
    private func answer(_ claim: Claim, _ window: TimeWindow) async throws -> DetectionReport {
        guard let namespace = claim.namespace, let pod = claim.pod, let container = claim.container else {
            return DetectionReport(
                findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        }
        var common = [scope.matchers, Matchers.equal("namespace", namespace)]
        if let cluster = claim.alert.labels["cluster"], !cluster.isEmpty, !scope.matchers.contains("cluster=")
        {
            common.append(Matchers.equal("cluster", cluster))
        }
        // The name's form finds the sisters of the pod; the owners that the metrics tell then decide.
        let owner = PodOwner.guessed(from: pod)
        let matchers = Matchers(common: common, pods: [Matchers.like("pod", owner.podPattern)])
        let queries = SweepQueries(limits: limits, matchers: matchers).queries
        var answers = try await Answers(queries, of: source, over: window)
        try await askFurther(&answers, matchers)
        let report = assess(answers, .alert(claim.alert))
        let about = report.findings.filter {
            guard case .kubernetes(let address) = $0.target.address else { return false }
            return address.container == container
        }
        var made = about.filter { $0.kind == claim.kind || $0.kind == .memoryLeak && isMemory(claim.kind) }
        let tied = Set(made.flatMap(\.tiedTo))
        made += about.filter { tied.contains($0.target) && $0.kind != claim.kind }
        if made.isEmpty { made = [uncorroborated(claim, answers, window)] }
        return DetectionReport(
            findings: made, window: window, targetsSeen: 1, wellSized: 0, queries: report.queries,
            warnings: report.warnings)
    }

    private func isMemory(_ kind: FindingKind) -> Bool { kind == .memoryLimitTooLow }

    /// Says what the signals show instead, in numbers.
    private func uncorroborated(_ claim: Claim, _ answers: Answers, _ window: TimeWindow) -> Finding {
        let histories = HistoryBuilder(answers, limits).histories()
        let days = limits.window.days.fixed(0)
        guard let history = histories.first(where: { $0.key.container == claim.container }),
            !(history.cpu.isEmpty && history.memory.isEmpty)
        else {
            return claim.held(
                Hold(.uncorroborated, "no signals of \(claim.container ?? "it") in \(days) days"), window)
        }
        let detail: String
        if claim.kind == .cpuLimitTooLow {
            let share = Quantiles(history.throttling.worst)[0.95]
            detail = "throttled share p95 \(MeasureUnit.ratio.text(share)) in \(days) days"
        } else {
            let peak = MeasureUnit.bytes.text(Quantiles(history.memory.worst).maximum)
            let limit =
                history.memoryLimit.value.map { " of \(Quantity(bytes: $0).text())" } ?? ", no limit set"
            detail = "\(history.kills.count) kills in \(days) days, peak \(peak)\(limit)"
        }
        var finding = claim.held(Hold(.uncorroborated, detail), window)
        finding.target = Target(
            .kubernetes(
                KubernetesAddress(
                    namespace: history.key.namespace, kind: history.key.kind, name: history.key.name,
                    container: history.key.container)), finding.target.attribute)
        finding.historyDays = history.memory.historyDays
        finding.newestSample = history.memory.newest
        return finding
    }
}
