internal import Diagnostics
internal import Model
internal import Ports

/// How one tree differs from another, as far as anybody may notice.
public struct TreeChange: Sendable {
    /// Files with other contents.
    public var contents: [String: (old: [UInt8], new: [UInt8])]
    /// Files that are new.
    public var added: [String: [UInt8]]
    /// Files that are gone.
    public var removed: [String: [UInt8]]

    /// Makes a change.
    public init(
        contents: [String: (old: [UInt8], new: [UInt8])], added: [String: [UInt8]] = [:],
        removed: [String: [UInt8]] = [:]
    ) {
        (self.contents, self.added, self.removed) = (contents, added, removed)
    }

    /// The rest of the change.
    public func without(_ paths: Set<String>) -> TreeChange {
        TreeChange(
            contents: contents.filter { !paths.contains($0.key) },
            added: added.filter { !paths.contains($0.key) },
            removed: removed.filter { !paths.contains($0.key) })
    }

    /// All of the files.
    public var paths: Set<String> { Set(contents.keys).union(added.keys).union(removed.keys) }
    /// True where there are other paths than before.
    public var isMove: Bool { !added.isEmpty || !removed.isEmpty }
    /// True where nothing is left that anybody may notice.
    public var isEmpty: Bool { contents.isEmpty && !isMove }

    /// The files that kustomizations take which come or go, as far as these do not come or go too; nil where that is not known.
    func taken(in tree: any SourceTree) -> Set<String>? {
        var known: Set<String>?
        var taken: Set<String> = []
        for (path, bytes) in [added, removed].joined() where PathConventions.isKustomization(path) {
            let file = ManifestFile(SourceFile(path: path, bytes: bytes))
            guard let targets = LocalChange.targets(nil, file) else { return nil }
            let files = known ?? Set(tree.entries.map(\.path))
            known = files
            for target in targets {
                let names =
                    [target]
                    + PathConventions.kustomizationNames.map { target.isEmpty ? $0 : "\(target)/\($0)" }
                if names.contains(where: { added[$0] != nil || removed[$0] != nil }) { continue }
                guard let file = names.first(where: files.contains) else { return nil }
                taken.insert(file)
            }
        }
        return taken
    }
}
