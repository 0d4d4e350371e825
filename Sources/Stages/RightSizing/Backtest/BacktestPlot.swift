internal import Foundation
internal import Model

/// Use and requests of one workload over time, as an SVG picture with one panel for CPU and one for memory.
///
/// Samples are gathered into a fixed number of columns, so that the picture's size does not depend on the window: each
/// column shows the span from the least to the greatest sample in it. The picture follows the reader's colour scheme,
/// and each request has a dash of its own, so that nobody needs the colours. Equal input gives equal bytes.
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
    private static let right = 712.0
    private static let columns = 360
    /// Legends beside each other.
    private static let perRow = 4

    /// On white and on black, of equal contrast; and the dash of the line.
    private static let lines: [(light: String, dark: String, dash: String)] = [
        ("#0b6e4f", "#4cc38a", "none"), ("#c0392b", "#ff8b7e", "6 3"), ("#2c5f9e", "#79b8ff", "2 2"),
        ("#8a5a00", "#e3b341", "8 3 2 3"), ("#6b4c9a", "#c8a8ff", "1 3"), ("#5b6770", "#b5bec7", "12 3"),
    ]

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
        if let bytes = sample.memory { memory[place].add(bytes) }
    }

    /// Takes what a strategy asked for.
    public mutating func add(_ rows: [RecommendationRow], of strategy: String) {
        requests.append((strategy, rows))
    }

    /// The picture.
    public var svg: String {
        let rows = (requests.count + BacktestPlot.perRow) / BacktestPlot.perRow
        let top = 36.0
        let second = top + BacktestPlot.height + 34
        let legend = second + BacktestPlot.height + 40
        let height = legend + Double(rows) * 16
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title\" "
                + "viewBox=\"0 0 \(Int(BacktestPlot.width)) \(Int(height))\" font-family=\"sans-serif\" font-size=\"11\">",
            "<title id=\"title\">Use and requests of \(escaped(id))</title>", style,
            "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
            "<text class=\"ink\" x=\"8\" y=\"16\" font-size=\"13\">\(escaped(id))</text>",
        ]
        parts += panel("CPU", .cores, cpu, top: top) { $0.cpu }
        parts += panel("memory", .bytes, memory, top: second) { $0.memory }
        parts += legends(top: legend)
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private var style: String {
        func rules(_ paper: String, _ ink: String, _ faint: String, _ use: String, _ isDark: Bool) -> String {
            let colours = BacktestPlot.lines.enumerated().map { place, line in
                ".s\(place){stroke:\(isDark ? line.dark : line.light)}"
            }.joined()
            return ".paper{fill:\(paper)}.ink{fill:\(ink)}.grid{stroke:\(faint)}.use{stroke:\(use)}" + colours
        }
        let light = rules("#ffffff", "#24292f", "#d8dee4", "#8c98a4", false)
        let dark = rules("#0d1117", "#e6edf3", "#30363d", "#6e7b88", true)
        return "<style>\(light)@media(prefers-color-scheme:dark){\(dark)}</style>"
    }

    // MARK: A panel

    private func panel(
        _ title: String, _ unit: MeasureUnit, _ columns: [Column], top: Double, _ size: (Sizes) -> Double
    ) -> [String] {
        let bottom = top + BacktestPlot.height
        let used = columns.map(\.greatest).filter { $0.isFinite }.max() ?? 0
        let asked = requests.flatMap { $0.rows.map { size($0.sizes) } }.max() ?? 0
        let scale = AxisScale(upTo: max(used, asked), unit)
        func y(_ value: Double) -> String {
            text(bottom - min(1, value / scale.top) * BacktestPlot.height)
        }
        var parts = ["<text class=\"ink\" x=\"8\" y=\"\(text(top - 6))\">\(title), \(scale.unit)</text>"]
        for tick in scale.ticks {
            parts.append(line(BacktestPlot.left, y(tick.value), BacktestPlot.right, y(tick.value)))
            parts.append(
                "<text class=\"ink\" x=\"\(text(BacktestPlot.left - 4))\" y=\"\(y(tick.value))\" text-anchor=\"end\" "
                    + "dominant-baseline=\"middle\">\(tick.text)</text>")
        }
        for tick in TimeTicks(from: from, to: to).ticks {
            let place = x(time: tick.time)
            parts.append(line(place, text(bottom), place, text(bottom + 4)))
            parts.append(
                "<text class=\"ink\" x=\"\(text(place))\" y=\"\(text(bottom + 15))\" "
                    + "text-anchor=\"\(place > BacktestPlot.right - 24 ? "end" : "middle")\">\(tick.text)</text>"
            )
        }
        let spans = columns.enumerated().compactMap { place, column -> String? in
            guard column.greatest.isFinite else { return nil }
            return "M\(text(x(column: place))) \(y(column.least))V\(y(column.greatest))"
        }
        parts.append(
            "<path class=\"use\" d=\"\(spans.joined())\" stroke-width=\"1.6\" stroke-linecap=\"square\" fill=\"none\"/>"
        )
        for (place, request) in requests.enumerated() {
            var path = ""
            for row in request.rows {
                let value = y(size(row.sizes))
                path +=
                    path.isEmpty
                    ? "M\(text(x(time: row.time))) \(value)" : "H\(text(x(time: row.time)))V\(value)"
            }
            guard !path.isEmpty else { continue }
            parts.append("<path \(stroke(place)) d=\"\(path)H\(text(BacktestPlot.right))\" fill=\"none\"/>")
        }
        return parts
    }

    private func line(_ fromX: Double, _ fromY: String, _ toX: Double, _ toY: String) -> String {
        "<path class=\"grid\" d=\"M\(text(fromX)) \(fromY)L\(text(toX)) \(toY)\"/>"
    }

    private func stroke(_ place: Int) -> String {
        let kind = place % BacktestPlot.lines.count
        return "class=\"s\(kind)\" stroke-dasharray=\"\(BacktestPlot.lines[kind].dash)\" stroke-width=\"1.5\""
    }

    private func legends(top: Double) -> [String] {
        let all =
            [(name: "used", stroke: "class=\"use\" stroke-width=\"6\"")]
            + requests.enumerated().map { (name: $1.strategy, stroke: stroke($0)) }
        return all.enumerated().flatMap { place, entry -> [String] in
            let column = Double(place % BacktestPlot.perRow)
            let x = BacktestPlot.left + column * 162
            let y = top + Double(place / BacktestPlot.perRow) * 16
            return [
                "<path \(entry.stroke) d=\"M\(text(x)) \(text(y - 4))h24\" fill=\"none\"/>",
                "<text class=\"ink\" x=\"\(text(x + 30))\" y=\"\(text(y))\">\(escaped(entry.name))</text>",
            ]
        }
    }

    // MARK: Places

    private func x(column: Int) -> Double {
        BacktestPlot.left
            + Double(column) / Double(BacktestPlot.columns - 1) * (BacktestPlot.right - BacktestPlot.left)
    }

    private func x(time: Double) -> Double {
        let share = min(1, max(0, (time - from) / (to - from)))
        return BacktestPlot.left + share * (BacktestPlot.right - BacktestPlot.left)
    }

    private func text(_ value: Double) -> String { String(format: "%.1f", value) }

    private func escaped(_ text: String) -> String {
        PlainXML.escaped(text)
    }
}

/// What may stand in an XML text: control characters are no XML at all.
enum PlainXML {
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{20}"..."\u{7E}", "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"...:
                result.unicodeScalars.append(scalar)
            default: result += "\u{FFFD}"
            }
        }
        return result
    }
}

/// A vertical axis from zero: the unit that people would say, and three to six round numbers.
struct AxisScale {
    struct Tick: Equatable {
        /// In cores or bytes.
        var value: Double
        var text: String
    }

    /// `cores`, `millicores`, `GiB`, `MiB`.
    let unit: String
    /// The end of the axis, in cores or bytes.
    let top: Double
    let ticks: [Tick]

    init(upTo greatest: Double, _ unit: MeasureUnit) {
        let greatest = max(greatest, unit == .cores ? 0.001 : 1_048_576)
        let isSmall = unit == .cores ? greatest < 1 : greatest < 1_073_741_824
        let one = unit == .cores ? (isSmall ? 0.001 : 1) : (isSmall ? 1_048_576 : 1_073_741_824)
        self.unit = unit == .cores ? (isSmall ? "millicores" : "cores") : (isSmall ? "MiB" : "GiB")
        let most = greatest * 1.05 / one
        let power = Foundation.pow(10, (Foundation.log10(most / 5)).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * power }.first { most / $0 <= 5 } ?? 10 * power
        top = most * one
        ticks = (0...Int(most / step + 1e-9)).map { count in
            let value = Double(count) * step
            let isWhole = step >= 1 || value == value.rounded()
            return Tick(
                value: value * one,
                text: isWhole
                    ? String(format: "%.0f", value)
                    : String(format: "%.\(max(1, Int((-Foundation.log10(step)).rounded(.up))))f", value))
        }
    }
}

/// A horizontal axis: at most eight moments that people would name, in UTC.
struct TimeTicks {
    let ticks: [(time: Double, text: String)]

    private static let steps: [Double] =
        [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600]
        + [1, 2, 7, 14, 28, 91, 364, 728, 1820, 3640].map { $0 * 86_400 }

    init(from: Double, to: Double) {
        let step = TimeTicks.steps.first { (to - from) / $0 <= 8 } ?? (to - from) / 4
        let first = (from / step).rounded(.up)
        let count = max(0, Int((to / step).rounded(.down) - first))
        ticks = (0...count).compactMap { place in
            let time = (first + Double(place)) * step
            guard time <= to else { return nil }
            let moment = Timestamp(milliseconds: Int64(time * 1000))
            let text = step < 86_400 ? String(moment.minuteText.dropFirst(5).prefix(11)) : moment.dateText
            return (time, text)
        }
    }
}
