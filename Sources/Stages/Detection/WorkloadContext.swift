internal import Model

/// What the controllers around a workload say: replicas, and autoscalers that own some of its values.
struct WorkloadContext: Sendable {
    private var replicaCounts: [String: Int] = [:]
    private var claims: [String: AutoscalerClaim] = [:]

    init(_ answers: Answers) {
        for (signal, kind, label) in [
            (Signal.deploymentReplicas, "Deployment", "deployment"),
            (.statefulSetReplicas, "StatefulSet", "statefulset"),
        ] {
            for series in answers.series(signal) {
                guard let name = series.labels[label], let value = series.values.last, value.isFinite,
                    value >= 0, value < 1e6
                else { continue }
                replicaCounts[WorkloadContext.key(series.labels, kind, name)] = Int(value)
            }
        }
        readHorizontal(answers)
        for series in answers.series(.verticalAutoscalers) {
            guard let kind = series.labels["target_kind"], let name = series.labels["target_name"] else {
                continue
            }
            claims[WorkloadContext.key(series.labels, kind, name)] = AutoscalerClaim(
                owner: "VerticalPodAutoscaler", holdsCPU: true, holdsMemory: true)
        }
    }

    func replicas(_ key: ContainerKey) -> Int { replicaCounts[key.workload] ?? 0 }

    func autoscaler(_ key: ContainerKey) -> AutoscalerClaim? { claims[key.workload] }

    /// A target in per cent of the request makes the request part of the autoscaler's rule: changing it moves the
    /// number of pods.
    ///
    /// Where no metric tells what the target is, both are taken to be.
    private mutating func readHorizontal(_ answers: Answers) {
        var metrics: [String: [(name: String, type: String)]] = [:]
        for series in answers.series(.autoscalerTargets) {
            let name = series.labels["horizontalpodautoscaler"] ?? ""
            metrics[WorkloadContext.key(series.labels, "", name), default: []].append(
                (series.labels["metric_name"] ?? "", series.labels["metric_target_type"] ?? ""))
        }
        for series in answers.series(.autoscalers) {
            guard let kind = series.labels["scaletargetref_kind"],
                let name = series.labels["scaletargetref_name"],
                let scaler = series.labels["horizontalpodautoscaler"]
            else { continue }
            let targets = metrics[WorkloadContext.key(series.labels, "", scaler)]
            func holds(_ resource: String) -> Bool {
                guard let targets else { return true }
                return targets.contains { $0.name == resource && $0.type == "utilization" }
            }
            let owner =
                scaler.hasPrefix("keda-hpa-")
                ? "ScaledObject/\(scaler.dropFirst(9))" : "HorizontalPodAutoscaler/\(scaler)"
            claims[WorkloadContext.key(series.labels, kind, name)] = AutoscalerClaim(
                owner: owner, holdsCPU: holds("cpu"), holdsMemory: holds("memory"))
        }
    }

    private static func key(_ labels: Labels, _ kind: String, _ name: String) -> String {
        "\(labels["cluster"] ?? "")\u{1}\(labels["namespace"] ?? "")\u{1}\(kind)\u{1}\(name)"
    }
}
