internal import Model
internal import Ports

/// Finds disks of databases and machines that will be full within a month, by how what is free went down over the window.
///
/// How large they are stands in Git, so what is wished for is room. What grows cannot shrink: people merge it.
struct DiskDetector: Sendable {
    /// What tells of what is free, and which attribute of which resource holds the size.
    struct Source: Sendable {
        var metric: String
        var matchers: [String]
        var labels: [String]
        /// The label of the place where the disk is mounted: a machine has one root, and any number of further disks.
        var mount: String?
        var resource: String
        var attribute: String

        /// True where it may tell of something: further disks are asked about only where the settings name one.
        func concerns(_ scope: DetectionScope) -> Bool {
            mount == nil
                || scope.machines.contains {
                    $0.key.contains(":/") && ".\($0.value.address)".contains(".\(resource).")
                }
        }
    }

    static let sources =
        [
            Source(
                metric: "aws_rds_free_storage_space_average", matchers: [],
                labels: ["dimension_DBInstanceIdentifier", "dbinstance_identifier"],
                resource: "aws_db_instance",
                attribute: "allocated_storage"),
            Source(
                metric: "node_filesystem_avail_bytes", matchers: [Matchers.equal("mountpoint", "/")],
                labels: ["instance"], resource: "aws_instance",
                attribute: "root_block_device[0].volume_size"),
        ] + volumes

    /// Disks of their own, known by machine and mount: node_exporter, and the CloudWatch agent by either exporter.
    private static let volumes = [
        ("node_filesystem_avail_bytes", "instance", "mountpoint"),
        ("aws_cwagent_disk_free_average", "dimension_InstanceId", "dimension_path"),
        ("cwagent_disk_free_average", "instance_id", "path"),
    ].map { (metric: String, machine: String, mount: String) in
        Source(
            metric: metric, matchers: ["\(mount)!=\"/\""], labels: [machine], mount: mount,
            resource: "aws_ebs_volume", attribute: "size")
    }

    /// What is full later than in so many days is no business of today.
    private static let horizon = 30.0
    /// What is proposed lasts so long.
    private static let lasting = 60.0

    private let detector: Detector

    init(_ detector: Detector) { self.detector = detector }

    func detect(_ window: TimeWindow, _ present: Set<String>) async throws -> DetectionReport {
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        let matchers = Matchers(common: [detector.scope.matchers])
        let day = TimeSpan(seconds: 86_400)
        let points = TimeWindow(start: window.start.adding(seconds: day.seconds), end: window.end)
        for source in DiskDetector.sources
        where present.contains(source.metric) && source.concerns(detector.scope) {
            let selected = matchers.object(source.metric, source.matchers.joined(separator: ","))
            let labels = source.labels + [source.mount].compactMap(\.self)
            let query = "min by (\(labels.joined(separator: ", "))) (min_over_time(\(selected)[1d]))"
            let answer = SignalAnswer(
                query: query, window: points, step: day,
                answer: try await detector.source.range(RangeQuery(query, points, step: day)))
            report.queries += 1
            report.warnings += answer.answer.warnings.map { "\(detector.source.label): \($0)" }
            for series in answer.answer.series.sorted(by: { identifier($0, source) < identifier($1, source) })
            {
                let name = identifier(series, source)
                let address = detector.scope.machines[name]
                // A machine that nobody named may be anybody's, and Aurora's storage grows by itself.
                guard !name.isEmpty,
                    address.map({ isDisk($0, source) }) ?? (source.resource == "aws_db_instance")
                else { continue }
                report.targetsSeen += 1
                let finding = finding(series, name, address, source, answer)
                if let finding { report.findings.append(finding) } else { report.wellSized += 1 }
            }
        }
        return report
    }

    private func identifier(_ series: Series, _ source: Source) -> String {
        let machine = source.labels.compactMap { series.labels[$0] }.first { !$0.isEmpty } ?? ""
        guard let mount = source.mount else { return machine }
        return series.labels[mount].map { machine.isEmpty ? "" : "\(machine):\($0)" } ?? ""
    }

    private func isDisk(_ address: TerraformAddress, _ source: Source) -> Bool {
        ".\(address.address)".contains(".\(source.resource).")
    }

    private func finding(
        _ series: Series, _ name: String, _ address: TerraformAddress?, _ source: Source,
        _ answer: SignalAnswer
    ) -> Finding? {
        let start = answer.window.start
        let pairs = Array(zip(series.timestamps, series.values))
        let sound = pairs.filter { PlausibleRange(lower: 0, upper: 1e15).contains($0.1) }
        // What is free goes down as what is used goes up; full is where nothing is free.
        let points = sound.map { time, value in
            (day: Timestamp(milliseconds: time).seconds(since: start) / 86_400, bytes: -value)
        }
        guard let last = points.last, let trend = StorageTrend(points), let full = trend.daysToFull(0),
            full.likely <= DiskDetector.horizon
        else { return nil }
        let days = answer.window.end.seconds(since: start) / 86_400 + 1
        let hold = hold(pairs.count - sound.count, last.day, days, name, address, answer)
        let growth = trend.use(after: DiskDetector.lasting) - last.bytes
        let certainty = 1 - min(1, trend.error / max(trend.slope, 1))
        let bytes = MeasureUnit.bytes
        let known = address ?? TerraformAddress(root: "rds", address: name)
        return Finding(
            kind: "storage-filling", target: Target(.terraform(known), source.attribute), trigger: .sweep,
            window: answer.window, wish: hold == nil ? .room(growth: growth, free: -last.bytes) : nil,
            hold: hold,
            confidence: (min(0.99, certainty) * min(1, Double(points.count) / days) * 100).rounded() / 100,
            remark: "full in \(full.likely.fixed(0))d",
            narrative: [
                "\(name) has \(bytes.text(-last.bytes)) free.",
                "Over \(trend.days) days that went down by \(bytes.text(trend.slope)) a day: nothing is free in "
                    + "\(full.likely.fixed(0)) days, between \(full.soonest.fixed(0)) and \(full.latest.fixed(0)).",
                "The proposal lasts for \(DiskDetector.lasting.fixed(0)) days of the steepest growth that is likely; storage "
                    + "that grew cannot shrink.",
            ],
            statistics: [
                Statistic("free", -last.bytes, .bytes), Statistic("growth per day", trend.slope, .bytes),
                Statistic("time to full", full.likely * 86_400, .seconds),
            ],
            hypotheses: [
                Hypothesis(
                    "the disk fills up", supports: ["\(bytes.text(trend.slope)) less is free each day"],
                    contradicts: [], accepted: true),
                Hypothesis(
                    "what it holds should be deleted instead", supports: [],
                    contradicts: ["no metric tells what its files are for"], accepted: false),
            ],
            signals: [
                SignalRecord(
                    endpoint: detector.source.label, query: answer.query, window: answer.window,
                    step: answer.step, series: 1, samples: sound.count, expectedSamples: Int(days.rounded()),
                    digest: QueryAnswer(series: [series]).digest)
            ],
            historyDays: points.first.map { days - $0.day } ?? 0,
            newestSample: sound.last.map { Timestamp(milliseconds: $0.0) },
            plot: points.map { PlotPoint(time: start.adding(seconds: $0.day * 86_400), value: -$0.bytes) },
            plotUnit: .bytes,
            selector: (source.labels + [source.mount].compactMap(\.self)).compactMap { label in
                series.labels[label].flatMap { $0.isEmpty ? nil : Matchers.equal(label, $0) }
            }.joined(separator: ","))
    }

    private func hold(
        _ absurd: Int, _ last: Double, _ days: Double, _ name: String, _ address: TerraformAddress?,
        _ answer: SignalAnswer
    ) -> Hold? {
        if absurd > 0 { return Hold(.badData, "\(absurd) samples of what is free are no amounts") }
        if !answer.answer.warnings.isEmpty {
            return Hold(.badData, "the metrics store warned that its answer may be incomplete")
        }
        if days - 1 - last > 1 {
            return Hold(.staleData, "the newest sample of what is free is more than a day old")
        }
        guard address != nil else {
            return Hold(.noTarget, "\(name) has no Terraform address in the settings")
        }
        return nil
    }
}
