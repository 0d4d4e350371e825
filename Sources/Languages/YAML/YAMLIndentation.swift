internal import Diagnostics

/// How a file is indented.
struct YAMLIndentation {
    let file: YAMLFile
    private var lines: YAMLLines { YAMLLines(bytes: file.bytes) }

    init(_ file: YAMLFile) { self.file = file }

    /// The column of the keys of a block mapping.
    func column(of mapping: YAMLNodeView) -> Int? {
        guard mapping.kind == .mapping, mapping.style == .block, let key = mapping.entries.first?.key else {
            return nil
        }
        return lines.column(of: key.range.indices.lowerBound)
    }

    /// How many columns a mapping stands deeper than the one around it: as its siblings do, else as the file mostly does.
    func step(near parent: YAMLNodeView?) -> Int {
        if let parent, let step = parent.entries.lazy.compactMap({ step(of: $0.value) }).last { return step }
        var counts: [Int: Int] = [:]
        for view in file.tree.allNodes.lazy.compactMap({ step(of: $0) }).prefix(200) {
            counts[view, default: 0] += 1
        }
        return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 2
    }

    private func step(of view: YAMLNodeView) -> Int? {
        guard let inner = column(of: view), let parent = view.parent, let outer = column(of: parent),
            inner > outer
        else {
            return nil
        }
        return inner - outer
    }
}
