internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

extension DeployerFinder {
    /// What changes the objects of a directory on their way.
    private static let transforming = ["kustomize", "helm", "plugin", "ksonnet"]

    /// True for a path that may be any, or is all of a repository.
    static func isAnywhere(_ path: String) -> Bool {
        FileMarks.isPlaceholder(path) || ["", ".", "./", "/"].contains(path)
    }

    /// True for a source of Argo CD that hands on what it finds as it is, wherever that is.
    ///
    /// Which directory it is may not be known: what is there is rendered as it would be without it.
    func passesOn(_ source: YAMLNodeView) -> Bool {
        DeployerFinder.transforming.allSatisfy { source[$0] == nil }
            && source["directory"]?["jsonnet"].map { $0.entries.isEmpty } ?? true && !hasSourceFiles
    }

    /// The same for a source of an Application that something makes.
    func passesOn(_ application: ArgoApplication, _ source: ArgoSource) -> Bool {
        guard let set = application.set else { return false }
        let tree = source.tree
        let isPlain =
            DeployerFinder.transforming.allSatisfy { tree[$0] == nil }
            && tree["directory"]?["jsonnet"].map { $0.entries.isEmpty } ?? true
        guard isPlain, !hasSourceFiles, let objects = try? index.manifests().objects else { return false }
        // A patch of the template may give it what the template does not have.
        return objects.contains {
            $0.kind == "ApplicationSet" && $0.name == set && $0.file.path == application.maker
                && $0.node["spec"]?["templatePatch"] == nil
        }
    }

    /// True where files beside manifests give sources more than they say.
    private var hasSourceFiles: Bool {
        index.files.contains { RepositoryPath.name(of: $0).hasPrefix(".argocd-source") }
    }

    /// A deployer without files that nobody means who writes an example: examples deploy examples, and what is written to be read
    /// takes no files of which it does not say the path.
    func withoutWhatIsNotMeant(_ deployer: Deployer) -> Deployer {
        guard deployer.kind == .argo || deployer.kind == .flux else { return deployer }
        let isExample = PathConventions.notDeployed(deployer.file) != nil
        guard isExample || PathConventions.isDocumentation(deployer.file) else { return deployer }
        var result = deployer
        result.reach = deployer.reach.filter { reach in
            switch reach {
            case .files(let files): !isExample || files.contains { PathConventions.notDeployed($0) != nil }
            case .directory(let directory):
                isExample ? PathConventions.notDeployed(directory + "/") != nil : !directory.isEmpty
            case .pattern(let texts): texts.first.map { PathConventions.notDeployed($0) != nil } ?? false
            }
        }
        return result
    }
}
