internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Where the files of a Kustomization come from, and what is built of them.
extension FluxEstate {
    /// Why a Kustomization takes its files from elsewhere; nil when it takes them from this repository.
    ///
    /// `top` is the Kustomization that the cluster begins with: its source is declared beside it.
    func elsewhere(_ kustomization: FluxKustomization, below top: FluxKustomization) throws -> Hold? {
        let id = kustomization.id
        let source = kustomization.spec?["sourceRef"]
        if let kind = source?["kind"]?.text, kind != "GitRepository", kustomization.artifact == nil {
            return Hold(.external, "\(id) takes its files from a \(kind)")
        }
        // What an artifact is put together of is known.
        let name = kustomization.artifact == nil ? kustomization.source : nil
        if let directory = kustomization.directory, !index.isDirectory(directory) {
            return try index.own.isForeign(source: name)
                ? index.own.hold(source: name, of: id, beside: top.file)
                : Hold(.notInRepository, "the path `\(directory)` of \(id) is not in this repository")
        }
        return try index.own.hold(source: name, of: id, beside: top.file)
    }

    /// True where a Kustomization is built from this repository, and nothing is held but the revision.
    func isOfAnotherRevision(_ kustomization: FluxKustomization, below top: FluxKustomization) throws -> Bool
    {
        guard kustomization.artifact == nil, kustomization.directory.map(index.isDirectory) == true else {
            return false
        }
        return try index.own.isOfAnotherRevision(source: kustomization.source, beside: top.file)
    }

    func reusable(
        _ id: String, _ kustomization: FluxKustomization, _ values: SubstitutionValues
    ) -> KustomizeDeployment? {
        guard let before = base?.kustomization(id),
            before.flux?.kustomization.node.isEqual(kustomization.node) == true
        else { return nil }
        return before
    }

    /// What a directory renders: with its own kustomization, else of all manifests below it that its source hands on.
    ///
    /// - Throws: `KustomizeProblem` where nothing is built, and where sources of one name hand on different files.
    func build(
        _ directory: String, _ additions: Node, from source: OwnRepository.SourceName?,
        of top: FluxKustomization
    ) throws -> RenderedKustomization {
        var found: Set<[String]?> = []
        for text in try index.own.ignores(of: source, beside: top.file) {
            let ignore = try index.sourceIgnore.get { try SourceIgnore(index) }.with(text)
            if hasKustomization(directory, without: ignore) {
                found.insert(nil)
                continue
            }
            var resources: [String] = []
            collect(directory, as: "", without: ignore, into: &resources)
            found.insert(resources)
        }
        guard found.count == 1, let resources = found.first else {
            throw KustomizeProblem(
                .unsupported,
                "the source \(source?.name ?? "") is there several times and leaves out different files")
        }
        guard let resources else { return try builder.build(directory, additions: additions) }
        return try builder.build(directory, resources: resources, additions: additions)
    }

    /// The manifests below a directory that the source hands on, and directories with a kustomization of their own.
    private func collect(
        _ directory: String, as prefix: String, without ignore: SourceIgnore, into resources: inout [String]
    ) {
        func path(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }
        for name in index.entries(in: directory) where PathConventions.isYAML(name) {
            // Links are not handed on.
            if index.isFile(path(name)), !ignore.excludes(path(name)) { resources.append(prefix + name) }
        }
        for name in index.subdirectories(of: directory) {
            if hasKustomization(path(name), without: ignore) {
                resources.append(prefix + name)
            } else {
                collect(path(name), as: "\(prefix)\(name)/", without: ignore, into: &resources)
            }
        }
    }

    private func hasKustomization(_ directory: String, without ignore: SourceIgnore) -> Bool {
        PathConventions.kustomizationNames.contains {
            let file = directory.isEmpty ? $0 : "\(directory)/\($0)"
            return index.realFile(file) != nil && !ignore.excludes(file)
        }
    }
}
