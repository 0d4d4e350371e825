internal import Diagnostics
internal import Model

/// Code of the repository that may read a manifest as a file, so that a change of it would show up elsewhere.
struct ManifestReaders: Sendable {
    private let index: RepositoryIndex
    private let candidates = Lazily<[SourceFile]>()

    private static let functions = ["file(", "templatefile(", "filebase64(", "fileset("]

    init(_ index: RepositoryIndex) { self.index = index }

    /// A hold when Terraform reads the file, or may.
    func hold(on path: String) throws -> Hold? {
        let name = RepositoryPath.name(of: path)
        let files = try candidates.get {
            try index.files.filter { $0.hasSuffix(".tf") || $0.hasSuffix(".tofu") || $0.hasSuffix(".hcl") }
                .compactMap { try index.store.source($0) }
                .filter { file in
                    ManifestReaders.functions.contains { FileMarks.contains(file.bytes, $0) }
                }
        }
        for file in files {
            if FileMarks.contains(file.bytes, name) {
                return Hold(
                    .limit, "\(file.path) reads a file called \(name) too, which is not evaluated yet")
            }
            if FileMarks.contains(file.bytes, "fileset("),
                RepositoryPath.isInside(path, RepositoryPath.directory(of: file.path))
            {
                return Hold(
                    .limit,
                    "\(file.path) reads the files of a directory around \(path), which is not evaluated yet")
            }
        }
        return nil
    }
}
