internal import Diagnostics
internal import Model
internal import Ports
internal import YAML

/// Which files may come and go without anybody noticing but the roots that read them.
extension LocalChange {
    /// Endings of files that nothing here looks for.
    private static let foreign: Set<String> = [
        "md", "txt", "c", "h", "go", "rs", "java", "swift", "css", "html", "png", "jpg", "gif", "svg", "sql",
        "csv",
    ]

    /// True for a file that deploys nothing, by its name; somebody may have asked for it all the same.
    public static func isForeign(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, !hasHiddenPart(path) else {
            return false
        }
        return foreign.contains(String(name[name.index(after: dot)...])) && !name.hasPrefix("helmfile")
            && !PipelineVariables.runsThings(path)
    }

    static func hasHiddenPart(_ path: String) -> Bool { path.hasPrefix(".") || path.contains("/.") }

    /// Kinds that have no size, and of which nobody asks by their names.
    static let silent = quiet.subtracting([
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job", "Pod",
    ])

    /// Tells which objects may come and go.
    struct Passing {
        fileprivate let hasReferences: Bool
        fileprivate let asked: Set<UInt64>

        /// True for one of which nobody takes anything by its name.
        func allows(_ kind: String, _ name: String) -> Bool {
            let isAsked = asked.contains(TreeQuestions.hash(.object, "\(kind)/\(name)"))
            if kind == "ConfigMap" { return !hasReferences || !isAsked }
            return LocalChange.silent.contains(kind) || LocalChange.quiet.contains(kind) && !isAsked
        }
    }

    /// Which objects may come and go: of workloads those of whose names nobody has asked.
    func passing(among asked: Set<UInt64>) -> Passing {
        Passing(hasReferences: marks.contains(.references), asked: asked)
    }

    /// True where nobody but the roots that read it, or come with it, can notice that the file is there; `asked` is what was asked
    /// for by names.
    ///
    /// - Throws: what reading the tree throws.
    public func isLocal(
        passing path: String, _ bytes: [UInt8], among asked: Set<UInt64>
    ) throws -> Bool {
        guard marks.isDisjoint(with: [.helmfiles, .overlays]), mayBeLocal(path), !values.contains(path),
            !path.contains("inventory/targets/"), !FileMarks.contains(bytes, "{{"),
            // What is not read may define anything.
            bytes.count <= TracingLimits.default.fileSize
        else { return false }
        let file = ManifestFile(SourceFile(path: path, bytes: bytes))
        guard file.standing == .plain, !isInChart(path), try !mayRead(path, alsoHelmfiles: true) else {
            return false
        }
        if PathConventions.isKustomization(path) {
            guard file.yaml?.documents.count == 1, let root = file.yaml?.documents.first?.root,
                root.kind == .mapping
            else { return false }
            return root.entries.allSatisfy { entry in
                !entry.isMerge && entry.key.scalar.map { LocalChange.plainKeys.contains($0.text) } ?? false
            } && root["kind"].map { $0.scalar?.text == "Kustomization" } ?? true
        }
        let passing = passing(among: asked)
        return !file.objects.isEmpty && file.objects.allSatisfy { passing.allows($0.kind, $0.name) }
            && file.yaml?.documents.compactMap(\.root).count == file.objects.count
            && LocalChange.scalers.allSatisfy { !FileMarks.contains(bytes, $0) }
    }

    /// Keys of kustomizations that concern nothing but what they name, and their own output.
    private static let plainKeys: Set<String> = [
        "apiVersion", "kind", "metadata", "resources", "namespace", "namePrefix", "nameSuffix", "images",
        "replicas", "labels", "commonLabels", "commonAnnotations",
    ]

    /// What the `resources` of a kustomization mean that one version has and the other does not; nil where it may be anything.
    static func targets(_ old: ManifestFile?, _ new: ManifestFile?) -> Set<String>? {
        guard let path = old?.source.path ?? new?.source.path else { return nil }
        var lists: [Set<String>] = []
        for file in [old, new] {
            guard let list = file?.yaml?.documents.first?.root?["resources"]?.resolved else {
                lists.append([])
                continue
            }
            guard list.kind == .sequence else { return nil }
            var targets: Set<String> = []
            for item in list.items {
                guard let text = item.resolved.scalar?.text, !text.contains("://"), !text.contains("?"),
                    let target = RepositoryPath.join(RepositoryPath.directory(of: path), text)
                else { return nil }
                targets.insert(target)
            }
            lists.append(targets)
        }
        return lists[0].symmetricDifference(lists[1])
    }
}
