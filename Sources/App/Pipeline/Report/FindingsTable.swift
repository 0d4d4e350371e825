internal import Model

/// Prints a run for people: a headline, one row per finding, a closing line, and where to look further.
public struct FindingsTable: Sendable {
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
            let widths = (0..<header.count).map { column in cells.map { width($0[column]) }.max() ?? 0 }
            for row in cells { lines.append(line(row, widths)) }
            lines.append("")
        }
        lines.append(closing)
        for remark in report.remarks { lines.append("note: \(remark)") }
        lines.append(further)
        return lines.joined(separator: "\n") + "\n"
    }

    private let header = ["target", "what", "now → proposed", "saves/mo", "confidence", "", "decision"]

    private var headline: String {
        let days = report.window.span
        let start = report.trigger == "alert" ? "alert at" : "\(days) to"
        return
            "\(start) \(report.window.end.minuteText) · \(report.targets) targets · \(report.rows.count) findings · "
            + "\(report.wellSized) well sized · \(report.queries) queries"
            + (report.isDryRun ? " · dry run" : "")
    }

    private func cells(_ row: RunReport.Row) -> [String] {
        [
            row.target, row.what, "\(row.before ?? "?") → \(row.after ?? "–")", row.saving,
            row.confidence > 0 ? Words.confidence(row.confidence) : "–", row.remark, decision(row),
        ]
    }

    private func decision(_ row: RunReport.Row) -> String {
        let number = row.pullRequest.map { "  #\($0)" } ?? ""
        let category = row.category ?? ""
        return switch row.result {
        case .merged: paint("merged", 32) + "  \(category)\(number)"
        case .proposed: "may merge  \(category)\(number)"
        case .waits:
            paint("waits for \(row.waitsFor ?? "people")", 33) + ": \(row.detail ?? "")  \(category)\(number)"
        case .held:
            "held: \(row.detail ?? "") [\(row.reason ?? "")]" + (row.issue.map { "  issue \($0)" } ?? "")
        case .failed: paint("failed", 31) + ": \(row.detail ?? "")"
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            text += " " + cell
            if index < cells.count - 1 {
                text += String(repeating: " ", count: widths[index] - width(cell) + 1)
            }
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// Columns that a terminal needs; our texts have no wide characters.
    private func width(_ text: String) -> Int { text.count }

    private var closing: String {
        "\(report.count(.merged)) merged · \(report.count(.waits) + report.count(.proposed)) wait for people or time · "
            + "\(report.count(.held)) held · "
            + (report.count(.failed) == 0 ? "nothing failed" : "\(report.count(.failed)) failed")
            + (report.closed.isEmpty
                ? "" : " · closed " + report.closed.map { "#\($0)" }.joined(separator: ", "))
    }

    private var further: String {
        guard let number = report.rows.compactMap(\.pullRequest).first else {
            return "why: trimtab ledger log"
        }
        return "why: trimtab explain \(number) · pull requests: trimtab pr list, trimtab pr show \(number)"
    }

    private func paint(_ text: String, _ code: Int) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
