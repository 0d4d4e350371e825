internal import Diagnostics
internal import HelmChart
internal import Kustomize
internal import Model
internal import YAML

/// Tells what kustomizations make of manifests of Argo CD that they deploy.
final class KustomizedManifests {
    /// One of the ways in which an object is deployed that kustomizations change.
    struct Version: Sendable {
        /// The kustomization file that deploys it, or what includes it.
        var kustomization: String
        /// What tells it from the other ways; nil where there is one alone.
        var variant: String?
        /// The object.
        var node: Node
        /// Its name.
        var name: String
    }

    /// How an object is deployed.
    enum Standing: Sendable {
        /// As it stands in its file.
        case plain
        /// As kustomizations make it.
        case changed([Version])
        /// In a way that is not known.
        case held(Hold)
    }

    private let index: RepositoryIndex
    private let reader: KustomizationReader
    private let builder: KustomizeBuilder
    /// What kustomizations render, by their file; nil for one that cannot be built.
    private var rendered: [String: [Resource]?] = [:]
    private var plain: [String: [Resource]] = [:]

    private init(_ index: RepositoryIndex) {
        self.index = index
        reader = KustomizationReader(index: index)
        builder = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
    }

    /// How objects are deployed, each by its place; those that are not named stand as they are.
    struct Table: Sendable {
        fileprivate var standings: [String: Standing] = [:]

        func standing(of object: ManifestObject) -> Standing {
            standings[KustomizedManifests.key(object)] ?? .plain
        }

        /// Why what an object says is not what is deployed, and what is cannot be told.
        func hold(on object: ManifestObject) -> Hold? {
            guard case .held(let hold) = standing(of: object) else { return nil }
            return hold
        }

        /// True for an object that is deployed in another way than its file says.
        func isChanged(_ object: ManifestObject) -> Bool {
            guard case .changed = standing(of: object) else { return false }
            return true
        }
    }

    private static func key(_ object: ManifestObject) -> String { "\(object.location) \(object.name)" }

    /// Looks at all of the objects.
    ///
    /// - Throws: what reading a file throws.
    static func table(_ objects: [ManifestObject], in index: RepositoryIndex) throws -> Table {
        let manifests = KustomizedManifests(index)
        var table = Table()
        for object in objects {
            let standing = try manifests.standing(of: object)
            if case .plain = standing { continue }
            table.standings[key(object)] = standing
        }
        return table
    }

    private func standing(of object: ManifestObject) throws -> Standing {
        let renderers = try reader.renderers(of: object.file.path)
        guard let changing = renderers.first(where: { $0.change != nil && !passes(object, through: $0) })
        else { return .plain }
        let unknown = Standing.held(
            Hold(
                .unsupported, "\(object.location) is deployed through \(changing.label), which may change it")
        )
        let outermost = try renderers.filter { try isDeployed($0) }
        var versions: [Version] = []
        for deployer in outermost {
            guard let all = output(deployer) else { return unknown }
            for resource in all where isSame(resource, object) {
                versions.append(
                    Version(kustomization: deployer.file, node: resource.node, name: resource.name))
            }
        }
        versions = try KustomizedManifests.distinct(versions)
        if versions.count > 1 {
            for position in versions.indices {
                versions[position].variant = RepositoryPath.directory(
                    of: versions[position].kustomization)
            }
            guard Set(versions.map { "\($0.name)@\($0.variant ?? "")" }).count == versions.count else {
                return unknown
            }
        }
        return versions.isEmpty ? unknown : .changed(versions)
    }

    /// The versions that say different things.
    private static func distinct(_ versions: [Version]) throws -> [Version] {
        var seen: Set<String> = []
        return versions.filter { version in
            guard let tree = (version.node["spec"].map { try? ValueTree($0) } ?? nil) else { return true }
            let texts = tree.flattened.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return seen.insert(([version.name] + texts).joined(separator: "\n")).inserted
        }
    }

    /// True for a kustomization that nothing else includes, or that something takes from its directory itself.
    private func isDeployed(_ deployer: Deployer) throws -> Bool {
        guard PathConventions.notDeployed(deployer.file) == nil else { return false }
        let root = try index.store.manifests(deployer.file)?.yaml?.documents.first?.root
        if root?["kind"]?.scalar?.text == "Component" { return false }
        let outer = try reader.renderers(of: deployer.file).filter {
            PathConventions.notDeployed($0.file) == nil
        }
        return try outer.isEmpty || takenDirectories().contains(RepositoryPath.directory(of: deployer.file))
    }

    /// Directories that Applications and Flux Kustomizations name.
    private func takenDirectories() throws -> Set<String> {
        if let taken { return taken }
        var directories: Set<String> = []
        for object in try index.manifests().objects {
            let spec = object.node["spec"]
            let texts: [String?]
            switch object.group {
            case "argoproj.io":
                let own = object.kind == "ApplicationSet" ? spec?["template"]?["spec"] : spec
                texts =
                    ([own?["source"]].compactMap { $0 } + (own?["sources"]?.items.map(\.resolved) ?? []))
                    .map { $0["path"]?.scalar?.text }
            case "kustomize.toolkit.fluxcd.io":
                texts = [(spec?["path"]?.scalar?.text).map(RepositoryPath.clamped)]
            default: continue
            }
            for text in texts.compactMap({ $0 }) {
                let relative = text.hasPrefix("/") ? String(text.dropFirst()) : text
                RepositoryPath.join("", relative).map { _ = directories.insert($0) }
            }
        }
        taken = directories
        return directories
    }
    private var taken: Set<String>?

    private func isSame(_ resource: Resource, _ object: ManifestObject) -> Bool {
        resource.file == object.file.path && resource.kind.kind == object.kind
            && resource.originalName == object.name
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
        let after = all.filter { isSame($0, object) }
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
