internal import Model
internal import YAML

/// What the generators of ApplicationSets tell of where this repository is deployed from.
extension OwnRepository {
    /// Generators that look into a repository, those in others too.
    static func generators(_ node: YAMLNodeView?, depth: Int = 0) -> [YAMLNodeView] {
        guard let node = node?.resolved, depth < 8 else { return [] }
        if node["repoURL"] != nil { return [node] }
        return (node.items + node.entries.map(\.value)).flatMap { generators($0, depth: depth + 1) }
    }

    /// What a set takes for each directory that its generator finds: `apps/*/base` of `apps/*` and `{{path}}/base`.
    ///
    /// The generator finds whatever is here. That each of three and more has what the template names inside tells that both are of
    /// one repository; none where the template adds nothing.
    static func filledIn(
        _ spec: YAMLNodeView?, _ index: RepositoryIndex
    ) -> [(url: String?, path: String, revision: String?)] {
        let source = spec?["template"]?["spec"]?["source"]
        guard let url = source?["repoURL"]?.scalar?.text, let template = source?["path"]?.scalar?.text else {
            return []
        }
        let patterns = generators(spec?["generators"]).filter {
            ($0["repoURL"]?.scalar?.text).map(name) == name(url)
        }.flatMap { $0["directories"]?.items ?? [] }.map(\.resolved)
        let excluded = patterns.filter { $0["exclude"]?.scalar?.text == "true" }
        guard excluded.isEmpty else { return [] }
        let found = Set(
            patterns.compactMap { $0["path"]?.scalar?.text }.flatMap { PathGlob($0).directories(in: index) })
        let paths = found.compactMap { directory -> String? in
            let path = template.replacing(/\{\{-?\s*\.?path(\.path)?\s*-?\}\}/, with: directory).replacing(
                /\{\{-?\s*\.?path\.basename\s*-?\}\}/, with: RepositoryPath.name(of: directory))
            return path == directory || FileMarks.isPlaceholder(path) ? nil : path
        }
        guard paths.count > 2, paths.count == found.count, paths.allSatisfy({ index.isDirectory($0) }) else {
            return []
        }
        let revision = source?["targetRevision"]?.scalar?.text
        return paths.sorted().map { (url, $0, revision) }
    }

    /// The directories in which a generator finds its files here, where it looks for files of one name in several.
    ///
    /// That files are there which a pattern names is more than that a directory is called like many others.
    static func directories(ofFiles generator: YAMLNodeView, _ index: RepositoryIndex) -> [String] {
        let items = (generator["files"]?.items ?? []).map(\.resolved)
        let patterns = items.filter { $0["exclude"]?.scalar?.text != "true" }.compactMap {
            $0["path"]?.scalar?.text
        }
        let found = patterns.filter { $0.contains("*") && $0.contains("/") }.flatMap {
            PathGlob($0).files(in: index)
        }
        return Array(Set(found.map { RepositoryPath.directory(of: $0) }).sorted().prefix(16))
    }

    /// What of a pattern is surely a directory.
    static func directory(_ pattern: String) -> String {
        let literal = pattern.prefix { !"*[?{$".contains($0) }
        return literal.count == pattern.count ? pattern : RepositoryPath.directory(of: literal + "x")
    }
}
