internal import Diagnostics
internal import YAML

/// Where the files of an artifact stand in the repository that Flux puts it together from.
///
/// A generator copies directories; where all of them keep their places to each other, the artifact reads like one directory
/// of the repository. Any other is not followed.
struct FluxArtifacts {
    let index: RepositoryIndex

    /// The directory that stands for the top of an artifact; nil where there is none.
    func directory(of name: String, namespace: String?) throws -> String? {
        var found: Set<String> = []
        for object in try index.manifests().objects
        where object.kind == "ArtifactGenerator" && object.group == "source.extensions.fluxcd.io"
            && PathConventions.notDeployed(object.file.path) == nil
            && (object.namespace == nil || namespace == nil || object.namespace == namespace)
        {
            let spec = object.node["spec"]
            for artifact in spec?["artifacts"]?.items ?? []
            where artifact["name"]?.resolved.scalar?.text == name {
                // Two generators of one name that disagree are two artifacts.
                guard let directory = try directory(of: artifact.resolved, own(object)) else { return nil }
                found.insert(directory)
            }
        }
        return found.count == 1 ? found.first : nil
    }

    /// The names under which a generator has this repository.
    private func own(_ object: ManifestObject) throws -> Set<String> {
        var names: Set<String> = []
        for source in object.node["spec"]?["sources"]?.items ?? [] {
            guard source["kind"]?.resolved.scalar?.text == "GitRepository",
                let alias = source["alias"]?.resolved.scalar?.text,
                let name = OwnRepository.SourceName(
                    source["name"]?.resolved.scalar?.text,
                    namespace: source["namespace"]?.resolved.scalar?.text ?? object.namespace),
                try !index.own.isForeign(source: name)
            else { continue }
            names.insert(alias)
        }
        return names
    }

    private func directory(of artifact: YAMLNodeView, _ own: Set<String>) throws -> String? {
        var found: Set<String> = []
        let copies = artifact["copy"]?.items ?? []
        for copy in copies {
            guard copy["exclude"] == nil, copy["strategy"] == nil,
                let from = copy["from"]?.resolved.scalar?.text, let to = copy["to"]?.resolved.scalar?.text,
                from.hasPrefix("@"), from.hasSuffix("/**"), to.hasPrefix("@artifact/"),
                to.hasSuffix("/")
            else { return nil }
            let parts = from.dropFirst().dropLast(3).split(separator: "/").map(String.init)
            let place = to.dropFirst(10).split(separator: "/").map(String.init)
            guard let alias = parts.first, own.contains(alias) else { return nil }
            let directory = parts.dropFirst()
            guard !(directory + place).contains(where: { $0 == ".." || $0 == "." || $0.contains("*") }),
                Array(directory.suffix(place.count)) == place
            else { return nil }
            found.insert(directory.dropLast(place.count).joined(separator: "/"))
        }
        return found.count == 1 ? found.first : nil
    }
}
