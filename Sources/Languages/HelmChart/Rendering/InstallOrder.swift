/// The order in which Helm installs, and prints, objects of different kinds.
public enum InstallOrder {
    private static let kinds = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole",
        "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding",
        "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ]
    private static let places = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    /// Kinds that have no place yet in Helm 3.
    private static let added: Set = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

    /// True when an object of kind `a` comes before one of kind `b`; kinds that are not known come last, by name.
    public static func precedes(_ a: String, _ b: String, _ version: HelmVersion) -> Bool {
        func place(_ kind: String) -> Int? {
            version == .three && added.contains(kind) ? nil : places[kind]
        }
        return switch (place(a), place(b)) {
        case (let x?, let y?): x < y
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): a.utf8.lexicographicallyPrecedes(b.utf8)
        }
    }
}
