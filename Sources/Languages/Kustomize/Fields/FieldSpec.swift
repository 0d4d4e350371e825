/// A place in objects of some kinds: `spec/template/metadata/labels`.
struct FieldSpec: Sendable, Hashable {
    /// The kinds it is for; empty parts mean any.
    var kind: GroupVersionKind
    /// Keys from the object; lists on the way are gone through item by item.
    var path: [String]
    /// True when mappings that are missing on the way are made.
    var creates: Bool

    init(_ path: String, kind: String = "", group: String = "", version: String = "", creates: Bool = false) {
        self.kind = GroupVersionKind(group: group, version: version, kind: kind)
        self.path = FieldSpec.split(path, "/")
        self.creates = creates
    }

    /// Reads an entry of a `fieldSpecs` list.
    init?(_ node: Node) {
        guard let path = node["path"]?.text else { return nil }
        self.init(
            path, kind: node["kind"]?.text ?? "", group: node["group"]?.text ?? "",
            version: node["version"]?.text ?? "", creates: node["create"]?.flag ?? false)
    }

    var text: String { path.joined(separator: "/") }

    /// The parts between separators that have no backslash before them.
    static func split(_ path: String, _ separator: Character) -> [String] {
        var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)[...]
        if parts.count > 1, parts.first == "" { parts = parts.dropFirst() }
        var result: [String] = []
        for part in parts {
            if let last = result.last, last.hasSuffix("\\") {
                result[result.count - 1] = last.dropLast() + String(separator) + part
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// What is made where the last key is missing.
    enum Missing { case nothing, scalar, mapping }

    /// Calls `change` for every value that the path leads to in an object of the right kind.
    func visit(
        _ object: inout Node, creating missing: Missing = .nothing, _ change: (inout Node) throws -> Void
    ) rethrows {
        let own = GroupVersionKind(
            apiVersion: object["apiVersion"]?.text ?? "", kind: object["kind"]?.text ?? "")
        guard own.isSelected(by: kind) else { return }
        try visit(&object, path[...], missing, change)
    }

    private func visit(
        _ node: inout Node, _ path: ArraySlice<String>, _ missing: Missing,
        _ change: (inout Node) throws -> Void
    ) rethrows {
        guard let part = path.first else { return try change(&node) }
        if node.isSequence { return try node.changeItems { try visit(&$0, path, missing, change) } }
        guard node.isMapping, !part.isEmpty else { return }
        let isList = part.hasSuffix("[]")
        let key = isList ? String(part.dropLast(2)) : part
        if creates, missing != .nothing, !isList {
            let isLast = path.count == 1
            if node[key].map(\.isNull) ?? true {
                node.set(
                    key, isLast && missing == .scalar ? Node(text: "") : .emptyMapping)
            }
        }
        try node.change(key) { try visit(&$0, path.dropFirst(), missing, change) }
    }

    /// True when the path leads somewhere.
    func leadsSomewhere(in object: Node) -> Bool { FieldSpec.leads(path[...], object) }

    private static func leads(_ path: ArraySlice<String>, _ node: Node) -> Bool {
        guard let part = path.first else { return true }
        if node.isSequence { return node.items.contains { leads(path, $0) } }
        let key = part.hasSuffix("[]") ? String(part.dropLast(2)) : part
        return node[key].map { leads(path.dropFirst(), $0) } ?? false
    }
}

/// A kind whose names other objects repeat, and where they do.
struct NameReference: Sendable, Hashable {
    var target: GroupVersionKind
    var referrers: [FieldSpec]
}

/// Where the transformers work: what Kustomize has built in, and what `configurations` add.
struct TransformerConfiguration: Sendable {
    var namePrefix: [FieldSpec]
    var nameSuffix: [FieldSpec]
    var namespace: [FieldSpec]
    var commonLabels: [FieldSpec]
    var labels: [FieldSpec]
    var templateLabels: [FieldSpec]
    var volumeClaimTemplateLabels: [FieldSpec]
    var commonAnnotations: [FieldSpec]
    var nameReferences: [NameReference]
    var variables: [FieldSpec]
    var images: [FieldSpec]
    var replicas: [FieldSpec]
    /// True for what Kustomize has built in, with nothing added.
    var isBuiltIn = false

    /// Adds what another configuration has more.
    mutating func merge(_ other: TransformerConfiguration) {
        isBuiltIn = false
        func add(_ specs: [FieldSpec], to own: inout [FieldSpec]) {
            for spec in specs where !own.contains(where: { $0.path == spec.path && $0.kind == spec.kind }) {
                own.append(spec)
            }
        }
        add(other.namePrefix, to: &namePrefix)
        add(other.nameSuffix, to: &nameSuffix)
        add(other.namespace, to: &namespace)
        add(other.commonLabels, to: &commonLabels)
        add(other.labels, to: &labels)
        add(other.templateLabels, to: &templateLabels)
        add(other.volumeClaimTemplateLabels, to: &volumeClaimTemplateLabels)
        add(other.commonAnnotations, to: &commonAnnotations)
        add(other.variables, to: &variables)
        add(other.images, to: &images)
        add(other.replicas, to: &replicas)
        for reference in other.nameReferences {
            if let index = nameReferences.firstIndex(where: { $0.target == reference.target }) {
                add(reference.referrers, to: &nameReferences[index].referrers)
            } else {
                nameReferences.append(reference)
            }
        }
    }

    /// Reads a file of `configurations`.
    init(_ node: Node) {
        func specs(_ key: String) -> [FieldSpec] { (node[key]?.items ?? []).compactMap { FieldSpec($0) } }
        namePrefix = specs("namePrefix")
        nameSuffix = specs("nameSuffix")
        namespace = specs("namespace")
        commonLabels = specs("commonLabels")
        labels = specs("labels")
        templateLabels = specs("templateLabels")
        volumeClaimTemplateLabels = specs("volumeClaimTemplateLabels")
        commonAnnotations = specs("commonAnnotations")
        variables = specs("varReference")
        images = specs("images")
        replicas = specs("replicas")
        nameReferences = (node["nameReference"]?.items ?? []).map { item in
            NameReference(
                target: GroupVersionKind(
                    group: item["group"]?.text ?? "", version: item["version"]?.text ?? "",
                    kind: item["kind"]?.text ?? ""),
                referrers: (item["fieldSpecs"]?.items ?? []).compactMap { FieldSpec($0) })
        }
    }

    private init() { self.init(.emptyMapping) }

    /// What Kustomize has built in.
    static let builtIn: TransformerConfiguration = {
        var configuration = TransformerConfiguration()
        configuration.namePrefix = [FieldSpec("metadata/name")]
        configuration.nameSuffix = [FieldSpec("metadata/name")]
        configuration.namespace = BuiltInFields.namespace
        configuration.commonLabels =
            BuiltInFields.selectors + BuiltInFields.templateLabels
            + BuiltInFields.volumeClaimLabels
        configuration.templateLabels = BuiltInFields.templateLabels
        configuration.volumeClaimTemplateLabels = BuiltInFields.volumeClaimLabels
        configuration.commonAnnotations = BuiltInFields.annotations
        configuration.nameReferences = BuiltInReferences.all
        configuration.variables = BuiltInFields.variables
        configuration.images = BuiltInFields.images
        configuration.replicas = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
            FieldSpec("spec/replicas", kind: $0, creates: true)
        }
        configuration.isBuiltIn = true
        return configuration
    }()
}
