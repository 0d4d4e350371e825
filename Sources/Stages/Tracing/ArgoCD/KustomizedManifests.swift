internal import Diagnostics
internal import Kustomize
internal import Model

/// Tells whether kustomizations that render a manifest change what it says.
final class KustomizedManifests {
    private let index: RepositoryIndex
    private let reader: KustomizationReader
    private let builder: KustomizeBuilder
    /// What kustomizations render, by their file; nil for one that cannot be built.
    private var rendered: [String: [Resource]?] = [:]
    private var plain: [String: [Resource]] = [:]

    init(_ index: RepositoryIndex) {
        self.index = index
        reader = KustomizationReader(index: index)
        builder = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
    }

    /// Why what an object says is not what is deployed; nil where every kustomization passes it on as it is.
    func hold(on object: ManifestObject) throws -> Hold? {
        for deployer in try reader.renderers(of: object.file.path) where deployer.change != nil {
            guard !passes(object, through: deployer) else { continue }
            return Hold(
                .unsupported, "\(object.location) is deployed through \(deployer.label), which may change it")
        }
        return nil
    }

    private func passes(_ object: ManifestObject, through deployer: Deployer) -> Bool {
        guard let all = output(deployer) else { return false }
        let path = object.file.path
        let name = RepositoryPath.name(of: path)
        let own =
            plain[path]
            ?? (try? builder.build(RepositoryPath.directory(of: path), resources: [name]).resources) ?? []
        plain[path] = own
        guard let before = own.first(where: { $0.kind.kind == object.kind && $0.name == object.name })?.node
        else { return false }
        let after = all.filter {
            $0.file == path && $0.kind.kind == object.kind && $0.originalName == object.name
        }
        // A release is called after its application, and what it installs after the release.
        guard after.allSatisfy({ $0.name == object.name || isNamelessly($0) }) else { return false }
        return !after.isEmpty
            && after.allSatisfy { resource in
                guard let a = before["spec"], let b = resource.node["spec"] else { return false }
                return a.isEqual(b)
            }
    }

    /// True for an application whose name nothing that it deploys goes by: no chart is installed.
    private func isNamelessly(_ application: Resource) -> Bool {
        guard application.kind.kind == "Application", let spec = application.node["spec"] else {
            return false
        }
        let sources = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items ?? [])
        return !sources.isEmpty
            && sources.allSatisfy { source in
                guard source["chart"] == nil, source["helm"] == nil, source["plugin"] == nil,
                    let path = source["path"]?.text.flatMap({ RepositoryPath.join("", $0) })
                else { return false }
                return index.realFile(path.isEmpty ? "Chart.yaml" : "\(path)/Chart.yaml") == nil
            }
    }

    private func output(_ deployer: Deployer) -> [Resource]? {
        if let known = rendered[deployer.file] { return known }
        let output = try? builder.build(RepositoryPath.directory(of: deployer.file))
        // What is added from elsewhere may change it, too.
        let made = output?.clouded == nil ? output?.resources : nil
        rendered[deployer.file] = .some(made)
        return made
    }
}
