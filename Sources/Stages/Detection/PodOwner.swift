/// A pod of one cluster.
struct PodName: Hashable, Sendable {
    var cluster: String
    var namespace: String
    var name: String
}

/// The workload that a pod belongs to.
struct PodOwner: Hashable, Sendable {
    /// `Deployment`, `StatefulSet`, `DaemonSet`, `CronJob`, `Job`, or `Pod` for one that nobody owns.
    var kind: String
    var name: String
    /// What stands between workload and pod: the ReplicaSet or the Job; nil where there is nothing.
    var generation: String?
    /// True when only the form of the name says so, because no metric tells.
    var isGuess: Bool

    /// A regular expression for the pods of the workload that survives roll-outs.
    var podPattern: String {
        let base = Matchers.literal(name)
        return switch kind {
        case "Deployment", "Rollout": base + "-[a-z0-9]{5,10}-[a-z0-9]{5}"
        case "StatefulSet": base + "-[0-9]+"
        case "CronJob": base + "-[0-9]{7,11}-[a-z0-9]{5}"
        case "DaemonSet", "Job", "ReplicaSet", "ReplicationController": base + "-[a-z0-9]{5}"
        default: base
        }
    }

    /// Reads the forms that Kubernetes gives to pod names.
    static func guessed(from pod: String) -> PodOwner {
        let parts = pod.split(separator: "-", omittingEmptySubsequences: false)
        func head(_ count: Int) -> String { parts.dropLast(count).joined(separator: "-") }
        guard parts.count > 1, let last = parts.last else {
            return PodOwner(kind: "Pod", name: pod, generation: nil, isGuess: true)
        }
        let hasSuffix = last.count == 5 && last.allSatisfy(isSuffix)
        if hasSuffix, parts.count > 2 {
            let middle = parts[parts.count - 2]
            // Minutes since 1970 have eight digits until the year 2160.
            if middle.count == 8, middle.allSatisfy(\.isNumber) {
                return PodOwner(kind: "CronJob", name: head(2), generation: head(1), isGuess: true)
            }
            if (6...10).contains(middle.count), middle.allSatisfy(isSuffix) {
                return PodOwner(kind: "Deployment", name: head(2), generation: head(1), isGuess: true)
            }
        }
        if !last.isEmpty, last.allSatisfy(\.isNumber) {
            return PodOwner(kind: "StatefulSet", name: head(1), generation: nil, isGuess: true)
        }
        if hasSuffix { return PodOwner(kind: "DaemonSet", name: head(1), generation: nil, isGuess: true) }
        return PodOwner(kind: "Pod", name: pod, generation: nil, isGuess: true)
    }

    /// Kubernetes draws suffixes without vowels and look-alikes, so that no words come out.
    private static func isSuffix(_ character: Character) -> Bool {
        "bcdfghjklmnpqrstvwxz2456789".contains(character)
    }
}
