internal import Model

/// A Mermaid `xychart-beta` of peaks with the old and the new line; forges draw it, terminals can still read it.
struct Plot {
    private static let mostBars = 14

    let text: String

    /// Nil when there are fewer than two bars, or the values cannot be plotted.
    ///
    /// `before` and `after` are drawn where the plot has the unit of the value: an instance type has none.
    init?(_ finding: Finding, before: String, after: String) {
        let bars = Plot.bars(finding.plot.filter { $0.value.isFinite }.sorted { $0.time < $1.time })
        guard bars.count > 1 else { return nil }
        let (scale, axis) = Plot.axis(finding.plotUnit)
        let levels = Plot.levels(finding, before, after)
        let top = (levels + bars.map(\.value)).max() ?? 0
        let bounds = top * scale * 1.1
        guard bounds.isFinite, abs(bounds) < 1e12 else { return nil }
        let limits = levels.isEmpty ? "" : ", lines at \(before) now and \(after) proposed"
        var lines = [
            "xychart-beta",
            "    title \"\(SafeText.label("\(finding.target.attribute): peaks\(limits)"))\"",
            "    x-axis [\(bars.map { "\"\($0.label)\"" }.joined(separator: ", "))]",
            "    y-axis \"\(axis)\" 0 --> \(max(1, bounds.rounded(.up)).fixed(0))",
            "    bar [\(bars.map { ($0.value * scale).fixed(0) }.joined(separator: ", "))]",
        ]
        for level in levels {
            let flat = Array(repeating: (level * scale).fixed(0), count: bars.count)
            lines.append("    line [\(flat.joined(separator: ", "))]")
        }
        text = lines.joined(separator: "\n")
    }

    /// The peak of each day, or of the shortest span of hours or days that leaves few enough bars.
    private static func bars(_ points: [PlotPoint]) -> [(label: String, value: Double)] {
        guard let first = points.first, let last = points.last else { return [] }
        let length = last.time.seconds(since: first.time)
        let hours = length < 2 * 86_400 ? [1.0, 2, 4] : []
        let sizes = hours + [24]
        let size =
            sizes.first { length / ($0 * 3600) < Double(mostBars) }
            ?? ((length + 1) / (24 * 3600) / Double(mostBars)).rounded(.up) * 24
        var bars: [(index: Int, label: String, value: Double)] = []
        for point in points {
            let index = Int(point.time.seconds(since: first.time) / (size * 3600))
            if let bar = bars.last, bar.index == index {
                bars[bars.count - 1].value = max(bar.value, point.value)
            } else {
                let start = first.time.adding(seconds: Double(index) * size * 3600)
                let label = size < 24 ? start.minuteText.dropFirst(5).prefix(11) : start.dateText.dropFirst(5)
                bars.append((index, String(label), point.value))
            }
        }
        return bars.map { ($0.label, $0.value) }
    }

    private static func axis(_ unit: MeasureUnit) -> (scale: Double, name: String) {
        switch unit {
        case .bytes: (1 / 1_048_576, "MiB")
        case .cores: (1000, "millicores")
        case .ratio: (100, "percent")
        default: (1, unit.rawValue)
        }
    }

    private static func levels(_ finding: Finding, _ before: String, _ after: String) -> [Double] {
        switch finding.plotUnit {
        case .bytes, .cores, .count: [before, after].compactMap { Quantity($0)?.value }
        case .ratio, .percent, .seconds: []
        }
    }
}
