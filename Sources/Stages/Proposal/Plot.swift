internal import Model

/// A Mermaid `xychart-beta` of usage with the old and the new line; forges draw it, terminals can still read it.
struct Plot {
    let text: String

    /// Nil when there are fewer than two points, or the values cannot be plotted.
    init?(_ finding: Finding, before: Double?, after: Double?) {
        let points = finding.plot.filter { $0.value.isFinite }
        guard points.count > 1 else { return nil }
        let scale: Double
        let axis: String
        switch finding.plotUnit {
        case .bytes: (scale, axis) = (1 / 1_048_576, "MiB")
        case .cores: (scale, axis) = (1000, "millicores")
        case .ratio: (scale, axis) = (100, "percent")
        default: (scale, axis) = (1, finding.plotUnit.rawValue)
        }
        let days = points.map { "\"\($0.time.dateText.dropFirst(5))\"" }
        let values = points.map { Measure.decimals($0.value * scale, 0) }
        let top = ([before, after].compactMap(\.self) + points.map(\.value)).max() ?? 0
        var lines = [
            "xychart-beta",
            "    title \"\(SafeText.code(finding.target.attribute)): peaks, now and proposed\"",
        ]
        lines.append("    x-axis [\(days.joined(separator: ", "))]")
        lines.append("    y-axis \"\(axis)\" 0 --> \(Measure.decimals((top * scale * 1.1).rounded(.up), 0))")
        lines.append("    bar [\(values.joined(separator: ", "))]")
        for level in [before, after] {
            guard let level else { continue }
            let flat = Array(repeating: Measure.decimals(level * scale, 0), count: points.count)
            lines.append("    line [\(flat.joined(separator: ", "))]")
        }
        text = lines.joined(separator: "\n")
    }
}
