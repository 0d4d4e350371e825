internal import Kustomize
internal import Model

/// What was rendered of the same repository before some files changed, by the names under which it is asked for.
struct RenderedBefore: Sendable {
    /// The files that changed.
    let changed: Set<String>
    private let kustomizations: [String: [KustomizeDeployment]]
    private let applications: [String: [KustomizeDeployment]]
    private let overlays: [String: KustomizeDeployment]
    private let loose: [String: KustomizeDeployment]

    init(_ deployments: [KustomizeDeployment], changed: Set<String>) {
        self.changed = changed
        var kustomizations: [String: [KustomizeDeployment]] = [:]
        var applications: [String: [KustomizeDeployment]] = [:]
        var overlays: [String: KustomizeDeployment] = [:]
        var loose: [String: KustomizeDeployment] = [:]
        for deployment in deployments {
            if let flux = deployment.flux {
                kustomizations[flux.kustomization.id, default: []].append(deployment)
            }
            if deployment.argo != nil { applications[deployment.root.id, default: []].append(deployment) }
            if deployment.isLoose {
                loose[deployment.file] = loose[deployment.file] ?? deployment
            } else if deployment.flux == nil, deployment.argo == nil {
                overlays[deployment.directory] = overlays[deployment.directory] ?? deployment
            }
        }
        (self.kustomizations, self.applications) = (kustomizations, applications)
        (self.overlays, self.loose) = (overlays, loose)
    }

    /// What a Flux Kustomization was; nil where it was not there, several times, or reads what changed.
    func kustomization(_ id: String) -> KustomizeDeployment? { unchanged(kustomizations[id] ?? []) }

    /// What an Application was in an environment, likewise.
    func application(_ id: String, _ environment: String?) -> KustomizeDeployment? {
        unchanged((applications[id] ?? []).filter { $0.root.environment == environment })
    }

    /// What a kustomization rendered that something else deploys.
    func overlay(_ directory: String) -> KustomizeDeployment? {
        unchanged(overlays[directory].map { [$0] } ?? [])
    }

    /// The releases of a file that nothing deploys.
    func loose(_ file: String) -> KustomizeDeployment? {
        changed.contains(file) ? nil : loose[file]
    }

    private func unchanged(_ found: [KustomizeDeployment]) -> KustomizeDeployment? {
        guard found.count == 1, let output = found[0].output, output.files.isDisjoint(with: changed) else {
            return nil
        }
        return found[0]
    }
}
