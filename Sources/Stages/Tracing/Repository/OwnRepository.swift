internal import YAML

/// Tells sources that mean this repository from those that mean another one.
///
/// A repository does not know its own address, and mirrors have several. The last part of the address tells: the one from
/// which most is deployed whose path is here is this repository, and what has another name is another one.
struct OwnRepository: Sendable {
    /// Names of which less is deployed than of this repository.
    private let others: Set<String>

    init(_ index: RepositoryIndex) throws {
        var counts: [String: Int] = [:]
        func count(_ url: String?, _ path: String?) {
            guard let url, let path, !FileMarks.isPlaceholder(url), !FileMarks.isPlaceholder(path),
                let directory = RepositoryPath.join(
                    "", path.hasPrefix("/") ? String(path.dropFirst()) : path),
                !directory.isEmpty, index.isDirectory(directory)
            else { return }
            counts[OwnRepository.name(url), default: 0] += 1
        }
        let objects = try index.manifests().objects
        var urls: [String: String] = [:]
        for object in objects where object.kind == "GitRepository" {
            urls[object.name] = object.node["spec"]?["url"]?.scalar?.text
        }
        for object in objects {
            let spec = object.node["spec"]
            switch (object.kind, object.group) {
            case ("Kustomization", "kustomize.toolkit.fluxcd.io"):
                let source = spec?["sourceRef"]
                guard source?["kind"]?.scalar?.text == "GitRepository" else { continue }
                count(source?["name"]?.scalar.flatMap { urls[$0.text] }, spec?["path"]?.scalar?.text)
            case ("Application", "argoproj.io"):
                for source in [spec?["source"]].compactMap({ $0 }) + (spec?["sources"]?.items ?? []) {
                    count(source.resolved["repoURL"]?.scalar?.text, source.resolved["path"]?.scalar?.text)
                }
            default: continue
            }
        }
        let most = counts.values.max() ?? 0
        others = Set(counts.filter { $0.value < most }.keys)
        self.urls = urls
    }

    /// Addresses of Flux's sources by their names.
    private let urls: [String: String]

    /// True for an address of another repository.
    func isForeign(_ url: String?) -> Bool { url.map { others.contains(OwnRepository.name($0)) } ?? false }

    /// True for a source of Flux with the address of another repository.
    func isForeign(source name: String?) -> Bool { isForeign(name.flatMap { urls[$0] }) }

    /// `shop` of `git@git.example:team/shop.git`.
    private static func name(_ url: String) -> String {
        var text = url.lowercased()[...]
        while text.last == "/" { text = text.dropLast() }
        if text.hasSuffix(".git") { text = text.dropLast(4) }
        return String(text.split { $0 == "/" || $0 == ":" }.last ?? text)
    }
}
