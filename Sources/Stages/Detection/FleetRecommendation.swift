public import Model
public import Ports
public import RightSizing

/// What one container of a workload should ask for, by a strategy, or why nothing can be said.
public struct FleetRow: Sendable, Hashable {
    /// `namespace/Deployment/name/container`, with the cluster in front where the series name one.
    public var id: String
    /// What to ask for; nil where nothing can be said.
    public var sizes: Sizes?
    /// Why nothing can be said.
    public var reason: String?
}

/// What a run over a fleet came to, beside its rows.
public struct FleetSummary: Sendable {
    /// Containers that were looked at.
    public var containers = 0
    /// Samples that were read.
    public var samples = 0
    /// Queries that were asked: one, and two a batch.
    public var queries = 0
    /// Batches.
    public var batches = 0
    /// What the store had to say.
    public var warnings: [String] = []
}

/// Recommends for everything that a metrics server knows, batch by batch: memory depends on the batch and not on the fleet.
///
/// The workload of a pod is read from the form of its name; the worst pod counts at each step. A batch holds whole
/// workloads, so that no container is split between two.
public struct FleetRecommendation: Sendable {
    private let source: any MetricsSource
    private let strategy: any SizingStrategy
    private let limits: DetectionLimits
    private let matchers: String
    private let step: TimeSpan
    private let perBatch: Int
    private let parallel: Int

    /// - Parameters:
    ///   - source: where samples come from.
    ///   - strategy: how use becomes a request.
    ///   - limits: what is demanded of the data.
    ///   - step: distance of samples; CPU is the mean and memory the greatest of it.
    ///   - perBatch: series that one query may answer, as far as a workload is not larger by itself.
    ///   - parallel: batches at a time.
    ///   - matchers: extra label matchers of every query.
    public init(
        source: any MetricsSource, strategy: any SizingStrategy, limits: DetectionLimits = DetectionLimits(),
        step: TimeSpan = TimeSpan(seconds: 75), perBatch: Int = 100, parallel: Int = 2, matchers: String = ""
    ) {
        self.source = source
        self.strategy = strategy
        self.limits = limits
        self.step = step
        self.perBatch = max(1, perBatch)
        self.parallel = max(1, parallel)
        self.matchers = matchers
    }

    private struct Workload: Sendable {
        var cluster: String
        var namespace: String
        var pattern: String
        var pods: Int
    }

    private struct Batch: Sendable {
        var index: Int
        var workloads: [Workload]
    }

    /// Asks for the window that ends at `time` and hands on the rows, workload by workload in alphabetical order.
    ///
    /// - Throws: `Failure` of the metrics source.
    public func recommend(
        at time: Timestamp, _ take: (FleetRow) throws -> Void
    ) async throws -> FleetSummary {
        let window = TimeWindow(start: time.adding(seconds: -limits.window.seconds), end: time)
        var summary = FleetSummary()
        let batches = try await self.batches(at: time, &summary)
        summary.batches = batches.count
        try await withThrowingTaskGroup(of: Part.self) { group in
            var waiting = batches[...]
            var done: [Int: Part] = [:]
            var next = 0
            for _ in 0..<parallel {
                if let batch = waiting.popFirst() { group.addTask { try await read(batch, window) } }
            }
            while let part = try await group.next() {
                if let batch = waiting.popFirst() { group.addTask { try await read(batch, window) } }
                done[part.index] = part
                // Rows leave in order, whichever batch was faster.
                while let part = done.removeValue(forKey: next) {
                    for row in part.rows { try take(row) }
                    summary.containers += part.rows.count
                    summary.samples += part.samples
                    summary.queries += 2
                    for warning in part.warnings where !summary.warnings.contains(warning) {
                        summary.warnings.append(warning)
                    }
                    next += 1
                }
            }
        }
        return summary
    }

    private func running(_ metric: String, _ more: [String] = []) -> String {
        let all = ["container!=\"\"", "container!=\"POD\""] + more + [matchers].filter { !$0.isEmpty }
        return "\(metric){\(all.joined(separator: ","))}"
    }

    /// The containers that exist at the end of the window, gathered into batches of whole workloads.
    private func batches(at time: Timestamp, _ summary: inout FleetSummary) async throws -> [Batch] {
        let expression =
            "count by (cluster, namespace, pod) (\(running("container_memory_working_set_bytes")))"
        let answer = try await source.instant(expression, at: time)
        summary.queries += 1
        summary.warnings += answer.warnings
        var workloads: [String: Workload] = [:]
        for series in answer.series {
            guard let pod = PodName(series.labels) else { continue }
            let owner = PodOwner.guessed(from: pod.name)
            guard owner.kind != "CronJob" else { continue }
            let count = max(1, Int(min(series.values.last ?? 1, 1000)))
            workloads[
                "\(pod.cluster)\u{1}\(pod.namespace)\u{1}\(owner.kind)\u{1}\(owner.name)",
                default: Workload(
                    cluster: pod.cluster, namespace: pod.namespace, pattern: owner.podPattern, pods: 0)
            ].pods += count
        }
        var batches: [Batch] = []
        var size = Int.max
        for (_, workload) in workloads.sorted(by: { $0.key < $1.key }) {
            if size > perBatch - workload.pods || batches.last?.workloads.first?.cluster != workload.cluster {
                batches.append(Batch(index: batches.count, workloads: []))
                size = 0
            }
            batches[batches.count - 1].workloads.append(workload)
            size += workload.pods
        }
        return batches
    }

    private struct Part: Sendable {
        var index: Int
        var rows: [FleetRow] = []
        var samples = 0
        var warnings: [String] = []
    }

    /// The rows of a batch: two queries, whatever it holds.
    private func read(_ batch: Batch, _ window: TimeWindow) async throws -> Part {
        var part = Part(index: batch.index)
        let namespaces = Set(batch.workloads.map(\.namespace)).sorted()
        var more = [
            Matchers.like("namespace", namespaces.map(Matchers.literal).joined(separator: "|")),
            Matchers.like("pod", Set(batch.workloads.map(\.pattern)).sorted().joined(separator: "|")),
        ]
        if let cluster = batch.workloads.first?.cluster, !cluster.isEmpty {
            more.append(Matchers.equal("cluster", cluster))
        }
        let by = "max by (cluster, namespace, pod, container)"
        let cpu = running("container_cpu_usage_seconds_total", more)
        let memory = running("container_memory_working_set_bytes", more)
        // A rate needs two scrapes, which a short step may not hold.
        let rate = TimeSpan(seconds: max(step.seconds, 300))
        let mine = Set(batch.workloads.map { "\($0.namespace)\u{1}\($0.pattern)" })
        var containers: [ContainerKey: Tracks] = [:]
        for (resource, expression) in [
            (SizedResource.cpu, "\(by) (rate(\(cpu)[\(rate)]))"),
            (.memory, "\(by) (max_over_time(\(memory)[\(step)]))"),
        ] {
            let points = TimeWindow(start: window.start.adding(seconds: step.seconds), end: window.end)
            let answer = try await source.range(RangeQuery(expression, points, step: step))
            part.samples += answer.sampleCount
            part.warnings += answer.warnings
            let grid = Grid(points, step: step)
            var series: [ContainerKey: [(pod: String, series: Series)]] = [:]
            for one in answer.series {
                guard let pod = PodName(one.labels), let container = one.labels["container"] else { continue }
                let owner = PodOwner.guessed(from: pod.name)
                // The patterns of one batch may fit a pod of another: it has its own.
                guard mine.contains("\(pod.namespace)\u{1}\(owner.podPattern)") else { continue }
                series[
                    ContainerKey(
                        cluster: pod.cluster, namespace: pod.namespace, kind: owner.kind, name: owner.name,
                        container: container), default: []
                ].append((pod.name, one))
            }
            for (key, pods) in series { containers[key, default: Tracks()].take(pods, resource, on: grid) }
        }
        let gate = QualityGate(limits: limits, window: window, isPartial: !part.warnings.isEmpty)
        for (key, tracks) in containers.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
            part.rows.append(row(key, tracks, gate, window))
        }
        return part
    }

    private func row(
        _ key: ContainerKey, _ tracks: Tracks, _ gate: QualityGate, _ window: TimeWindow
    ) -> FleetRow {
        let id = [key.cluster, key.namespace, key.kind, key.name, key.container].filter { !$0.isEmpty }
            .joined(separator: "/")
        guard let cpu = tracks.cpu else { return FleetRow(id: id, reason: "no CPU was measured") }
        guard let memory = tracks.memory else { return FleetRow(id: id, reason: "no memory was measured") }
        if let hold = gate.hold(cpu, what: "CPU") ?? gate.hold(memory, what: "memory") {
            return FleetRow(id: id, reason: hold.detail)
        }
        guard let cores = need(cpu, .cpu, window), let bytes = need(memory, .memory, window) else {
            return FleetRow(id: id, reason: "the strategy \(strategy.name.rawValue) says nothing of it")
        }
        let peak = memory.peak
        return FleetRow(
            id: id,
            sizes: Sizes(
                cpu: SizeGrid.cpu.roundedUp(Quantity(cores: max(cores, limits.cpuFloor.value))).value,
                memory: SizeGrid.memory.roundedUp(
                    Quantity(bytes: max(bytes, peak * limits.leastMargin, limits.memoryFloor.value))
                ).value))
    }

    private func need(_ track: Track, _ resource: SizedResource, _ window: TimeWindow) -> Double? {
        var meter = strategy.makeMeter(of: resource, origin: window.start.unixSeconds)
        meter.observe(track.worst, from: track.grid.time(0).unixSeconds, step: Double(track.grid.step) / 1000)
        return meter.need()?.amount
    }
}

/// Both resources of one container.
private struct Tracks {
    var cpu: Track?
    var memory: Track?

    mutating func take(
        _ pods: [(pod: String, series: Series)], _ resource: SizedResource, on grid: Grid
    ) {
        // Whoever has samples in the last hour still exists.
        let alive = grid.time(max(0, grid.count - 1)).adding(seconds: -3600).milliseconds
        let live = Set(pods.filter { ($0.series.timestamps.last ?? 0) >= alive }.map(\.pod))
        let track = Track(pods, on: grid, resource == .cpu ? .cores : .bytes, isLive: live.contains)
        if resource == .cpu { cpu = track } else { memory = track }
    }
}

extension Track {
    /// The greatest sample; 0 without any.
    fileprivate var peak: Double { worst.reduce(0) { $1 > $0 ? $1 : $0 } }
}
