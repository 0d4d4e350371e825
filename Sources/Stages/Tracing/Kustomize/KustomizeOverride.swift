internal import Diagnostics
internal import Kustomize
internal import Model
internal import YAML

/// Finds where an overlay would say a value of its own that it has no patch for yet: as a number under `replicas`, as one more
/// operation of a patch, or as a patch beside those it has.
///
/// Only what the repository does already is done again: operations where the overlay patches by operations, patches in the
/// kustomization where it has such, or where those beside it over the same files have.
struct KustomizeOverride {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment
    /// The object.
    let resource: Resource
    /// The way to the deepest node that is there.
    let steps: [FieldStep]
    /// Its nodes, the object first.
    let nodes: [Node]
    /// The keys that are missing behind it; empty where a value is written over.
    var missing: [String] = []
    /// The file whose value is written over.
    let shared: String?

    /// A list of patches: of a kustomization, or of the spec of a Flux Kustomization.
    private struct PatchList {
        var source: SourceFile
        var yaml: YAMLFile
        /// The list; nil where there is none yet.
        var view: YAMLNodeView?
        var path: YAMLPath
    }

    /// How patches are written there.
    private enum Manner { case operations, merge(hasTarget: Bool) }

    func find() throws -> Insertion? {
        if let insertion = try replicas() { return insertion }
        let lists = try lists()
        for list in lists {
            if let insertion = try operation(in: list) { return insertion }
        }
        for list in lists {
            if let insertion = try entry(in: list) { return insertion }
        }
        return nil
    }

    // MARK: Where

    /// The overlay's own kustomization, where nothing else reads it.
    private func ownFile() throws -> (SourceFile, YAMLFile)? {
        let directory = deployment.directory
        let names = PathConventions.kustomizationNames.compactMap {
            ecosystem.index.realFile(directory.isEmpty ? $0 : "\(directory)/\($0)")
        }
        guard names.count == 1, let file = names.first else { return nil }
        return try editable(file)
    }

    /// A file that may be written into, because this root alone reads it.
    private func editable(_ path: String) throws -> (SourceFile, YAMLFile)? {
        let isRead = try ecosystem.table().living(reading: [path], beside: deployment).contains {
            $0.root.id != deployment.root.id
        }
        guard !isRead else { return nil }
        return try readable(path)
    }

    private func readable(_ path: String) throws -> (SourceFile, YAMLFile)? {
        guard let source = try ecosystem.index.store.source(path), Untouchable.hold(on: source) == nil
        else { return nil }
        // A list of operations is no manifest, and is kept by nobody.
        let yaml =
            try ecosystem.index.store.manifests(path)?.yaml ?? YAMLParser.parse(source.bytes, path: path)
        guard !yaml.hasErrors, !FileMarks.isTemplate(yaml) else { return nil }
        return (source, yaml)
    }

    private func lists() throws -> [PatchList] {
        var lists: [PatchList] = []
        if let flux = deployment.flux, let (source, yaml) = try readable(flux.kustomization.file),
            let patches = flux.kustomization.spec?["patches"],
            let site = patches.sites.last(where: { $0.span.path == source.path && !$0.isEmbedded }),
            let view = yaml.node(withToken: site.span.range), view.kind == .sequence, !view.isShared
        {
            lists.append(PatchList(source: source, yaml: yaml, view: view, path: view.path))
        }
        if let (source, yaml) = try ownFile(), yaml.documents.count == 1,
            let root = yaml.documents.first?.root, root.kind == .mapping
        {
            let view = root.ownEntry("patches")?.value
            guard view.map({ $0.kind == .sequence && !$0.isShared }) ?? true else { return lists }
            lists.append(
                PatchList(source: source, yaml: yaml, view: view, path: YAMLPath(keys: ["patches"])))
        }
        return lists
    }

    private func insertion(_ path: YAMLPath, _ list: YAMLNodeView?, _ source: SourceFile, _ item: String)
        -> Insertion
    {
        let end = list.map { max(Int($0.range.lower), Int($0.range.upper) - 1) } ?? source.bytes.count
        return Insertion(
            file: source.path, keyPath: path.description,
            line: source.lines.position(of: min(end, max(0, source.bytes.count - 1))).line, item: item)
    }

    // MARK: Numbers

    private static let scaled: Set<String> = [
        "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController",
    ]

    private func replicas() throws -> Insertion? {
        guard steps + missing.map({ .key($0) }) == [.key("spec"), .key("replicas")],
            KustomizeOverride.scaled.contains(resource.kind.kind),
            let (source, yaml) = try ownFile(), yaml.documents.count == 1,
            let list = yaml.documents.first?.root?.ownEntry("replicas")?.value, list.kind == .sequence,
            !list.isShared, let last = list.items.last, last.kind == .mapping
        else { return nil }
        let pairs = [("name", resource.originalName), ("count", Insertion.placeholder)]
        return insertion(list.path, list, source, KustomizeOverride.written(pairs, like: last))
    }

    private static func written(_ pairs: [(String, String)], like item: YAMLNodeView) -> String {
        let texts = pairs.map { "\($0.0): \($0.1)" }
        return item.style == .flow ? "{\(texts.joined(separator: ", "))}" : texts.joined(separator: "\n")
    }

    // MARK: Operations

    /// One more operation of a patch that speaks of this object alone.
    private func operation(in list: PatchList) throws -> Insertion? {
        for item in list.view?.items.reversed() ?? [] where item.kind == .mapping && isMeant(item["target"]) {
            if let text = item.ownEntry("patch")?.value, text.kind == .scalar, !text.isShared,
                let embedded = YAMLEmbedded(in: text, of: list.yaml), !embedded.file.hasErrors,
                embedded.file.documents.count == 1, let root = embedded.file.documents.first?.root,
                let last = operations(root)
            {
                return insertion(text.path, text, list.source, written(like: last))
            }
            if let path = item["path"]?.scalar?.text,
                let real = RepositoryPath.join(
                    RepositoryPath.directory(of: list.source.path), path
                ).flatMap({ ecosystem.index.realFile($0) }), let (source, yaml) = try editable(real),
                yaml.documents.count == 1, let root = yaml.documents.first?.root, let last = operations(root)
            {
                return insertion(root.path, root, source, written(like: last))
            }
        }
        return nil
    }

    /// The last operation of a JSON6902 patch; nil for anything else.
    private func operations(_ root: YAMLNodeView) -> YAMLNodeView? {
        guard root.kind == .sequence, !root.isShared, let last = root.items.last, last.kind == .mapping,
            root.items.allSatisfy({ $0["op"]?.scalar != nil && $0["path"]?.scalar != nil })
        else { return nil }
        return last
    }

    /// True for a target that is this object and no other.
    private func isMeant(_ target: YAMLNodeView?) -> Bool {
        guard let target, target.kind == .mapping, let name = target["name"]?.scalar?.text,
            name == resource.originalName || name == resource.name,
            target["kind"]?.scalar?.text == resource.kind.kind
        else { return false }
        let known: Set<String> = ["name", "kind", "group", "version", "namespace"]
        return target.entries.allSatisfy { known.contains($0.key.scalar?.text ?? "") }
    }

    private func written(like last: YAMLNodeView) -> String {
        KustomizeOverride.written(operationPairs(), like: last)
    }

    private func operationPairs() -> [(String, String)] {
        var pointer = ""
        for step in steps + missing.prefix(1).map({ .key($0) }) {
            switch step {
            case .key(let key):
                pointer += "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
            case .index(let index): pointer += "/\(index)"
            }
        }
        var value = Insertion.placeholder
        for key in missing.dropFirst().reversed() { value = "{\(key): \(value)}" }
        return [("op", missing.isEmpty ? "replace" : "add"), ("path", pointer), ("value", value)]
    }

    // MARK: Patches

    private func entry(in list: PatchList) throws -> Insertion? {
        guard let manner = try manner(list.view) ?? (list.view == nil ? neighbours() : nil) else {
            return nil
        }
        let name = resource.originalName
        let target = "target:\n  kind: \(resource.kind.kind)\n  name: \(name)"
        // A list in brackets cannot hold what lays itself out on lines.
        guard list.view?.style != .flow, KustomizeOverride.isPlain(name) else { return nil }
        switch manner {
        case .operations:
            let lines = operationPairs().enumerated().map {
                ($0.offset == 0 ? "  - " : "    ") + "\($0.element.0): \($0.element.1)"
            }
            return insertion(
                list.path, list.view, list.source,
                (["patch: |-"] + lines + [target]).joined(separator: "\n"))
        case .merge(let hasTarget):
            guard let body = body() else { return nil }
            let version = resource.node["apiVersion"]?.text ?? ""
            let head = [
                "patch: |-", "  apiVersion: \(version)", "  kind: \(resource.kind.kind)", "  metadata:",
                "    name: \(name)",
            ]
            let lines = head + body.map { "  " + $0 } + (hasTarget ? [target] : [])
            return insertion(list.path, list.view, list.source, lines.joined(separator: "\n"))
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E
            } && name.contains(where: \.isLetter)
    }

    /// The field as a patch that is merged; nil where an item on the way has no name.
    private func body() -> [String]? {
        var lines: [String] = []
        var indentation = ""
        let all = steps + missing.map { .key($0) }
        for (depth, step) in all.enumerated() {
            switch step {
            case .key(let key):
                guard YAMLFieldName.isPlain(key) else { return nil }
                let isLast = depth + 1 == all.count
                lines.append(indentation + "\(key):" + (isLast ? " \(Insertion.placeholder)" : ""))
                indentation += "  "
            case .index(let index):
                guard depth < nodes.count, nodes[depth].items.indices.contains(index),
                    let name = nodes[depth].items[index]["name"]?.text, KustomizeOverride.isPlain(name)
                else { return nil }
                lines.append(indentation + "- name: \(name)")
                indentation += "  "
            }
        }
        return lines
    }

    /// How the patches of a list that stand in it are written; nil where there are none.
    private func manner(_ list: YAMLNodeView?) throws -> Manner? {
        for item in list?.items.reversed() ?? [] {
            guard let text = item["patch"]?.scalar, text.style == .literal,
                let root = YAMLParser.parse(Array(text.text.utf8), path: "").documents.first?.root
            else { continue }
            if root.kind == .sequence { return .operations }
            if root.kind == .mapping { return .merge(hasTarget: item["target"] != nil) }
        }
        return nil
    }

    /// How other overlays over the same file patch in their kustomizations; nil where they do not, or not all in one way.
    private func neighbours() throws -> Manner? {
        guard let shared else { return nil }
        for other in try ecosystem.table().living(reading: [shared])
        where other.root.id != deployment.root.id {
            for name in PathConventions.kustomizationNames {
                let directory = other.directory
                guard let file = ecosystem.index.realFile(directory.isEmpty ? name : "\(directory)/\(name)"),
                    let yaml = try ecosystem.index.store.manifests(file)?.yaml,
                    let list = yaml.documents.first?.root?.ownEntry("patches")?.value,
                    let manner = try manner(list)
                else { continue }
                return manner
            }
        }
        return nil
    }
}

/// Keys that stand in YAML without quotes.
private enum YAMLFieldName {
    static func isPlain(_ key: String) -> Bool {
        guard let first = key.utf8.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
        else { return false }
        return key.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E || $0 == 0x2F
        } && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(key.lowercased())
    }
}
