internal import Model

/// Statistics in few rows: what shares a name stands side by side, `working set  p50 301Mi   p95 447Mi   max 512Mi`.
struct StatisticRows {
    struct Row: Equatable {
        var name: String
        var values: [String]
    }

    private static let rest = "also"

    let rows: [Row]

    init(_ statistics: [Statistic]) {
        var rows: [Row] = []
        for statistic in statistics {
            let (name, label) = StatisticRows.split(statistic.name)
            let text = statistic.unit.text(statistic.value)
            let value = label.isEmpty ? text : "\(label) \(text)"
            if let index = rows.firstIndex(where: { $0.name == name && !label.isEmpty }) {
                rows[index].values.append(value)
            } else {
                rows.append(Row(name: name, values: [value]))
            }
        }
        // Single words come last, whatever stood between them.
        self.rows =
            rows.filter { $0.name != StatisticRows.rest } + rows.filter { $0.name == StatisticRows.rest }
    }

    /// `working set p99` is the `p99` of `working set`; `kills` stands beside other single words.
    private static func split(_ name: String) -> (name: String, label: String) {
        guard let space = name.lastIndex(of: " ") else { return (rest, name) }
        let last = name[name.index(after: space)...]
        let isQuantile = last.first == "p" && last.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
        guard isQuantile || ["min", "mean", "max"].contains(last) else { return (name, "") }
        return (String(name[..<space]), String(last))
    }
}
