internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// What installs charts that are not in the repository: to say so is truer than that nothing defines an object.
struct ForeignInstallers {
    let ecosystem: ChartEcosystem

    private var index: RepositoryIndex { ecosystem.index }

    /// The hold that names what may install the object; nil where nothing does.
    ///
    /// A root limits the search to itself.
    ///
    /// - Throws: what reading a file throws.
    func hold(_ address: KubernetesAddress, in root: String?) throws -> Hold? {
        if let hold = try dependency(address, root) { return hold }
        if let hold = try helmfile(address, root) { return hold }
        return try root == nil ? application(address) : nil
    }

    /// Charts name what they install after the release.
    private func fits(_ address: KubernetesAddress, _ release: String, _ namespace: String?) -> Bool {
        guard address.name == release || address.name.hasPrefix(release + "-") else { return false }
        return address.namespace.isEmpty || namespace == nil || namespace == address.namespace
    }

    private func hold(_ address: KubernetesAddress, _ what: String) -> Hold {
        Hold(.external, "\(address.kind)/\(address.name) may be of \(what), which is not in this repository")
    }

    /// Charts of the repository around charts that are not.
    private func dependency(_ address: KubernetesAddress, _ root: String?) throws -> Hold? {
        for context in try ecosystem.contexts() where fits(address, context.releaseName, context.namespace) {
            guard root == nil || root == context.root || root == context.declared?.file,
                case .success(let evaluation) = try ecosystem.evaluate(context),
                let missing = evaluation.rendered.missing.first
            else { continue }
            return hold(address, "the dependency \(missing.dependency.effectiveName) of \(context.label)")
        }
        return nil
    }

    private func helmfile(_ address: KubernetesAddress, _ root: String?) throws -> Hold? {
        for helmfile in try ecosystem.helmfiles() {
            for part in helmfile.parts where root == nil || root == part.path || root == helmfile.path {
                guard let release = part.foreign.first(where: { fits(address, $0, nil) }) else { continue }
                return hold(address, "the chart of release \(release) of \(part.path)")
            }
        }
        return nil
    }

    /// Applications of charts in a chart repository.
    private func application(_ address: KubernetesAddress) throws -> Hold? {
        for object in try index.manifests().objects
        where object.kind == "Application" && object.group == "argoproj.io"
            && PathConventions.notDeployed(object.file.path) == nil
        {
            let spec = object.node["spec"]
            let sources =
                [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
            let namespace = spec?["destination"]?["namespace"]?.scalar?.text
            for source in sources {
                guard let chart = source["chart"]?.scalar?.text else { continue }
                let release = source["helm"]?["releaseName"]?.scalar?.text ?? object.name
                if fits(address, release, namespace) {
                    return hold(
                        address, "the chart \(chart) of Application \(object.name) (\(object.location))")
                }
            }
        }
        for application in try ecosystem.applications() {
            for source in application.sources {
                guard let chart = source.tree["chart"]?.text else { continue }
                let release = source.helm?["releaseName"]?.text ?? application.name
                if fits(address, release, application.namespace) {
                    return hold(address, "the chart \(chart) of \(application.location)")
                }
            }
        }
        return nil
    }
}
