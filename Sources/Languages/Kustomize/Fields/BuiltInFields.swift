/// The places that Kustomize's transformers know, as data.
enum BuiltInFields {
    static let namespace = [
        FieldSpec("metadata/name", kind: "Namespace", creates: true),
        FieldSpec(
            "spec/service/namespace", kind: "APIService", group: "apiregistration.k8s.io", creates: true),
        FieldSpec(
            "spec/conversion/webhook/clientConfig/service/namespace", kind: "CustomResourceDefinition",
            group: "apiextensions.k8s.io"),
    ]

    static let images = [
        "spec/containers[]/image", "spec/initContainers[]/image", "spec/template/spec/containers[]/image",
        "spec/template/spec/initContainers[]/image",
    ].map { FieldSpec($0, creates: true) }

    /// Labels of an object and of the objects that it makes.
    static let templateLabels =
        [
            FieldSpec("metadata/labels", creates: true),
            FieldSpec(
                "spec/template/metadata/labels", kind: "ReplicationController", version: "v1", creates: true),
        ]
        + ["Deployment", "ReplicaSet", "DaemonSet"].map {
            FieldSpec("spec/template/metadata/labels", kind: $0, creates: true)
        } + [
            FieldSpec("spec/template/metadata/labels", kind: "StatefulSet", group: "apps", creates: true),
            FieldSpec("spec/template/metadata/labels", kind: "Job", group: "batch", creates: true),
            FieldSpec("spec/jobTemplate/metadata/labels", kind: "CronJob", group: "batch", creates: true),
            FieldSpec(
                "spec/jobTemplate/spec/template/metadata/labels", kind: "CronJob", group: "batch",
                creates: true),
        ]

    static let volumeClaimLabels = [
        FieldSpec(
            "spec/volumeClaimTemplates[]/metadata/labels", kind: "StatefulSet", group: "apps", creates: true)
    ]

    private static let affinities = [
        "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
        "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
        "topologySpreadConstraints",
    ]

    /// Selectors, which have to follow the labels.
    static let selectors =
        [
            FieldSpec("spec/selector", kind: "Service", version: "v1", creates: true),
            FieldSpec("spec/selector", kind: "ReplicationController", version: "v1", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "Deployment", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "ReplicaSet", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "DaemonSet", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "StatefulSet", group: "apps", creates: true),
        ]
        + ["Deployment", "StatefulSet"].flatMap { kind in
            affinities.map {
                FieldSpec(
                    "spec/template/spec/\($0)/labelSelector/matchLabels", kind: kind, group: "apps")
            }
        } + [
            FieldSpec("spec/selector/matchLabels", kind: "Job", group: "batch"),
            FieldSpec("spec/jobTemplate/spec/selector/matchLabels", kind: "CronJob", group: "batch"),
            FieldSpec("spec/selector/matchLabels", kind: "PodDisruptionBudget", group: "policy"),
            FieldSpec("spec/podSelector/matchLabels", kind: "NetworkPolicy", group: "networking.k8s.io"),
            FieldSpec(
                "spec/ingress/from/podSelector/matchLabels", kind: "NetworkPolicy",
                group: "networking.k8s.io"),
            FieldSpec(
                "spec/egress/to/podSelector/matchLabels", kind: "NetworkPolicy", group: "networking.k8s.io"),
        ]

    static let annotations =
        [
            FieldSpec("metadata/annotations", creates: true),
            FieldSpec(
                "spec/template/metadata/annotations", kind: "ReplicationController", version: "v1",
                creates: true),
        ]
        + ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].map {
            FieldSpec("spec/template/metadata/annotations", kind: $0, creates: true)
        } + [
            FieldSpec("spec/template/metadata/annotations", kind: "Job", group: "batch", creates: true),
            FieldSpec(
                "spec/jobTemplate/metadata/annotations", kind: "CronJob", group: "batch", creates: true),
            FieldSpec(
                "spec/jobTemplate/spec/template/metadata/annotations", kind: "CronJob", group: "batch",
                creates: true),
        ]

    /// Where `$(NAME)` is replaced.
    static let variables: [FieldSpec] = {
        let perContainer = ["args", "command", "env/value", "volumeMounts/mountPath"]
        var specs: [FieldSpec] = []
        for (kind, path) in [
            ("Pod", "spec"), ("CronJob", "spec/jobTemplate/spec/template/spec"),
            ("DaemonSet", "spec/template/spec"), ("Deployment", "spec/template/spec"),
            ("Job", "spec/template/spec"), ("ReplicaSet", "spec/template/spec"),
            ("StatefulSet", "spec/template/spec"),
        ] {
            for list in ["containers", "initContainers"] {
                specs += perContainer.map { FieldSpec("\(path)/\(list)/\($0)", kind: kind) }
            }
            if kind != "CronJob", kind != "StatefulSet" {
                specs.append(FieldSpec("\(path)/volumes/nfs/server", kind: kind))
            }
        }
        return specs + [
            FieldSpec("spec/jobTemplate/spec/template/volumes/nfs/server", kind: "CronJob"),
            FieldSpec("spec/volumeClaimTemplates/spec/nfs/server", kind: "StatefulSet"),
            FieldSpec("spec/template/metadata/annotations", kind: "Deployment"),
            FieldSpec("spec/nfs/server", kind: "PersistentVolume"),
            FieldSpec("spec/rules/host", kind: "Ingress"), FieldSpec("spec/tls/hosts", kind: "Ingress"),
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec("spec/ports/port", kind: "Service"),
            FieldSpec("spec/ports/targetPort", kind: "Service"),
            FieldSpec("metadata/labels"), FieldSpec("metadata/annotations"),
        ]
    }()
}
