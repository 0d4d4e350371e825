internal import Kustomize
internal import Model
internal import Ports
public import Settings

/// A slice of a repository, evaluated before and after a change.
///
/// The rows before have to be those that were kept: then the slice has everything that they depend on. The rows after are new
/// answers to the same questions.
public struct LocalEvaluation: Sendable {
    /// Rows before and after, by the number of the root.
    public var rows: [Int: (old: [InventoryEntry], new: [InventoryEntry])] = [:]

    /// Evaluates; nil where the change may be noticed outside of the slice, or what was kept is not what it shows.
    ///
    /// - Throws: what reading the trees throws.
    public init?(
        of roots: [Int], among kept: RootFiles, old: TreeSlice, new: TreeSlice, changed: Set<String>,
        settings: RepositorySettings, marks: LocalChange.Marks, withRows: Bool
    ) throws {
        let views = try Parallel.map([old, new]) { tree in
            try View(
                TracingStage(tree: tree, settings: settings), roots.map { kept.roots[$0] }, changed, withRows)
        }
        guard let before = views[0], let after = views[1], before.roots == after.roots,
            before.surface == after.surface, before.differsQuietly(from: after, marks)
        else { return nil }
        guard withRows else { return }
        for (position, number) in roots.enumerated() {
            let (old, new) = (before.rows[position], after.rows[position])
            guard old.count == kept.roots[number].rows, LocalEvaluation.asks(new, nothingBeside: old) else {
                return nil
            }
            rows[number] = (old, new)
        }
    }

    /// True where new rows were given by asking nothing of which an old one does not show the answer: who else defines the
    /// object, and what else owns its numbers.
    private static func asks(_ new: [InventoryEntry], nothingBeside old: [InventoryEntry]) -> Bool {
        let known = Set(old.map(question))
        return new.map(question).allSatisfy(known.contains)
    }

    /// What was asked of other files to come to a row, and where it is held, why.
    private static func question(_ entry: InventoryEntry) -> [String] {
        let object = entry.resource.split(separator: "/").prefix(2).joined(separator: "/")
        var attribute = entry.attribute
        if attribute == "spec.replicas" { attribute = "replicas" }
        for size in ["cpu", "memory"]
        where attribute.hasPrefix("resources.") && attribute.hasSuffix(".\(size)") {
            attribute = "resources"
        }
        var question = [entry.root, entry.namespace ?? "", object, attribute]
        if case .held(let hold) = entry.trace.status { question += [hold.reason.rawValue, hold.detail] }
        return question
    }

    /// What one version shows.
    private struct View: Sendable {
        var roots: [Root]
        var surface: [String]
        var facts: [Fact.Key: [String]] = [:]
        var rows: [[InventoryEntry]] = []

        init?(
            _ stage: TracingStage, _ kept: [RootFiles.Row], _ changed: Set<String>, _ withRows: Bool
        ) throws {
            roots = try stage.roots()
            let byKey = Dictionary(grouping: roots, by: \.key)
            var own: [Root] = []
            for row in kept {
                guard let same = byKey[row.key], same.count == 1, same[0].print == row.print,
                    same[0].kind != .terraform, same[0].kind != .terragrunt
                else { return nil }
                own.append(same[0])
            }
            guard let surface = try stage.surface(reading: changed) else { return nil }
            self.surface = surface
            for fact in try stage.facts(reading: changed) {
                facts[fact.key, default: []].append(fact.value ?? "")
            }
            guard withRows else { return }
            rows = try Parallel.map(own) { root in
                root.excluded == nil ? try stage.inventory(root) : []
            }
        }

        /// Attributes by which objects are known to others.
        private static let names: Set<String> = [
            "kind", "apiVersion", "metadata.name", "metadata.namespace", "metadata.generateName", "(refused)",
            "(more)",
        ]

        /// True where nothing differs but attributes that concern no other object.
        func differsQuietly(from other: View, _ marks: LocalChange.Marks) -> Bool {
            Set(facts.keys).union(other.facts.keys).allSatisfy { key in
                guard facts[key] != other.facts[key] else { return true }
                let kind = String(key.resource.prefix { $0 != "/" })
                if View.names.contains(key.attribute) { return false }
                if LocalChange.quiet.contains(kind) { return true }
                if kind == "ConfigMap" { return !marks.contains(.references) }
                return kind == FluxRelease.kind
                    && ["spec.values", "spec.interval", "spec.timeout"].contains {
                        key.attribute.hasPrefix($0)
                    }
            }
        }
    }
}
