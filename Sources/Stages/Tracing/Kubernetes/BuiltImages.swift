internal import Diagnostics
internal import Model
internal import YAML

/// Images that a program of the pipeline puts in: Git has no more than their names.
struct BuiltImages {
    private let index: RepositoryIndex

    init(_ index: RepositoryIndex) { self.index = index }

    /// What Skaffold knows of images.
    struct Found: Sendable {
        /// Directories with a file of Skaffold, and that file.
        var directories: [String: String] = [:]
        /// Images that it builds, and the file that says so.
        var artifacts: [String: String] = [:]
    }

    /// The answer, held where what it says of an image is not what runs.
    func checked(_ answer: TraceAnswer) throws -> TraceAnswer {
        let target = answer.trace.target
        guard target.kubernetes != nil, let origin = answer.trace.origin, let image = answer.trace.value,
            target.attribute == "image" || target.attribute.hasSuffix(".image"),
            let hold = try hold(image, in: origin.file)
        else { return answer }
        return TraceAnswer(
            trace: Trace(target: target, status: .held(hold), hops: answer.trace.hops), key: nil)
    }

    private func hold(_ image: String, in file: String) throws -> Hold? {
        if image.hasPrefix("ko://") {
            return Hold(
                .derived, "`\(image)` is what ko builds; the image's digest is put in when it is applied")
        }
        let found = try index.images.get { try find() }
        let path = image.prefix { $0 != "@" }
        let colon = path[(path.lastIndex(of: "/") ?? path.startIndex)...].firstIndex(of: ":")
        let name = String(path[..<(colon ?? path.endIndex)])
        if let skaffold = found.artifacts[name] {
            return Hold(.notInRepository, "\(skaffold) builds `\(name)` and puts its tag or digest in")
        }
        guard name == image else { return nil }
        return RepositoryPath.ancestors(of: file).lazy.compactMap { found.directories[$0] }.first.map {
            Hold(.notInRepository, "`\(image)` has no tag, and \($0) may put one in")
        }
    }

    private func find() throws -> Found {
        var found = Found()
        for path in index.files
        where ["skaffold.yaml", "skaffold.yml"].contains(RepositoryPath.name(of: path)) {
            guard PathConventions.notDeployed(path) == nil, let source = try index.store.source(path) else {
                continue
            }
            found.directories[RepositoryPath.directory(of: path)] = path
            for document in YAMLParser.parse(source.bytes, path: path).documents {
                guard let root = document.root else { continue }
                let profiles = root["profiles"]?.items.map(\.resolved) ?? []
                for build in [root["build"]] + profiles.map({ $0["build"] }) {
                    for artifact in build?["artifacts"]?.items ?? [] {
                        guard let image = artifact.resolved["image"]?.scalar?.text else { continue }
                        found.artifacts[image] = path
                    }
                }
            }
        }
        return found
    }
}
