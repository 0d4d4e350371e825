internal import Kustomize
internal import Model
public import Ports
public import Settings

/// A slice of a repository, evaluated before and after a change.
///
/// The rows before have to be those that were kept: then the slice has everything that they depend on. The rows after are new
/// answers to the same questions. Where files come or go, roots may read others, or come and go with them.
public struct LocalEvaluation: Sendable {
    /// Rows before and after, by the number of the root.
    public var rows: [Int: (old: [InventoryEntry], new: [InventoryEntry])] = [:]
    /// Roots that are other ones now, by their numbers; without a new one, where they are gone.
    public var roots: [Int: (old: Root, new: Root?)] = [:]
    /// Roots that are new.
    public var added: [Root] = []
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
        }
    }

    /// Evaluates; nil where the change may be noticed outside of the slice, or what was kept is not what it shows.
    ///
    /// `tree` is the whole one, after the change.
    ///
    /// - Throws: what reading the trees throws.
    public init?(
        of numbers: [Int], among kept: RootFiles, _ versions: Versions, in tree: any SourceTree,
        among questions: Set<UInt64>, settings: RepositorySettings, marks: LocalChange.Marks, withRows: Bool
    ) throws {
        let (change, changed) = (versions.change, versions.change.paths)
        let views = try Parallel.map([versions.old, versions.new]) { tree in
            try View(TracingStage(tree: tree, settings: settings), changed)
        }
        self.views = views
        let asked = questions.union(versions.new.questions.hashes)
        let passing =
            change.isMove
            ? LocalChange(tree, marks: marks, values: []).passing(withRows: withRows, among: asked) : nil
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
            @Sendable func rows(_ stage: TracingStage, _ roots: [Root?]) throws -> [[InventoryEntry]] {
                try Parallel.map(roots) {
                    try $0.map { $0.excluded == nil ? try stage.inventory($0) : [] } ?? []
                }
            }
            let both = try Parallel.map([(before.stage, own as [Root?]), (after.stage, other)]) {
                try rows($0, $1)
            }
            let (old, new) = (both[0], both[1])
            for (position, number) in numbers.enumerated() {
                guard old[position].count == kept.roots[number].rows,
                    LocalEvaluation.asks(new[position], nothingBeside: old[position])
                else { return nil }
                self.rows[number] = (old[position], new[position])
            }
            // A row of a root that is new is one of which nothing is known.
            guard try rows(after.stage, added).allSatisfy(\.isEmpty) else { return nil }
        }
        self.questions.formUnion(versions.new.questions.hashes)
        let there = roots.sorted { $0.key < $1.key }
        files = try after.stage.files(
            of: there.compactMap(\.value.new) + added,
            rows: there.filter { $0.value.new != nil }.map { self.rows[$0.key]?.new.count ?? 0 }
                + added.map { _ in 0 })
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
}

/// What one version of a slice shows.
private struct View: Sendable {
    let stage: TracingStage
    let roots: [Root]
    let byKey: [String: [Root]]
    private let surface: [SurfaceName]
    private var facts: [Fact.Key: [String]] = [:]

    init?(_ stage: TracingStage, _ changed: Set<String>) throws {
        self.stage = stage
        roots = try stage.roots()
        byKey = Dictionary(grouping: roots, by: \.key)
        guard let surface = try stage.surface(reading: changed) else { return nil }
        self.surface = surface
        for fact in try stage.facts(reading: changed) {
            facts[fact.key, default: []].append(fact.value ?? "")
        }
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

    /// The names by which others know what is rendered, but those of kinds that nobody asks for.
    func names(but passing: LocalChange.Passing?) -> [SurfaceName] {
        guard let passing else { return surface }
        return surface.filter { !passing.allows($0.kind, $0.name) }
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
        Set(facts.keys).union(other.facts.keys).allSatisfy { key in
            guard facts[key] != other.facts[key] else { return true }
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
