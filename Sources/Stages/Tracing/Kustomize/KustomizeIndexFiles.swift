internal import Diagnostics
internal import Kustomize
internal import YAML

/// The files of a commit, as a build reads them.
struct KustomizeIndexFiles: KustomizeFiles {
    let index: RepositoryIndex

    func file(at path: String) -> String? { index.realFile(path) }

    func isDirectory(_ path: String) -> Bool { index.isDirectory(path) }

    func bytes(of file: String) throws -> [UInt8]? {
        try present { try index.store.source(file)?.bytes }
    }

    func yaml(of file: String) throws -> YAMLFile? {
        try present {
            // What was parsed as a manifest is not parsed again.
            if let yaml = try index.store.manifests(file)?.yaml { return yaml }
            return try index.store.source(file).map { YAMLParser.parse($0.bytes, path: file) }
        }
    }

    /// Contents that a clone left behind are missing for this build alone, and for no other one.
    private func present<Value>(_ read: () throws -> Value?) throws -> Value? {
        do {
            return try read()
        } catch {
            guard let failure = SourceStore.missing(error) else { throw error }
            throw KustomizeProblem(.missing, failure.description)
        }
    }
}
