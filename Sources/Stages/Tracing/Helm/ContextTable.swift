internal import Diagnostics
internal import Model

/// Every way in which charts are installed, by the names under which it is asked for again and again.
struct ContextTable: Sendable {
    private let all: [ChartContext]
    private let byRoot: [String: [Int]]
    private let byDirectory: [String: [Int]]
    private let byFile: [String: [Int]]
    private let byPlace: [String: [Int]]
    private let byRootAbove: [String: [Int]]
    /// The files that declare them, sorted.
    private let places: [String]

    init(_ contexts: [ChartContext]) {
        all = contexts
        var (byRoot, byDirectory, byFile): ([String: [Int]], [String: [Int]], [String: [Int]]) = (
            [:], [:], [:]
        )
        var (byPlace, byRootAbove): ([String: [Int]], [String: [Int]]) = ([:], [:])
        for (position, context) in contexts.enumerated() {
            byRoot[context.root, default: []].append(position)
            byDirectory[context.directory, default: []].append(position)
            for file in context.readFiles { byFile[file, default: []].append(position) }
            byPlace[context.place, default: []].append(position)
            for root in context.above { byRootAbove[root, default: []].append(position) }
        }
        (self.byPlace, self.byRootAbove) = (byPlace, byRootAbove)
        places = byPlace.keys.sorted()
        (self.byRoot, self.byDirectory, self.byFile) = (byRoot, byDirectory, byFile)
    }

    /// Those that are the root.
    func contexts(root: String) -> [ChartContext] { (byRoot[root] ?? []).map { all[$0] } }

    /// Those that a root means which is asked for by its id, its file or a directory around that.
    func contexts(in root: String, _ index: RepositoryIndex) -> [ChartContext] {
        var found = Set(byRoot[root] ?? [])
        found.formUnion(byRootAbove[root == "." ? "" : root] ?? [])
        found.formUnion(byPlace[root] ?? [])
        if index.isDirectory(root) {
            let start = root.isEmpty ? "" : root + "/"
            var position = places.partition(before: start)
            while position < places.count, places[position].hasPrefix(start) {
                found.formUnion(byPlace[places[position]] ?? [])
                position += 1
            }
        }
        return found.sorted().map { all[$0] }
    }

    /// Those that are one of the roots.
    func contexts(roots: Set<String>) -> [ChartContext] {
        roots.flatMap { byRoot[$0] ?? [] }.sorted().map { all[$0] }
    }

    /// Those that install a chart.
    func contexts(of directory: String) -> [ChartContext] { (byDirectory[directory] ?? []).map { all[$0] } }

    /// How many install one of the charts or read the file, at most.
    func count(of charts: Set<String>, reading file: String) -> Int {
        charts.reduce(byFile[file]?.count ?? 0) { $0 + (byDirectory[$1]?.count ?? 0) }
    }

    /// Those that install one of the charts, or read one of the files beside their chart.
    func contexts(of charts: Set<String>, reading files: Set<String>) -> [ChartContext] {
        var found: Set<Int> = []
        for chart in charts { found.formUnion(byDirectory[chart] ?? []) }
        for file in files { found.formUnion(byFile[file] ?? []) }
        return found.sorted().map { all[$0] }
    }
}

/// What follows each token in one rendering, its value or whether it is rendered at all.
struct ChartFollowers: Sendable {
    private let rows: [Fact.Token: [Int]]
    private let facts: [(key: Fact.Key, value: String)]
    /// How much there is to keep.
    var count: Int { rows.count + facts.count }

    init(_ facts: ChartFacts) {
        rows = facts.byToken.following
        self.facts = facts.all.map { ($0.fact.key, $0.fact.value ?? "") }
    }

    /// Attributes with their values, in the order in which they are rendered.
    func following(_ token: Fact.Token) -> [(key: Fact.Key, value: String)] {
        (rows[token] ?? []).map { facts[$0] }
    }

    /// The same for every token of a file.
    func following(tokensOf file: String) -> [(token: Fact.Token, rows: [(key: Fact.Key, value: String)])] {
        rows.compactMap { token, positions in
            token.file == file ? (token, positions.map { facts[$0] }) : nil
        }
    }
}

/// Everything that follows the tokens of one file in the many contexts that read it.
///
/// A file that hundreds of releases have in common is asked about by each row of each of them; looking through all of the others
/// every time would take the square of their number.
struct SharedFile: Sendable {
    /// What a context is the same as whatever its root is called.
    private struct Likeness: Hashable {
        var directory: String
        var layers: [ChartContext.Layer]
        var release: String

        init(_ context: ChartContext) {
            (directory, layers, release) = (context.directory, context.layers, context.releaseName)
        }
    }

    private struct Row: Sendable {
        var context: Int
        var key: Fact.Key
        var value: String
    }

    /// Equal contexts, and alike ones, by their positions.
    private var equal: [ChartContext: [Int]] = [:]
    private var alike: [Likeness: [Int]] = [:]
    private let all: [ChartContext]
    /// Contexts of which nothing is known, in order.
    private var unknown: [(context: Int, label: String, hold: Hold?)] = []
    private var evaluated: Set<Int> = []
    private var rows: [Fact.Token: [Row]] = [:]

    init(_ path: String, _ contexts: [ChartContext], _ ecosystem: ChartEcosystem) throws {
        all = contexts
        for (position, context) in contexts.enumerated() {
            equal[context, default: []].append(position)
            alike[Likeness(context), default: []].append(position)
            let hold: Hold?
            switch try ecosystem.evaluateBeside(context) {
            case .success(let evaluation) where evaluation.hold == nil:
                evaluated.insert(position)
                for (token, found) in ecosystem.followers(evaluation).following(tokensOf: path) {
                    for row in found where try !ecosystem.isSeenElsewhere(row.key) {
                        rows[token, default: []].append(
                            Row(context: position, key: row.key, value: row.value))
                    }
                }
                continue
            case .success(let evaluation): hold = evaluation.hold
            case .failure(let problem): hold = problem.hold
            }
            // Of a chart that nothing but its place says is deployed, nothing is lost.
            guard !context.isDispensable, context.refusal == nil else { continue }
            unknown.append((position, context.label, hold))
        }
    }

    /// What a search through all contexts but one comes to.
    enum Answer {
        case rows([(key: Fact.Key, value: String)], roots: Int)
        /// There are more than may be listed.
        case tooMany
        /// A context of which nothing is known.
        case unknown(label: String, hold: Hold?)
    }

    /// What follows a token in other contexts than this one, as far as `limit` rows.
    func following(_ token: Fact.Token, beside own: ChartContext, limit: Int) -> Answer {
        var same = Set(equal[own] ?? [])
        // Environments of a helmfile are different ones, whatever files they have in common, and so are overlays.
        if own.kind != .helmfile && own.kind != .kustomize {
            same.formUnion((alike[Likeness(own)] ?? []).filter { !own.isDeclaredApart(from: all[$0]) })
        }
        let stop = unknown.first { !same.contains($0.context) }
        var found: [(key: Fact.Key, value: String)] = []
        for row in rows[token] ?? [] where !same.contains(row.context) {
            if let stop, row.context > stop.context { break }
            found.append((row.key, row.value))
            if found.count > limit { return .tooMany }
        }
        if let stop { return .unknown(label: stop.label, hold: stop.hold) }
        return .rows(found, roots: evaluated.count - same.count(where: evaluated.contains))
    }
}

extension [String] {
    /// How many of the sorted texts come before one.
    func partition(before text: String) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < text { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
