internal import Model
internal import Ports

/// Finds volumes of an older type whose work the newer one does without anything being bought beside it: gp2 to gp3.
///
/// Only volumes that have a Terraform address are looked at. That a volume bursts tells that it may be of the older type;
/// whether it is stands in Git, and planning reads it there. People merge it.
struct VolumeTypeDetector: Sendable {
    /// So much of what the newer type gives may have been used.
    private static let share = 0.85

    private let detector: Detector

    init(_ detector: Detector) { self.detector = detector }

    /// True where there is a volume to be asked about.
    static func concerns(_ scope: DetectionScope) -> Bool {
        scope.machines.contains { $0.key.hasPrefix("vol-") && attribute(of: $0.value) != nil }
    }

    static func attribute(of address: TerraformAddress) -> String? {
        VolumeTypeConvention.attributes.first { ".\(address.address)".contains(".\($0.key).") }?.value
    }

    /// What one volume did on each day.
    private struct Work {
        var operations: [(day: Int64, value: Double)] = []
        var bytes: [(day: Int64, value: Double)] = []
        var burst: Double
    }

    func detect(_ window: TimeWindow, _ present: Set<String>) async throws -> DetectionReport {
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        guard VolumeTypeDetector.concerns(detector.scope) else { return report }
        let day = TimeSpan(seconds: 86_400)
        let points = TimeWindow(start: window.start.adding(seconds: day.seconds), end: window.end)
        for convention in VolumeTypeConvention.all where present.contains(convention.burst) {
            var answers: [SignalAnswer] = []
            for query in queries(convention) {
                let answer = try await detector.source.range(RangeQuery(query, points, step: day))
                answers.append(SignalAnswer(query: query, window: points, step: day, answer: answer))
                report.queries += 1
                report.warnings += answer.warnings.map { "\(detector.source.label): \($0)" }
            }
            for (name, work) in works(convention, answers).sorted(by: { $0.key < $1.key }) {
                guard let address = detector.scope.machines[name],
                    let attribute = VolumeTypeDetector.attribute(of: address)
                else { continue }
                report.targetsSeen += 1
                let target = Target(.terraform(address), attribute)
                let finding = finding(name, work, target, convention, answers)
                if let finding { report.findings.append(finding) } else { report.wellSized += 1 }
            }
        }
        return report
    }

    /// The busiest five minutes of each day: operations and bytes a second, and the least of the credits.
    private func queries(_ convention: VolumeTypeConvention) -> [String] {
        let matchers = Matchers(common: [detector.scope.matchers])
        func day(_ fold: String, _ metric: String) -> String {
            let selected = matchers.object(metric, "\(convention.identifier)!=\"\"")
            return "\(fold) by (\(convention.identifier)) (\(fold)_over_time(\(selected)[1d]))"
        }
        func peak(_ metrics: [String]) -> String {
            "(\(metrics.map { day("max", $0) }.joined(separator: " + "))) / \(VolumeTypeConvention.seconds)"
        }
        return [peak(convention.operations), peak(convention.bytes), day("min", convention.burst)]
    }

    private func works(_ convention: VolumeTypeConvention, _ answers: [SignalAnswer]) -> [String: Work] {
        func days(_ answer: SignalAnswer) -> [String: [(day: Int64, value: Double)]] {
            var result: [String: [(day: Int64, value: Double)]] = [:]
            for series in answer.answer.series {
                guard let name = series.labels[convention.identifier], !name.isEmpty else { continue }
                result[name] = Array(zip(series.timestamps, series.values))
            }
            return result
        }
        let (operations, bytes) = (days(answers[0]), days(answers[1]))
        return days(answers[2]).compactMapValues { $0.map(\.value).min() }.reduce(into: [:]) {
            works, volume in
            works[volume.key] = Work(
                operations: operations[volume.key] ?? [], bytes: bytes[volume.key] ?? [], burst: volume.value)
        }
    }

    private func finding(
        _ name: String, _ work: Work, _ target: Target, _ convention: VolumeTypeConvention,
        _ answers: [SignalAnswer]
    ) -> Finding? {
        let baseline = VolumeTypeConvention.successor
        let operations = work.operations.map(\.value)
        let bytes = work.bytes.map(\.value)
        let isSound = (operations + bytes).allSatisfy { PlausibleRange(lower: 0, upper: 1e15).contains($0) }
        let (most, fastest) = (operations.max() ?? 0, bytes.max() ?? 0)
        // What needs more of the newer type than it has is bought with it: another question, and not this one's.
        if isSound,
            most > VolumeTypeDetector.share * baseline.operations
                || fastest > VolumeTypeDetector.share * baseline.throughput
        {
            return nil
        }
        let window = answers[0].window
        let days = window.end.seconds(since: window.start) / 86_400 + 1
        let known = Double(min(operations.count, bytes.count))
        let isPartial = answers.contains { !$0.answer.warnings.isEmpty }
        let newest = min(work.operations.last?.day ?? 0, work.bytes.last?.day ?? 0)
        let hold = hold(isSound, isPartial, known, days)
        return Finding(
            kind: "volume-type-outdated", target: target, trigger: .sweep, window: window,
            wish: hold == nil ? .choice(baseline.type) : nil, hold: hold,
            confidence: (min(0.99, known / days) * 100).rounded() / 100, remark: "\(baseline.type) serves",
            narrative: [
                "\(name) served at most \(most.fixed(0)) operations and \(MeasureUnit.bytes.text(fastest)) a second.",
                "\(baseline.type) gives every volume \(baseline.operations.fixed(0)) operations and "
                    + "\(MeasureUnit.bytes.text(baseline.throughput)) a second for ever, whatever its size, and a GiB of it costs less; the "
                    + "present type gives as much in bursts only, whose credits went down to \(work.burst.fixed(0))%.",
                "The volume stays in use while it is changed, and is slower meanwhile.",
            ],
            statistics: [
                Statistic("operations per second max", most, .count),
                Statistic("throughput per second max", fastest, .bytes),
                Statistic("burst credits min", work.burst, .percent),
            ],
            hypotheses: [
                Hypothesis(
                    "the newer type does the same work",
                    supports: [
                        "the busiest moment is below \((VolumeTypeDetector.share * 100).fixed(0))% of what it gives"
                    ], contradicts: [], accepted: true)
            ],
            signals: zip(answers, [operations.count, bytes.count, Int(days.rounded())]).map {
                answer, samples in
                SignalRecord(
                    endpoint: detector.source.label, query: answer.query, window: answer.window,
                    step: answer.step, series: 1, samples: samples, expectedSamples: Int(days.rounded()),
                    digest: QueryAnswer(
                        series: answer.answer.series.filter { $0.labels[convention.identifier] == name }
                    ).digest)
            },
            historyDays: known,
            newestSample: newest > 0 ? Timestamp(milliseconds: newest) : nil,
            plot: work.operations.filter { $0.value.isFinite }.map {
                PlotPoint(time: Timestamp(milliseconds: $0.day), value: $0.value)
            },
            selector: Matchers.equal(convention.identifier, name))
    }

    private func hold(_ isSound: Bool, _ isPartial: Bool, _ known: Double, _ days: Double) -> Hold? {
        if !isSound { return Hold(.badData, "what it served is no amount") }
        if isPartial {
            return Hold(.badData, "the metrics store warned that its answer may be incomplete")
        }
        if known + 0.5 < days {
            return Hold(
                .tooYoung,
                "\(known.fixed(0)) of \(days.fixed(0)) days of what it served; what was not measured is not idle"
            )
        }
        return nil
    }
}
