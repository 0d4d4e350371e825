internal import Diagnostics
internal import YAML

/// A kustomization file, read.
struct Kustomization {
    let directory: String
    /// Its file; nil for one that a controller makes up.
    let file: String?
    var node: Node

    var isComponent: Bool { node["kind"]?.text == "Component" }

    /// What it deploys; `bases` is the old word.
    var resources: [Node] { (node["resources"]?.items ?? []) + (node["bases"]?.items ?? []) }

    private static let idle: Set<String> = ["apiVersion", "kind", "metadata"]

    static func load(_ directory: String, from builder: KustomizeBuilder) throws -> Kustomization {
        let found = KustomizationNames.all.compactMap { name in
            builder.files.file(at: directory.isEmpty ? name : "\(directory)/\(name)")
        }
        let shown = directory.isEmpty ? "." : directory
        guard let file = found.first else {
            throw KustomizeProblem(
                builder.files.isDirectory(directory) ? .invalid : .missing,
                "\(shown) has no kustomization file")
        }
        guard found.count == 1 else {
            throw KustomizeProblem(.invalid, "\(shown) has several kustomization files")
        }
        guard let yaml = try builder.files.yaml(of: file) else {
            throw KustomizeProblem(.limit, "\(file) is too large")
        }
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeProblem(.invalid, error.message, at: error.subject)
        }
        var reader = NodeReader(layer: directory, isPatch: false, limit: builder.limits.fields)
        guard let root = yaml.documents.first?.root else {
            throw KustomizeProblem(.invalid, "\(file) is empty")
        }
        let node = try reader.read(root)
        guard node.isMapping, node.entries.contains(where: { !idle.contains($0.key) && !$0.value.isNull })
        else { throw KustomizeProblem(.invalid, "\(file) says nothing") }
        return Kustomization(directory: directory, file: file, node: node)
    }

    /// With what a controller adds.
    func adding(_ additions: Node) -> Kustomization {
        var result = self
        for entry in additions.entries {
            if let own = node[entry.key], own.isSequence, entry.value.isSequence {
                var list = own
                list.content = .sequence(own.items + entry.value.items)
                result.node.set(entry.key, list)
            } else if let own = node[entry.key], own.isMapping, entry.value.isMapping {
                var mapping = own
                for pair in entry.value.entries { mapping.set(pair.key, pair.value) }
                result.node.set(entry.key, mapping)
            } else {
                result.node.set(entry.key, entry.value)
            }
        }
        return result
    }

    // MARK: Order

    private static let first = [
        "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
        "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap",
        "Secret",
        "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
        "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ]
    private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

    /// The objects in the order that `sortOptions` asks for.
    func ordered(_ resources: [Resource]) -> [Resource] {
        guard node.at("sortOptions", "order")?.text == "legacy" else { return resources }
        let options = node.at("sortOptions", "legacySortOptions")
        let first = options.map { $0["orderFirst"]?.texts ?? [] } ?? Kustomization.first
        let last = options.map { $0["orderLast"]?.texts ?? [] } ?? Kustomization.last
        func rank(_ kind: String) -> Int {
            if let index = last.firstIndex(of: kind) { return 1 + index }
            return first.firstIndex(of: kind).map { $0 - first.count } ?? 0
        }
        func text(_ resource: Resource) -> String {
            let (kind, id) = (resource.kind, resource.id)
            let parts = [
                kind.group.isEmpty ? "~G" : kind.group, kind.version.isEmpty ? "~V" : kind.version,
                kind.kind.isEmpty ? "~K" : kind.kind,
            ]
            let namespace = id.namespace.isEmpty ? "~X" : id.namespace
            return "\(parts.joined(separator: "_"))|\(namespace)|\(id.name)"
        }
        return resources.map { (rank($0.kind.kind), text($0), $0) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
}

/// Definitions under `crds`: which fields of custom objects are labels, annotations, names and references.
struct CustomDefinitions {
    private(set) var configuration = TransformerConfiguration(.emptyMapping)
    private let definitions: Node

    init(_ node: Node) {
        definitions = node
        for entry in node.entries {
            guard let properties = CustomDefinitions.properties(entry.value),
                ["kind", "apiVersion", "metadata"].allSatisfy({ properties[$0] != nil })
            else { continue }
            let kind = entry.key.split(separator: ".").last.map(String.init) ?? entry.key
            walk(entry.value, kind: kind, path: [], depth: 0)
        }
    }

    private static func properties(_ definition: Node) -> Node? {
        definition.at("Schema", "properties") ?? definition.at("schema", "properties")
    }

    private mutating func walk(_ definition: Node, kind: String, path: [String], depth: Int) {
        guard depth < 20 else { return }
        for property in CustomDefinitions.properties(definition)?.entries ?? [] {
            let own = path + [property.key]
            let spec = FieldSpec(own.joined(separator: "/"), kind: kind)
            if property.value["x-kubernetes-annotation"] != nil {
                configuration.commonAnnotations.append(spec)
            }
            if property.value["x-kubernetes-label-selector"] != nil {
                configuration.commonLabels.append(spec)
            }
            if property.value["x-kubernetes-identity"] != nil { configuration.namePrefix.append(spec) }
            if let version = property.value["x-kubernetes-object-ref-api-version"]?.text,
                let target = property.value["x-kubernetes-object-ref-kind"]?.text
            {
                let key = property.value["x-kubernetes-object-ref-name-key"]?.text ?? "name"
                let reference = NameReference(
                    target: GroupVersionKind(version: version, kind: target),
                    referrers: [FieldSpec((own + [key]).joined(separator: "/"), kind: kind)])
                configuration.nameReferences.append(reference)
            }
            if let reference = property.value["$ref"]?.text, let next = definitions[reference] {
                walk(next, kind: kind, path: own, depth: depth + 1)
            }
        }
    }
}
