internal import Diagnostics
internal import Kustomize
internal import Model

/// What is deployed that neither Flux nor Argo CD speaks of.
extension KustomizeEcosystem {
    /// Kustomizations that nothing evaluated includes, and stages that others build upon.
    func overlays(
        _ graph: DeployerGraph, _ builder: KustomizeBuilder, below others: [KustomizeDeployment],
        _ applications: [ArgoApplication]
    ) throws -> [KustomizeDeployment] {
        let built = others.reduce(into: Set<String>()) { directories, deployment in
            directories.formUnion(deployment.output?.layers ?? [])
            // What an Application deploys in a way that is not known is no root of its own.
            if deployment.argo != nil { directories.insert(deployment.directory) }
        }
        let evaluated = Set(
            others.filter { $0.output != nil }.compactMap {
                $0.flux?.kustomization.declaration
                    ?? $0.argo.map { "\($0.declared?.file ?? $0.maker)#\($0.name)" }
            })
        let starts = try graph.deployers.compactMap { deployer -> Overlay? in
            let directory = RepositoryPath.directory(of: deployer.file)
            guard deployer.kind == .kustomize, !built.contains(directory), try !isComponent(deployer.file)
            else { return nil }
            let own = PathConventions.notDeployed(deployer.file) != nil
            let above = graph.direct(deployer.file)
            let includers = above.filter {
                $0.kind == .kustomize && (own || PathConventions.notDeployed($0.file) == nil)
            }
            guard includers.isEmpty || OverlayStages.isOne(deployer, below: includers) else { return nil }
            let changing = above.first {
                $0.kind != .kustomize && $0.change != nil && !evaluated.contains("\($0.file)#\($0.name)")
            }
            // An example that something deploys, and that changes it, shows that nobody deploys it as it is.
            let example = above.first { deployer in
                !own && deployer.kind == .kustomize && deployer.change != nil
                    && graph.direct(deployer.file).contains { $0.kind == .flux || $0.kind == .argo }
            }
            return Overlay(
                file: deployer.file,
                hold: try (changing ?? (includers.isEmpty ? example : nil)).map {
                    Hold(
                        .unsupported,
                        "\(deployer.file) is deployed through \($0.label), which may change it")
                } ?? index.own.copy(in: directory), namespace: above.lazy.compactMap(\.namespace).first)
        }
        return try Parallel.pieces(starts, of: 64, with: builder) {
            KustomizeBuilder(files: KustomizeIndexFiles(index: index))
        } work: { builder, start in
            try deployment(
                RepositoryPath.directory(of: start.file), start.file, builder, hold: start.hold,
                namespace: start.namespace)
        }
    }

    /// A kustomization that is rendered as it stands.
    private struct Overlay: Sendable {
        var file: String
        var hold: Hold?
        var namespace: String?
    }

    /// Releases in files that nothing evaluated takes, each file as it stands.
    func loose(
        _ graph: DeployerGraph, _ builder: KustomizeBuilder, beside others: [KustomizeDeployment]
    ) throws -> [KustomizeDeployment] {
        let taken = others.reduce(into: Set<String>()) { $0.formUnion($1.output?.files ?? []) }
        return try index.manifests().files.compactMap { file in
            let path = file.source.path
            guard !taken.contains(path), file.objects.contains(where: \.isFluxRelease) else { return nil }
            if let before = try before()?.loose(path) { return before.carriedOver }
            let rendered: RenderedKustomization
            do {
                rendered = try builder.build(
                    RepositoryPath.directory(of: path), resources: [RepositoryPath.name(of: path)])
            } catch is KustomizeProblem { return nil }
            var release = rendered
            release.resources = rendered.resources.filter(FluxRelease.isOne)
            let deployer = graph.direct(path).first
            let hold = deployer.map {
                Hold(.unsupported, "\(path) is deployed through \($0.label), which may change it")
            }
            let root = Root(
                id: path, kind: .helmRelease, path: path, layers: [path],
                excluded: PathConventions.notDeployed(path).map {
                    "`\($0)` holds tests, examples or other people's code"
                })
            return KustomizeDeployment(
                root: root, directory: RepositoryPath.directory(of: path), file: path, namespace: nil,
                rendered: .success(release), hold: hold, limits: index.store.limits, isLoose: true)
        }
    }
}
