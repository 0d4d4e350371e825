/// Every way in which charts are installed, by the names under which it is asked for again and again.
struct ContextTable: Sendable {
    private let all: [ChartContext]
    private let byRoot: [String: [Int]]
    private let byDirectory: [String: [Int]]
    private let byFile: [String: [Int]]

    init(_ contexts: [ChartContext]) {
        all = contexts
        var (byRoot, byDirectory, byFile): ([String: [Int]], [String: [Int]], [String: [Int]]) = (
            [:], [:], [:]
        )
        for (position, context) in contexts.enumerated() {
            byRoot[context.root, default: []].append(position)
            byDirectory[context.directory, default: []].append(position)
            for file in context.readFiles { byFile[file, default: []].append(position) }
        }
        (self.byRoot, self.byDirectory, self.byFile) = (byRoot, byDirectory, byFile)
    }

    /// Those that are the root.
    func contexts(root: String) -> [ChartContext] { (byRoot[root] ?? []).map { all[$0] } }

    /// Those that install a chart.
    func contexts(of directory: String) -> [ChartContext] { (byDirectory[directory] ?? []).map { all[$0] } }

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
        var rows: [Fact.Token: [Int]] = [:]
        for (position, fact) in facts.all.enumerated() {
            for token in fact.fact.affectedBy.union(fact.conditions) {
                rows[token, default: []].append(position)
            }
        }
        self.rows = rows
        self.facts = facts.all.map { ($0.fact.key, $0.fact.value ?? "") }
    }

    /// Attributes with their values, in the order in which they are rendered.
    func following(_ token: Fact.Token) -> [(key: Fact.Key, value: String)] {
        (rows[token] ?? []).map { facts[$0] }
    }
}
