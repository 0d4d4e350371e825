internal import Model
internal import RightSizing

/// Init containers: each start of a pod is a run of theirs, and the worst of the starts is what the next may be like.
extension HistoryBuilder {
    /// The history of an init container; nil where it asks for nothing, or nothing of it is there any more.
    ///
    /// One that still runs beside the others is a sidecar (`restartPolicy: Always`), and has a history like any container.
    func starts(
        _ key: ContainerKey, _ bucket: Bucket, _ context: WorkloadContext, _ begun: [PodName: Int64]
    ) -> ContainerHistory? {
        let live = livePods(bucket)
        guard bucket.series[.initRequests] != nil, !live.isEmpty, key.kind != "Job" else { return nil }
        var history: ContainerHistory
        if isSidecar(bucket, live) {
            guard let usual = self.history(key, bucket, context) else { return nil }
            history = usual
        } else {
            history = ContainerHistory(
                key: key, owner: bucket.owner, cpu: startTrack(bucket, .cpuUsage, .cores, begun),
                memory: startTrack(bucket, .memoryPeak, .bytes, begun),
                throttling: track(bucket, .throttling, .share, Set<PodName>()))
            history.instances = max(live.count, context.replicas(key))
            history.autoscaler = context.autoscaler(key)
            history.resetCount = resets(bucket)
            history.beside = [:]
        }
        history.isInit = true
        history.cpuRequest = setting(bucket, .initRequests, "cpu", live)
        history.cpuLimit = setting(bucket, .initLimits, "cpu", live)
        history.memoryRequest = setting(bucket, .initRequests, "memory", live)
        history.memoryLimit = setting(bucket, .initLimits, "memory", live)
        history.kills = kills(bucket, .initKills, under: .initLimits)
        for signal in [Signal.initRequests, .initLimits, .initKills] {
            history.events[signal] = (bucket.series[signal] ?? []).map(\.series)
        }
        return history
    }

    /// The first sample of each pod of each workload, of whatever container: when it began, as far as the window tells.
    func begins() -> [String: [PodName: Int64]] {
        var all: [String: [PodName: Int64]] = [:]
        for (key, bucket) in buckets {
            for signal in [Signal.cpuUsage, .memoryPeak] {
                for (pod, series) in bucket.series[signal] ?? [] {
                    guard let first = series.timestamps.first else { continue }
                    let known = all[key.workload]?[pod] ?? .max
                    all[key.workload, default: [:]][pod] = min(known, first)
                }
            }
        }
        return all
    }

    /// Fills in what the other containers of the pod request together.
    func markBeside(_ histories: inout [ContainerHistory]) {
        var sums: [String: [SizedResource: Double]] = [:]
        for history in histories where history.beside == nil {
            let workload = history.key.workload
            sums[workload, default: [:]][.cpu, default: 0] += history.cpuRequest.value ?? 0
            sums[workload, default: [:]][.memory, default: 0] += history.memoryRequest.value ?? 0
        }
        for index in histories.indices where histories[index].beside != nil {
            histories[index].beside = sums[histories[index].key.workload] ?? [:]
        }
    }

    /// Whether it has run for a day and still does.
    private func isSidecar(_ bucket: Bucket, _ live: Set<PodName>) -> Bool {
        let end = answers.window.end.milliseconds
        return (bucket.series[.memoryPeak] ?? []).contains { pod, series in
            guard live.contains(pod), let first = series.timestamps.first, let last = series.timestamps.last
            else { return false }
            return last >= end - 2 * Int64(limits.memoryStep.seconds * 1000) && first <= end - 86_400_000
        }
    }

    private func startTrack(
        _ bucket: Bucket, _ signal: Signal, _ plausible: PlausibleRange, _ begun: [PodName: Int64]
    ) -> Track {
        var track = track(bucket, signal, plausible, Set<PodName>())
        // What began before the window started before it, too.
        let first = answers.window.start.milliseconds + 2 * Int64(limits.memoryStep.seconds * 1000)
        var samples: [String: RunCount.Samples] = [:]
        for (pod, time) in begun where time > first { samples[name(pod)] = [] }
        for (pod, series) in bucket.series[signal] ?? [] {
            samples[name(pod), default: []].append(
                zip(series.timestamps, series.values).filter {
                    track.grid.index(of: $0.0) != nil && $0.1.isFinite && plausible.contains($0.1)
                }.map { (time: $0.0, value: $0.1) })
        }
        track.runs = RunCount(samples, track, answers.window, .start, limits)
        return track
    }

    private func name(_ pod: PodName) -> String { "\(pod.cluster)\u{1}\(pod.name)" }
}
