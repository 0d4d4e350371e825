/// Overlays of a stage that another stage builds upon: `overlays/devenv` takes `../staging`, and people deploy both.
///
/// Kustomize does not say whether a layer is deployed itself. Of an overlay that others include it is supposed only where it
/// lies beside all of them in a folder of overlays, is called as a stage is, and none of them is called after it: `prod` below
/// `prod-eu` and `prod-us` is what these have in common.
enum OverlayStages {
    private static let folders: Set<String> = [
        "overlay", "overlays", "environment", "environments", "env", "envs", "stages",
    ]
    private static let live: Set<String> = ["live", "prd", "prod", "production"]

    /// True where a kustomization is deployed although the others, its includers, take it.
    static func isOne(_ deployer: Deployer, below includers: [Deployer]) -> Bool {
        let directory = RepositoryPath.directory(of: deployer.file)
        let (folder, name) = (RepositoryPath.directory(of: directory), RepositoryPath.name(of: directory))
        guard folders.contains(RepositoryPath.name(of: folder).lowercased()),
            isStage(name), isOverlay(deployer)
        else { return false }
        return includers.allSatisfy { includer in
            let other = RepositoryPath.directory(of: includer.file)
            return RepositoryPath.directory(of: other) == folder
                && !RepositoryPath.name(of: other).hasPrefix(name)
        }
    }

    private static func isStage(_ name: String) -> Bool {
        let first = name.lowercased().prefix { !"-_.".contains($0) }
        return live.contains(String(first)) || ChartEnvironments.isForTrying(name)
    }

    /// True for what stands upon another kustomization.
    private static func isOverlay(_ deployer: Deployer) -> Bool {
        deployer.reach.contains { reach in
            guard case .files(let files) = reach else { return false }
            return files.contains(where: PathConventions.isKustomization)
        }
    }
}
