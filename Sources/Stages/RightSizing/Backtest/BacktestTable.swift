internal import Foundation

/// Scores side by side, as people read them.
public struct BacktestTable: Sendable {
    private let scores: [BacktestScore]

    /// Takes one score for each strategy.
    public init(_ scores: [BacktestScore]) { self.scores = scores }

    private static let columns = [
        "strategy", "CPU slack", "CPU above", "kills/mo", "changes/mo", "cost/mo", "of peak cost",
    ]

    private var rows: [[String]] {
        scores.map { score in
            [
                score.strategy, share(score.cpuSlack), share(score.cpuAbove), number(score.kills, 2),
                number(score.changes, 1), "$" + number(score.cost, 2),
                score.peakCost > 0 ? share(score.cost / score.peakCost) : "-",
            ]
        }
    }

    /// Aligned columns with a line under their names.
    public var text: String {
        let rows = [BacktestTable.columns] + rows
        let widths = BacktestTable.columns.indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }

    private func share(_ value: Double) -> String { number(value * 100, 1) + "%" }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
