internal import Model

/// Leads from pods to the workloads that own them, across roll-outs.
struct WorkloadIndex: Sendable {
    private var owners: [PodName: PodOwner] = [:]
    private var live: Set<PodName> = []
    /// False when kube-state-metrics said nothing about any pod.
    let knowsOwners: Bool

    init(_ answers: Answers) {
        var parents: [String: (kind: String, name: String)] = [:]
        for (signal, label) in [(Signal.replicaSetOwners, "replicaset"), (.jobOwners, "job_name")] {
            for series in answers.series(signal) {
                guard let child = series.labels[label], let owner = WorkloadIndex.owner(series.labels) else {
                    continue
                }
                parents[
                    WorkloadIndex.key(series.labels, signal == .jobOwners ? "Job" : "ReplicaSet", child)] =
                    owner
            }
        }
        for series in answers.series(.podOwners) {
            guard let pod = PodName(series.labels) else { continue }
            let direct = WorkloadIndex.owner(series.labels)
            guard owners[pod] == nil || direct != nil else { continue }
            owners[pod] = WorkloadIndex.resolve(pod, direct, series.labels, parents)
        }
        for series in answers.series(.livePods) {
            if let pod = PodName(series.labels) { live.insert(pod) }
        }
        knowsOwners = !owners.isEmpty
    }

    /// The workload of a pod; by the form of the name where no metric tells.
    func owner(of pod: PodName) -> PodOwner { owners[pod] ?? PodOwner.guessed(from: pod.name) }

    /// True when the pod exists at the end of the window; nil when no metric tells of it.
    func isLive(_ pod: PodName) -> Bool? {
        live.contains(pod) ? true : owners[pod] != nil ? false : nil
    }

    private static func resolve(
        _ pod: PodName, _ direct: (kind: String, name: String)?, _ labels: Labels,
        _ parents: [String: (kind: String, name: String)]
    ) -> PodOwner {
        guard let direct, direct.kind != "Node" else {
            return PodOwner(kind: "Pod", name: pod.name, generation: nil, isGuess: false)
        }
        guard direct.kind == "ReplicaSet" || direct.kind == "Job" else {
            return PodOwner(kind: direct.kind, name: direct.name, generation: nil, isGuess: false)
        }
        if let parent = parents[key(labels, direct.kind, direct.name)] {
            return PodOwner(kind: parent.kind, name: parent.name, generation: direct.name, isGuess: false)
        }
        let guess = PodOwner.guessed(from: pod.name)
        let fits = guess.generation == direct.name && (direct.kind == "Job") == (guess.kind == "CronJob")
        guard fits else {
            return PodOwner(kind: direct.kind, name: direct.name, generation: nil, isGuess: false)
        }
        return guess
    }

    private static func owner(_ labels: Labels) -> (kind: String, name: String)? {
        guard let kind = labels["owner_kind"], let name = labels["owner_name"], !name.isEmpty,
            !kind.hasPrefix("<")
        else { return nil }
        return (kind, name)
    }

    private static func key(_ labels: Labels, _ kind: String, _ name: String) -> String {
        "\(labels["cluster"] ?? "")\u{1}\(labels["namespace"] ?? "")\u{1}\(kind)\u{1}\(name)"
    }
}

extension PodName {
    /// Reads the labels that all container metrics share; nil without a pod.
    init?(_ labels: Labels) {
        guard let pod = labels["pod"], !pod.isEmpty else { return nil }
        self.init(cluster: labels["cluster"] ?? "", namespace: labels["namespace"] ?? "", name: pod)
    }
}
