internal import Kustomize
internal import Model

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
}
