internal import Diagnostics
internal import HCL
internal import Model
internal import Ports
internal import Synchronization
internal import YAML

/// Reads and parses every file of a tree at most once.
///
/// A store over a changed tree shares what was parsed of the files that did not change.
final class SourceStore: Sendable {
    let tree: any SourceTree
    let limits: TracingLimits
    private let base: SourceStore?
    private let replaced: Set<String>
    private let state = Mutex(State())

    private struct State {
        var sources: [String: SourceFile?] = [:]
        var manifests: [String: ManifestFile] = [:]
        var hcl: [String: HCLFile] = [:]
        /// What was parsed of a blob, once for all paths that have it.
        var blobs: [Blob: HCLFile] = [:]
        var parsed = 0
    }

    private struct Blob: Hashable {
        var id: ObjectID
        var isJSON: Bool
    }

    private let blobs = Lazily<[String: ObjectID]>()

    /// How many files were parsed as HCL.
    var parsedFiles: Int { state.withLock(\.parsed) }

    init(tree: any SourceTree, limits: TracingLimits) {
        self.tree = tree
        self.limits = limits
        base = nil
        replaced = []
    }

    /// A store over `tree`, which differs from `base`'s in the contents of `replaced` alone.
    init(tree: any SourceTree, replacing replaced: Set<String>, of base: SourceStore) {
        self.tree = tree
        limits = base.limits
        self.base = base
        self.replaced = replaced
    }

    /// The file at a real path; nil when it is missing or larger than the limit.
    func source(_ path: String) throws -> SourceFile? {
        if let base, !replaced.contains(path) { return try base.source(path) }
        if let known = state.withLock({ $0.sources[path] }) { return known }
        var file: SourceFile?
        if let bytes = try tree.read(path), bytes.count <= limits.fileSize {
            file = SourceFile(path: path, bytes: bytes)
        }
        state.withLock { $0.sources[path] = .some(file) }
        return file
    }

    /// The same, with a hold for a file that is too large and for one whose contents are not in this clone.
    func readable(_ path: String) throws -> Result<SourceFile, UnreadableFile> {
        do {
            if let source = try source(path) { return .success(source) }
            return .failure(UnreadableFile(hold: Hold(.limit, "\(path) is too large to be read")))
        } catch {
            guard let failure = SourceStore.missing(error) else { throw error }
            return .failure(UnreadableFile(hold: Hold(.notInRepository, failure.description)))
        }
    }

    /// The failure of reading a file of the commit whose contents were left behind by a clone.
    static func missing(_ error: any Error) -> Failure? {
        guard let failure = error as? Failure, failure.code == .notFound else { return nil }
        return failure
    }

    /// The file as HCL; nil when it is missing or too large.
    func hcl(_ path: String) throws -> HCLFile? {
        if let base, !replaced.contains(path) { return try base.hcl(path) }
        if let known = state.withLock({ $0.hcl[path] }) { return known }
        guard let source = try source(path) else { return nil }
        let blob = blobs.get { Dictionary(tree.entries.map { ($0.path, $0.id) }) { first, _ in first } }[path]
        let key = blob.map { Blob(id: $0, isJSON: path.hasSuffix(".json")) }
        // Other bytes than the blob's stand at a path that was replaced.
        if let key, let known = state.withLock({ $0.blobs[key] }), known.source == source.bytes {
            let file = known.moved(to: path)
            state.withLock { $0.hcl[path] = file }
            return file
        }
        let file = HCLParser.parseAny(source.bytes, path: path)
        state.withLock { state in
            state.hcl[path] = file
            state.parsed += 1
            if let key { state.blobs[key] = state.blobs[key] ?? file }
        }
        return file
    }

    /// The file as Kubernetes manifests; nil when it is missing or too large.
    func manifests(_ path: String) throws -> ManifestFile? {
        if let base, !replaced.contains(path) { return try base.manifests(path) }
        if let known = state.withLock({ $0.manifests[path] }) { return known }
        guard let source = try source(path) else { return nil }
        let file = ManifestFile(source)
        state.withLock { $0.manifests[path] = file }
        return file
    }
}

/// Why a file of the tree cannot be read.
struct UnreadableFile: Error {
    var hold: Hold
}
