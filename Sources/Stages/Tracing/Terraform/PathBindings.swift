/// A path with named holes, `sizes/*-*.tfvars` for `sizes/$PROJECT-$STAGE.tfvars`, and the ways in which a path fills them.
struct PathBindings {
    private let parts: [Substring]
    private let names: [String]

    /// Nil where not every hole has a name.
    init?(_ text: String, _ names: [String]) {
        parts = text.split(separator: "*", omittingEmptySubsequences: false)
        self.names = names
        guard parts.count == names.count + 1, names.count <= 4 else { return nil }
    }

    /// Every way to fill the holes so that the path comes out; a hole takes no slash, and one name is always the same text.
    func bindings(of path: String) -> [[String: String]] {
        guard let first = parts.first, path.hasPrefix(first) else { return [] }
        var found: [[String: String]] = []
        fill(0, path.dropFirst(first.count), [:], &found)
        return found
    }

    private func fill(
        _ hole: Int, _ rest: Substring, _ known: [String: String], _ found: inout [[String: String]]
    ) {
        guard hole < names.count else {
            if rest.isEmpty { found.append(known) }
            return
        }
        let next = parts[hole + 1]
        for end in rest.indices.dropFirst() + [rest.endIndex] where end > rest.startIndex {
            let text = rest[..<end]
            if text.last == "/" { return }
            guard rest[end...].hasPrefix(next) else { continue }
            if let before = known[names[hole]], before != text { continue }
            var known = known
            known[names[hole]] = String(text)
            fill(hole + 1, rest[end...].dropFirst(next.count), known, &found)
        }
    }

    /// The path with the holes filled; nil where one has no text.
    func path(_ binding: [String: String]) -> String? {
        guard var text = parts.first.map(String.init) else { return nil }
        for (name, part) in zip(names, parts.dropFirst()) {
            guard let value = binding[name] else { return nil }
            text += value + part
        }
        return text
    }

    /// The part of a path from the first hole to the last.
    func varying(in path: String) -> String {
        String(path.dropFirst(parts.first?.count ?? 0).dropLast(parts.last?.count ?? 0))
    }
}
