public import YAML

/// The files that a build reads; paths are relative to the repository.
public protocol KustomizeFiles: Sendable {
    /// The real path of a file, links resolved; nil when there is no such file.
    func file(at path: String) -> String?
    /// True when there is such a directory.
    func isDirectory(_ path: String) -> Bool
    /// The bytes of a file by its real path; nil for one that is too large.
    func bytes(of file: String) throws -> [UInt8]?
    /// The file read as YAML; nil for one that is too large.
    func yaml(of file: String) throws -> YAMLFile?
}

/// Bounds of a build.
public struct KustomizeLimits: Sendable, Hashable {
    /// How deep kustomizations may include each other.
    public var depth: Int
    /// The most objects of one root.
    public var resources: Int
    /// The most fields of one document, aliases written out.
    public var fields: Int

    /// Makes limits; what is not named has the default.
    public init(depth: Int = 50, resources: Int = 20_000, fields: Int = 500_000) {
        self.depth = depth
        self.resources = resources
        self.fields = fields
    }
}

/// The names of a kustomization file, in the order in which Kustomize looks for them.
public enum KustomizationNames {
    /// The names.
    public static let all = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}

/// What a root renders.
public struct RenderedKustomization: Sendable {
    /// The objects.
    public var resources: [Resource]
    /// Every file that was read.
    public var files: Set<String>
    /// Kustomization directories that were read, the innermost first.
    public var layers: [String]
    /// What could not be seen: bases elsewhere, programs, charts.
    public var opaque: [KustomizeProblem]
    /// Charts of the repository that Helm renders, with what is changed of their objects afterwards.
    public var charts: [InflatedChart] = []
    /// Other charts of the repository that Helm renders, whose objects are changed in a way that cannot be told; they are named in ``opaque``, too.
    public var changedCharts: [InflatedChart] = []
    /// Charts that Helm fetches from elsewhere; they are named in ``opaque``, too.
    public var fetchedCharts: [InflatedChart] = []
    /// What may change objects that can be seen in a way that cannot; nil when nothing does.
    public var clouded: KustomizeProblem?
}
