internal import Model
internal import Ports

/// Finds bounds of autoscalers that keep them from their own targets.
///
/// Replicas belong to the autoscaler, so its bounds are proposed instead, and so that its targets stay as they are declared. How
/// far an autoscaler may go is for people, whatever a category says.
struct ScalerDetector: Sendable {
    private static let by = "cluster, namespace, horizontalpodautoscaler"
    private static let prefix = "kube_horizontalpodautoscaler_"
    /// Steps of ten minutes in a day.
    private static let steps = 144.0
    /// Share of a day at a bound from which on it counts: an hour.
    private static let longEnough = 1.0 / 24
    /// Autoscalers themselves do nothing about less.
    private static let tolerance = 1.1
    /// Days on which it must have stood at its greatest number.
    private static let leastDays = 2

    private let detector: Detector
    private let answers: Answers

    init(_ detector: Detector, _ answers: Answers) {
        self.detector = detector
        self.answers = answers
    }

    private struct Scaler {
        var labels: Labels
        var least: Int
        var most: Int
        /// By name and type of metric.
        var targets: [String: Double]
        /// Share of each day at the bound, by day.
        var atLeast: [Int64: Double] = [:]
        var atMost: [Int64: Double] = [:]
        /// Share of each day's steps that are there.
        var known: [Int64: Double] = [:]
        /// The greatest of each day, as a multiple of the target, by name and type of metric.
        var loads: [String: [Int64: Double]] = [:]
        var series: Series?
    }

    private var matchers: Matchers { Matchers(common: [detector.scope.matchers]) }

    private func metric(_ name: String) -> String { matchers.object(ScalerDetector.prefix + name) }

    func detect() async throws -> DetectionReport {
        let window = answers.window
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        guard !answers.series(.autoscalers).isEmpty else { return report }
        let day = TimeSpan(seconds: 86_400)
        let points = TimeWindow(start: window.start.adding(seconds: day.seconds), end: window.end)
        let source = detector.source
        var isPartial = answers.isPartial
        func kept(_ answer: QueryAnswer) -> [Series] {
            report.queries += 1
            report.warnings += answer.warnings.map { "\(source.label): \($0)" }
            if !answer.warnings.isEmpty { isPartial = true }
            return answer.series
        }
        func now(_ name: String) async throws -> [Series] {
            let query = "max by (\(ScalerDetector.by)) (last_over_time(\(metric(name))[1h]))"
            return kept(try await source.instant(query, at: window.end))
        }
        let desired = "max by (\(ScalerDetector.by)) (\(metric("status_desired_replicas")))"
        func daily(_ query: String) async throws -> [Series] {
            kept(try await source.range(RangeQuery(query, points, step: day)))
        }
        func bound(_ sign: String, _ name: String) -> String {
            let limit = "max by (\(ScalerDetector.by)) (\(metric(name)))"
            return "avg_over_time((\(desired) \(sign) bool on (\(ScalerDetector.by)) \(limit))[1d:10m])"
        }
        let load =
            "max by (\(ScalerDetector.by), metric_name, metric_target_type) "
            + "(max_over_time(\(metric("status_target_metric"))[1d]))"
        var scalers = scalers(try await now("spec_min_replicas"), try await now("spec_max_replicas"))
        read(try await daily(bound("<=", "spec_min_replicas")), &scalers) { $0.atLeast[$1] = $2 }
        read(try await daily(bound(">=", "spec_max_replicas")), &scalers) { $0.atMost[$1] = $2 }
        read(try await daily("count_over_time((\(desired))[1d:10m])"), &scalers) {
            $0.known[$1] = min(1, $2 / ScalerDetector.steps)
        }
        for series in try await daily(load) {
            let name = ScalerDetector.metricName(series.labels)
            guard let place = scalers.firstIndex(where: { ScalerDetector.isSame($0.labels, series.labels) }),
                let target = scalers[place].targets[name], target > 0
            else { continue }
            for (time, value) in zip(series.timestamps, series.values) where value.isFinite && value >= 0 {
                scalers[place].loads[name, default: [:]][time] = value / target
            }
            scalers[place].series = series
        }
        let clusters = Set(answers.series(.livePods).map { $0.labels["cluster"] ?? "" })
        for scaler in scalers where !scaler.known.isEmpty {
            report.targetsSeen += 1
            let made = finding(scaler, load, points, clusters.count > 1, isPartial: isPartial)
            if let made { report.findings.append(made) } else { report.wellSized += 1 }
        }
        return report
    }

    private static func key(_ labels: Labels) -> String {
        ["cluster", "namespace", "horizontalpodautoscaler"].map { labels[$0] ?? "" }.joined(
            separator: "\u{1}")
    }

    private static func isSame(_ a: Labels, _ b: Labels) -> Bool { key(a) == key(b) }

    private static func metricName(_ labels: Labels) -> String {
        "\(labels["metric_name"] ?? "")\u{1}\(labels["metric_target_type"] ?? "")"
    }

    private func scalers(_ least: [Series], _ most: [Series]) -> [Scaler] {
        func count(_ list: [Series], _ labels: Labels) -> Int? {
            guard let value = list.first(where: { ScalerDetector.isSame($0.labels, labels) })?.values.last,
                value >= 1, value < 1e5, value == value.rounded()
            else { return nil }
            return Int(value)
        }
        return answers.series(.autoscalers).compactMap { series in
            guard let least = count(least, series.labels), let most = count(most, series.labels) else {
                return nil
            }
            var targets: [String: Double] = [:]
            for target in answers.series(.autoscalerTargets)
            where ScalerDetector.isSame(target.labels, series.labels) {
                targets[ScalerDetector.metricName(target.labels)] = target.values.last ?? 0
            }
            return Scaler(labels: series.labels, least: least, most: most, targets: targets)
        }.sorted { ScalerDetector.key($0.labels) < ScalerDetector.key($1.labels) }
    }

    private func read(
        _ series: [Series], _ scalers: inout [Scaler], _ keep: (inout Scaler, Int64, Double) -> Void
    ) {
        for one in series {
            guard let place = scalers.firstIndex(where: { ScalerDetector.isSame($0.labels, one.labels) })
            else { continue }
            for (time, value) in zip(one.timestamps, one.values) where value.isFinite && value >= 0 {
                keep(&scalers[place], time, value)
            }
        }
    }

    private struct Bound {
        var isMost: Bool
        var now: Int
        var wish: Int
        var words: [String]
    }

    private func finding(
        _ scaler: Scaler, _ query: String, _ points: TimeWindow, _ hasClusters: Bool, isPartial: Bool
    ) -> Finding? {
        guard let bound = tooLow(scaler) ?? tooHigh(scaler) else { return nil }
        let days = Int((answers.window.end.seconds(since: answers.window.start) / 86_400).rounded())
        let coverage = scaler.known.values.reduce(0, +) / Double(max(1, days))
        let hold = hold(coverage, scaler, days, isPartial)
        let address = address(scaler.labels, hasClusters)
        let isKeda = address.kind == "ScaledObject"
        let attribute =
            bound.isMost
            ? isKeda ? "spec.maxReplicaCount" : "spec.maxReplicas"
            : isKeda ? "spec.minReplicaCount" : "spec.minReplicas"
        let worst = worstLoads(scaler)
        let plot = worst.sorted { $0.key < $1.key }.map {
            PlotPoint(time: Timestamp(milliseconds: $0.key), value: $0.value * 100)
        }
        let samples = scaler.series.map { $0.values.count { $0.isFinite } } ?? 0
        return Finding(
            kind: bound.isMost ? "replicas-bound-too-low" : "replicas-bound-too-high",
            target: Target(.kubernetes(address), attribute), trigger: .sweep, window: answers.window,
            observed: "\(bound.now)", wish: hold == nil ? .choice("\(bound.wish)") : nil, hold: hold,
            confidence: (0.9 * min(1, coverage) * 100).rounded() / 100,
            remark: bound.isMost ? "at its greatest number" : "at its least number",
            narrative: bound.words,
            statistics: [
                Statistic("least number of pods", Double(scaler.least), .count),
                Statistic("greatest number of pods", Double(scaler.most), .count),
                Statistic("greatest load, of its target", worst.values.max() ?? 0, .ratio),
            ],
            hypotheses: [
                Hypothesis(
                    bound.isMost
                        ? "the autoscaler may not go as far as its target asks"
                        : "the autoscaler may not go as low as its target asks",
                    supports: Array(bound.words.prefix(1)), contradicts: [], accepted: true),
                Hypothesis(
                    "somebody set the bound for another reason", supports: [],
                    contradicts: ["no metric tells of one"], accepted: false),
            ],
            signals: [
                SignalRecord(
                    endpoint: detector.source.label, query: query, window: points,
                    step: TimeSpan(seconds: 86_400), series: 1, samples: samples,
                    expectedSamples: max(days, samples),
                    digest: QueryAnswer(series: [scaler.series].compactMap { $0 }).digest)
            ],
            historyDays: Double(scaler.known.count),
            newestSample: scaler.known.keys.max().map { Timestamp(milliseconds: $0) }, plot: plot,
            plotUnit: .percent,
            selector: [
                Matchers.equal("namespace", address.namespace),
                Matchers.equal(
                    "horizontalpodautoscaler", scaler.labels["horizontalpodautoscaler"] ?? ""),
            ].joined(separator: ","))
    }

    /// Of all metrics the worst of each day; a day on which one is missing is not there.
    private func worstLoads(_ scaler: Scaler) -> [Int64: Double] {
        guard !scaler.targets.isEmpty, scaler.loads.count == scaler.targets.count else { return [:] }
        var worst: [Int64: Double] = [:]
        for day in scaler.known.keys {
            let all = scaler.loads.values.compactMap { $0[day] }
            if all.count == scaler.targets.count { worst[day] = all.max() }
        }
        return worst
    }

    /// It stood at its greatest number for hours while its target was not met.
    private func tooLow(_ scaler: Scaler) -> Bound? {
        let bad = scaler.atMost.filter { day, share in
            share >= ScalerDetector.longEnough
                && scaler.loads.values.contains { ($0[day] ?? 0) > ScalerDetector.tolerance }
        }
        guard bad.count >= ScalerDetector.leastDays else { return nil }
        let load = bad.keys.flatMap { day in scaler.loads.values.compactMap { $0[day] } }.max() ?? 1
        let needed = Int((min(Double(scaler.most) * load, 1e6)).rounded(.up))
        let wish = max(scaler.most + 1, min(needed, scaler.most + scaler.most / 2))
        let hours = bad.values.reduce(0, +) * 24
        return Bound(
            isMost: true, now: scaler.most, wish: wish,
            words: [
                "\(name(scaler)) stood at its greatest number of \(scaler.most) pods for \(hours.fixed(1)) hours on "
                    + "\(bad.count) days, with up to \(MeasureUnit.ratio.text(load)) of its target.",
                "\(needed) pods would have met the target; the proposal goes up by half at most. The target stays as it is.",
            ])
    }

    /// It never needed its least number.
    private func tooHigh(_ scaler: Scaler) -> Bound? {
        let worst = worstLoads(scaler)
        guard scaler.least > 2, worst.count == scaler.known.count, let load = worst.values.max(),
            scaler.atLeast.count == scaler.known.count, scaler.atLeast.values.allSatisfy({ $0 > 0.999 })
        else { return nil }
        let needed = Int((Double(scaler.least) * load).rounded(.up))
        // Two pods at least: with one, every roll-out is an outage.
        let wish = max(needed, 2, (scaler.least + 1) / 2)
        guard Double(wish) <= Double(scaler.least) * 0.75 else { return nil }
        return Bound(
            isMost: false, now: scaler.least, wish: wish,
            words: [
                "\(name(scaler)) stood at its least number of \(scaler.least) pods all the time, with at most "
                    + "\(MeasureUnit.ratio.text(load)) of its target.",
                "\(max(needed, 1)) pods would have met the target on the busiest day; the proposal keeps two and goes down by "
                    + "half at most. The target stays as it is.",
            ])
    }

    private func name(_ scaler: Scaler) -> String {
        let address = address(scaler.labels, false)
        return "\(address.kind) \(address.namespace)/\(address.name)"
    }

    private func address(_ labels: Labels, _ hasClusters: Bool) -> KubernetesAddress {
        let cluster = labels["cluster"] ?? ""
        let name = labels["horizontalpodautoscaler"] ?? ""
        let isKeda = name.hasPrefix("keda-hpa-")
        return KubernetesAddress(
            cluster: detector.scope.clusters[cluster] ?? (hasClusters && !cluster.isEmpty ? cluster : nil),
            namespace: labels["namespace"] ?? "",
            kind: isKeda ? "ScaledObject" : "HorizontalPodAutoscaler",
            name: isKeda ? String(name.dropFirst(9)) : name)
    }

    private func hold(_ coverage: Double, _ scaler: Scaler, _ days: Int, _ isPartial: Bool) -> Hold? {
        if isPartial {
            return Hold(.badData, "the metrics store warned that its answer may be incomplete")
        }
        if scaler.known.count < days {
            return Hold(.tooYoung, "\(scaler.known.count) of \(days) days")
        }
        if coverage < detector.limits.coverage {
            let share = (coverage * 100).rounded(.down).fixed(0)
            return Hold(
                .lowCoverage,
                "\(share)% of its numbers of pods are there (needs \((detector.limits.coverage * 100).fixed(0))%)"
            )
        }
        return nil
    }
}
