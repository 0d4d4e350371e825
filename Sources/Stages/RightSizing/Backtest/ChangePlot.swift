internal import Foundation
public import Model

/// One change as an SVG picture: the peaks of the window as bars, the value in force and the value proposed as lines.
///
/// It follows the reader's light or dark colours, and the two lines differ in dash and name as well. Equal input gives
/// equal bytes.
public struct ChangePlot: Sendable {
    private static let width = 720.0
    private static let left = 64.0
    private static let right = 640.0
    private static let top = 48.0
    private static let bottom = 238.0

    private let title: String
    private let unit: MeasureUnit
    private let points: [PlotPoint]
    private let before: (text: String, value: Double)
    private let after: (text: String, value: Double)

    /// Nil where the values have no place on the axis, or there are fewer than two points.
    ///
    /// - Parameters:
    ///   - title: whose picture it is.
    ///   - points: peaks of equal parts of the window.
    ///   - unit: cores or bytes.
    ///   - before: the value in force, as the file says it.
    ///   - after: the value proposed.
    public init?(title: String, points: [PlotPoint], unit: MeasureUnit, before: String, after: String) {
        let points = points.filter { $0.value.isFinite && $0.value >= 0 }.sorted { $0.time < $1.time }
        guard unit == .cores || unit == .bytes, points.count > 1, let old = Quantity(before)?.value,
            let new = Quantity(after)?.value, old < 1e18, new < 1e18
        else { return nil }
        self.title = title
        self.unit = unit
        self.points = points
        self.before = (before, old)
        self.after = (after, new)
    }

    /// The picture.
    public var svg: String {
        let greatest = max(before.value, after.value, points.map(\.value).max() ?? 0)
        let scale = AxisScale(upTo: greatest, unit)
        let gap = points[1].time.seconds(since: points[0].time)
        let from = points[0].time.unixTime
        let to = points[points.count - 1].time.unixTime + max(gap, 1)
        func x(_ time: Double) -> Double {
            ChangePlot.left + (time - from) / (to - from) * (ChangePlot.right - ChangePlot.left)
        }
        func y(_ value: Double) -> Double {
            ChangePlot.bottom - min(1, value / scale.top) * (ChangePlot.bottom - ChangePlot.top)
        }
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title\" "
                + "viewBox=\"0 0 720 270\" font-family=\"sans-serif\" font-size=\"11\">",
            "<title id=\"title\">\(PlainXML.escaped(title))</title>", ChangePlot.style,
            "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
            "<text class=\"ink\" x=\"8\" y=\"16\" font-size=\"13\">\(PlainXML.escaped(title))</text>",
            "<text class=\"ink\" x=\"8\" y=\"38\">peaks, \(scale.unit)</text>",
        ]
        for tick in scale.ticks {
            let place = text(y(tick.value))
            parts.append(
                "<path class=\"grid\" d=\"M\(text(ChangePlot.left)) \(place)H\(text(ChangePlot.right))\"/>")
            parts.append(
                "<text class=\"ink\" x=\"\(text(ChangePlot.left - 6))\" y=\"\(place)\" text-anchor=\"end\" "
                    + "dominant-baseline=\"middle\">\(tick.text)</text>")
        }
        for tick in TimeTicks(from: from, to: to).ticks {
            let place = x(tick.time)
            parts.append(
                "<path class=\"grid\" d=\"M\(text(place)) \(text(ChangePlot.bottom))v4\"/>"
                    + "<text class=\"ink\" x=\"\(text(place))\" y=\"\(text(ChangePlot.bottom + 17))\" "
                    + "text-anchor=\"middle\">\(tick.text)</text>")
        }
        let bar = (ChangePlot.right - ChangePlot.left) * gap / (to - from)
        let bars = points.map { point in
            "M\(text(x(point.time.unixTime) + 0.5)) \(text(ChangePlot.bottom))V\(text(y(point.value)))"
                + "h\(text(max(0.5, bar - 1)))V\(text(ChangePlot.bottom))z"
        }
        parts.append("<path class=\"use\" d=\"\(bars.joined())\"/>")
        parts += lines(y)
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// Both values with their names at the right end, kept apart where the lines lie close together.
    private func lines(_ y: (Double) -> Double) -> [String] {
        var (old, new) = (y(before.value), y(after.value))
        let lines = [(old, "old", "5 3"), (new, "new", "none")].map { place, name, dash in
            "<path class=\"\(name)\" stroke-dasharray=\"\(dash)\" stroke-width=\"1.8\" "
                + "d=\"M\(text(ChangePlot.left)) \(text(place))H\(text(ChangePlot.right))\"/>"
        }
        if abs(old - new) < 13 {
            let middle = (old + new) / 2
            let isOldAbove = before.value >= after.value
            old = middle + (isOldAbove ? -6.5 : 6.5)
            new = middle + (isOldAbove ? 6.5 : -6.5)
        }
        let names = [(old, "old", "\(before.text) now"), (new, "new", "\(after.text) new")].map {
            place, name, words in
            "<text class=\"\(name)t\" x=\"\(text(ChangePlot.right + 6))\" y=\"\(text(place))\" "
                + "dominant-baseline=\"middle\">\(PlainXML.escaped(words))</text>"
        }
        return lines + names
    }

    private static var style: String {
        func rules(
            _ paper: String, _ ink: String, _ faint: String, _ use: String, _ old: String, _ new: String
        )
            -> String
        {
            ".paper{fill:\(paper)}.ink{fill:\(ink)}.grid{stroke:\(faint)}.use{fill:\(use)}"
                + ".old{stroke:\(old)}.oldt{fill:\(old)}.new{stroke:\(new)}.newt{fill:\(new)}"
        }
        let light = rules("#ffffff", "#24292f", "#d8dee4", "#b6c2cf", "#c0392b", "#0b6e4f")
        let dark = rules("#0d1117", "#e6edf3", "#30363d", "#4d5966", "#ff8b7e", "#4cc38a")
        return "<style>\(light)@media(prefers-color-scheme:dark){\(dark)}</style>"
    }

    private func text(_ value: Double) -> String { String(format: "%.1f", value) }
}

extension Timestamp {
    fileprivate var unixTime: Double { Double(milliseconds) / 1000 }
}
