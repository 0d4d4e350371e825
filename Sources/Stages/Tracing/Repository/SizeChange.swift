public import Diagnostics
internal import Model
public import Ports
internal import YAML

/// A number that two versions of a manifest do not have in common, where everything else in them is the same.
///
/// What a repository deploys does not depend on such numbers, and of an inventory only the rows whose token it is.
public struct SizeChange: Sendable, Hashable {
    /// The bytes of the old number.
    public var old: ByteRange
    /// The bytes of the new one.
    public var new: ByteRange
    /// The old number.
    public var before: String
    /// The new one.
    public var after: String

    /// Kinds whose numbers of replicas, requests and limits mean nothing but themselves, and kinds that may stand beside them.
    private static let sized: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job",
    ]
    private static let others: Set<String> = [
        "Service", "ServiceAccount", "Namespace", "PodDisruptionBudget", "NetworkPolicy", "Role",
        "RoleBinding",
    ]

    /// The differences of two versions of a file; nil where they differ in more than such numbers, or might.
    public static func between(_ old: [UInt8], _ new: [UInt8], path: String) -> [SizeChange]? {
        guard PathConventions.isYAML(path), !PathConventions.isKustomization(path),
            let before = numbers(old, path), let after = numbers(new, path), before.count == after.count
        else { return nil }
        var changes: [SizeChange] = []
        var (start, other) = (0, 0)
        for (was, is_) in zip(before, after) {
            guard old[start..<was.range.indices.lowerBound] == new[other..<is_.range.indices.lowerBound]
            else {
                return nil
            }
            (start, other) = (was.range.indices.upperBound, is_.range.indices.upperBound)
            guard was.text != is_.text else { continue }
            guard was.isWhole == is_.isWhole else { return nil }
            changes.append(SizeChange(old: was.range, new: is_.range, before: was.text, after: is_.text))
        }
        guard old[start...] == new[other...] else { return nil }
        return changes
    }

    private struct Number {
        var range: ByteRange
        var text: String
        /// True for one without a unit.
        var isWhole: Bool
    }

    /// The numbers of a file of nothing but workloads; nil for any other file.
    private static func numbers(_ bytes: [UInt8], _ path: String) -> [Number]? {
        // Anchors, variables and templates carry a number to other places.
        guard !bytes.contains(where: { "&*$%".utf8.contains($0) }), !FileMarks.contains(bytes, "{{"),
            FileMarks.generatedHeader(bytes) == nil
        else { return nil }
        let file = ManifestFile(SourceFile(path: path, bytes: bytes))
        guard file.standing == .plain, let yaml = file.yaml, !yaml.hasErrors else { return nil }
        let documents = yaml.documents.compactMap(\.root)
        guard !documents.isEmpty, file.objects.count == documents.count else { return nil }
        var found: [Number] = []
        for object in file.objects {
            if others.contains(object.kind) { continue }
            guard sized.contains(object.kind), let spec = object.node["spec"] else { return nil }
            if let replicas = spec.ownEntry("replicas")?.value { found += number(replicas, bytes) }
            for containers in Workload.containerLists {
                for container in Workload.podSpec(of: object)?[containers]?.items ?? [] {
                    for part in ["requests", "limits"] {
                        let sizes = container["resources"]?[part]?.entries ?? []
                        for entry in sizes { found += number(entry.value, bytes) }
                    }
                }
            }
        }
        return found.sorted { $0.range.lower < $1.range.lower }
    }

    /// The number that a value is, where it stands at the end of its line.
    private static func number(_ node: YAMLNodeView, _ bytes: [UInt8]) -> [Number] {
        guard let scalar = node.scalar, scalar.style == .plain, node.tag == nil, node.anchor == nil,
            scalar.text.utf8.first.map({ (0x31...0x39).contains($0) }) == true,
            scalar.text.utf8.allSatisfy({ FileMarks.isWordByte($0) && $0 != 0x2D && $0 != 0x5F })
        else { return [] }
        let range = scalar.tokenRange
        var rest = bytes[range.indices.upperBound...].prefix { $0 != 0x0A }
        let blanks = rest.prefix { $0 == 0x20 }
        rest = rest.dropFirst(blanks.count)
        guard rest.isEmpty || rest.first == UInt8(ascii: "#") && !blanks.isEmpty else { return [] }
        let isWhole = scalar.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let isSize = scalar.text.contains(/^[1-9][0-9]*(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/)
        return isSize ? [Number(range: range, text: scalar.text, isWhole: isWhole)] : []
    }
}

/// Tells whether anything in a repository reads the numbers of its manifests otherwise than as the sizes of workloads.
public struct SizeReaders: Sendable {
    private let tree: any SourceTree
    private let paths: [String]

    /// Looks at a tree; nothing is read yet.
    public init(_ tree: any SourceTree) {
        self.tree = tree
        paths = tree.entries.filter { $0.kind == .file || $0.kind == .executable }.map(\.path)
    }

    /// Keys of kustomizations that take a field of one object to others.
    private static let copiers = ["replacements", "vars", "generators", "transformers"]

    /// True where a patch tests what a field says, or a kustomization copies fields from one object to another.
    ///
    /// - Throws: what reading throws.
    public func copiesFields() throws -> Bool {
        let manifests = paths.filter {
            PathConventions.isManifest($0) || PathConventions.isKustomization($0)
        }
        return try Parallel.map(manifests) { path in
            guard let bytes = try tree.read(path) else { return false }
            if SizeReaders.tests(bytes) { return true }
            return PathConventions.isKustomization(path)
                && SizeReaders.copiers.contains { FileMarks.containsWord(bytes, $0) }
        }.contains(true)
    }

    /// True where an operation of a JSON patch is a test, however it is written.
    private static func tests(_ bytes: [UInt8]) -> Bool {
        FileMarks.positions(of: "test", in: bytes).contains { position in
            var before = position
            while before > 0, " \"':\t".utf8.contains(bytes[before - 1]) { before -= 1 }
            return before < position && before >= 2 && bytes[before - 2] == UInt8(ascii: "o")
                && bytes[before - 1] == UInt8(ascii: "p")
        }
    }

    /// True where a chart, a program or a generator may read the file as something else than a manifest.
    ///
    /// - Throws: what reading throws.
    public func mayRead(_ path: String) throws -> Bool {
        let known = Set(paths)
        for directory in RepositoryPath.ancestors(of: path)
        where known.contains(directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml") {
            return true
        }
        let name = RepositoryPath.name(of: path)
        // A link to the file is another way to it.
        if tree.entries.contains(where: { $0.kind == .symlink }) { return true }
        let readers = paths.filter { path in
            let file = RepositoryPath.name(of: path)
            return [
                ".tf", ".tofu", ".hcl", ".tfvars", ".tf.json", ".tofu.json", ".tfvars.json", ".gotmpl",
                ".tpl",
            ].contains { file.hasSuffix($0) }
                || file.hasPrefix("helmfile") || path.contains("helmfile.d/")
                || PathConventions.isKustomization(path)
        }
        return try Parallel.map(readers) { reader in
            guard let bytes = try tree.read(reader) else { return false }
            // Which file these take may be put together.
            if ["fileset(", "yamldecode("].contains(where: { FileMarks.contains(bytes, $0) }) { return true }
            guard FileMarks.contains(bytes, name) else { return false }
            return !PathConventions.isKustomization(reader) || FileMarks.contains(bytes, "Generator")
        }.contains(true)
    }
}
