internal import Kustomize
internal import Model

/// Which fields of a workload a patch of a post renderer may change, as far as the patch says so plainly.
enum PatchedFields: Hashable, Sendable {
    /// Anything.
    case any
    /// The fields at these paths, and what is in them; `*` stands for any item of a list.
    case paths([[String]])
    /// Names by which objects refer to others.
    case references

    /// Operations of JSON6902.
    private static let operations: Set<String> = ["add", "remove", "replace", "test", "move", "copy"]

    /// Reads what a patch means: a list of operations, or a part of an object.
    init(_ patch: Node?) {
        guard let patch else {
            self = .any
            return
        }
        var paths: [[String]] = []
        if patch.isMapping {
            self = PatchedFields.collect(patch, [], &paths) ? .paths(paths) : .any
            return
        }
        for item in patch.items {
            guard PatchedFields.operations.contains(item["op"]?.text ?? ""), let path = item["path"]?.text,
                path.hasPrefix("/"), item["from"] == nil, !FileMarks.isPlaceholder(path)
            else {
                self = .any
                return
            }
            paths.append(
                path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
                    let key = String($0).replacing("~1", with: "/").replacing("~0", with: "~")
                    return key == "-" || Int(key) != nil ? "*" : key
                })
        }
        self = paths.isEmpty ? .any : .paths(paths)
    }

    /// The leaves of a part of an object; false where it holds directives of a patch.
    private static func collect(_ node: Node, _ path: [String], _ paths: inout [[String]]) -> Bool {
        if node.isMapping, !node.entries.isEmpty {
            return node.entries.allSatisfy { entry in
                guard !entry.key.hasPrefix("$"), !FileMarks.isPlaceholder(entry.key) else { return false }
                // They say which object or item is meant.
                let isIdentity =
                    ["apiVersion", "kind"].contains(entry.key) && path.isEmpty
                    || entry.key == "name" && (path == ["metadata"] || path.last == "*")
                return isIdentity || collect(entry.value, path + [entry.key], &paths)
            }
        }
        let items = node.items
        if !items.isEmpty, items.allSatisfy({ $0["name"]?.scalar != nil }) {
            return items.allSatisfy { collect($0, path + ["*"], &paths) }
        }
        paths.append(path)
        return true
    }

    /// Fields of containers in which no other object is named.
    private static let withoutReferences = Workload.containerFields.subtracting([
        "env", "envFrom", "volumeMounts",
    ])
    /// Mappings whose keys may have dots.
    private static let free: Set<String> = [
        "labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData",
    ]

    /// True unless the attribute, of the object or of any of its containers, is plainly left alone.
    func mayContain(_ attribute: String, of kind: String) -> Bool {
        if case .any = self { return true }
        // What is behind an index or a key in brackets belongs to what is before it.
        let steps = attribute.prefix { $0 != "[" }.split(separator: ".").map(String.init)
        guard let first = steps.first else { return true }
        let isReplicas = attribute == "replicas" || attribute == "spec.replicas"
        let isContainer = Workload.containerFields.contains(first)
        guard case .paths(let paths) = self else {
            return !isReplicas && !PatchedFields.withoutReferences.contains(first)
        }
        let podSpec = Workload.podSpecPath(kind)
        let wanted: [[String]]
        if isReplicas {
            wanted = [["spec", "replicas"]]
        } else if isContainer, let podSpec {
            wanted = Workload.containerLists.map { podSpec + [$0, "*"] + steps }
        } else {
            let free = steps.firstIndex { PatchedFields.free.contains($0) }
            let own = free.map { Array(steps[...$0]) } ?? steps
            wanted = [own, ["spec"] + own] + (podSpec.map { [$0 + own] } ?? [])
        }
        return paths.contains { path in
            // An object or container that gets another name is another one.
            let isIdentity = [["kind"], ["metadata", "name"], ["metadata", "namespace"]].contains(path)
            if isIdentity { return true }
            if path.last == "name", path.dropLast().last == "*" { return true }
            return wanted.contains { path.starts(with: $0) || $0.starts(with: path) }
        }
    }
}
