internal import Model
internal import Ports

/// Finds volumes of pods that will be full within a month, by how they grew over the window.
///
/// What grows cannot shrink, so nothing is ever wished for but more, and people merge it.
struct VolumeDetector: Sendable {
    /// The metric without which nothing is asked.
    static let metric = "kubelet_volume_stats_used_bytes"

    /// A volume that is full later than in so many days is no business of today.
    private static let horizon = 30.0
    /// What is proposed lasts so long.
    private static let lasting = 60.0
    /// And leaves so much free then.
    private static let free = 0.15

    private let detector: Detector

    init(_ detector: Detector) { self.detector = detector }

    private static let labels = "cluster, namespace, persistentvolumeclaim"

    private struct Volume {
        var labels: Labels
        var used: Series
        var capacity: Double
        /// What the claim asks for; nil where no metric tells.
        var request: Double?
    }

    func detect(_ window: TimeWindow) async throws -> DetectionReport {
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        let matchers = Matchers(common: [detector.scope.matchers])
        func by(_ expression: String) -> String { "max by (\(VolumeDetector.labels)) (\(expression))" }
        let day = TimeSpan(seconds: 86_400)
        let points = TimeWindow(start: window.start.adding(seconds: day.seconds), end: window.end)
        let usage = by("max_over_time(\(matchers.object(VolumeDetector.metric))[1d])")
        let used = SignalAnswer(
            query: usage, window: points, step: day,
            answer: try await detector.source.range(RangeQuery(usage, points, step: day)))
        let sizes = by(matchers.object("kubelet_volume_stats_capacity_bytes"))
        let capacity = try await detector.source.instant(sizes, at: window.end)
        let claims = by(matchers.object("kube_persistentvolumeclaim_resource_requests_storage_bytes"))
        let requests = try await detector.source.instant(claims, at: window.end)
        report.queries = 3
        let warnings = used.answer.warnings + capacity.warnings + requests.warnings
        report.warnings = warnings.map { "\(detector.source.label): \($0)" }
        let volumes = volumes(used, capacity, requests)
        let hasClusters = Set(volumes.map { $0.labels["cluster"] ?? "" }).count > 1
        for volume in volumes {
            report.targetsSeen += 1
            let address = address(volume, hasClusters)
            let made = finding(volume, address, used, isPartial: !warnings.isEmpty)
            if let made { report.findings.append(made) } else { report.wellSized += 1 }
            if made?.hold == nil, warnings.isEmpty, volume.used.values.count >= StorageTrend.leastDays {
                report.concluded.insert(ResourceAddress.kubernetes(address).canonical)
            }
        }
        return report
    }

    private func volumes(
        _ used: SignalAnswer, _ capacity: QueryAnswer, _ requests: QueryAnswer
    ) -> [Volume] {
        func key(_ labels: Labels) -> String {
            ["cluster", "namespace", "persistentvolumeclaim"].map { labels[$0] ?? "" }.joined(
                separator: "\u{1}")
        }
        func table(_ answer: QueryAnswer) -> [String: Double] {
            Dictionary(
                answer.series.compactMap { series in
                    guard let value = series.values.last, value.isFinite, value > 0, value < 1e18 else {
                        return nil
                    }
                    return (key(series.labels), value)
                }, uniquingKeysWith: max)
        }
        let (capacities, claims) = (table(capacity), table(requests))
        return used.answer.series.compactMap { series in
            let name = key(series.labels)
            // A claim that is gone has no capacity any more.
            guard series.labels["persistentvolumeclaim"]?.isEmpty == false, let capacity = capacities[name]
            else {
                return nil
            }
            return Volume(labels: series.labels, used: series, capacity: capacity, request: claims[name])
        }.sorted { key($0.labels) < key($1.labels) }
    }

    private func address(_ volume: Volume, _ hasClusters: Bool) -> KubernetesAddress {
        let cluster = volume.labels["cluster"] ?? ""
        return KubernetesAddress(
            cluster: detector.scope.clusters[cluster] ?? (hasClusters && !cluster.isEmpty ? cluster : nil),
            namespace: volume.labels["namespace"] ?? "", kind: "PersistentVolumeClaim",
            name: volume.labels["persistentvolumeclaim"] ?? "")
    }

    private func finding(
        _ volume: Volume, _ address: KubernetesAddress, _ used: SignalAnswer, isPartial: Bool
    ) -> Finding? {
        let start = used.window.start
        let pairs = zip(volume.used.timestamps, volume.used.values)
        let absurd = pairs.contains { !$0.1.isFinite || $0.1 < 0 || $0.1 > volume.capacity * 1.01 }
        let points = pairs.compactMap { time, value -> (day: Double, bytes: Double)? in
            guard value.isFinite, value >= 0, value <= volume.capacity * 1.01 else { return nil }
            return (Timestamp(milliseconds: time).seconds(since: start) / 86_400, value)
        }
        guard let last = points.last else { return nil }
        guard let trend = StorageTrend(points) else {
            // Nearly full and nearly new: said, and not acted on.
            guard last.bytes > volume.capacity * (1 - VolumeDetector.free) else { return nil }
            return make(
                volume, address, used, points, nil,
                Hold(.tooYoung, "\(points.count) of \(StorageTrend.leastDays) days"))
        }
        guard let full = trend.daysToFull(volume.capacity), full.likely <= VolumeDetector.horizon else {
            return nil
        }
        var hold: Hold?
        if absurd {
            hold = Hold(.badData, "samples of its use are negative or beyond its capacity")
        } else if isPartial {
            hold = Hold(.badData, "the metrics store warned that its answer may be incomplete")
        } else if used.window.end.seconds(since: start.adding(seconds: last.day * 86_400)) > 86_400 {
            hold = Hold(.staleData, "the newest sample of its use is more than a day old")
        }
        return make(volume, address, used, points, trend, hold)
    }

    private func make(
        _ volume: Volume, _ address: KubernetesAddress, _ used: SignalAnswer,
        _ points: [(day: Double, bytes: Double)], _ trend: StorageTrend?, _ hold: Hold?
    ) -> Finding {
        let start = used.window.start
        let full = trend?.daysToFull(volume.capacity)
        let wish = trend.map { VolumeDetector.wish(volume.request ?? volume.capacity, volume.capacity, $0) }
        var statistics = [
            Statistic("used", points.last?.bytes ?? 0, .bytes),
            Statistic("capacity", volume.capacity, .bytes),
        ]
        if let trend { statistics.append(Statistic("growth per day", trend.slope, .bytes)) }
        if let full { statistics.append(Statistic("time to full", full.likely * 86_400, .seconds)) }
        let count = Double(points.count)
        let days = used.window.end.seconds(since: start) / 86_400 + 1
        let certainty = trend.map { 1 - min(1, $0.error / max($0.slope, 1)) } ?? 0
        return Finding(
            kind: "storage-filling", target: Target(.kubernetes(address), "spec.resources.requests.storage"),
            trigger: .sweep, window: used.window, observed: volume.request.map { Quantity(bytes: $0).text() },
            wish: hold == nil ? wish.map(Wish.quantity) : nil, hold: hold,
            confidence: (min(0.99, certainty) * min(1, count / days) * 100).rounded() / 100,
            remark: full.map { "full in \($0.likely.fixed(0))d" } ?? "nearly full",
            narrative: narrative(volume, address, points, trend), statistics: statistics,
            hypotheses: [
                Hypothesis(
                    "the volume fills up",
                    supports: trend.map { ["it grows by \(MeasureUnit.bytes.text($0.slope)) a day"] } ?? [],
                    contradicts: [], accepted: true),
                Hypothesis(
                    "what it holds should be deleted instead", supports: [],
                    contradicts: ["no metric tells what its files are for"], accepted: false),
            ],
            signals: [
                SignalRecord(
                    endpoint: detector.source.label, query: used.query, window: used.window, step: used.step,
                    series: 1, samples: volume.used.values.count, expectedSamples: Int(days.rounded()),
                    digest: QueryAnswer(series: [volume.used]).digest)
            ],
            historyDays: points.first.map { days - $0.day } ?? 0,
            newestSample: volume.used.timestamps.last.map { Timestamp(milliseconds: $0) },
            plot: points.map { PlotPoint(time: start.adding(seconds: $0.day * 86_400), value: $0.bytes) },
            plotUnit: .bytes,
            selector: [
                Matchers.equal("namespace", address.namespace),
                Matchers.equal("persistentvolumeclaim", address.name),
            ].joined(separator: ","))
    }

    /// Whole GiB for two months of the steepest growth that is likely, with room; never less than one more.
    ///
    /// A file system has less than the claim asked for, so what it needs is stretched by as much.
    private static func wish(_ request: Double, _ capacity: Double, _ trend: StorageTrend) -> Quantity {
        let gib = 1_073_741_824.0
        let need = trend.use(after: lasting) / (1 - free) * max(1, request / capacity)
        return Quantity(bytes: max((need / gib).rounded(.up), (request / gib).rounded(.down) + 1) * gib)
    }

    private func narrative(
        _ volume: Volume, _ address: KubernetesAddress, _ points: [(day: Double, bytes: Double)],
        _ trend: StorageTrend?
    ) -> [String] {
        let bytes = MeasureUnit.bytes
        var sentences = [
            "The volume of \(address.namespace)/\(address.name) holds \(bytes.text(points.last?.bytes ?? 0)) of "
                + "\(bytes.text(volume.capacity))."
        ]
        if let trend, let full = trend.daysToFull(volume.capacity) {
            sentences.append(
                "Over \(trend.days) days it grew by \(bytes.text(trend.slope)) a day: it is full in \(full.likely.fixed(0)) "
                    + "days, between \(full.soonest.fixed(0)) and \(full.latest.fixed(0)).")
            sentences.append(
                "The proposal lasts for \(VolumeDetector.lasting.fixed(0)) days and leaves "
                    + "\(MeasureUnit.ratio.text(VolumeDetector.free)) free; a claim that grew cannot shrink.")
        }
        return sentences
    }
}
