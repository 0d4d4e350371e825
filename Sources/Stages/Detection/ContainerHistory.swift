internal import Model
internal import RightSizing

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

    /// Whether the limit in force is higher than the one that killed.
    func isAnswered(by now: Double?) -> Bool {
        guard let now, let limit else { return false }
        return limit < now * 0.98
    }
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
    /// The greatest working set of each day before the window, oldest first; days without samples are not there.
    var memoryBefore: [(time: Timestamp, value: Double)] = []
    /// What the pods of a week before the end of the window requested, by resource.
    var requestsBefore: [String: Set<Double>] = [:]
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
    /// The pods of a DaemonSet by the class of their nodes; empty where nothing tells.
    var classes: [NodeClass] = []
    /// When the present version began, where an older one is known.
    var versionSince: Timestamp?
    /// Why the present version is unsettled, in words.
    var unsettled: String?
    /// Whether a request is the same as it was a week ago.
    ///
    /// Where nothing tells of then, nobody is known to have changed it.
    func isQuiet(_ resource: SizedResource) -> Bool {
        let (name, now) = resource == .cpu ? ("cpu", cpuRequest) : ("memory", memoryRequest)
        guard let before = requestsBefore[name], let now = now.value else { return true }
        return before == [now]
    }

    /// The need, or what the other containers leave free anyway: lowering an init container's request below that saves nothing.
    func worthwhile(_ need: Double, of resource: SizedResource, now: Double) -> Double {
        guard let free = beside?[resource], need < now else { return need }
        return min(now, max(need, free))
    }

    /// What is known of the samples of a track beyond their number; nil without samples.
    func quality(of track: Track, isPartial: Bool) -> DataQuality? {
        guard !track.isEmpty else { return nil }
        let all = Double(track.samples + track.faults.duplicates)
        return DataQuality(
            longestGap: TimeSpan(seconds: track.longestGap),
            duplicates: Double(track.faults.duplicates) / all,
            restartsPerDay: Double(track.isBytes ? restartCount : restartCount + resetCount)
                / max(1, track.historyDays),
            skew: track.faults.outside > 0 ? TimeSpan(seconds: track.faults.skew) : nil,
            isPartial: isPartial ? true : nil)
    }

    /// Whether the pod's spec has it among the init containers.
    var isInit = false
    /// Of an init container that ends, what the containers after it request together, by resource: up to that, it costs nothing.
    var beside: [SizedResource: Double]?
    /// Restarts of all pods; ``restarts`` has the moments.
    var restartCount = 0
    /// How often a counter of CPU began anew while its container went on.
    var resetCount = 0

    /// Series of rare events and settings of this container, for evidence.
    var events: [Signal: [Series]] = [:]
}
