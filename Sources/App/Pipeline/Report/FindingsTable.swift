internal import Diagnostics
internal import Model

/// Prints a run for people: a headline, one row per finding, a closing line, and where to look further.
public struct FindingsTable: Sendable {
    /// The most columns that a cell takes; the full texts stand in the JSON form.
    private static let widest = [64, 24, 40, 14, 16, 10, 24]
    private static let widestDetail = 100

    private let report: RunReport
    private let colour: Bool

    /// `colour` is for terminals only.
    public init(_ report: RunReport, colour: Bool = false) {
        self.report = report
        self.colour = colour
    }

    /// The text, ending in a newline.
    public var text: String {
        var lines = [headline, ""]
        if !report.rows.isEmpty {
            let cells = [header] + report.rows.map(cells)
            let widths = (0..<header.count).map { column in
                cells.map { PlainText.columns($0[column]) }.max() ?? 0
            }
            for row in cells { lines.append(line(row, widths)) }
            lines.append("")
        }
        lines.append(closing)
        for remark in report.remarks { lines.append("note: \(PlainText.line(remark))") }
        lines.append(further)
        return lines.joined(separator: "\n") + "\n"
    }

    private let header = [
        "target", "what", "now → proposed", "saves/mo", "risk", "confidence", "", "decision",
    ]

    private var headline: String {
        let span = report.window.span
        let days = Int(span.days)
        let length = Double(days) == span.days && days > 0 ? days.counted("day") : "\(span)"
        let start = report.trigger == "alert" ? "alert at" : "\(length) to"
        return [
            "\(start) \(report.window.end.minuteText)", report.targets.counted("target"),
            report.rows.count.counted("finding"), "\(report.wellSized.grouped) well sized",
            report.queries.counted("query", "queries") + (report.isDryRun ? " · dry run" : ""),
        ].joined(separator: " · ")
    }

    private func cells(_ row: RunReport.Row) -> [String] {
        let texts = [
            row.target, row.what, "\(row.before ?? "?") → \(row.after ?? "–")", row.saving,
            row.outlook?.risk ?? "–", row.confidence > 0 ? row.confidence.fixed(2) : "–", row.remark,
        ]
        return zip(texts, FindingsTable.widest).map {
            PlainText.cutInside(PlainText.line($0), to: $1)
        } + [decision(row)]
    }

    private func decision(_ row: RunReport.Row) -> String {
        let place = [row.category, row.pullRequest.map { "#\($0)" }].compactMap { $0 }
            .filter { !$0.isEmpty }.map { "  " + PlainText.line($0) }.joined()
        return switch row.result {
        case .merged: paint("merged", 32) + place
        case .proposed: "may merge" + place
        case .waits: paint("waits for \(PlainText.line(whom(row)))", 33) + ": \(detail(row))" + place
        case .held:
            "held: \(detail(row)) [\(row.reason ?? "")]" + (row.issue.map { "  issue #\($0)" } ?? "")
        case .failed: paint("failed", 31) + ": \(detail(row))"
        }
    }

    /// The particulars on one line, without the name of whom is waited for in front again.
    private func detail(_ row: RunReport.Row) -> String {
        var text = PlainText.line(row.detail ?? "")
        if let name = row.waitsFor, text.hasPrefix("\(name): ") { text.removeFirst(name.count + 2) }
        return PlainText.cut(text, to: FindingsTable.widestDetail)
    }

    /// A person where one is named, otherwise what must change before the bot goes on.
    private func whom(_ row: RunReport.Row) -> String {
        if let name = row.waitsFor { return name }
        return switch row.reason.flatMap(HoldReason.init(rawValue:)) {
        case .offSchedule: "the merge window"
        case .frozen: "the end of a freeze"
        case .budgetExhausted: "the budget"
        case .incidentOpen: "the end of an incident"
        case .checksNotGreen: "checks"
        case .baseMoved, .evidenceStale: "the next run"
        default: "people"
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            text += " " + cell
            if index < cells.count - 1 {
                text += String(repeating: " ", count: widths[index] - PlainText.columns(cell) + 1)
            }
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    private var closing: String {
        let failed = report.count(.failed)
        var parts = [
            "\(report.count(.merged)) merged",
            "\(report.count(.waits) + report.count(.proposed)) wait for people or time",
            "\(report.count(.held)) held", failed == 0 ? "nothing failed" : "\(failed) failed",
        ]
        if !report.closed.isEmpty {
            parts.append("closed " + report.closed.map { "#\($0)" }.joined(separator: ", "))
        }
        return parts.joined(separator: " · ")
    }

    private var further: String {
        guard let number = report.rows.compactMap(\.pullRequest).first else {
            return "why: trimtab ledger log"
        }
        return
            "why: trimtab explain \(number) · policy: trimtab policy explain \(number) · pull requests: trimtab pr list, trimtab pr show \(number)"
    }

    private func paint(_ text: String, _ code: Int) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
