internal import Settings
internal import YAML

/// Says which fields of which objects decide size and number: those of containers, and what is declared of other kinds.
struct SizedFields: Sendable {
    /// A step of a declared path.
    private enum Part: Hashable, Sendable {
        case key(String)
        /// Any key, or any item.
        case any
    }

    private struct Kind: Sendable {
        var group: String?
        var paths: [[Part]]
    }

    private static let builtIn = listed(ObjectLayouts.builtIn)

    private var kinds: [String: [Kind]]

    /// The built-in kinds, and those of the settings.
    init(declared: [ObjectLayout] = []) {
        kinds = SizedFields.builtIn.merging(SizedFields.listed(declared)) { $0 + $1 }
    }

    private static func listed(_ layouts: [ObjectLayout]) -> [String: [Kind]] {
        Dictionary(grouping: layouts, by: \.kind).mapValues { layouts in
            layouts.map { Kind(group: $0.group, paths: $0.paths.map(parts)) }
        }
    }

    /// `spec.nodeSets[*].count` → keys, with `*` for anything.
    private static func parts(_ path: String) -> [Part] {
        path.split(separator: ".").flatMap { word -> [Part] in
            var key = word
            var items = 0
            while key.hasSuffix("[*]") {
                key = key.dropLast(3)
                items += 1
            }
            return [key == "*" ? .any : .key(String(key))] + Array(repeating: .any, count: items)
        }
    }

    /// Whether objects of the kind are listed at all.
    func concerns(kind: String, group: String) -> Bool {
        Workload.podSpecPath(kind) != nil || !layouts(kind, group).isEmpty
    }

    /// Whether the field decides size or number.
    func contains(_ key: Fact.Key, steps: [FieldStep], kind: String, group: String) -> Bool {
        if Workload.podSpecPath(kind) != nil, Sizing.isSizing(key) { return true }
        return layouts(kind, group).contains { layout in
            layout.paths.contains { SizedFields.matches($0, steps) }
        }
    }

    private func layouts(_ kind: String, _ group: String) -> [Kind] {
        (kinds[kind] ?? []).filter { $0.group == nil || $0.group == group }
    }

    /// A path stands for its field and for everything in it.
    private static func matches(_ parts: [Part], _ steps: [FieldStep]) -> Bool {
        guard steps.count >= parts.count else { return false }
        return zip(parts, steps).allSatisfy { part, step in
            switch (part, step) {
            case (.any, _): true
            case (.key(let key), .key(let other)): key == other
            case (.key, .index): false
            }
        }
    }
}
