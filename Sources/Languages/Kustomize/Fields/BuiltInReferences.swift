/// Which fields repeat the name of another object, as data.
enum BuiltInReferences {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let admission = "admissionregistration.k8s.io"

    /// Kind → where the spec of its pods is; the version where Kustomize asks for one.
    private static let pods: [(kind: String, version: String, path: String)] = [
        ("Pod", "v1", "spec"), ("PodTemplate", "", "template/spec"),
        ("Deployment", "", "spec/template/spec"), ("ReplicaSet", "", "spec/template/spec"),
        ("DaemonSet", "", "spec/template/spec"), ("StatefulSet", "", "spec/template/spec"),
        ("Job", "", "spec/template/spec"), ("CronJob", "", "spec/jobTemplate/spec/template/spec"),
    ]

    /// The kinds whose pods name accounts, claims and priorities.
    private static let owners: [(kind: String, path: String)] = [
        ("Pod", "spec"), ("StatefulSet", "spec/template/spec"), ("Deployment", "spec/template/spec"),
        ("ReplicationController", "spec/template/spec"),
        ("CronJob", "spec/jobTemplate/spec/template/spec"), ("Job", "spec/template/spec"),
        ("DaemonSet", "spec/template/spec"),
    ]

    private static func inPods(_ paths: [String]) -> [FieldSpec] {
        pods.flatMap { pod in
            paths.map { FieldSpec("\(pod.path)/\($0)", kind: pod.kind, version: pod.version) }
        }
    }

    private static func inOwners(_ path: String) -> [FieldSpec] {
        owners.map { FieldSpec("\($0.path)/\(path)", kind: $0.kind) }
    }

    private static func reference(
        _ kind: String, group: String = "", version: String = "", _ referrers: [FieldSpec]
    ) -> NameReference {
        NameReference(
            target: GroupVersionKind(group: group, version: version, kind: kind), referrers: referrers)
    }

    private static let roles = ["Role", "ClusterRole"].map { FieldSpec("rules/resourceNames", kind: $0) }

    static let all: [NameReference] =
        ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
            reference($0, [FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")])
        } + [
            reference("ConfigMap", version: "v1", configMaps), reference("Secret", version: "v1", secrets),
            reference("Service", version: "v1", services),
            reference("Role", group: rbac, [FieldSpec("roleRef/name", kind: "RoleBinding", group: rbac)]),
            reference(
                "ClusterRole", group: rbac,
                [
                    FieldSpec("roleRef/name", kind: "RoleBinding", group: rbac),
                    FieldSpec("roleRef/name", kind: "ClusterRoleBinding", group: rbac),
                ]),
            reference(
                "ServiceAccount", version: "v1",
                [
                    FieldSpec("subjects", kind: "RoleBinding", group: rbac),
                    FieldSpec("subjects", kind: "ClusterRoleBinding", group: rbac),
                ] + inOwners("serviceAccountName")),
            reference(
                "PersistentVolumeClaim", version: "v1", inOwners("volumes/persistentVolumeClaim/claimName")),
            reference(
                "PersistentVolume", version: "v1",
                [
                    FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
                    FieldSpec("rules/resourceNames", kind: "ClusterRole"),
                ]),
            reference(
                "StorageClass", group: "storage.k8s.io", version: "v1",
                [
                    FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
                    FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
                    FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
                ]),
            reference(
                "PriorityClass", group: "scheduling.k8s.io", version: "v1", inOwners("priorityClassName")),
            reference(
                "ValidatingAdmissionPolicy", group: admission,
                [FieldSpec("spec/policyName", kind: "ValidatingAdmissionPolicyBinding", group: admission)]),
        ]

    private static let configMaps =
        inPods([
            "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
        ]) + [FieldSpec("spec/configSource/configMap", kind: "Node")] + roles + [
            FieldSpec(
                "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", kind: "Ingress"
            )
        ]

    private static let secrets =
        inPods([
            "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name", "imagePullSecrets/name",
            "volumes/projected/sources/secret/name",
        ]) + [
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec("metadata/annotations/ingress.kubernetes.io\\/auth-secret", kind: "Ingress"),
            FieldSpec("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", kind: "Ingress"),
            FieldSpec("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", kind: "Ingress"),
            FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
        ]
        + ["secretName", "adminSecretName", "userSecretName", "secretRef"].map {
            FieldSpec("parameters/\($0)", kind: "StorageClass")
        } + roles + [
            FieldSpec(
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", kind: "Service",
                group: "serving.knative.dev", version: "v1"),
            FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
        ]

    private static let services =
        [FieldSpec("spec/serviceName", kind: "StatefulSet", group: "apps")]
        + [
            "spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName",
            "spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name",
        ].map { FieldSpec($0, kind: "Ingress") } + [
            FieldSpec("spec/service/name", kind: "APIService", group: "apiregistration.k8s.io"),
            FieldSpec(
                "webhooks/clientConfig/service", kind: "ValidatingWebhookConfiguration", group: admission),
            FieldSpec(
                "webhooks/clientConfig/service", kind: "MutatingWebhookConfiguration", group: admission),
        ]
}
