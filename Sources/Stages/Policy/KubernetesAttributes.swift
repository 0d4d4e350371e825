/// What changing a field of a Kubernetes object does.
///
/// Data: the API reference says which fields are immutable.
///
/// Paths are those of targets: inside the container, or inside `spec` of the object. A field that no row names counts
/// as one that forces replacement.
enum KubernetesAttributes {
    static let rows: [BehaviourRow] = identity + immutable + storage + containers + workloads

    /// Data, credentials, identity and the network's rules.
    private static let identity: [BehaviourRow] = [
        BehaviourRow("Secret", "*", .identity),
        BehaviourRow("SealedSecret", "*", .identity),
        BehaviourRow("ExternalSecret", "*", .identity),
        BehaviourRow("*Role", "*", .identity),
        BehaviourRow("*RoleBinding", "*", .identity),
        BehaviourRow("ServiceAccount", "*", .identity),
        BehaviourRow("NetworkPolicy", "*", .identity),
        BehaviourRow("*WebhookConfiguration", "*", .identity),
        BehaviourRow("*", "*serviceAccount*", .identity),
        BehaviourRow("*", "*securityContext*", .identity),
        BehaviourRow("*", "host*", .identity),
        BehaviourRow("*", "env*.valueFrom*", .identity),
        BehaviourRow("*", "env*PASSWORD*", .identity),
        BehaviourRow("*", "env*SECRET*", .identity),
        BehaviourRow("*", "env*TOKEN*", .identity),
        BehaviourRow("*", "env*CREDENTIAL*", .identity),
        BehaviourRow("*", "env*_KEY*", .identity),
    ]

    /// Fields that the API server refuses to change: the object must be deleted and made again.
    private static let immutable: [BehaviourRow] = [
        BehaviourRow("StatefulSet", "volumeClaimTemplates*", .replace),
        BehaviourRow("StatefulSet", "serviceName", .replace),
        BehaviourRow("StatefulSet", "podManagementPolicy", .replace),
        BehaviourRow("*", "selector*", .replace),
        BehaviourRow("Job", "*", .replace),
        BehaviourRow("Pod", "*", .replace),
    ]

    private static let storage: [BehaviourRow] = [
        BehaviourRow("PersistentVolumeClaim", "resources.requests.storage", .grow),
        BehaviourRow("PersistentVolumeClaim", "*", .replace),
    ]

    /// Fields of a container.
    private static let containers: [BehaviourRow] = [
        BehaviourRow("*", "resources.limits.memory", .scale),
        BehaviourRow("*", "resources.limits.cpu", .scale),
        BehaviourRow("*", "resources.limits.ephemeral-storage", .scale),
        BehaviourRow("*", "resources.requests.memory", .scale),
        BehaviourRow("*", "resources.requests.cpu", .scale),
        BehaviourRow("*", "resources.requests.ephemeral-storage", .scale),
        BehaviourRow("*", "*Probe.initialDelaySeconds", .tune),
        BehaviourRow("*", "*Probe.periodSeconds", .tune),
        BehaviourRow("*", "*Probe.timeoutSeconds", .tune),
        BehaviourRow("*", "*Probe.failureThreshold", .tune),
        BehaviourRow("*", "*Probe.successThreshold", .tune),
        BehaviourRow("*", "env", .replace),
        BehaviourRow("*", "env*", .tune),
    ]

    /// Fields of a workload.
    private static let workloads: [BehaviourRow] = [
        BehaviourRow("*", "replicas", .scale),
        BehaviourRow("HorizontalPodAutoscaler", "minReplicas", .scale),
        BehaviourRow("HorizontalPodAutoscaler", "maxReplicas", .scale),
        BehaviourRow("ScaledObject", "minReplicaCount", .scale),
        BehaviourRow("ScaledObject", "maxReplicaCount", .scale),
        BehaviourRow("*", "terminationGracePeriodSeconds", .tune),
        BehaviourRow("*", "minReadySeconds", .tune),
        BehaviourRow("*", "progressDeadlineSeconds", .tune),
        BehaviourRow("*", "strategy.rollingUpdate.maxSurge", .tune),
        BehaviourRow("*", "strategy.rollingUpdate.maxUnavailable", .tune),
        BehaviourRow("*", "updateStrategy.rollingUpdate.maxUnavailable", .tune),
        BehaviourRow("*", "topologySpreadConstraints*", .restart),
        BehaviourRow("*", "metadata.annotations.kubectl.kubernetes.io/restartedAt", .restart),
    ]
}
