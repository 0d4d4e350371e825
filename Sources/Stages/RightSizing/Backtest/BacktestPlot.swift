internal import Foundation

/// Use and requests of one workload over time, as an SVG picture with one panel for CPU and one for memory.
///
/// Samples are gathered into a fixed number of columns, so that the picture's size does not depend on the window: each
/// column shows the span from the least to the greatest sample in it.
public struct BacktestPlot: Sendable {
    private struct Column: Sendable {
        var least = Double.infinity
        var greatest = -Double.infinity

        mutating func add(_ value: Double) {
            least = min(least, value)
            greatest = max(greatest, value)
        }
    }

    private static let width = 720.0
    private static let height = 150.0
    private static let left = 64.0
    private static let columns = 360
    private static let colours = ["#0b6e4f", "#c0392b", "#2c5f9e", "#b7791f", "#6b4c9a"]

    private let id: String
    private let from: Double
    private let to: Double
    private var cpu = [Column](repeating: Column(), count: BacktestPlot.columns)
    private var memory = [Column](repeating: Column(), count: BacktestPlot.columns)
    private var requests: [(strategy: String, rows: [RecommendationRow])] = []

    /// A plot of the workload `id` from one second since the epoch to another.
    public init(id: String, from: Double, to: Double) {
        self.id = id
        self.from = from
        self.to = max(to, from + 1)
    }

    /// Takes a sample of the workload.
    public mutating func add(_ sample: UsageSample) {
        let place = Int((sample.time - from) / (to - from) * Double(BacktestPlot.columns - 1))
        guard cpu.indices.contains(place) else { return }
        if let cores = sample.cpu { cpu[place].add(cores) }
        if let bytes = sample.memory { memory[place].add(bytes / 1_073_741_824) }
    }

    /// Takes what a strategy asked for.
    public mutating func add(_ rows: [RecommendationRow], of strategy: String) {
        requests.append((strategy, rows))
    }

    /// The picture.
    public var svg: String {
        let height = 2 * BacktestPlot.height + 84
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(BacktestPlot.width)) \(Int(height))\" "
                + "font-family=\"sans-serif\" font-size=\"11\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            "<text x=\"8\" y=\"16\" font-size=\"13\">\(escaped(id))</text>",
        ]
        parts += panel("CPU, cores", cpu, top: 32) { $0.cpu }
        parts += panel("memory, GiB", memory, top: 32 + BacktestPlot.height + 16) {
            $0.memory / 1_073_741_824
        }
        parts += legend(y: height - 12)
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private func panel(_ title: String, _ columns: [Column], top: Double, _ size: (Sizes) -> Double)
        -> [String]
    {
        let bottom = top + BacktestPlot.height
        let used = columns.map(\.greatest).filter { $0.isFinite }.max() ?? 0
        let asked = requests.flatMap { $0.rows.map { size($0.sizes) } }.max() ?? 0
        let greatest = max(used, asked, 1e-9) * 1.05
        func y(_ value: Double) -> String { text(bottom - value / greatest * BacktestPlot.height) }
        var parts = [
            "<text x=\"8\" y=\"\(text(top + 10))\" fill=\"#555\">\(title)</text>",
            "<line x1=\"\(text(BacktestPlot.left))\" y1=\"\(text(bottom))\" x2=\"\(text(BacktestPlot.width - 8))\" "
                + "y2=\"\(text(bottom))\" stroke=\"#999\"/>",
        ]
        for share in [0.25, 0.5, 0.75, 1] {
            let value = greatest / 1.05 * share
            parts.append(
                "<text x=\"\(text(BacktestPlot.left - 4))\" y=\"\(y(value))\" text-anchor=\"end\" fill=\"#777\">"
                    + String(format: "%.3g", value) + "</text>")
        }
        let spans = columns.enumerated().compactMap { place, column -> String? in
            guard column.greatest.isFinite else { return nil }
            return "M\(text(x(column: place))) \(y(column.least))V\(y(column.greatest))"
        }
        parts.append("<path d=\"\(spans.joined())\" stroke=\"#b8c4ce\" stroke-width=\"1.6\" fill=\"none\"/>")
        for (place, request) in requests.enumerated() {
            var path = ""
            for row in request.rows {
                let value = y(size(row.sizes))
                path +=
                    path.isEmpty
                    ? "M\(text(x(time: row.time))) \(value)" : "H\(text(x(time: row.time)))V\(value)"
            }
            guard !path.isEmpty else { continue }
            parts.append(
                "<path d=\"\(path)H\(text(BacktestPlot.width - 8))\" stroke=\"\(colour(place))\" "
                    + "stroke-width=\"1.5\" fill=\"none\"/>")
        }
        return parts
    }

    private func legend(y: Double) -> [String] {
        requests.enumerated().map { place, request in
            "<text x=\"\(text(BacktestPlot.left + Double(place) * 120))\" y=\"\(text(y))\" fill=\"\(colour(place))\">"
                + "\(escaped(request.strategy))</text>"
        }
    }

    private func colour(_ place: Int) -> String { BacktestPlot.colours[place % BacktestPlot.colours.count] }

    private func x(column: Int) -> Double {
        BacktestPlot.left
            + Double(column) / Double(BacktestPlot.columns - 1) * (BacktestPlot.width - 8 - BacktestPlot.left)
    }

    private func x(time: Double) -> Double {
        let share = min(1, max(0, (time - from) / (to - from)))
        return BacktestPlot.left + share * (BacktestPlot.width - 8 - BacktestPlot.left)
    }

    private func text(_ value: Double) -> String { String(format: "%.1f", value) }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
