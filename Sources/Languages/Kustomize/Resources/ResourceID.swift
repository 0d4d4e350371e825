/// Group, version and kind.
public struct GroupVersionKind: Sendable, Hashable {
    /// `apps`; empty for the core.
    public var group: String
    /// `v1`.
    public var version: String
    /// `Deployment`.
    public var kind: String

    /// Makes one of its parts.
    public init(group: String = "", version: String = "", kind: String = "") {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Reads `apps/v1`.
    public init(apiVersion: String, kind: String) {
        guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(version: apiVersion, kind: kind)
            return
        }
        self.init(
            group: String(apiVersion[..<slash]),
            version: String(apiVersion[apiVersion.index(after: slash)...]), kind: kind)
    }

    /// `apps/v1`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// True when `selector` says nothing else; its empty parts match anything.
    func isSelected(by selector: GroupVersionKind) -> Bool {
        (selector.group.isEmpty || selector.group == group)
            && (selector.version.isEmpty || selector.version == version)
            && (selector.kind.isEmpty || selector.kind == kind)
    }

    /// True for the kinds that Kustomize knows to have no namespace.
    public var isClusterScoped: Bool { KnownKinds.clusterScoped[apiVersion]?.contains(kind) == true }
    /// True for the kinds whose schema Kustomize has built in.
    var isBuiltIn: Bool { isClusterScoped || KnownKinds.namespaced[apiVersion]?.contains(kind) == true }
}

/// What Kustomize knows about the kinds of Kubernetes 1.21, whose schema it has built in.
enum KnownKinds {
    static let clusterScoped = table([
        "admissionregistration.k8s.io/v1":
            "MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
        "admissionregistration.k8s.io/v1beta1": "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        "apiextensions.k8s.io/v1": "CustomResourceDefinition",
        "apiextensions.k8s.io/v1beta1": "CustomResourceDefinition",
        "apiregistration.k8s.io/v1": "APIService",
        "apiregistration.k8s.io/v1beta1": "APIService",
        "certificates.k8s.io/v1": "CertificateSigningRequest",
        "certificates.k8s.io/v1beta1": "CertificateSigningRequest",
        "flowcontrol.apiserver.k8s.io/v1beta1": "FlowSchema PriorityLevelConfiguration",
        "networking.k8s.io/v1": "IngressClass",
        "networking.k8s.io/v1beta1": "IngressClass",
        "node.k8s.io/v1": "RuntimeClass",
        "node.k8s.io/v1beta1": "RuntimeClass",
        "policy/v1beta1": "PodSecurityPolicy",
        "rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding",
        "rbac.authorization.k8s.io/v1beta1": "ClusterRole ClusterRoleBinding",
        "scheduling.k8s.io/v1": "PriorityClass",
        "scheduling.k8s.io/v1beta1": "PriorityClass",
        "storage.k8s.io/v1": "CSIDriver CSINode StorageClass VolumeAttachment",
        "storage.k8s.io/v1beta1": "CSIDriver CSINode StorageClass VolumeAttachment",
        "v1": "ComponentStatus Namespace Node NodeProxyOptions PersistentVolume",
    ])

    static let namespaced = table([
        "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
        "autoscaling/v1": "HorizontalPodAutoscaler Scale",
        "autoscaling/v2beta1": "HorizontalPodAutoscaler",
        "autoscaling/v2beta2": "HorizontalPodAutoscaler",
        "batch/v1": "CronJob Job",
        "batch/v1beta1": "CronJob",
        "coordination.k8s.io/v1": "Lease",
        "coordination.k8s.io/v1beta1": "Lease",
        "discovery.k8s.io/v1": "EndpointSlice",
        "discovery.k8s.io/v1beta1": "EndpointSlice",
        "events.k8s.io/v1": "Event",
        "events.k8s.io/v1beta1": "Event",
        "extensions/v1beta1": "Ingress",
        "networking.k8s.io/v1": "Ingress NetworkPolicy",
        "networking.k8s.io/v1beta1": "Ingress",
        "policy/v1": "PodDisruptionBudget",
        "policy/v1beta1": "PodDisruptionBudget",
        "rbac.authorization.k8s.io/v1": "Role RoleBinding",
        "rbac.authorization.k8s.io/v1beta1": "Role RoleBinding",
        "storage.k8s.io/v1beta1": "CSIStorageCapacity",
        "v1":
            "ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
    ])

    private static func table(_ text: [String: String]) -> [String: Set<String>] {
        text.mapValues { Set($0.split(separator: " ").map(String.init)) }
    }
}

/// What tells one object from another.
public struct ResourceID: Sendable, Hashable {
    /// Group, version, kind.
    public var kind: GroupVersionKind
    /// Name.
    public var name: String
    /// Namespace as written; empty for none.
    public var namespace: String

    /// The namespace for comparing: none and `default` are one, and objects without namespaces have their own.
    var effectiveNamespace: String {
        if kind.isClusterScoped { return "_non_namespaceable_" }
        return namespace.isEmpty ? "default" : namespace
    }

    func equals(_ other: ResourceID) -> Bool {
        kind == other.kind && name == other.name && hasSameNamespace(as: other)
    }

    func hasSameNamespace(as other: ResourceID) -> Bool { effectiveNamespace == other.effectiveNamespace }

    /// True when a selector without patterns means this object.
    func isSelected(by selector: ResourceID) -> Bool {
        (selector.name.isEmpty || selector.name == name)
            && (selector.namespace.isEmpty || selector.hasSameNamespace(as: self))
            && kind.isSelected(by: selector.kind)
    }
}
