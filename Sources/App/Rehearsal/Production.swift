internal import Diagnostics
internal import Model
internal import Ports
internal import Synchronization

/// What the metrics store makes of the truth.
enum SignalFault: String, Sendable, CaseIterable {
    /// The truth.
    case none
    /// Nothing came in for six hours.
    case stale
    /// Every third sample is missing.
    case gaps
    /// What is missing reads as nothing used.
    case zeros
    /// Not a number.
    case notANumber = "not-a-number"
    /// Less than nothing.
    case negative
    /// The store knows nothing of containers.
    case missing
    /// The store says that it may not have answered everything.
    case partial
    /// The store answers nothing at all.
    case down
    /// Alerts cannot be asked for.
    case blindToAlerts = "blind-to-alerts"
}

/// Production in memory: workloads that are given what stands on the target branch, use what they need, and are killed
/// when that is more; and a metrics store that answers the queries of the bot about it.
final class Production: MetricsSource {
    let label = "rehearsal"

    private struct Rollout {
        var from: Timestamp
        var generation: String
        var sizes: Sizes
    }

    private struct State {
        var rollouts: [String: [Rollout]] = [:]
        var fault = SignalFault.none
        /// Whether what is asked after a change is answered as if all were well.
        var lies = false
        var alerts: [Labels] = []
    }

    /// Distance of samples.
    static let step: Int64 = 3_600_000
    /// The beginning of time.
    static let beginning = Timestamp("2026-10-01T00:00:00Z") ?? Timestamp(seconds: 0)

    let workloads: [Workload]
    private let state = Mutex(State())

    init(_ workloads: [Workload]) {
        self.workloads = workloads
        for workload in workloads {
            deploy(
                workload.name,
                Sizes(
                    request: Double(workload.request) * Workload.mebi,
                    limit: Double(workload.limit) * Workload.mebi), at: Production.beginning)
        }
    }

    func set(_ fault: SignalFault) { state.withLock { $0.fault = fault } }
    func setLying(_ lies: Bool) { state.withLock { $0.lies = lies } }
    /// Alerts that fire beside those about kills.
    func setAlerts(_ alerts: [Labels]) { state.withLock { $0.alerts = alerts } }

    /// Gives a workload new sizes; what it has already stays.
    func deploy(_ name: String, _ sizes: Sizes, at time: Timestamp) {
        state.withLock { state in
            var list = state.rollouts[name] ?? []
            guard list.last?.sizes != sizes else { return }
            let hash = Chance.noise("\(name) \(list.count)", time.milliseconds)
            let letters = Array("bcdfghjklmnpqrstvwxz")
            var value = Int(hash * 1e12)
            var generation = ""
            for _ in 0..<9 {
                generation.append(letters[value % letters.count])
                value /= letters.count
            }
            list.append(Rollout(from: time, generation: "\(name)-\(generation)", sizes: sizes))
            state.rollouts[name] = list
        }
    }

    /// The sizes in force.
    func sizes(of name: String, at time: Timestamp) -> Sizes? {
        state.withLock { $0.rollouts[name]?.last { $0.from <= time }?.sizes }
    }

    /// The alert about the kills of a workload; whether it is true is another matter.
    func alert(about workload: Workload, at time: Timestamp, notes: Labels = [:]) -> Alert {
        let pod = pods(of: workload, at: time).first?.name ?? "\(workload.name)-bcdfghjkl-bcdfg"
        return Alert(
            status: .firing,
            labels: [
                "alertname": "KubeContainerOOMKilled", "namespace": Workload.namespace, "pod": pod,
                "container": Workload.container,
            ], annotations: notes, startsAt: time.adding(seconds: -300),
            fingerprint: "rehearsal-\(workload.name)")
    }

    // MARK: - Answers

    func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        try answer(expression, from: time, to: time, step: Production.step, isInstant: true)
    }

    func range(_ query: RangeQuery) async throws -> QueryAnswer {
        try answer(
            query.expression, from: query.window.start, to: query.window.end,
            step: max(1, Int64(query.step.seconds * 1000)), isInstant: false)
    }

    private struct Pod {
        var name: String
        var generation: String
        var sizes: Sizes
        var from: Timestamp
        var to: Timestamp?
    }

    private func allPods(of workload: Workload) -> [Pod] {
        let rollouts = state.withLock { $0.rollouts[workload.name] ?? [] }
        return rollouts.enumerated().flatMap { index, rollout in
            (0..<workload.replicas).map { replica in
                Pod(
                    name: "\(rollout.generation)-\(["bcdfg", "hjklm", "npqrs", "tvwxz"][replica % 4])",
                    generation: rollout.generation, sizes: rollout.sizes, from: rollout.from,
                    to: index + 1 < rollouts.count ? rollouts[index + 1].from : nil)
            }
        }
    }

    private func pods(of workload: Workload, at time: Timestamp) -> [Pod] {
        allPods(of: workload).filter { $0.from <= time && ($0.to.map { time < $0 } ?? true) }
    }

    private func answer(
        _ expression: String, from start: Timestamp, to end: Timestamp, step: Int64, isInstant: Bool
    ) throws -> QueryAnswer {
        let state = state.withLock { $0 }
        if state.fault == .down || state.fault == .blindToAlerts && expression.contains("ALERTS") {
            throw Failure(
                .unavailable, "asking https://reader:\(Canary.password)@metrics.example", "timed out",
                .retry(afterSeconds: 30))
        }
        if expression.contains("ALERTS") { return QueryAnswer(series: firing(state, at: end)) }
        let times = stride(from: start.milliseconds, through: end.milliseconds, by: Int64.Stride(step))
            .map { $0 }
        let series = workloads.filter { isAsked($0, in: expression) }.flatMap {
            self.series($0, expression, times, end, state, isInstant)
        }
        let warnings = state.fault == .partial ? ["the answer may be incomplete: a store did not answer"] : []
        return QueryAnswer(series: series, warnings: warnings)
    }

    private func isAsked(_ workload: Workload, in expression: String) -> Bool {
        guard let pattern = expression.firstRange(of: "pod=~\"") else { return true }
        let rest = expression[pattern.upperBound...]
        return rest.hasPrefix(workload.name + "-[") || rest.hasPrefix(workload.name + "-.")
    }

    private func firing(_ state: State, at time: Timestamp) -> [Series] {
        var alerts = state.alerts
        for workload in workloads where kills(workload, since: time.adding(seconds: -3600), to: time) > 0 {
            var labels = alert(about: workload, at: time).labels
            labels["__name__"] = "ALERTS"
            labels["alertstate"] = "firing"
            alerts.append(labels)
        }
        return alerts.map { Series(labels: $0, timestamps: [time.milliseconds], values: [1]) }
    }

    /// How often all pods of a workload were killed for memory.
    func kills(_ workload: Workload, since start: Timestamp, to end: Timestamp) -> Int {
        allPods(of: workload).reduce(0) { $0 + times(ofKills: $1, workload, start, end).count }
    }

    private func times(
        ofKills pod: Pod, _ workload: Workload, _ start: Timestamp, _ end: Timestamp
    ) -> [Int64] {
        let first = max(start, pod.from).milliseconds / Production.step + 1
        let last = min(end, pod.to ?? end).milliseconds / Production.step
        guard first <= last else { return [] }
        return (first...last).map { $0 * Production.step }.filter {
            workload.need(at: Timestamp(milliseconds: $0), limit: pod.sizes.limit) > pod.sizes.limit
        }
    }

    private func labels(_ pod: Pod, _ more: Labels = [:]) -> Labels {
        ["namespace": Workload.namespace, "pod": pod.name, "container": Workload.container]
            .merging(more) { $1 }
    }

    private func series(
        _ workload: Workload, _ expression: String, _ times: [Int64], _ end: Timestamp, _ state: State,
        _ isInstant: Bool
    ) -> [Series] {
        // Its counters go on as long as their containers do.
        if expression.contains("resets(") { return [] }
        let containers = expression.contains("container_")
        if containers, state.fault == .missing, !expression.hasPrefix("sum(increase") { return [] }
        if expression.hasPrefix("sum(increase(kube_pod_container_status_restarts_total") {
            let count = kills(workload, since: end.adding(seconds: -86_400), to: end)
            return [
                Series(
                    labels: [:], timestamps: [end.milliseconds], values: [state.lies ? 0 : Double(count)])
            ]
        }
        if expression.contains("kube_pod_container_status_restarts_total") {
            let showsLimit = expression.contains("kube_pod_container_resource_limits")
            return allPods(of: workload).compactMap { pod in
                let events = self.times(
                    ofKills: pod, workload, Timestamp(milliseconds: times.first ?? 0), end)
                guard !events.isEmpty else { return nil }
                return Series(
                    labels: labels(pod), timestamps: events,
                    values: events.map { _ in showsLimit ? pod.sizes.limit : 1 })
            }
        }
        if expression.contains("container_memory_working_set_bytes") {
            return usage(workload, times, end, state.fault) { time, pod in
                min(
                    pod.sizes.limit,
                    workload.need(at: Timestamp(milliseconds: time), limit: pod.sizes.limit))
            }
        }
        if expression.contains("container_cpu_usage_seconds_total") {
            return usage(workload, times, end, state.fault) { time, _ in
                0.085 + 0.01 * Chance.noise(workload.name, time / Production.step)
            }
        }
        return settings(workload, expression, times, end, isInstant)
    }

    /// Samples of what pods use, as the store has them.
    private func usage(
        _ workload: Workload, _ times: [Int64], _ end: Timestamp, _ fault: SignalFault,
        _ value: (Int64, Pod) -> Double
    ) -> [Series] {
        let stale = end.adding(seconds: -6 * 3600).milliseconds
        return allPods(of: workload).compactMap { pod in
            var series = Series(labels: labels(pod), timestamps: [], values: [])
            for time in times {
                guard time > pod.from.milliseconds, time <= pod.to?.milliseconds ?? .max else { continue }
                if fault == .stale, time > stale { continue }
                let turn = (time / Production.step) % 3 == 0
                if fault == .gaps, turn { continue }
                var sample = value(time, pod)
                if turn {
                    switch fault {
                    case .zeros: sample = 0
                    case .notANumber: sample = .nan
                    case .negative: sample = -sample
                    default: break
                    }
                }
                series.timestamps.append(time)
                series.values.append(sample)
            }
            return series.timestamps.isEmpty ? nil : series
        }
    }

    /// What the cluster says about objects.
    private func settings(
        _ workload: Workload, _ expression: String, _ times: [Int64], _ end: Timestamp, _ isInstant: Bool
    ) -> [Series] {
        let now = [end.milliseconds]
        func one(_ labels: Labels, _ value: Double = 1) -> Series {
            Series(labels: labels, timestamps: now, values: [value])
        }
        let space = ["namespace": Workload.namespace]
        let live = pods(of: workload, at: end)
        if expression.hasPrefix("kube_pod_container_resource_") {
            let isLimit = expression.hasPrefix("kube_pod_container_resource_limits")
            guard expression.contains("resource=\"memory\"") else { return [] }
            return allPods(of: workload).compactMap { pod in
                let seen = times.filter {
                    $0 >= pod.from.milliseconds && $0 < pod.to?.milliseconds ?? .max
                }
                guard !seen.isEmpty else { return nil }
                let value = isLimit ? pod.sizes.limit : pod.sizes.request
                return Series(
                    labels: labels(pod, ["resource": "memory"]), timestamps: seen,
                    values: seen.map { _ in value })
            }
        }
        if expression.contains("kube_pod_container_resource_requests") {
            let moment = expression.contains(" offset ") ? end.adding(seconds: -7 * 86_400) : end
            return pods(of: workload, at: moment).flatMap { pod in
                [
                    one(labels(pod, ["resource": "memory"]), pod.sizes.request),
                    one(labels(pod, ["resource": "cpu"]), 0.1),
                ]
            }
        }
        if expression.contains("kube_pod_container_resource_limits") {
            return live.map { one(labels($0, ["resource": "memory"]), $0.sizes.limit) }
        }
        if expression.contains("kube_pod_owner") {
            let pods = expression.contains("last_over_time") ? allPods(of: workload) : live
            return pods.map { pod in
                one(
                    space.merging(
                        ["pod": pod.name, "owner_kind": "ReplicaSet", "owner_name": pod.generation]
                    ) { $1 })
            }
        }
        if expression.contains("kube_replicaset_owner") {
            return Set(allPods(of: workload).map(\.generation)).sorted().map { generation in
                one(
                    space.merging(
                        ["replicaset": generation, "owner_kind": "Deployment", "owner_name": workload.name]
                    ) { $1 })
            }
        }
        if expression.contains("kube_pod_container_info") {
            return live.map { one(labels($0, ["image": "registry.example/\(workload.name):1.0"])) }
        }
        if expression.contains("kube_deployment_spec_replicas") {
            return [
                one(space.merging(["deployment": workload.name]) { $1 }, Double(workload.replicas))
            ]
        }
        if expression.contains("kube_horizontalpodautoscaler_info"), workload.autoscaler == "HPA" {
            return [
                one(
                    space.merging(
                        [
                            "horizontalpodautoscaler": workload.name, "scaletargetref_kind": "Deployment",
                            "scaletargetref_name": workload.name,
                        ]
                    ) { $1 })
            ]
        }
        if expression.contains("kube_horizontalpodautoscaler_spec_target_metric"),
            workload.autoscaler == "HPA"
        {
            return [
                one(
                    space.merging(
                        [
                            "horizontalpodautoscaler": workload.name, "metric_name": "memory",
                            "metric_target_type": "utilization",
                        ]
                    ) { $1 })
            ]
        }
        if expression.contains("kube_verticalpodautoscaler"), workload.autoscaler == "VPA" {
            return [
                one(
                    space.merging(["target_kind": "Deployment", "target_name": workload.name]) { $1 })
            ]
        }
        return []
    }
}
