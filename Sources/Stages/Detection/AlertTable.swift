internal import Model

/// Which alerts speak of what: names of the common rule sets, as data.
///
/// Sources: kubernetes-mixin, kube-prometheus and awesome-prometheus-alerts.
enum AlertTable {
    /// What an alert of this name claims, or nil for one that nothing here answers.
    static func kind(of name: String) -> FindingKind? { kinds[name] }

    private static let kinds: [String: FindingKind] = [
        "KubeContainerOOMKilled": .memoryLimitTooLow,
        "OOMKilled": .memoryLimitTooLow,
        "ContainerOOMKilled": .memoryLimitTooLow,
        "KubernetesContainerOomKiller": .memoryLimitTooLow,
        "KubePodOOMKilled": .memoryLimitTooLow,
        "ContainerMemoryNearLimit": .memoryLimitTooLow,
        "ContainerHighMemoryUsage": .memoryLimitTooLow,
        "CPUThrottlingHigh": .cpuLimitTooLow,
        "ContainerHighThrottleRate": .cpuLimitTooLow,
    ]
}
