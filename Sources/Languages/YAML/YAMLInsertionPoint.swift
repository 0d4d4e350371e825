internal import Diagnostics

/// Where a path ends in what is there: the container, and the keys that are missing in it.
struct YAMLInsertionPoint {
    /// The mapping (or the nothing) that gets the new entry; nil for a file without documents.
    var container: YAMLNodeView?
    /// The missing keys, at least one.
    var keys: [String]

    /// Walks `path` from the root of a document as far as it goes.
    ///
    /// Only what is written in the way itself is followed: behind an alias or in a merged mapping the edit would reach
    /// more than the path.
    init(_ path: YAMLPath, in file: YAMLFile, document: Int, allowingShared: Bool) throws(YAMLRefusal) {
        guard file.documents.indices.contains(document) || (document == 0 && file.documents.isEmpty) else {
            throw YAMLRefusal(.notThere, "there is no document \(document)")
        }
        container = file.documents.isEmpty ? nil : file.documents[document].root
        keys = []
        var steps = path.steps[...]
        while let step = steps.first, let view = container {
            guard view.kind != .alias else {
                throw YAMLRefusal(.shared, "`\(view.path)` is an alias; its keys stand at the anchor")
            }
            guard let next = try Self.follow(step, from: view, isLast: steps.count == 1) else { break }
            container = next
            steps = steps.dropFirst()
        }
        for step in steps {
            guard case .key(let key) = step else {
                throw YAMLRefusal(.notThere, "`\(path)` names an item of a list that is not there")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw YAMLRefusal(.alreadyThere, "`\(path)` is already there") }
        if let container, container.isShared, !allowingShared {
            throw YAMLRefusal(.shared, "`\(container.path)` is used by `\(container.users[0].path)` too")
        }
    }

    private static func follow(
        _ step: YAMLPath.Step, from view: YAMLNodeView, isLast: Bool
    ) throws(YAMLRefusal) -> YAMLNodeView? {
        switch step {
        case .key(let key):
            if let entry = view.ownEntry(key) { return entry.value }
            guard view.kind == .mapping || view.isNothing else {
                throw YAMLRefusal(.pathBlocked, "`\(view.path)` has no keys, so `\(key)` cannot stand in it")
            }
            if !isLast, view.effectiveEntry(key) != nil {
                throw YAMLRefusal(
                    .shared, "`\(key)` comes from a merge key; setting it here would hide the rest of it")
            }
            return nil
        case .index(let index):
            return view.items.indices.contains(index) ? view.items[index] : nil
        case .item(let key, let value):
            return view.items.first { $0[key]?.scalar?.text == value }
        }
    }
}

extension YAMLNodeView {
    /// True for a value that is not written, or is written as null.
    var isNothing: Bool {
        guard let scalar, scalar.style == .plain, tag == nil else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }
}
