internal import Model

/// A container of a workload, whatever its pods are called.
struct ContainerKey: Hashable, Sendable {
    var cluster: String
    var namespace: String
    var kind: String
    var name: String
    var container: String

    var workload: String { "\(cluster)\u{1}\(namespace)\u{1}\(kind)\u{1}\(name)" }
    var sortKey: String { "\(workload)\u{1}\(container)" }
}

/// A kill for memory: when, and the limit in force at that moment where a metric tells.
struct Kill: Hashable, Sendable {
    var time: Timestamp
    var limit: Double?
}

/// A setting as the pods that exist now run with it.
enum Setting: Hashable, Sendable {
    case unset
    case value(Double)
    /// Pods run with different values: a roll-out is under way.
    case mixed([Double])

    var value: Double? {
        if case .value(let value) = self { value } else { nil }
    }
}

/// Which autoscaler looks at a workload, and at what.
struct AutoscalerClaim: Hashable, Sendable {
    /// `HorizontalPodAutoscaler/api`.
    var owner: String
    var holdsCPU: Bool
    var holdsMemory: Bool
}

/// Everything that the signals tell of one container of one workload.
struct ContainerHistory: Sendable {
    var key: ContainerKey
    var owner: PodOwner
    var cpu: Track
    var memory: Track
    var throttling: Track
    var kills: [Kill] = []
    var restarts: [Timestamp] = []
    var cpuRequest = Setting.unset
    var cpuLimit = Setting.unset
    var memoryRequest = Setting.unset
    var memoryLimit = Setting.unset
    /// Pods that exist, or that the controller wants where that is more.
    var instances = 1
    /// True when requests equal limits for both resources in every container of the pod.
    var isGuaranteed = false
    var autoscaler: AutoscalerClaim?
    /// When the present version began, where an older one is known.
    var versionSince: Timestamp?
    /// Why the present version is unsettled, in words.
    var unsettled: String?
    /// Series of rare events and settings of this container, for evidence.
    var events: [Signal: [Series]] = [:]
}
