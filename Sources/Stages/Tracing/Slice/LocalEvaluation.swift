internal import Kustomize
internal import Model
public import Ports
public import Settings

/// A slice of a repository, evaluated before and after a change.
///
/// Rows after the change that are those that were kept stay. Of the others the rows before have to be those that were kept: then the
/// slice has everything that they depend on, and the rows after are new answers to the same questions. Where files come or go, roots may read others, or come and go with them.
public struct LocalEvaluation: Sendable {
    /// Rows before and after, by the number of the root, where they are not what was kept.
    public var rows: [Int: (old: [InventoryEntry], new: [InventoryEntry])] = [:]
    /// Roots of which the rows are those that were kept, by their numbers.
    public var unchanged: Set<Int> = []
    /// Roots that are other ones now, by their numbers; without a new one, where they are gone.
    public var roots: [Int: (old: Root, new: Root?)] = [:]
    /// Roots that are new.
    public var added: [Root] = []
    /// The rows of each of them.
    public var addedRows: [[InventoryEntry]] = []
    /// Which files those of ``roots`` that are still there read, by their numbers, and then those of ``added``.
    public var files = RootFiles(paths: [], roots: [])
    /// What was asked about paths.
    public var questions: Set<UInt64>
    /// Both versions.
    private let views: [View?]

    /// A version of the slice, and the change that leads from one to the other.
    public struct Versions: Sendable {
        var old: TreeSlice
        var new: TreeSlice
        var change: TreeChange

        /// Puts them together.
        public init(old: TreeSlice, new: TreeSlice, change: TreeChange) {
            (self.old, self.new, self.change) = (old, new, change)
            isSamePaths = old.entries.elementsEqual(new.entries) { $0.path == $1.path }
        }
        /// True where nothing differs but what stands in files.
        let isSamePaths: Bool

        /// What both show: where they have the same files, those that did not change are parsed once, and charts that read none of the
        /// others are rendered once.
        fileprivate func views(_ settings: RepositorySettings, _ changed: Set<String>) throws -> [View?] {
            let after = TracingStage(tree: new, settings: settings)
            let before =
                isSamePaths
                ? after.beside(old, changed: old.replacedPaths) : TracingStage(tree: old, settings: settings)
            return try Parallel.map([before, after]) { try View($0, changed) }
        }
    }

    /// Evaluates; nil where the change may be noticed outside of the slice, or what was kept is not what it shows.
    ///
    /// `tree` is the whole one, after the change; `isKept` tells whether rows are those that were kept of a root.
    ///
    /// - Throws: what reading the trees throws.
    public init?(
        of numbers: [Int], among kept: RootFiles, _ versions: Versions, in tree: any SourceTree,
        among questions: Set<UInt64>, settings: RepositorySettings, marks: LocalChange.Marks, withRows: Bool,
        isKept: @Sendable (Int, [InventoryEntry]) -> Bool
    ) throws {
        let (change, changed) = (versions.change, versions.change.paths)
        let views = try versions.views(settings, changed)
        self.views = views
        // A version over the other asks there.
        let asked = questions.union(versions.new.questions.hashes)
            .union(versions.isSamePaths ? versions.old.questions.hashes : [])
        let passing =
            change.isMove
            ? LocalChange(tree, marks: marks, values: []).passing(among: asked) : nil
        guard let before = views[0], let after = views[1], let own = before.own(numbers, of: kept),
            before.names(but: passing) == after.names(but: passing),
            before.differsQuietly(from: after, marks, passing)
        else { return nil }
        self.questions = asked
        var other: [Root?] = own
        if change.isMove {
            guard let found = reconcile(before, after, numbers, own, among: kept, withRows: withRows),
                !versions.new.lacks(
                    anythingOf: versions.new.questions.hashes.subtracting(versions.old.questions.hashes),
                    in: tree)
            else { return nil }
            other = found
        } else if before.roots != after.roots {
            return nil
        }
        if withRows {
            try after.stage.prepareShared()
            let other = other
            let made = try Parallel.map(Array(numbers.indices)) { position in
                let rows = try after.rows(of: other[position])
                return (rows: rows, isKept: isKept(numbers[position], rows))
            }
            // Rows that are what was kept show that the slice has what they depend on.
            unchanged = Set(numbers.indices.filter { made[$0].isKept }.map { numbers[$0] })
            let differing = numbers.indices.filter { !made[$0].isKept }
            if !differing.isEmpty { try before.stage.prepareShared() }
            let old = try Parallel.map(differing) { try before.rows(of: own[$0]) }
            for (old, position) in zip(old, differing) {
                let (number, new) = (numbers[position], made[position].rows)
                guard old.count == kept.roots[number].rows,
                    LocalEvaluation.asks(new, of: other[position], nothingBeside: old, among: questions)
                else { return nil }
                self.rows[number] = (old, new)
            }
            addedRows = try Parallel.map(added) { try after.rows(of: $0) }
            guard
                zip(added, addedRows).allSatisfy({
                    LocalEvaluation.asks($1, of: $0, nothingBeside: [], among: questions)
                })
            else { return nil }
        }
        self.questions.formUnion(versions.new.questions.hashes)
        if versions.isSamePaths { self.questions.formUnion(versions.old.questions.hashes) }
        let there = roots.sorted { $0.key < $1.key }
        files = try after.stage.files(
            of: there.compactMap(\.value.new) + added,
            rows: there.filter { $0.value.new != nil }.map {
                withRows ? self.rows[$0.key]?.new.count ?? kept.roots[$0.key].rows : 0
            }
                + added.indices.map { withRows ? addedRows[$0].count : 0 })
    }

    /// What has become of roots, of which the others are the same; nil where that is not known.
    private mutating func reconcile(
        _ before: View, _ after: View, _ numbers: [Int], _ own: [Root], among kept: RootFiles, withRows: Bool
    ) -> [Root?]? {
        var found: [Root?] = []
        for (number, old) in zip(numbers, own) {
            let same = after.byKey[old.key] ?? []
            guard same.count < 2 else { return nil }
            found.append(same.first)
            guard same.first != old else { continue }
            guard same.first != nil || LocalEvaluation.passes(old) else { return nil }
            roots[number] = (old, same.first)
        }
        let known = Set(own.map(\.key))
        func others(_ view: View) -> [Root] { view.roots.filter { !known.contains($0.key) } }
        let unchanged = others(before)
        let names = Set(unchanged.map(\.key))
        added = others(after).filter { !names.contains($0.key) }
        var still = others(after).filter { names.contains($0.key) }
        guard still.count == unchanged.count else { return nil }
        // Of those that are listed by their rows, nobody is told with whom they share files.
        if withRows {
            for position in still.indices { still[position].shares = unchanged[position].shares }
        }
        let ids = Set(kept.roots.map { $0.place.id })
        guard still == unchanged, added.allSatisfy({ LocalEvaluation.passes($0) && !ids.contains($0.id) })
        else {
            return nil
        }
        // How many are left out is said beside the rows.
        func leftOut(_ view: View) -> Int { view.roots.count { $0.excluded != nil } }
        return withRows && leftOut(before) != leftOut(after) ? nil : found
    }

    /// True for a root of a kind that may come and go.
    private static func passes(_ root: Root) -> Bool { root.kind == .kustomize || root.kind == .manifests }

    /// True where new rows were given by asking nothing of which an old one does not show the answer: who else defines the
    /// object, and what else owns its numbers.
    ///
    /// A row of what a kustomization renders asks by name for autoscalers alone. Which names these have is known.
    private static func asks(
        _ new: [InventoryEntry], of root: Root?, nothingBeside old: [InventoryEntry], among asked: Set<UInt64>
    ) -> Bool {
        let known = Set(old.map(question))
        return new.allSatisfy { entry in
            if known.contains(question(entry)) { return true }
            guard root?.kind == .kustomize || root?.kind == .flux,
                entry.attribute != "image" && !entry.attribute.hasSuffix(".image"),
                !asked.contains(TreeQuestions.hash(.scaled, ""))
            else { return false }
            let parts = entry.resource.split(separator: "/")
            return parts.count > 1 && LocalChange.quiet.contains(String(parts[0]))
                && !asked.contains(TreeQuestions.hash(.scaled, String(parts[1])))
        }
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
}

/// What one version of a slice shows.
private struct View: Sendable {
    let stage: TracingStage
    let roots: [Root]
    let byKey: [String: [Root]]
    private let surface: [SurfaceName]
    private let facts: [Fact]

    init?(_ stage: TracingStage, _ changed: Set<String>) throws {
        self.stage = stage
        roots = try stage.roots()
        byKey = Dictionary(grouping: roots, by: \.key)
        guard let surface = try stage.surface(reading: changed) else { return nil }
        self.surface = surface
        facts = try stage.facts(reading: changed)
    }

    /// The roots of some numbers; nil where they are not those that were kept.
    func own(_ numbers: [Int], of kept: RootFiles) -> [Root]? {
        var own: [Root] = []
        for row in numbers.map({ kept.roots[$0] }) {
            guard let same = byKey[row.key], same.count == 1, same[0].print == row.print,
                same[0].kind != .terraform, same[0].kind != .terragrunt
            else { return nil }
            own.append(same[0])
        }
        return own
    }

    /// What is listed of a root; nothing of one that is left out, or gone.
    func rows(of root: Root?) throws -> [InventoryEntry] {
        guard let root, root.excluded == nil else { return [] }
        return try stage.inventory(root)
    }

    /// The names by which others know what is rendered, but those of kinds that nobody asks for.
    func names(but passing: LocalChange.Passing?) -> [SurfaceName] {
        guard let passing else { return surface }
        return surface.filter { !passing.allows($0.kind, $0.name) }
    }

    /// The attributes that have other values.
    private func changes(from other: View) -> Set<Fact.Key> {
        // Nearly always they are the same ones in the same order.
        if facts.count == other.facts.count, zip(facts, other.facts).allSatisfy({ $0.key == $1.key }) {
            return Set(
                zip(facts, other.facts).lazy.filter { ($0.value ?? "") != ($1.value ?? "") }.map(\.0.key))
        }
        func values(_ facts: [Fact]) -> [Fact.Key: [String]] {
            facts.reduce(into: [:]) { $0[$1.key, default: []].append($1.value ?? "") }
        }
        let (before, after) = (values(facts), values(other.facts))
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    }

    /// Attributes by which objects are known to others.
    private static let names: Set<String> = [
        "kind", "apiVersion", "metadata.name", "metadata.namespace", "metadata.generateName", "(refused)",
        "(more)",
    ]

    /// True where nothing differs but attributes that concern no other object.
    func differsQuietly(from other: View, _ marks: LocalChange.Marks, _ passing: LocalChange.Passing?)
        -> Bool
    {
        changes(from: other).allSatisfy { key in
            let names = key.resource.split(separator: "/").map(String.init)
            let kind = names.first ?? ""
            if let passing, names.count > 1, passing.allows(kind, names[1]) { return true }
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
