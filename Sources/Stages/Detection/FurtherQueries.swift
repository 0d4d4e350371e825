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
        queries = asked.map { SignalQuery(signal: $0.0, expression: $0.1, shape: .instant) }
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
