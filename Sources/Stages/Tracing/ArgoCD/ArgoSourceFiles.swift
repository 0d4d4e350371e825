internal import Diagnostics
internal import Model
internal import YAML

/// What Argo CD puts over a directory that it deploys: `.argocd-source.yaml` and `.argocd-source-APPLICATION.yaml`, which programs
/// write that look for new images.
///
/// What they say is not computed. What they may decide is held; a file that sets nothing but images leaves the rest alone.
struct ArgoSourceFiles {
    /// One of the files.
    struct Found: Sendable {
        var path: String
        var setsOnlyImages: Bool
    }

    let index: RepositoryIndex
    /// Directories that a root deploys, by its id.
    let directories: (String) throws -> [String]

    /// The files by the directory they stand in.
    private func files() throws -> [String: [Found]] {
        try index.sourceFiles.get {
            let paths = index.files.filter {
                RepositoryPath.name(of: $0).hasPrefix(".argocd-source") && PathConventions.isYAML($0)
            }
            return try Dictionary(
                grouping: paths.map { Found(path: $0, setsOnlyImages: try setsOnlyImages($0)) },
                by: { RepositoryPath.directory(of: $0.path) })
        }
    }

    private func setsOnlyImages(_ path: String) throws -> Bool {
        guard let source = try index.store.source(path) else { return false }
        let yaml = YAMLParser.parse(source.bytes, path: path)
        guard !yaml.hasErrors, yaml.documents.count == 1, let root = yaml.documents.first?.root else {
            return false
        }
        return root.entries.allSatisfy { entry in
            switch entry.key.scalar?.text {
            case "kustomize": entry.value.entries.allSatisfy { $0.key.scalar?.text == "images" }
            case "helm":
                entry.value.entries.allSatisfy { $0.key.scalar?.text == "parameters" }
                    && entry.value["parameters"]?.items.allSatisfy { isOfImage($0.resolved) } == true
            default: false
            }
        }
    }

    /// True for a parameter of a chart that says which image there is: `image.tag`, `worker.image.repository`.
    private func isOfImage(_ parameter: YAMLNodeView) -> Bool {
        let name = parameter["name"]?.scalar?.text.lowercased() ?? ""
        let last = name.split(separator: ".").last.map(String.init) ?? ""
        return last == "image" || last == "imagetag"
            || name.contains("image") && ["digest", "name", "registry", "repository", "tag"].contains(last)
    }

    /// The answer, held where one of the files may decide otherwise.
    func checked(_ answer: TraceAnswer) throws -> TraceAnswer {
        guard let hold = try hold(on: answer.trace, root: answer.key?.root) else { return answer }
        return TraceAnswer(
            trace: Trace(target: answer.trace.target, status: .held(hold), hops: answer.trace.hops), key: nil)
    }

    /// The row of a listing, likewise.
    func checked(_ entry: InventoryEntry) throws -> InventoryEntry {
        guard let hold = try hold(on: entry.trace, root: entry.root) else { return entry }
        var entry = entry
        entry.trace = Trace(target: entry.trace.target, status: .held(hold))
        return entry
    }

    private func hold(on trace: Trace, root: String?) throws -> Hold? {
        if case .held = trace.status { return nil }
        let files = try files()
        guard !files.isEmpty, trace.target.kubernetes != nil else { return nil }
        let read = [trace.origin?.file, trace.insertion?.file].compactMap(\.self) + trace.hops.map(\.file)
        var places = Set(read.flatMap(RepositoryPath.ancestors)).subtracting([""])
        if let root { places.formUnion(try directories(root)) }
        let attribute = trace.target.attribute
        let isImage = attribute == "image" || attribute.hasSuffix(".image")
        let deciding = places.sorted().flatMap { files[$0] ?? [] }.first { isImage || !$0.setsOnlyImages }
        return deciding.map {
            Hold(.generated, "Argo CD takes `\(attribute)` from \($0.path), or may, which a program writes")
        }
    }
}
