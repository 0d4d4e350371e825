public import Diagnostics
internal import Model
public import Ports
internal import YAML

/// A value that two versions of a manifest do not have in common, where everything else in them is the same: a size of a
/// workload, or one that decides no size at all, such as the tag of an image.
///
/// What a repository deploys does not depend on such values, and of an inventory only the rows whose token a size is.
public struct SizeChange: Sendable, Hashable {
    /// The bytes of the old value.
    public var old: ByteRange
    /// The bytes of the new one.
    public var new: ByteRange
    /// The old value.
    public var before: String
    /// The new one.
    public var after: String
    /// False for a value that no row of an inventory may have for its token.
    public var isSize: Bool

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
            guard was.meaning == is_.meaning else { return nil }
            changes.append(
                SizeChange(
                    old: was.range, new: is_.range, before: was.text, after: is_.text,
                    isSize: was.meaning != .text))
        }
        guard old[start...] == new[other...] else { return nil }
        return changes
    }

    private struct Number {
        var range: ByteRange
        var text: String
        var meaning: Meaning
    }

    private enum Meaning {
        /// A size without a unit.
        case number
        /// A size with one.
        case quantity
        /// What decides no size: a tag, an argument, the value of a variable.
        case text
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
                    if let image = container.ownEntry("image")?.value { found += tag(image, bytes) }
                    for key in ["command", "args"] {
                        for item in container[key]?.items ?? [] { found += text(item, bytes) }
                    }
                    for item in container["env"]?.items ?? [] {
                        if let value = item.ownEntry("value")?.value { found += text(value, bytes) }
                    }
                }
            }
        }
        return found.sorted { $0.range.lower < $1.range.lower }
    }

    /// The plain scalar that a value is, where it stands at the end of its line.
    private static func last(_ node: YAMLNodeView, _ bytes: [UInt8]) -> YAMLScalar? {
        guard let scalar = node.scalar, scalar.style == .plain, node.tag == nil, node.anchor == nil else {
            return nil
        }
        let range = scalar.tokenRange.indices
        var rest = bytes[range.upperBound...].prefix { $0 != 0x0A }
        let blanks = rest.prefix { $0 == 0x20 }
        rest = rest.dropFirst(blanks.count)
        guard rest.isEmpty || rest.first == UInt8(ascii: "#") && !blanks.isEmpty,
            scalar.text.utf8.elementsEqual(bytes[range])
        else { return nil }
        return scalar
    }

    /// The number that a value is.
    private static func number(_ node: YAMLNodeView, _ bytes: [UInt8]) -> [Number] {
        guard let scalar = last(node, bytes),
            scalar.text.utf8.first.map({ (0x31...0x39).contains($0) }) == true,
            scalar.text.utf8.allSatisfy({ FileMarks.isWordByte($0) && $0 != 0x2D && $0 != 0x5F })
        else { return [] }
        let isWhole = scalar.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let isSize = scalar.text.contains(/^[1-9][0-9]*(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/)
        return isSize
            ? [Number(range: scalar.tokenRange, text: scalar.text, meaning: isWhole ? .number : .quantity)]
            : []
    }

    /// A text that nothing but the container reads.
    private static func text(_ node: YAMLNodeView, _ bytes: [UInt8]) -> [Number] {
        // A patch with nothing for a value removes it.
        guard let scalar = last(node, bytes), !scalar.isNull, scalar.text.lowercased() != "null",
            scalar.text.contains(/^[A-Za-z0-9\/-][A-Za-z0-9._\/:=@+-]*$/)
        else { return [] }
        return [Number(range: scalar.tokenRange, text: scalar.text, meaning: .text)]
    }

    /// The tag of an image: what is called by the image's name is called so whatever the tag.
    private static func tag(_ node: YAMLNodeView, _ bytes: [UInt8]) -> [Number] {
        guard let scalar = last(node, bytes), !scalar.text.utf8.contains(UInt8(ascii: "@")),
            let colon = scalar.text.utf8.lastIndex(of: UInt8(ascii: ":")),
            scalar.text.contains(/^[A-Za-z0-9][A-Za-z0-9._\/:-]*:[A-Za-z0-9_][A-Za-z0-9._-]*$/)
        else { return [] }
        let tag = String(scalar.text[scalar.text.utf8.index(after: colon)...])
        let upper = scalar.tokenRange.upper
        let range = ByteRange(lower: upper - UInt32(tag.utf8.count), upper: upper)
        return [Number(range: range, text: tag, meaning: .text)]
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
    /// Files of which ``copiesFields(_:path:)`` said that they do not are not read again.
    ///
    /// - Throws: what reading throws.
    public func copiesFields(beside known: Set<String> = []) throws -> Bool {
        let manifests = paths.filter { SizeReaders.mayCopy($0) && !known.contains($0) }
        return try Parallel.map(manifests) { path in
            try tree.read(path).map { SizeReaders.copiesFields($0, path: path) } ?? false
        }.contains(true)
    }

    private static func mayCopy(_ path: String) -> Bool {
        PathConventions.isManifest(path) || PathConventions.isKustomization(path)
    }

    /// True where the file tests what a field says, or copies fields.
    public static func copiesFields(_ bytes: [UInt8], path: String) -> Bool {
        guard mayCopy(path) else { return false }
        // Nor is a helmfile that is called otherwise known by its name to whoever asks what reads a file.
        if tests(bytes) || !Helmfiles.isOne(path) && Helmfiles.isCalledOtherwise(bytes) { return true }
        return PathConventions.isKustomization(path)
            && copiers.contains { FileMarks.containsWord(bytes, $0) }
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
