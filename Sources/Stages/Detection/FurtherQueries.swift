internal import Model

/// What is asked only where the first answers tell of something that it is about: so many queries whatever the number of
/// workloads, and none about what is not there.
struct FurtherQueries: Sendable {
    var queries: [SignalQuery] = []

    init(_ answers: Answers, limits: DetectionLimits, matchers: Matchers) {
        let kinds = [Signal.jobOwners, .podOwners].flatMap { answers.series($0) }
            .reduce(into: Set<String>()) { $0.insert($1.labels["owner_kind"] ?? "") }
        var asked: [(Signal, String)] = []
        if kinds.contains("CronJob") { asked += FurtherQueries.runs(limits, matchers) }
        if kinds.contains("DaemonSet") { asked += FurtherQueries.nodes(limits, matchers) }
        if FurtherQueries.hasInitContainers(answers) { asked += FurtherQueries.starts(limits, matchers) }
        queries = asked.map { SignalQuery(signal: $0.0, expression: $0.1, shape: .instant) }
        if FurtherQueries.hasRareJobs(answers, limits) {
            queries += FurtherQueries.rareRuns(limits, matchers)
        }
    }

    /// Pods of jobs come and go: what each run asked for, and which were killed, whether their pods are still there or not.
    private static func runs(_ limits: DetectionLimits, _ matchers: Matchers) -> [(Signal, String)] {
        let window = limits.window
        let of =
            "and on (cluster, namespace, pod) last_over_time("
            + matchers.pod("kube_pod_owner", Matchers.equal("owner_kind", "Job")) + "[\(window)])"
        let resource = Matchers.like("resource", "cpu|memory")
        let requests = matchers.pod("kube_pod_container_resource_requests", resource)
        let most = matchers.pod("kube_pod_container_resource_limits", resource)
        let killed = matchers.pod(
            "kube_pod_container_status_terminated_reason", Matchers.equal("reason", "OOMKilled"))
        let setting = "max by (cluster, namespace, pod, container, resource)"
        return [
            (.runRequests, "\(setting) (last_over_time(\(requests)[\(window)]) \(of))"),
            (.runLimits, "\(setting) (last_over_time(\(most)[\(window)]) \(of))"),
            (
                .runKills,
                "max by (cluster, namespace, pod, container) (max_over_time(\(killed)[\(window)]) > 0 \(of))"
            ),
            (
                .cronJobs,
                "max by (cluster, namespace, cronjob) (\(matchers.object("kube_cronjob_info")))"
            ),
        ]
    }

    /// Whether the window holds too few runs of a CronJob.
    private static func hasRareJobs(_ answers: Answers, _ limits: DetectionLimits) -> Bool {
        var runs: [String: Set<String>] = [:]
        for series in answers.series(.jobOwners) where series.labels["owner_kind"] == "CronJob" {
            let names = ["cluster", "namespace", "owner_name"].map { series.labels[$0] ?? "" }
            runs[names.joined(separator: "\u{1}"), default: []].insert(series.labels["job_name"] ?? "")
        }
        return runs.values.contains { $0.count < limits.leastRuns }
    }

    /// What runs before the window came to, a point a day, and when they are due: a job of each week has two in a fortnight.
    private static func rareRuns(_ limits: DetectionLimits, _ matchers: Matchers) -> [SignalQuery] {
        let days = Int(((limits.runHistory.seconds - limits.window.seconds) / 86_400).rounded(.up))
        let perContainer = "max by (cluster, namespace, pod, container)"
        let of = ["container!=\"\"", "container!=\"POD\"", Matchers.like("pod", ".+-[0-9]{8}-[a-z0-9]{5}")]
        func metric(_ name: String) -> String { matchers.pod(name, of[0], of[1], of[2]) }
        let cpu = "rate(\(metric("container_cpu_usage_seconds_total"))[\(limits.cpuStep)])"
        let memory = metric("container_memory_working_set_bytes")
        let schedules = matchers.object("kube_cronjob_info")
        var queries = [
            SignalQuery(
                signal: .schedules,
                expression: "max by (cluster, namespace, cronjob, schedule) (\(schedules))",
                shape: .instant)
        ]
        if days > 0 {
            queries += [
                SignalQuery(
                    signal: .runCPUBefore,
                    expression: "\(perContainer) (max_over_time(\(cpu)[1d:\(limits.cpuStep)]))",
                    shape: .daysBefore(days)),
                SignalQuery(
                    signal: .runMemoryBefore, expression: "\(perContainer) (max_over_time(\(memory)[1d]))",
                    shape: .daysBefore(days)),
            ]
        }
        return queries
    }

    /// Whether a container used something that the metric of containers does not tell of, though it tells of its pod: what runs
    /// before them has metrics of its own.
    private static func hasInitContainers(_ answers: Answers) -> Bool {
        var described: [PodName: Set<String>] = [:]
        for series in answers.series(.images) {
            guard let pod = PodName(series.labels), let container = series.labels["container"] else {
                continue
            }
            described[pod, default: []].insert(container)
        }
        return answers.series(.memoryPeak).contains { series in
            guard let pod = PodName(series.labels), let container = series.labels["container"],
                let known = described[pod]
            else { return false }
            return !container.isEmpty && container != "POD" && !known.contains(container)
        }
    }

    /// What init containers ask for, what they may use, and which were killed, whether their pods are still there or not.
    private static func starts(_ limits: DetectionLimits, _ matchers: Matchers) -> [(Signal, String)] {
        let window = limits.window
        let resource = Matchers.like("resource", "cpu|memory")
        let setting = "max by (cluster, namespace, pod, container, resource)"
        let requests = matchers.pod("kube_pod_init_container_resource_requests", resource)
        let most = matchers.pod("kube_pod_init_container_resource_limits", resource)
        let oom = Matchers.equal("reason", "OOMKilled")
        // One that is tried again has its kill in the last state, one that is not in the present.
        let killed = ["last_terminated", "terminated"].map { state in
            "max_over_time(\(matchers.pod("kube_pod_init_container_status_\(state)_reason", oom))[\(window)]) > 0"
        }
        return [
            (.initRequests, "\(setting) (\(requests))"),
            (.initLimits, "\(setting) (last_over_time(\(most)[\(window)]))"),
            (.initKills, "max by (cluster, namespace, pod, container) (\(killed.joined(separator: " or ")))"),
        ]
    }

    /// Which node each pod ran on, and what class each node is of; nodes that are gone count too.
    private static func nodes(_ limits: DetectionLimits, _ matchers: Matchers) -> [(Signal, String)] {
        let pods = matchers.pod("kube_pod_info", "created_by_kind=\"DaemonSet\"")
        let nodes = matchers.object("kube_node_labels")
        return [
            (
                .podNodes,
                "max by (cluster, namespace, pod, node) (last_over_time(\(pods)[\(limits.window)]))"
            ),
            (
                .nodeClasses,
                "max by (cluster, node, label_node_kubernetes_io_instance_type, "
                    + "label_beta_kubernetes_io_instance_type) (last_over_time(\(nodes)[\(limits.window)]))"
            ),
        ]
    }
}
