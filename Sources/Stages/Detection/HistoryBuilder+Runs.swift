internal import Model

extension Answers {
    /// Whether the metrics of jobs were asked for.
    var tellOfRuns: Bool { answers[.runRequests] != nil }
}

/// Workloads that a schedule repeats: each Job is a run, and the worst of the runs is what the next may be like.
extension HistoryBuilder {
    func runs(_ key: ContainerKey, _ bucket: Bucket) -> ContainerHistory? {
        guard answers.tellOfRuns, exists(key) else { return nil }
        let known = generations(key, bucket)
        let schedule = schedule(key)
        var history = ContainerHistory(
            key: key, owner: bucket.owner, cpu: runTrack(bucket, .cpuUsage, .cores, known, schedule),
            memory: runTrack(bucket, .memoryPeak, .bytes, known, schedule),
            throttling: track(bucket, .throttling, .share, Set<PodName>()))
        // What is asked for now is what the newest run asked for.
        let newest = newestPods(bucket)
        guard !newest.isEmpty else { return nil }
        history.cpuRequest = setting(bucket, .runRequests, "cpu", newest)
        history.cpuLimit = setting(bucket, .runLimits, "cpu", newest)
        history.memoryRequest = setting(bucket, .runRequests, "memory", newest)
        history.memoryLimit = setting(bucket, .runLimits, "memory", newest)
        history.instances = newest.count
        history.kills = kills(bucket, .runKills, under: .runLimits)
        let restarts = events(bucket, .restarts)
        history.restarts = restarts.map(\.time)
        history.resetCount = resets(bucket)
        history.events[.requests] = (bucket.series[.runRequests] ?? []).map(\.series)
        history.events[.limits] = (bucket.series[.runLimits] ?? []).map(\.series)
        history.events[.kills] = (bucket.series[.runKills] ?? []).map(\.series)
        let images = Set((bucket.series[.images] ?? []).compactMap { $0.series.labels["image"] })
        if images.count > 1 { history.unsettled = "its image changed within \(limits.settling)" }
        return history
    }

    /// Whether it is still there, where a metric tells of those that are.
    private func exists(_ key: ContainerKey) -> Bool {
        let known = answers.series(.cronJobs)
        return known.isEmpty
            || known.contains {
                $0.labels["cluster"] ?? "" == key.cluster && $0.labels["namespace"] == key.namespace
                    && $0.labels["cronjob"] == key.name
            }
    }

    /// Every run that any metric tells of.
    private func generations(_ key: ContainerKey, _ bucket: Bucket) -> Set<String> {
        var names = Set(
            bucket.series.values.joined().map { index.owner(of: $0.pod).generation ?? $0.pod.name })
        for series in answers.series(.jobOwners)
        where series.labels["cluster"] ?? "" == key.cluster && series.labels["namespace"] == key.namespace
            && series.labels["owner_kind"] == "CronJob" && series.labels["owner_name"] == key.name
        {
            if let job = series.labels["job_name"] { names.insert(job) }
        }
        return names
    }

    private func runTrack(
        _ bucket: Bucket, _ signal: Signal, _ plausible: PlausibleRange, _ runs: Set<String>,
        _ schedule: CronSchedule?
    ) -> Track {
        var track = track(bucket, signal, plausible, Set<PodName>())
        var samples = Dictionary(uniqueKeysWithValues: runs.map { ($0, RunCount.Samples()) })
        let before: Signal = signal == .cpuUsage ? .runCPUBefore : .runMemoryBefore
        for (pod, series) in bucket.series[before] ?? [] {
            let run = index.owner(of: pod).generation ?? pod.name
            // The greatest of each day, of what ended before the window or reaches into it.
            let points = zip(series.timestamps, series.values).filter {
                $0.0 <= answers.window.start.milliseconds && $0.1.isFinite && plausible.contains($0.1)
            }
            samples[run, default: []].append(points.map { (time: $0.0, value: $0.1) })
        }
        for (pod, series) in bucket.series[signal] ?? [] {
            let run = index.owner(of: pod).generation ?? pod.name
            samples[run, default: []].append(
                zip(series.timestamps, series.values).filter {
                    track.grid.index(of: $0.0) != nil && $0.1.isFinite && plausible.contains($0.1)
                }.map { (time: $0.0, value: $0.1) })
        }
        track.runs = RunCount(samples, track, answers.window, schedule: schedule, limits)
        return track
    }

    private func schedule(_ key: ContainerKey) -> CronSchedule? {
        let all = answers.series(.schedules).filter {
            $0.labels["cluster"] ?? "" == key.cluster && $0.labels["namespace"] == key.namespace
                && $0.labels["cronjob"] == key.name
        }
        return all.count == 1 ? all.first?.labels["schedule"].flatMap(CronSchedule.init) : nil
    }

    /// The pods of the run that began last.
    private func newestPods(_ bucket: Bucket) -> Set<PodName> {
        var begins: [String: Int64] = [:]
        var pods: [String: Set<PodName>] = [:]
        for signal in [Signal.cpuUsage, .memoryPeak] {
            for (pod, series) in bucket.series[signal] ?? [] {
                guard let first = series.timestamps.first else { continue }
                let run = index.owner(of: pod).generation ?? pod.name
                begins[run] = min(begins[run] ?? .max, first)
                pods[run, default: []].insert(pod)
            }
        }
        return begins.max { ($0.value, $0.key) < ($1.value, $1.key) }.flatMap { pods[$0.key] } ?? []
    }

    /// A run, or a start, that was killed is over; its pod's limit is the one that killed.
    func kills(_ bucket: Bucket, _ signal: Signal, under limits: Signal) -> [Kill] {
        (bucket.series[signal] ?? []).map { pod, _ in
            let last = [Signal.memoryPeak, .cpuUsage].flatMap { bucket.series[$0] ?? [] }
                .filter { $0.pod == pod }.compactMap(\.series.timestamps.last).max()
            let limit = setting(bucket, limits, "memory", [pod]).value
            return Kill(time: last.map { Timestamp(milliseconds: $0) } ?? answers.window.start, limit: limit)
        }.sorted { $0.time < $1.time }
    }
}
