/// What a path alone tells: tests, examples and vendored code are not deployed from where they stand.
enum PathConventions {
    private static let notDeployed: Set<String> = [
        "tests", "testdata", "test-fixtures", "fixtures", "__tests__", "examples", "example", "samples",
        "vendor",
        "vendored", "node_modules", ".archive", "_archive", ".archived", "_archived", ".disabled",
        "_disabled",
        "third_party", "third-party", ".terraform", ".terragrunt-cache",
    ]

    /// The directory because of which nothing below it counts as deployed; nil when there is none.
    static func notDeployed(_ path: String) -> String? {
        var start = path.utf8.startIndex
        var above: Substring.UTF8View?
        while let slash = path.utf8[start...].firstIndex(of: UInt8(ascii: "/")) {
            let part = path.utf8[start..<slash]
            // Asked of every file again and again: most names are none of them by their first letter.
            if let first = part.first, initials.contains(first | 0x20),
                notDeployed.contains(path[start..<slash].lowercased()), !isCluster(path[start..<slash], above)
            {
                return String(path[start..<slash])
            }
            above = part
            start = path.utf8.index(after: slash)
        }
        return nil
    }

    /// True for what lies in a folder for people who read about it.
    static func isDocumentation(_ path: String) -> Bool {
        path.split(separator: "/").dropLast().contains {
            ["docs", "doc", "documentation"].contains($0.lowercased())
        }
    }

    /// True for a cluster that is called `example`: what lies in `clusters` is one.
    private static func isCluster(_ name: Substring, _ above: Substring.UTF8View?) -> Bool {
        name.lowercased() == "example" && above.map { $0.elementsEqual("clusters".utf8) } == true
    }

    /// First letters of the names, with the bit that makes a letter small.
    private static let initials = Set(notDeployed.compactMap(\.utf8.first).map { $0 | 0x20 })

    /// The directory, or the name of the file, that says that something rendered the manifests; nil when nothing says so.
    static func rendered(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        if let name = parts.last, name.lowercased().split(separator: ".").contains("generated") {
            return String(name)
        }
        return parts.dropLast().first {
            ["rendered", "hydrated", ".rendered", "rendered-manifests"].contains($0.lowercased())
        }.map(String.init)
    }

    /// True for what a tool downloaded beside the code: it is read, and nobody's to edit.
    static func isInstalled(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0 == ".terraform" || $0 == ".terragrunt-cache" }
    }

    static func isYAML(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

    static func isManifest(_ path: String) -> Bool { isYAML(path) || path.hasSuffix(".json") }

    static func isKustomization(_ path: String) -> Bool {
        kustomizationNames.contains(RepositoryPath.name(of: path))
    }

    /// In the order in which Kustomize looks for them.
    static let kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
