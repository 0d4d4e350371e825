internal import Diagnostics
internal import Model
internal import YAML

/// A Flux HelmRelease as Git says it: which chart, under which name, with which inline values.
struct HelmRelease: Sendable {
    let object: ManifestObject
    /// Chart name; nil when it is not plain.
    let chart: String?
    /// The name Helm knows it by.
    let name: String
    /// Where its objects go; nil where the deployment decides.
    let namespace: String?
    /// `spec.values`.
    let values: YAMLNodeView?
    /// Why its inline values are not the whole truth; nil when they are.
    let hold: Hold?
    /// Other roots that deploy the same file.
    let otherRoots: [String]

    /// The id of the root: the file, and the name where the file has several releases.
    let root: String

    init(_ object: ManifestObject, objects: [ManifestObject], deployers: DeployerGraph, store: SourceStore) {
        self.object = object
        let spec = object.node["spec"]
        values = spec?["values"]
        let path = object.file.path
        let same = objects.filter { $0.file.path == path && $0.kind == HelmReleaseSource.kind }
        root = same.count > 1 ? "\(path)#\(object.name)" : path
        chart = HelmRelease.chart(of: object, spec, objects)
        let overlay = HelmRelease.namespace(of: path, deployers)
        let own = overlay.namespace ?? object.namespace
        let targetNamespace = spec?["targetNamespace"]?.scalar?.text
        namespace = targetNamespace ?? own
        if let release = spec?["releaseName"]?.scalar?.text {
            name = release
        } else if let targetNamespace {
            name = "\(targetNamespace)-\(object.name)"
        } else {
            name = object.name
        }
        otherRoots = HelmRelease.topRoots(of: path, deployers)
        hold = HelmRelease.hold(on: object, spec, deployers, store) ?? overlay.hold
    }

    /// The chart's name, from the release or from the source it names.
    private static func chart(of object: ManifestObject, _ spec: YAMLNodeView?, _ objects: [ManifestObject])
        -> String?
    {
        if let text = spec?["chart"]?["spec"]?["chart"]?.scalar?.text {
            guard !FileMarks.isPlaceholder(text) else { return nil }
            return RepositoryPath.name(of: text)
        }
        guard let reference = spec?["chartRef"], let kind = reference["kind"]?.scalar?.text,
            let name = reference["name"]?.scalar?.text
        else { return nil }
        let namespace = reference["namespace"]?.scalar?.text ?? object.namespace
        let sources = objects.filter {
            $0.kind == kind && $0.name == name
                && ($0.namespace == namespace || $0.namespace == nil || namespace == nil)
                && PathConventions.notDeployed($0.file.path) == nil
        }
        let charts = Set(
            sources.map { source -> String? in
                if kind == "OCIRepository", let url = source.node["spec"]?["url"]?.scalar?.text,
                    !FileMarks.isPlaceholder(url)
                {
                    return RepositoryPath.name(of: url)
                }
                if kind == "HelmChart", let text = source.node["spec"]?["chart"]?.scalar?.text,
                    !FileMarks.isPlaceholder(text)
                {
                    return RepositoryPath.name(of: text)
                }
                return nil
            })
        guard charts.count == 1, let chart = charts.first else { return nil }
        return chart
    }

    // MARK: Who deploys it

    /// The namespace that the outermost overlay sets.
    private static func namespace(of path: String, _ deployers: DeployerGraph) -> (
        namespace: String?, hold: Hold?
    ) {
        guard deployers.all(path).contains(where: { $0.namespace != nil }) else { return (nil, nil) }
        var namespace: String?
        var next = path
        var seen: Set<String> = []
        while seen.insert(next).inserted {
            let direct = deployers.direct(next)
            guard let deployer = direct.first else { break }
            guard direct.count == 1 else {
                let labels = direct.map(\.label).joined(separator: ", ")
                return (nil, Hold(.ambiguous, "it is deployed through several: \(labels)"))
            }
            namespace = deployer.namespace ?? namespace
            guard deployer.kind == .kustomize else { break }
            next = deployer.file
        }
        return (namespace, nil)
    }

    /// The roots beyond the first that deploy the file.
    private static func topRoots(of path: String, _ deployers: DeployerGraph) -> [String] {
        var tops: Set<String> = []
        func climb(_ path: String, _ seen: Set<String>) {
            for deployer in deployers.direct(path) where !seen.contains(deployer.file) {
                let above = deployer.kind == .kustomize ? deployers.direct(deployer.file) : []
                if above.isEmpty {
                    tops.insert("\(deployer.root)#\(deployer.name)")
                } else {
                    climb(deployer.file, seen.union([deployer.file]))
                }
            }
        }
        climb(path, [path])
        guard tops.count > 1 else { return [] }
        return tops.sorted().map { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }
    }

    private static func hold(
        on object: ManifestObject, _ spec: YAMLNodeView?, _ deployers: DeployerGraph, _ store: SourceStore
    ) -> Hold? {
        let place = object.location
        switch try? store.manifests(object.file.path)?.standing {
        case .encrypted: return Hold(.encrypted, "\(object.file.path) is encrypted with SOPS")
        case .generated(let header): return Hold(.generated, "\(object.file.path) is generated: `\(header)`")
        default: break
        }
        for key in ["valuesFrom", "postRenderers"] where spec?[key] != nil {
            return Hold(.unsupported, "\(place) has \(key), which may override its values")
        }
        for deployer in deployers.all(object.file.path) {
            guard let change = deployer.change else { continue }
            return Hold(.unsupported, "\(place) is deployed through \(deployer.label), which \(change)")
        }
        let values =
            [spec?["releaseName"], spec?["targetNamespace"]].compactMap { $0?.scalar?.text } + [object.name]
        if let text = values.first(where: FileMarks.isPlaceholder) {
            return Hold(.templated, "`\(text)` in \(place) is filled in before it is applied")
        }
        return nil
    }
}
