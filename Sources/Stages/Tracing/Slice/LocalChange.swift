internal import Diagnostics
internal import Model
public import Ports
internal import YAML

/// Tells of a change whether nothing but the roots that read the file can notice it.
///
/// What looks at all files of a repository, to find what deploys what, takes little of each: names, kinds, references. Where that is
/// the same in both versions of a file, it finds the same.
public struct LocalChange: Sendable {
    /// What the files of a repository say that makes a change of one the concern of others.
    public struct Marks: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: Int
        /// Makes a set of bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Something takes values from objects by their names.
        public static let references = Marks(rawValue: 1)
        /// Something makes applications of files.
        public static let generators = Marks(rawValue: 2)
        /// A helmfile is not called so: who reads what is not told by names.
        public static let helmfiles = Marks(rawValue: 4)
        /// Something is overlaid by what lies beside it.
        public static let overlays = Marks(rawValue: 8)

        /// What one file says.
        public static func of(_ bytes: [UInt8], path: String) -> Marks {
            guard PathConventions.isManifest(path) || [".tpl", ".gotmpl"].contains(where: path.hasSuffix)
            else {
                return []
            }
            var marks: Marks = []
            if !Helmfiles.isOne(path), Helmfiles.isCalledOtherwise(bytes) { marks.insert(.helmfiles) }
            if ["substituteFrom", "valuesFrom"].contains(where: { FileMarks.contains(bytes, $0) }) {
                marks.insert(.references)
            }
            if FileMarks.contains(bytes, "ApplicationSet") { marks.insert(.generators) }
            if FileMarks.contains(bytes, "#@overlay/match") { marks.insert(.overlays) }
            return marks
        }
    }

    let tree: any SourceTree
    let marks: Marks
    /// Files that are read as something else than manifests.
    let values: Set<String>

    /// Looks at a tree; nothing is read yet.
    public init(_ tree: any SourceTree, marks: Marks, values: Set<String>) {
        (self.tree, self.marks, self.values) = (tree, marks, values)
    }

    /// Files that say what is done with others, by their names.
    static let programs: Set<String> = [
        "skaffold.yaml", "skaffold.yml", "fleet.yaml", "Taskfile.yml", "Taskfile.yaml",
        "azure-pipelines.yml", "azure-pipelines.yaml", "bitbucket-pipelines.yml", "cloudbuild.yaml",
        "buildspec.yml", "Chart.yaml", "Chart.yml", "requirements.yaml",
    ]
    /// Kinds of which nothing but their names concerns other objects.
    static let quiet: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job", "Pod", "Service",
        "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy", "Role", "RoleBinding", "Ingress",
        "HTTPRoute", "ServiceMonitor", "PodMonitor", "PrometheusRule", "PersistentVolumeClaim",
    ]
    static let scalers = [
        "HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler", "ResourceSet",
    ]

    /// True where only roots that read the file can notice that it has other bytes; `moved` are files that come or go with it.
    ///
    /// - Throws: what reading the tree throws.
    public func isLocal(_ path: String, _ old: [UInt8], _ new: [UInt8], moved: Set<String> = []) throws
        -> Bool
    {
        guard !marks.contains(.helmfiles), mayBeLocal(path) else { return false }
        // Templates of templates, and what is said to a program, is not read here.
        guard !FileMarks.contains(old, "{{"), !FileMarks.contains(new, "{{") else { return false }
        let (before, after) = (
            ManifestFile(SourceFile(path: path, bytes: old)), ManifestFile(SourceFile(path: path, bytes: new))
        )
        guard before.standing == .plain, after.standing == .plain else { return false }
        let isInChart = isInChart(path)
        if PathConventions.isKustomization(path) {
            return !isInChart && isLocal(kustomization: before, after, moved)
        }
        if before.objects.isEmpty, after.objects.isEmpty {
            guard values.contains(path), !marks.contains(.generators), !path.contains("/templates/"),
                LocalChange.isMapping(old, path), LocalChange.isMapping(new, path)
            else { return false }
            return try !mayRead(path, alsoHelmfiles: false)
        }
        guard !isInChart, !values.contains(path), isLocal(manifests: before, after) else { return false }
        return try !mayRead(path, alsoHelmfiles: true)
    }

    private static func isMapping(_ bytes: [UInt8], _ path: String) -> Bool {
        let yaml = YAMLParser.parse(bytes, path: path)
        return !yaml.hasErrors && yaml.documents.count == 1 && yaml.documents.first?.root?.kind == .mapping
    }

    // MARK: Manifests

    private func isLocal(manifests old: ManifestFile, _ new: ManifestFile) -> Bool {
        let counts = [old, new].map { $0.yaml?.documents.compactMap(\.root).count }
        guard old.objects.count == new.objects.count, counts == [old.objects.count, new.objects.count] else {
            return false
        }
        return zip(old.objects, new.objects).allSatisfy { a, b in
            guard a.kind == b.kind, a.apiVersion == b.apiVersion, a.name == b.name,
                a.namespace == b.namespace
            else { return false }
            if LocalChange.text(a.node) == LocalChange.text(b.node) { return true }
            if LocalChange.quiet.contains(a.kind) { return true }
            switch a.kind {
            case "ConfigMap":
                return !marks.contains(.references)
                    && LocalChange.scalers.allSatisfy { word in
                        !FileMarks.contains(a.file.bytes, word) && !FileMarks.contains(b.file.bytes, word)
                    }
            case FluxRelease.kind:
                return LocalChange.isSame(a.node, b.node, but: ["spec"])
                    && LocalChange.isSame(
                        a.node["spec"], b.node["spec"], but: ["values", "interval", "timeout"])
            default: return false
            }
        }
    }

    private static func text(_ node: YAMLNodeView) -> ArraySlice<UInt8> {
        node.tree.source[node.range.indices]
    }

    /// True where two mappings have the same keys in the same order, and the same texts behind all but some of them.
    private static func isSame(_ old: YAMLNodeView?, _ new: YAMLNodeView?, but free: Set<String>) -> Bool {
        guard let old, let new, old.kind == .mapping, new.kind == .mapping else { return false }
        let (a, b) = (old.entries, new.entries)
        guard a.count == b.count else { return false }
        return zip(a, b).allSatisfy { a, b in
            guard let key = a.key.scalar?.text, key == b.key.scalar?.text, !a.isMerge, !b.isMerge else {
                return false
            }
            return free.contains(key) || text(a.value) == text(b.value)
        }
    }

    // MARK: Kustomizations

    private func isLocal(kustomization old: ManifestFile, _ new: ManifestFile, _ moved: Set<String>) -> Bool {
        guard old.yaml?.documents.count == 1, new.yaml?.documents.count == 1 else { return false }
        var free: Set<String> = ["images", "replicas", "labels", "commonLabels", "commonAnnotations"]
        // What it takes more or less comes or goes with it.
        if let targets = LocalChange.targets(old, new), targets.isSubset(of: moved) {
            free.insert("resources")
        }
        return LocalChange.isSame(
            old.yaml?.documents.first?.root, new.yaml?.documents.first?.root, but: free)
    }

    // MARK: Who reads it otherwise

    static let endings = [
        ".tf", ".tofu", ".hcl", ".tfvars", ".tf.json", ".tofu.json", ".tfvars.json",
    ]

    /// False for a file that says what is done with others, by its name.
    func mayBeLocal(_ path: String) -> Bool {
        PathConventions.isYAML(path) && !LocalChange.hasHiddenPart(path)
            && !LocalChange.programs.contains(RepositoryPath.name(of: path))
            && !RepositoryPath.name(of: path).hasPrefix("helmfile") && !path.contains("helmfile.d/")
            && !PipelineVariables.runsThings(path)
    }

    func isInChart(_ path: String) -> Bool {
        tree.entries.contains {
            RepositoryPath.name(of: $0.path) == "Chart.yaml"
                && RepositoryPath.isInside(path, RepositoryPath.directory(of: $0.path))
        }
    }

    /// True where Terraform, or a helmfile, may read the file by its name.
    func mayRead(_ path: String, alsoHelmfiles: Bool) throws -> Bool {
        let name = RepositoryPath.name(of: path)
        let readers = tree.entries.lazy.map(\.path).filter { path in
            if LocalChange.endings.contains(where: path.hasSuffix) { return true }
            let file = RepositoryPath.name(of: path)
            return path.hasSuffix(".gotmpl") || path.hasSuffix(".tpl") || file.hasPrefix("helmfile")
                || FileMarks.contains(Array(path.utf8), "helmfile.d/")
        }
        return try Parallel.map(Array(readers)) { reader in
            guard let bytes = try tree.read(reader) else { return false }
            let isCode = LocalChange.endings.contains(where: reader.hasSuffix)
            if isCode || alsoHelmfiles, FileMarks.contains(bytes, name) { return true }
            // Which file these take may be put together.
            return ["fileset(", "yamldecode(", "readFile", "readDir", "fetchSecretValue", " exec "].contains {
                FileMarks.contains(bytes, $0)
            }
        }.contains(true)
    }
}
