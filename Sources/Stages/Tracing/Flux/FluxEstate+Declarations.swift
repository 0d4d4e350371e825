internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// What a file declares, as it reaches the cluster.
extension FluxEstate {
    /// The Kustomizations of a file as they reach the cluster: where no other one renders them, as the kustomization around
    /// the file makes them that whoever set Flux up applies.
    func declared(in file: String) throws -> [FluxKustomization] {
        func read(_ resources: [Resource]) throws -> [FluxKustomization] {
            try resources.filter { FluxKustomization.isOne($0) && $0.file == file }.map {
                try made($0, above: [])
            }
        }
        let plain = try read(resources(of: file))
        var around: [Deployer] = []
        var waiting = [file]
        while let next = waiting.popLast() {
            for deployer in graph.direct(next)
            where deployer.kind == .kustomize && PathConventions.notDeployed(deployer.file) == nil
                && !around.contains(where: { $0.file == deployer.file })
            {
                around.append(deployer)
                waiting.append(deployer.file)
            }
        }
        let renderers = renderers(of: file)
        guard let changing = around.first(where: { $0.change != nil }),
            renderers.allSatisfy({ $0.file == file })
        else { return plain }
        if let versions = try bootstrapped(file, around) { return versions }
        guard renderers.isEmpty else { return plain }
        // Where several take it, each of them may be what is applied.
        if around.count == 1 {
            do {
                return try read(builder.build(RepositoryPath.directory(of: changing.file)).resources)
            } catch is KustomizeProblem {}
        }
        return plain.map { kustomization in
            var kustomization = kustomization
            kustomization.hold = Hold(
                .unsupported, "\(kustomization.id) is deployed through \(changing.label), which may change it"
            )
            return kustomization
        }
    }

    /// What clusters are set up with that share a declaration; nil where one of them makes something else of it.
    ///
    /// Each one's own kustomization makes a Kustomization of it that builds just this kustomization.
    private func bootstrapped(_ file: String, _ around: [Deployer]) throws -> [FluxKustomization]? {
        let tops = around.filter { deployer in
            !graph.direct(deployer.file).contains {
                $0.kind == .kustomize && PathConventions.notDeployed($0.file) == nil
            }
        }
        guard tops.count > 1 else { return nil }
        var versions: [FluxKustomization] = []
        for top in tops.sorted(by: { $0.file < $1.file }) {
            let directory = RepositoryPath.directory(of: top.file)
            let made: [FluxKustomization]
            do {
                made = try builder.build(directory).resources.filter {
                    FluxKustomization.isOne($0) && $0.file == file
                }.map { try self.made($0, above: []) }
            } catch is KustomizeProblem { return nil }
            // What has its path filled in later is not applied as it is.
            for var version in made where version.directory != nil {
                guard version.directory == directory else { return nil }
                version.variant = directory
                versions.append(version)
            }
        }
        return versions.isEmpty ? nil : versions
    }

    /// The objects of a file as it stands; none where it cannot be read.
    func resources(of file: String) throws -> [Resource] {
        do {
            return try builder.build(
                RepositoryPath.directory(of: file), resources: [RepositoryPath.name(of: file)]
            ).resources
        } catch is KustomizeProblem {
            return []
        }
    }

    /// The Flux Kustomizations that render a file, directly or through kustomizations.
    func renderers(of file: String) -> [Deployer] {
        var found: [Deployer] = []
        var seen: Set<String> = [file]
        var waiting = [file]
        while let next = waiting.popLast() {
            for deployer in graph.direct(next) + own(next) {
                switch deployer.kind {
                case .flux: found.append(deployer)
                case .kustomize: if seen.insert(deployer.file).inserted { waiting.append(deployer.file) }
                case .argo, .chart, .bundle: break
                }
            }
        }
        return found
    }

    /// Kustomizations in the file itself that take it.
    private func own(_ file: String) -> [Deployer] {
        graph.declared(in: file).filter { $0.kind == .flux && $0.takes(file) }
    }
}
