internal import Model
internal import Ports

/// Finds functions and tasks whose memory, or CPU, is far from what they used.
///
/// They run when something calls them, so days count instead of samples: the greatest use of each day, and how many days have any.
struct ServerlessDetector: Sendable {
    static let functionMetrics = [
        "aws_lambdainsights_used_memory_max_maximum", "aws_lambdainsights_total_memory_maximum",
    ]
    static let durationMetric = "aws_lambda_duration_maximum"
    static let taskMetrics = [
        "aws_ecs_containerinsights_cpu_utilized_maximum", "aws_ecs_containerinsights_cpu_reserved_average",
        "aws_ecs_containerinsights_memory_utilized_maximum",
        "aws_ecs_containerinsights_memory_reserved_average",
    ]

    /// What must be there before anything is asked.
    static var metrics: [String] { functionMetrics + [durationMetric] + taskMetrics }

    /// Fewer days with a run than these show no week.
    private static let leastDays = 10
    /// A fifth stays free.
    private static let margin = 1.2

    private let detector: Detector
    private let window: TimeWindow

    init(_ detector: Detector, _ window: TimeWindow) {
        self.detector = detector
        self.window = window
    }

    /// The greatest value of each day with any, by identifier.
    private struct Days {
        var answer: SignalAnswer
        var series: [String: Series]

        func greatest(_ identifier: String) -> Double? { series[identifier]?.values.filter(\.isFinite).max() }
    }

    func detect(_ present: Set<String>) async throws -> DetectionReport {
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        if present.isSuperset(of: ServerlessDetector.functionMetrics) {
            try await functions(&report, hasDuration: present.contains(ServerlessDetector.durationMetric))
        }
        if present.isSuperset(of: ServerlessDetector.taskMetrics) { try await tasks(&report) }
        return report
    }

    private func days(
        _ metric: String, _ label: String, _ report: inout DetectionReport
    ) async throws -> Days {
        let day = TimeSpan(seconds: 86_400)
        let matchers = Matchers(common: [detector.scope.matchers])
        let selected = matchers.object(metric, "\(label)!=\"\"")
        let expression = "max by (\(label)) (max_over_time(\(selected)[1d]))"
        let points = TimeWindow(start: window.start.adding(seconds: day.seconds), end: window.end)
        let answer = try await detector.source.range(RangeQuery(expression, points, step: day))
        report.queries += 1
        report.warnings += answer.warnings.map { "\(detector.source.label): \($0)" }
        return Days(
            answer: SignalAnswer(query: expression, window: points, step: day, answer: answer),
            series: Dictionary(
                answer.series.compactMap { series in series.labels[label].map { ($0, series) } },
                uniquingKeysWith: { a, _ in a }))
    }

    // MARK: Functions

    private func functions(_ report: inout DetectionReport, hasDuration: Bool) async throws {
        let used = try await days(ServerlessDetector.functionMetrics[0], "dimension_function_name", &report)
        let total = try await days(ServerlessDetector.functionMetrics[1], "dimension_function_name", &report)
        // Lambda's own metrics call the same label otherwise.
        let duration =
            hasDuration
            ? try await days(ServerlessDetector.durationMetric, "dimension_FunctionName", &report) : nil
        for name in used.series.keys.sorted() {
            guard let address = detector.scope.machines[name], let series = used.series[name],
                let most = used.greatest(name), let now = total.series[name]?.values.last, now.isFinite,
                now >= 128, now <= 10_240
            else { continue }
            report.targetsSeen += 1
            let longest = duration?.greatest(name)
            guard let wish = ServerlessDetector.functionMemory(used: most, now: now) else {
                report.wellSized += 1
                if hold(series, most, now) == nil {
                    report.concluded.insert(ResourceAddress.terraform(address).canonical)
                }
                continue
            }
            var statistics = [
                Statistic("memory used max", most * 1_048_576, .bytes),
                Statistic("memory size", now * 1_048_576, .bytes),
            ]
            if let longest { statistics.append(Statistic("duration max", longest / 1000, .seconds)) }
            var hold = hold(series, most, now)
            if wish < now, longest == nil {
                hold = hold ?? Hold(.lowCoverage, "its duration is not measured, and less memory is less CPU")
            }
            report.findings.append(
                Finding(
                    kind: wish < now ? "function-memory-too-high" : "function-memory-too-low",
                    target: Target(.terraform(address), "memory_size"), trigger: .sweep,
                    window: used.answer.window,
                    observed: now.fixed(0), wish: hold == nil ? .choice(wish.fixed(0)) : nil, hold: hold,
                    confidence: 0.9, remark: "peak \(most.fixed(0)) MB",
                    narrative: [
                        "In \(series.values.count) of \(Int(detector.limits.window.days.rounded())) days with a run, \(name) used at most "
                            + "\(most.fixed(0)) of \(now.fixed(0)) MB.",
                        wish < now
                            ? "CPU goes with memory: a run may take up to \((now / wish).fixed(1)) times as long."
                            : "The proposal leaves a fifth free.",
                    ], statistics: statistics, hypotheses: [],
                    signals: [record(used, name), record(total, name)]
                        + (duration.map { [record($0, name)] } ?? []),
                    historyDays: Double(series.values.count),
                    newestSample: series.timestamps.last.map { Timestamp(milliseconds: $0) },
                    plot: plot(series, scale: 1_048_576), plotUnit: .bytes,
                    selector: Matchers.equal("dimension_function_name", name)))
        }
    }

    /// The memory that would be right, in steps of 64 MB; nil where it is.
    ///
    /// Less goes to half at most at once, since CPU goes with it.
    static func functionMemory(used: Double, now: Double) -> Double? {
        let need = max(128, (used * margin / 64).rounded(.up) * 64)
        if used > now * 0.9 {
            let more = min(10_240, need)
            return more > now ? more : nil
        }
        let less = max(need, (now / 2 / 64).rounded(.up) * 64)
        return less <= now * 0.75 ? less : nil
    }

    // MARK: Tasks

    private func tasks(_ report: inout DetectionReport) async throws {
        let label = "dimension_TaskDefinitionFamily"
        var asked: [Days] = []
        for metric in ServerlessDetector.taskMetrics { asked.append(try await days(metric, label, &report)) }
        for name in asked[0].series.keys.sorted() {
            guard let address = detector.scope.machines[name], let cpu = asked[0].series[name],
                let memory = asked[2].series[name], let usedCPU = asked[0].greatest(name),
                let usedMemory = asked[2].greatest(name), let units = asked[1].series[name]?.values.last,
                let mebi = asked[3].series[name]?.values.last, units.isFinite, mebi.isFinite, units > 0,
                mebi > 0,
                units < 1e6, mebi < 1e9
            else { continue }
            report.targetsSeen += 1
            let now = FargateSize(cpu: Int(units.rounded()), memory: Int(mebi.rounded()))
            let next = FargateSize.least(
                cpu: usedCPU * ServerlessDetector.margin, memory: usedMemory * ServerlessDetector.margin)
            var hold = hold(cpu, usedCPU, units) ?? hold(memory, usedMemory, mebi)
            if hold == nil, !now.isValid {
                hold = Hold(.unsupported, "\(now.cpu) units and \(now.memory) MiB are no size of Fargate's")
            }
            guard let next, next != now, next.cpu <= now.cpu, next.memory <= now.memory else {
                report.wellSized += 1
                if hold == nil { report.concluded.insert(ResourceAddress.terraform(address).canonical) }
                continue
            }
            let changes = [
                ("cpu", "\(now.cpu)", "\(next.cpu)"), ("memory", "\(now.memory)", "\(next.memory)"),
            ].filter { $0.1 != $0.2 }
            let targets = changes.map { Target(.terraform(address), $0.0) }
            for (index, change) in changes.enumerated() {
                report.findings.append(
                    Finding(
                        kind: "task-oversized", target: targets[index], trigger: .sweep,
                        window: asked[0].answer.window,
                        observed: change.1, wish: hold == nil ? .choice(change.2) : nil, hold: hold,
                        confidence: 0.9, remark: "peak \(usedCPU.fixed(0)) units, \(usedMemory.fixed(0)) MiB",
                        narrative: [
                            "Tasks of \(name) used at most \(usedCPU.fixed(0)) of \(now.cpu) units of CPU and "
                                + "\(usedMemory.fixed(0)) of \(now.memory) MiB in \(cpu.values.count) days.",
                            "\(next.cpu) units and \(next.memory) MiB is the least size of Fargate's that leaves a fifth free.",
                        ],
                        statistics: [
                            Statistic("cpu used max", usedCPU / 1024, .cores),
                            Statistic("memory used max", usedMemory * 1_048_576, .bytes),
                        ], hypotheses: [], signals: asked.map { record($0, name) },
                        historyDays: Double(cpu.values.count),
                        newestSample: cpu.timestamps.last.map { Timestamp(milliseconds: $0) },
                        plot: change.0 == "cpu"
                            ? plot(cpu, scale: 1.0 / 1024) : plot(memory, scale: 1_048_576),
                        plotUnit: change.0 == "cpu" ? .cores : .bytes, selector: Matchers.equal(label, name),
                        tiedTo: targets.filter { $0 != targets[index] }))
            }
        }
    }

    // MARK: Both

    private func hold(_ series: Series, _ most: Double, _ now: Double) -> Hold? {
        if series.values.contains(where: { !$0.isFinite || $0 < 0 }) || most > now * 1.05 {
            return Hold(.badData, "samples are negative, or more was used than there is")
        }
        if series.values.count < ServerlessDetector.leastDays {
            return Hold(
                .tooYoung,
                "runs on \(series.values.count) of \(Int(detector.limits.window.days.rounded())) days (needs \(ServerlessDetector.leastDays))"
            )
        }
        return nil
    }

    private func plot(_ series: Series, scale: Double) -> [PlotPoint] {
        zip(series.timestamps, series.values).map {
            PlotPoint(time: Timestamp(milliseconds: $0), value: $1 * scale)
        }
    }

    private func record(_ days: Days, _ identifier: String) -> SignalRecord {
        let series = days.series[identifier].map { [$0] } ?? []
        let samples = series.reduce(0) { $0 + $1.values.count }
        return SignalRecord(
            endpoint: detector.source.label, query: days.answer.query, window: days.answer.window,
            step: days.answer.step, series: series.count, samples: samples, expectedSamples: samples,
            digest: QueryAnswer(series: series).digest)
    }
}
