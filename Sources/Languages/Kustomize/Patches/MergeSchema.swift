/// How lists of the kinds that Kubernetes defines are merged: by which keys, where they are not replaced.
struct MergeSchema: Sendable {
    /// What is known about a field.
    final class Rule: Sendable {
        /// Keys by which items are matched; empty for a list of scalars that is a set; nil for one that is replaced.
        let keys: [String]?
        /// Rules for fields; of a list those of its items.
        let fields: [String: Rule]

        init(keys: [String]? = nil, _ fields: [String: Rule] = [:]) {
            self.keys = keys
            self.fields = fields
        }

        /// A mapping on the way to something.
        static func path(_ keys: [String], _ end: Rule) -> Rule {
            keys.reversed().reduce(end) { Rule([$1: $0]) }
        }
    }

    /// The rules of an object; nil for a kind without a schema, whose lists are always replaced.
    static func rule(for kind: GroupVersionKind) -> Rule? {
        guard kind.isBuiltIn else { return nil }
        return kinds["\(kind.apiVersion)/\(kind.kind)"] ?? plain
    }

    private static let metadata = Rule([
        "finalizers": Rule(keys: []), "ownerReferences": Rule(keys: ["uid"]),
    ])

    private static func container(hasPorts: Bool) -> Rule {
        var fields = [
            "env": Rule(keys: ["name"]), "volumeDevices": Rule(keys: ["devicePath"]),
            "volumeMounts": Rule(keys: ["mountPath"]),
        ]
        if hasPorts { fields["ports"] = Rule(keys: ["containerPort", "protocol"]) }
        return Rule(keys: ["name"], fields)
    }

    private static let podSpec = Rule([
        "containers": container(hasPorts: true), "initContainers": container(hasPorts: true),
        "ephemeralContainers": container(hasPorts: false), "hostAliases": Rule(keys: ["ip"]),
        "imagePullSecrets": Rule(keys: ["name"]),
        "topologySpreadConstraints": Rule(keys: ["topologyKey", "whenUnsatisfiable"]),
        "volumes": Rule(keys: ["name"]),
    ])

    private static let template = Rule(["metadata": metadata, "spec": podSpec])
    private static let conditions = Rule(["conditions": Rule(keys: ["type"])])

    private static func object(_ fields: [String: Rule]) -> Rule {
        Rule(fields.merging(["metadata": metadata]) { own, _ in own })
    }

    private static let plain = object([:])
    private static let workload = object(["spec": Rule(["template": template]), "status": conditions])
    private static let cronJob = object([
        "spec": Rule(["jobTemplate": Rule(["metadata": metadata, "spec": Rule(["template": template])])])
    ])
    private static let webhooks = object(["webhooks": Rule(keys: ["name"])])
    private static let drivers = object(["spec": Rule(["drivers": Rule(keys: ["name"])])])
    private static let withConditions = object(["status": conditions])

    private static let kinds: [String: Rule] = [
        "v1/Pod": object([
            "spec": podSpec,
            "status": Rule(["conditions": Rule(keys: ["type"]), "podIPs": Rule(keys: ["ip"])]),
        ]),
        "v1/PodTemplate": object(["template": template]),
        "v1/ReplicationController": workload,
        "apps/v1/Deployment": workload, "apps/v1/StatefulSet": workload, "apps/v1/DaemonSet": workload,
        "apps/v1/ReplicaSet": workload, "batch/v1/Job": workload,
        "batch/v1/CronJob": cronJob, "batch/v1beta1/CronJob": cronJob,
        "v1/Service": object([
            "spec": Rule(["ports": Rule(keys: ["port", "protocol"])]), "status": conditions,
        ]),
        "v1/ServiceAccount": object(["secrets": Rule(keys: ["name"])]),
        "v1/Node": object([
            "spec": Rule(["podCIDRs": Rule(keys: [])]),
            "status": Rule(["addresses": Rule(keys: ["type"]), "conditions": Rule(keys: ["type"])]),
        ]),
        "v1/Namespace": withConditions, "v1/PersistentVolumeClaim": withConditions,
        "policy/v1/PodDisruptionBudget": withConditions,
        "policy/v1beta1/PodDisruptionBudget": withConditions,
        "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration": webhooks,
        "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": webhooks,
        "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration": webhooks,
        "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration": webhooks,
        "storage.k8s.io/v1/CSINode": drivers, "storage.k8s.io/v1beta1/CSINode": drivers,
    ]
}
