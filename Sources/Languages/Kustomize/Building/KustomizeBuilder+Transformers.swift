internal import Diagnostics
internal import Provenance

extension KustomizeBuilder {
    /// Runs the transformers of a kustomization in Kustomize's order.
    func transform(_ kustomization: Kustomization, _ accumulator: inout Accumulator) throws {
        let node = kustomization.node
        let fields = accumulator.configuration
        do {
            let changes =
                accumulator.charts.isEmpty && accumulator.fetchedCharts.isEmpty
                ? [] : try kustomization.unseenChanges(in: self, &accumulator)
            accumulator.changeCharts(kustomization, changes)
        } catch let problem as KustomizeProblem {
            accumulator.changeCharts(kustomization, nil)
            accumulator.clouded = accumulator.clouded ?? problem
        }
        do {
            for item in node["patchesStrategicMerge"]?.items ?? [] {
                let text = item.text ?? ""
                let isInline = text.contains("\n") || text.contains(": ")
                let patches =
                    isInline
                    ? try documents(in: item, of: kustomization, isPatch: true)
                    : try documents(at: item, of: kustomization, isPatch: true, &accumulator.files)
                for patch in patches {
                    try merge(patch, target: nil, options: nil, item, kustomization, &accumulator)
                }
            }
            for item in node["patches"]?.items ?? [] { try apply(patch: item, kustomization, &accumulator) }
            if let namespace = node["namespace"] {
                NamespaceTransformer(namespace: namespace, fields: fields.namespace)
                    .apply(to: &accumulator.resources)
            }
            if let prefix = node["namePrefix"] {
                AffixTransformer(affix: prefix, isPrefix: true, fields: fields.namePrefix)
                    .apply(to: &accumulator.resources)
            }
            if let suffix = node["nameSuffix"] {
                AffixTransformer(affix: suffix, isPrefix: false, fields: fields.nameSuffix)
                    .apply(to: &accumulator.resources)
            }
            for item in node["labels"]?.items ?? [] { label(item, fields, &accumulator) }
            if let labels = node["commonLabels"] {
                PairsTransformer(pairs: labels, fields: fields.commonLabels).apply(to: &accumulator.resources)
            }
            if let annotations = node["commonAnnotations"] {
                PairsTransformer(pairs: annotations, fields: fields.commonAnnotations)
                    .apply(to: &accumulator.resources)
            }
            for item in node["patchesJson6902"]?.items ?? [] {
                try apply(patch: item, kustomization, &accumulator)
            }
            for item in node["replicas"]?.items ?? [] {
                try ReplicasTransformer(replica: item, fields: fields.replicas)
                    .apply(to: &accumulator.resources, isComplete: accumulator.isComplete)
            }
            for item in (node["images"]?.items ?? []) + (node["imageTags"]?.items ?? []) {
                try ImageTransformer(image: item, fields: fields.images).apply(to: &accumulator.resources)
            }
            for item in node["replacements"]?.items ?? [] {
                try replace(item, kustomization, &accumulator)
            }
            for config in try plugins(kustomization, "transformers", &accumulator) {
                try run(config, kustomization, &accumulator)
            }
        } catch let problem as KustomizeProblem
            where problem.reason == .missing || problem.reason == .outside || problem.reason == .remote
        {
            // What a file that is not here would change cannot be known.
            accumulator.clouded = accumulator.clouded ?? problem
        }
    }

    private func label(
        _ item: Node, _ fields: TransformerConfiguration, _ accumulator: inout Accumulator
    ) {
        guard let pairs = item["pairs"] else { return }
        var specs = (item["fields"]?.items ?? item["fieldSpecs"]?.items ?? []).compactMap { FieldSpec($0) }
        specs += fields.labels
        if item["includeSelectors"]?.flag == true {
            specs += fields.commonLabels
        } else {
            if item["includeTemplates"]?.flag == true { specs += fields.templateLabels }
            if item["includeVolumeClaimTemplates"]?.flag == true { specs += fields.volumeClaimTemplateLabels }
            specs.append(FieldSpec("metadata/labels", creates: true))
        }
        PairsTransformer(pairs: pairs, fields: specs).apply(to: &accumulator.resources)
    }

    private func replace(
        _ item: Node, _ kustomization: Kustomization, _ accumulator: inout Accumulator
    ) throws {
        var replacements = [item]
        if let path = item["path"] {
            replacements = try documents(at: path, of: kustomization, isPatch: false, &accumulator.files)
                .flatMap { $0.isSequence ? $0.items : [$0] }
        }
        for replacement in replacements {
            try ReplacementTransformer(replacement: replacement)
                .apply(to: &accumulator.resources, isComplete: accumulator.isComplete)
        }
    }

    // MARK: Patches

    /// An entry of `patches` or `patchesJson6902`.
    private func apply(
        patch item: Node, _ kustomization: Kustomization, _ accumulator: inout Accumulator
    ) throws {
        let place = item.place
        let inline = item["patch"].flatMap { $0.text?.isEmpty == false ? $0 : nil } ?? item["jsonOp"]
        let documents: [Node]
        if let inline {
            documents = try self.documents(in: inline, of: kustomization, isPatch: true)
        } else if let path = item["path"] {
            documents = try self.documents(at: path, of: kustomization, isPatch: true, &accumulator.files)
        } else {
            throw KustomizeProblem(
                .invalid, "a patch has neither `patch` nor `path`", at: place, isCertain: true)
        }
        guard let first = documents.first else { return }
        if first.isSequence {
            guard
                let patch = JSONPatch(
                    first, source: place, reason: reason(kustomization))
            else { throw KustomizeProblem(.invalid, "the patch is a list, but not of operations", at: place) }
            guard let target = item["target"] else {
                throw KustomizeProblem(.invalid, "a JSON patch needs a target", at: place)
            }
            let selector = try Selector(target)
            for index in accumulator.resources.indices
            where try selector.selects(accumulator.resources[index]) {
                accumulator.resources[index].rememberID()
                do {
                    accumulator.resources[index].node = try patch.apply(
                        to: accumulator.resources[index].node)
                } catch var problem as KustomizeProblem {
                    // What cannot be seen may have made what the patch misses.
                    if accumulator.clouded != nil { problem.isCertain = false }
                    throw problem
                }
            }
            return
        }
        for patch in documents {
            try merge(
                patch, target: item["target"], options: item["options"], item, kustomization, &accumulator)
        }
    }

    private func reason(_ kustomization: Kustomization) -> String {
        "a patch of \(kustomization.directory.isEmpty ? "." : kustomization.directory) sets it"
    }

    private func merge(
        _ patch: Node, target: Node?, options: Node?, _ item: Node, _ kustomization: Kustomization,
        _ accumulator: inout Accumulator
    ) throws {
        let place = item.place
        if patch.isNull { return }
        var selected: [Int] = []
        if let target {
            let selector = try Selector(target)
            selected = try accumulator.resources.indices.filter {
                try selector.selects(accumulator.resources[$0])
            }
        } else {
            for object in try objects(patch) {
                let id = Resource(object, file: "", layer: "").id
                let matches = accumulator.resources.indices.filter { accumulator.resources[$0].matches(id) }
                guard matches.count <= 1 else {
                    throw KustomizeProblem(
                        .invalid, "the patch of \(id.name) fits several objects", at: place)
                }
                guard let match = matches.first else {
                    if !accumulator.isComplete { continue }
                    throw KustomizeProblem(
                        .invalid, "the patch of \(id.kind.kind)/\(id.name) fits no object", at: place,
                        isCertain: true)
                }
                selected.append(match)
            }
        }
        let merge = StrategicMerge(source: place, reason: reason(kustomization))
        var deleted: Set<Int> = []
        for index in selected {
            let changesName = options?["allowNameChange"]?.flag == true
            let changesKind = options?["allowKindChange"]?.flag == true
            if changesName || changesKind { accumulator.resources[index].rememberID() }
            let before = accumulator.resources[index]
            var own = patch
            if target != nil, let version = before.node["apiVersion"] { own.set("apiVersion", version) }
            guard var after = try merge.merge(own, into: before.node), !after.isEmptyMapping else {
                deleted.insert(index)
                continue
            }
            if !changesKind, let kind = before.node["kind"] { after.set("kind", kind) }
            if let metadata = before.node["metadata"] {
                after.change("metadata", or: .emptyMapping) { merged in
                    if !changesName, let name = metadata["name"] { merged.set("name", name) }
                    if let namespace = metadata["namespace"] {
                        merged.set("namespace", namespace)
                    } else {
                        merged.remove("namespace")
                    }
                }
            }
            accumulator.resources[index].node = after
        }
        if !deleted.isEmpty {
            accumulator.resources = accumulator.resources.indices.filter { !deleted.contains($0) }.map {
                accumulator.resources[$0]
            }
        }
    }

    // MARK: Transformers with a configuration of their own

    private func run(
        _ config: Node, _ kustomization: Kustomization, _ accumulator: inout Accumulator
    ) throws {
        let specs = (config["fieldSpecs"]?.items ?? []).compactMap { FieldSpec($0) }
        let place = config.place
        guard config["apiVersion"]?.text == "builtin" else {
            throw KustomizeProblem(
                .remote, "`\(config["kind"]?.text ?? "")` is a program that changes objects", at: place)
        }
        switch config["kind"]?.text ?? "" {
        case "PatchTransformer", "PatchJson6902Transformer":
            try apply(patch: config, kustomization, &accumulator)
        case "PatchStrategicMergeTransformer":
            for item in config["paths"]?.items ?? [] {
                let isInline = (item.text ?? "").contains("\n")
                let patches =
                    isInline
                    ? try documents(in: item, of: kustomization, isPatch: true)
                    : try documents(at: item, of: kustomization, isPatch: true, &accumulator.files)
                for patch in patches {
                    try merge(patch, target: nil, options: nil, item, kustomization, &accumulator)
                }
            }
            if let text = config["patches"] {
                for patch in try documents(in: text, of: kustomization, isPatch: true) {
                    try merge(patch, target: nil, options: nil, config, kustomization, &accumulator)
                }
            }
        case "NamespaceTransformer":
            guard let namespace = config.at("metadata", "namespace") else { return }
            NamespaceTransformer(
                namespace: namespace, fields: specs, onlyUnset: config["unsetOnly"]?.flag == true,
                subjects: config["setRoleBindingSubjects"]?.text ?? "defaultOnly"
            ).apply(to: &accumulator.resources)
        case "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer":
            for (key, isPrefix) in [("prefix", true), ("suffix", false)] {
                guard let affix = config[key] else { continue }
                AffixTransformer(affix: affix, isPrefix: isPrefix, fields: specs)
                    .apply(to: &accumulator.resources)
            }
        case "LabelTransformer", "AnnotationsTransformer":
            guard let pairs = config["labels"] ?? config["annotations"] else { return }
            PairsTransformer(pairs: pairs, fields: specs).apply(to: &accumulator.resources)
        case "ImageTagTransformer":
            guard let image = config["imageTag"] else { return }
            try ImageTransformer(image: image, fields: specs).apply(to: &accumulator.resources)
        case "ReplicaCountTransformer":
            guard let replica = config["replica"] else { return }
            try ReplicasTransformer(replica: replica, fields: specs)
                .apply(to: &accumulator.resources, isComplete: accumulator.isComplete)
        case "ReplacementTransformer":
            for item in config["replacements"]?.items ?? [] { try replace(item, kustomization, &accumulator) }
        case let kind:
            throw KustomizeProblem(.remote, "`\(kind)` is a transformer that is not evaluated", at: place)
        }
    }
}
