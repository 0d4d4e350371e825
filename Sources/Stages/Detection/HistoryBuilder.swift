internal import Model

/// Sorts the answers of a batch by container and joins what belongs together.
struct HistoryBuilder {
    let answers: Answers
    let limits: DetectionLimits
    let index: WorkloadIndex
    private(set) var buckets: [ContainerKey: Bucket] = [:]

    /// The raw series of one container.
    struct Bucket {
        var owner: PodOwner
        var series: [Signal: [(pod: PodName, series: Series)]] = [:]
    }

    init(_ answers: Answers, _ limits: DetectionLimits) {
        self.answers = answers
        self.limits = limits
        index = WorkloadIndex(answers)
        for signal in [
            Signal.cpuUsage, .memoryPeak, .throttling, .restarts, .kills, .killLimits, .requests, .limits,
            .images, .memoryBefore, .requestsBefore, .runRequests, .runLimits, .runKills, .resets,
            .runCPUBefore, .runMemoryBefore, .initRequests, .initLimits, .initKills,
        ] {
            for series in answers.series(signal) { sort(series, signal) }
        }
    }

    var knowsOwners: Bool { index.knowsOwners }

    /// `data Job/import` for each job that no schedule repeats, and each whose runs nothing tells of, in a fixed order.
    var jobNames: [String] {
        Set(
            buckets.keys.filter { $0.kind == "Job" || $0.kind == "CronJob" && !answers.tellOfRuns }.map {
                "\($0.namespace) \($0.kind)/\($0.name)"
            }
        ).sorted()
    }

    /// The containers of workloads that exist at the end of the window, in a fixed order.
    func histories() -> [ContainerHistory] {
        let context = WorkloadContext(answers)
        var made: [ContainerHistory] = []
        let begun = answers.series(.initRequests).isEmpty ? [:] : begins()
        let described = Set(buckets.filter { $0.value.series[.images] != nil }.map(\.key.workload))
        for (key, bucket) in buckets.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
            if isInit(bucket), described.contains(key.workload) {
                if let history = starts(key, bucket, context, begun[key.workload] ?? [:]) {
                    made.append(history)
                }
                continue
            }
            let history =
                key.kind == "CronJob" ? runs(key, bucket) : history(key, bucket, context)
            if let history { made.append(history) }
        }
        markGuaranteed(&made)
        markBeside(&made)
        return made
    }

    /// What runs before the containers of a pod is told of by other metrics than they are.
    private func isInit(_ bucket: Bucket) -> Bool {
        [Signal.images, .requests, .limits, .runRequests, .runLimits].allSatisfy { bucket.series[$0] == nil }
    }

    private mutating func sort(_ series: Series, _ signal: Signal) {
        guard let pod = PodName(series.labels), let container = series.labels["container"],
            !container.isEmpty, container != "POD"
        else { return }
        let owner = index.owner(of: pod)
        let key = ContainerKey(
            cluster: pod.cluster, namespace: pod.namespace, kind: owner.kind, name: owner.name,
            container: container)
        var bucket = buckets[key] ?? Bucket(owner: owner)
        // One pod whose owner is known vouches for the others of the same name.
        if bucket.owner.isGuess, !owner.isGuess { bucket.owner = owner }
        bucket.series[signal, default: []].append((pod, series))
        buckets[key] = bucket
    }

    func history(
        _ key: ContainerKey, _ bucket: Bucket, _ context: WorkloadContext
    ) -> ContainerHistory? {
        let live = livePods(bucket)
        guard !live.isEmpty, key.kind != "Job" else { return nil }
        let cpu = track(bucket, .cpuUsage, .cores, live)
        let memory = track(bucket, .memoryPeak, .bytes, live)
        var history = ContainerHistory(
            key: key, owner: bucket.owner, cpu: cpu, memory: memory,
            throttling: track(bucket, .throttling, .share, live))
        let restarts = events(bucket, .restarts)
        history.restarts = restarts.map(\.time)
        history.restartCount = counts(bucket, .restarts).values.reduce(0, +)
        history.resetCount = resets(bucket)
        history.memoryBefore = memoryBefore(bucket)
        for (_, series) in bucket.series[.requestsBefore] ?? [] {
            guard let resource = series.labels["resource"], let value = series.values.last, value.isFinite,
                value > 0
            else { continue }
            history.requestsBefore[resource, default: []].insert(value)
        }
        history.kills = kills(bucket)
        history.cpuRequest = setting(bucket, .requests, "cpu", live)
        history.cpuLimit = setting(bucket, .limits, "cpu", live)
        history.memoryRequest = setting(bucket, .requests, "memory", live)
        history.memoryLimit = setting(bucket, .limits, "memory", live)
        history.instances = max(live.count, context.replicas(key))
        history.autoscaler = context.autoscaler(key)
        for signal in [Signal.kills, .killLimits, .restarts, .requests, .limits, .memoryBefore] {
            history.events[signal] = (bucket.series[signal] ?? []).map(\.series)
        }
        if key.kind == "DaemonSet" { history.classes = classes(bucket, live) }
        settle(&history, bucket, live)
        return history
    }

    /// Pods that exist at the end.
    ///
    /// Where no metric tells, those whose samples reach as far as any of theirs.
    func livePods(_ bucket: Bucket) -> Set<PodName> {
        var live: Set<PodName> = []
        var newest: [PodName: Int64] = [:]
        for (pod, series) in bucket.series.values.joined() {
            switch index.isLive(pod) {
            case true?: live.insert(pod)
            case false?: break
            case nil: newest[pod] = max(newest[pod] ?? .min, series.timestamps.last ?? .min)
            }
        }
        let last = newest.values.max() ?? .min
        let dayBefore = answers.window.end.adding(seconds: -86_400).milliseconds
        let step = Int64(limits.memoryStep.seconds * 1000)
        for (pod, time) in newest where time > dayBefore && time >= last - step { live.insert(pod) }
        return live
    }

    func track(
        _ bucket: Bucket, _ signal: Signal, _ plausible: PlausibleRange, _ live: Set<PodName>
    ) -> Track {
        let step = signal == .memoryPeak ? limits.memoryStep : limits.cpuStep
        let window = TimeWindow(
            start: answers.window.start.adding(seconds: step.seconds), end: answers.window.end)
        let names = Set(live.map(\.name))
        return Track(
            (bucket.series[signal] ?? []).map { ($0.pod.name, $0.series) }, on: Grid(window, step: step),
            plausible, isLive: names.contains)
    }

    func events(_ bucket: Bucket, _ signal: Signal) -> [(
        pod: PodName, time: Timestamp, value: Double
    )] {
        (bucket.series[signal] ?? []).flatMap { pod, series in
            zip(series.timestamps, series.values).filter { $0.1.isFinite && $0.1 > 0 }.map {
                (pod, Timestamp(milliseconds: $0.0), $0.1)
            }
        }.sorted { ($0.time, $0.pod.name) < ($1.time, $1.pod.name) }
    }

    /// The worst pod of each day before the window; what no machine has is left out, as it is in a track.
    private func memoryBefore(_ bucket: Bucket) -> [(time: Timestamp, value: Double)] {
        var days: [Int64: Double] = [:]
        for (_, series) in bucket.series[.memoryBefore] ?? [] {
            for (time, value) in zip(series.timestamps, series.values)
            where value.isFinite && PlausibleRange.bytes.contains(value)
                && time <= answers.window.start.milliseconds
            {
                days[time] = max(days[time] ?? 0, value)
            }
        }
        return days.sorted { $0.key < $1.key }.map { (Timestamp(milliseconds: $0.key), $0.value) }
    }

    /// How often counters began anew within one life of a container: where its series goes on after a restart, that one is its own.
    ///
    /// The restarts of a pod say nothing of the counters of another one.
    func resets(_ bucket: Bucket) -> Int {
        let restarts = counts(bucket, .restarts)
        return counts(bucket, .resets).reduce(0) { $0 + max(0, $1.value - restarts[$1.key, default: 0]) }
    }

    /// How many events each pod had; more than so many in one step are no count but a fault.
    private func counts(_ bucket: Bucket, _ signal: Signal) -> [PodName: Int] {
        events(bucket, signal).reduce(into: [:]) { counts, event in
            counts[event.pod, default: 0] += Int(min(event.value.rounded(), 10_000))
        }
    }

    private func kills(_ bucket: Bucket) -> [Kill] {
        var inForce: [Timestamp: [PodName: Double]] = [:]
        for event in events(bucket, .killLimits) {
            guard inForce[event.time]?[event.pod] == nil else { continue }
            inForce[event.time, default: [:]][event.pod] = event.value
        }
        return events(bucket, .kills).flatMap { event in
            let limit = inForce[event.time]?[event.pod]
            // One step may hold several kills; more than a dozen in ten minutes is no count but a fault.
            let count = Int(min(event.value.rounded(), 12))
            return Array(repeating: Kill(time: event.time, limit: limit), count: max(count, 1))
        }
    }

    func setting(
        _ bucket: Bucket, _ signal: Signal, _ resource: String, _ live: Set<PodName>
    ) -> Setting {
        var values: Set<Double> = []
        for (pod, series) in bucket.series[signal] ?? [] where series.labels["resource"] == resource {
            guard live.contains(pod), let value = series.values.last, value.isFinite, value > 0 else {
                continue
            }
            values.insert(value)
        }
        guard let only = values.first else { return .unset }
        return values.count == 1 ? .value(only) : .mixed(values.sorted())
    }

    /// Finds out since when the present version runs, and whether it is too new to judge by.
    private func settle(_ history: inout ContainerHistory, _ bucket: Bucket, _ live: Set<PodName>) {
        var images: Set<String> = []
        for (pod, series) in bucket.series[.images] ?? [] where live.contains(pod) || index.isLive(pod) == nil
        {
            if let image = series.labels["image"] { images.insert(image) }
        }
        let generations = Set(live.compactMap { index.owner(of: $0).generation })
        var since: Int64 = .max
        var before: Int64 = .max
        for signal in [Signal.cpuUsage, .memoryPeak] {
            for (pod, series) in bucket.series[signal] ?? [] {
                guard let first = series.timestamps.first else { continue }
                let generation = index.owner(of: pod).generation
                if generation.map(generations.contains) ?? true {
                    since = min(since, first)
                } else {
                    before = min(before, first)
                }
            }
        }
        if before < since, since != .max { history.versionSince = Timestamp(milliseconds: since) }
        if generations.count > 1, history.key.kind == "Deployment" {
            history.unsettled = "a roll-out is under way (\(generations.count) generations of pods run)"
        } else if images.count > 1 {
            history.unsettled = "its image changed within \(limits.settling)"
        } else if let begin = history.versionSince {
            let age = answers.window.end.seconds(since: begin)
            if age < limits.settling.seconds {
                history.unsettled =
                    "rolled out \((age / 3600).fixed(1)) h before the end of the window (needs \(limits.settling))"
            }
        }
    }

    private func markGuaranteed(_ histories: inout [ContainerHistory]) {
        let broken = Set(histories.lazy.filter { !HistoryBuilder.hasEqualLimits($0) }.map(\.key.workload))
        for index in histories.indices {
            histories[index].isGuaranteed = !broken.contains(histories[index].key.workload)
        }
    }

    /// True when requests are set and equal to limits, for both resources.
    private static func hasEqualLimits(_ history: ContainerHistory) -> Bool {
        guard let cpu = history.cpuRequest.value, let memory = history.memoryRequest.value else {
            return false
        }
        return cpu == history.cpuLimit.value && memory == history.memoryLimit.value
    }
}
