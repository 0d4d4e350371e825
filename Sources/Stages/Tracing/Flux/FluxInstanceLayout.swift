internal import Kustomize
internal import Model
internal import YAML

/// What the chart `flux-instance` makes: an object from which an operator installs Flux' own controllers.
///
/// The controllers come from the files of a distribution, and patches in the values change them. Which workloads there are
/// is known; what their fields are is not.
struct FluxInstanceLayout {
    static let chart = "flux-instance"

    private static let standard = [
        "source-controller", "kustomize-controller", "helm-controller", "notification-controller",
    ]

    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload] {
        let instance = release.values["instance"]
        let named = instance?["components"]?.items.compactMap(\.text) ?? []
        let patches = instance?.at("kustomize", "patches")?.items.indices.count ?? 0
        return (named.isEmpty ? FluxInstanceLayout.standard : named).map { name in
            var workload = LaidOutWorkload(
                kind: "Deployment", names: [name], containers: [], because: "chart \(release.chart)")
            let where_ =
                patches == 0
                ? "" : "; \(patches) patches under `spec.values.instance.kustomize.patches` may change it"
            workload.hold = Hold(
                .external,
                "\(release.location) has an operator install Deployment/\(name) from the files of a distribution"
                    + where_)
            return workload
        }
    }

    /// The GitRepository that an instance makes, and what it deploys from there.
    struct Sync {
        var name: String
        var url: String?
        var path: String?
        var revision: String?
    }

    /// What an object says of it: a `FluxInstance`, or the release of the chart; nil where neither is there.
    static func sync(of object: ManifestObject) -> Sync? {
        let spec = object.node["spec"]
        var sync: YAMLNodeView?
        switch object.kind {
        case "FluxInstance": sync = spec?["sync"]
        case FluxRelease.kind:
            let names = [spec?["chart"]?["spec"]?["chart"], spec?["chartRef"]?["name"]].map {
                $0?.scalar?.text
            }
            guard names.contains(chart) else { return nil }
            sync = spec?["values"]?["instance"]?["sync"]
        default: return nil
        }
        guard let sync, sync["kind"].map({ $0.scalar?.text == "GitRepository" }) ?? true else { return nil }
        return Sync(
            name: sync["name"]?.scalar?.text ?? object.namespace ?? "flux-system",
            url: sync["url"]?.scalar?.text,
            path: sync["path"]?.scalar?.text, revision: sync["ref"]?.scalar?.text)
    }
}
