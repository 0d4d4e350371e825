internal import Diagnostics
internal import Model
internal import YAML

/// Reads which files a kustomization takes, and whether it does more than pass objects on.
struct KustomizationReader {
    let index: RepositoryIndex

    /// Keys that leave every field of a custom object as it is, the namespace aside.
    private static let harmless: Set<String> = [
        "apiVersion", "kind", "metadata", "resources", "bases", "namespace", "commonLabels", "labels",
        "commonAnnotations", "configMapGenerator", "secretGenerator", "generatorOptions", "sortOptions",
        "buildMetadata",
    ]

    func read(_ file: ManifestFile) -> Deployer {
        let path = file.source.path
        let directory = RepositoryPath.directory(of: path)
        guard file.yaml?.hasErrors == false, file.standing != .templated,
            let root = file.yaml?.documents.first?.root, root.kind == .mapping
        else {
            return Deployer(
                kind: .kustomize, file: path, line: 1, name: "", reach: [.directory(directory)],
                change: "cannot be read", namespace: nil)
        }
        var taken: Set<String> = []
        for text in references(root) {
            guard let target = RepositoryPath.join(directory, text) else { continue }
            if let real = index.realFile(target) {
                taken.insert(real)
            } else if index.isDirectory(target) {
                for name in PathConventions.kustomizationNames {
                    if let real = index.realFile(target.isEmpty ? name : "\(target)/\(name)") {
                        taken.insert(real)
                    }
                }
            }
        }
        let keys = root.entries.compactMap { $0.key.scalar?.text }
        let changing = keys.filter { !KustomizationReader.harmless.contains($0) }
        return Deployer(
            kind: .kustomize, file: path, line: 1, name: "", reach: [.files(taken)],
            change: changing.isEmpty ? nil : "has \(changing.joined(separator: ", "))",
            namespace: root["namespace"]?.scalar?.text)
    }

    /// The kustomizations that render what a file declares, from the innermost outwards.
    func renderers(of file: String) throws -> [Deployer] {
        let graph = try index.kustomizations.get {
            DeployerGraph(
                try index.manifests().files.filter { PathConventions.isKustomization($0.source.path) }.map(
                    read))
        }
        var found: [Deployer] = []
        var seen: Set<String> = [file]
        var waiting = [file]
        while let next = waiting.popLast() {
            for deployer in graph.direct(next) where seen.insert(deployer.file).inserted {
                found.append(deployer)
                waiting.append(deployer.file)
            }
        }
        return found
    }

    /// Files that kustomizations read as patches and not as objects.
    func patchFiles() throws -> Set<String> {
        try index.patches.get {
            var patches: Set<String> = []
            var resources: Set<String> = []
            for file in try index.manifests().files where PathConventions.isKustomization(file.source.path) {
                guard file.yaml?.hasErrors == false, let root = file.yaml?.documents.first?.root else {
                    continue
                }
                let directory = RepositoryPath.directory(of: file.source.path)
                func real(_ texts: [String]) -> Set<String> {
                    Set(
                        texts.compactMap { RepositoryPath.join(directory, $0).flatMap { index.realFile($0) } }
                    )
                }
                var texts = root["patchesStrategicMerge"].map(strings) ?? []
                for key in ["patches", "patchesJson6902"] {
                    texts += root[key]?.items.compactMap { $0.resolved["path"]?.scalar?.text } ?? []
                }
                patches.formUnion(real(texts.filter { !$0.contains("\n") }))
                resources.formUnion(
                    real(["resources", "bases", "crds"].flatMap { root[$0].map(strings) ?? [] }))
            }
            return patches.subtracting(resources)
        }
    }

    /// Every text in the kustomization that may be a path.
    private func references(_ root: YAMLNodeView) -> [String] {
        var texts: [String] = []
        for key in [
            "resources", "bases", "components", "crds", "patchesStrategicMerge", "generators", "transformers",
            "validators", "configurations",
        ] {
            texts += root[key].map(strings) ?? []
        }
        for key in ["patches", "patchesJson6902", "replacements"] {
            for item in root[key]?.items ?? [] {
                if let text = item.resolved["path"]?.scalar?.text { texts.append(text) }
            }
        }
        for key in ["configMapGenerator", "secretGenerator"] {
            for item in root[key]?.items ?? [] {
                for list in ["files", "envs"] {
                    for text in item.resolved[list].map(strings) ?? [] {
                        texts.append(text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? text)
                    }
                }
                if let text = item.resolved["env"]?.scalar?.text { texts.append(text) }
            }
        }
        for chart in root["helmCharts"]?.items ?? [] {
            if let text = chart.resolved["valuesFile"]?.scalar?.text { texts.append(text) }
            texts += chart.resolved["additionalValuesFiles"].map(strings) ?? []
        }
        return texts.filter { !$0.contains("\n") && !$0.contains("://") }
    }

    private func strings(_ list: YAMLNodeView) -> [String] {
        list.items.compactMap { $0.resolved.scalar?.text }
    }
}
