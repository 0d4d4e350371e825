internal import Diagnostics

/// A change that a kustomization makes to objects that are not seen, such as those of a chart that Helm renders.
public enum UnseenChange: Sendable {
    /// A patch as it is read, for the objects of its target; where there is none, for the one that it names.
    case patch(Node, target: Node?)
    /// A change of fields at these paths, `*` for any item of a list, in objects of a name; of any where it is nil.
    case fields([[String]], name: String?)
    /// A change of images.
    case images
    /// A change of names by which objects refer to others.
    case references
}

extension Kustomization {
    /// Keys that change nothing of what a chart renders, or the namespace alone.
    private static let besideCharts: Set<String> = [
        "apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "helmCharts",
        "helmChartInflationGenerator", "helmGlobals", "generatorOptions", "sortOptions", "buildMetadata",
        "crds", "configurations", "configMapGenerator", "secretGenerator",
    ]
    /// Keys whose changes go where configurations say.
    private static let configurable: Set<String> = [
        "commonLabels", "labels", "commonAnnotations", "replicas",
        "images", "imageTags",
    ]
    /// Where labels and annotations are, selectors among them.
    private static let labels = [
        ["metadata", "labels"], ["metadata", "annotations"], ["spec", "selector"],
        ["spec", "podSelector"], ["spec", "ingress"], ["spec", "egress"], ["spec", "volumeClaimTemplates"],
        ["spec", "jobTemplate", "metadata"],
        ["spec", "jobTemplate", "spec", "selector"],
    ]
    private static let podLabels = [
        ["metadata"], ["spec", "affinity"], ["spec", "topologySpreadConstraints"],
    ]

    /// The paths at which labels may be put.
    private static var labelPaths: [[String]] {
        labels
            + [["spec", "template"], ["spec", "jobTemplate", "spec", "template"]].flatMap { template in
                podLabels.map { template + $0 }
            }
    }

    /// What it changes of objects that are not seen; nil where that cannot be told.
    ///
    /// - Throws: what reading a file throws.
    func unseenChanges(
        in builder: KustomizeBuilder, _ accumulator: inout Accumulator
    ) throws -> [UnseenChange]? {
        var changes: [UnseenChange] = []
        for entry in node.entries where !entry.value.isNull {
            if entry.value.isSequence, entry.value.items.isEmpty { continue }
            if Kustomization.besideCharts.contains(entry.key) { continue }
            if Kustomization.configurable.contains(entry.key), !accumulator.configuration.isBuiltIn {
                return nil
            }
            guard let found = try unseenChanges(of: entry, in: builder, &accumulator) else { return nil }
            changes += found
        }
        return changes
    }

    private func unseenChanges(
        of entry: Node.Entry, in builder: KustomizeBuilder, _ accumulator: inout Accumulator
    ) throws -> [UnseenChange]? {
        switch entry.key {
        case "commonLabels", "commonAnnotations": return [.fields(Kustomization.labelPaths, name: nil)]
        case "labels":
            let isPlain = entry.value.items.allSatisfy { $0["fields"] == nil && $0["fieldSpecs"] == nil }
            return isPlain ? [.fields(Kustomization.labelPaths, name: nil)] : nil
        case "replicas":
            return entry.value.items.map { .fields([["spec", "replicas"]], name: $0["name"]?.text) }
        case "images", "imageTags": return [.images]
        case "patches", "patchesJson6902":
            var changes: [UnseenChange] = []
            for item in entry.value.items {
                // It may give objects other names.
                guard item["options"] == nil else { return nil }
                let inline = item["patch"].flatMap { $0.text?.isEmpty == false ? $0 : nil } ?? item["jsonOp"]
                let documents =
                    try inline.map { try builder.documents(in: $0, of: self, isPatch: true) }
                    ?? item["path"].map {
                        try builder.documents(at: $0, of: self, isPatch: true, &accumulator.files)
                    }
                guard let documents else { return nil }
                changes += documents.map { .patch($0, target: item["target"]) }
            }
            return Kustomization.single(changes)
        case "patchesStrategicMerge":
            let changes = try entry.value.items.flatMap { item -> [UnseenChange] in
                let text = item.text ?? ""
                let isInline = text.contains("\n") || text.contains(": ")
                let documents =
                    isInline
                    ? try builder.documents(in: item, of: self, isPatch: true)
                    : try builder.documents(at: item, of: self, isPatch: true, &accumulator.files)
                return documents.map { .patch($0, target: nil) }
            }
            return Kustomization.single(changes)
        case "transformers":
            var changes: [UnseenChange] = []
            for config in try builder.plugins(self, entry.key, &accumulator) {
                guard let paths = Kustomization.paths(ofTransformer: config) else { return nil }
                changes.append(.fields(paths, name: nil))
            }
            return changes
        default: return nil
        }
    }

    /// The patches that say anything; nil where one is a list of several.
    private static func single(_ patches: [UnseenChange]) -> [UnseenChange]? {
        var changes: [UnseenChange] = []
        for case .patch(let patch, let target) in patches where !patch.isNull {
            guard patch["items"] == nil else { return nil }
            changes.append(.patch(patch, target: target))
        }
        return changes
    }

    private static let transformers: Set<String> = [
        "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer", "LabelTransformer",
        "AnnotationsTransformer", "ImageTagTransformer", "ReplicaCountTransformer",
    ]

    /// The fields that a built-in transformer names, each item of a list on the way as `*`; nil where it names none, or names of
    /// objects.
    private static func paths(ofTransformer config: Node) -> [[String]]? {
        guard config["apiVersion"]?.text == "builtin", transformers.contains(config["kind"]?.text ?? "")
        else { return nil }
        let specs = (config["fieldSpecs"]?.items ?? []).map { FieldSpec($0) }
        let paths = specs.compactMap { spec in
            spec?.path.flatMap { part -> [String] in
                let key = part.hasSuffix("[]") ? String(part.dropLast(2)) : part
                let isList = ["containers", "initContainers", "ephemeralContainers"].contains(key)
                return isList || key != part ? [key, "*"] : [key]
            }
        }
        guard !paths.isEmpty, paths.count == specs.count,
            !paths.contains(where: { $0.starts(with: ["metadata", "name"]) || $0 == ["metadata"] })
        else { return nil }
        return paths
    }
}
