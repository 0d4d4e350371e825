internal import Diagnostics
internal import Model

/// The parts of a finding that pull requests and escalations both show.
struct FindingSection {
    let finding: Finding
    let size: BodySize

    var context: [String: Any] {
        ["statistics": statistics, "hypotheses": hypotheses, "queries": queries]
    }

    /// One line of Markdown, of at most so many characters before it is made safe.
    func markdown(_ text: String) -> String { SafeText.markdown(PlainText.cut(text, to: size.text)) }

    /// One line between backticks.
    func code(_ text: String) -> String { SafeText.code(PlainText.cut(text, to: size.text)) }

    /// At most so many rows; what is left out is counted in one more.
    func list(_ rows: [String]) -> [String] {
        rows.count <= size.rows
            ? rows : rows.prefix(size.rows) + ["and \((rows.count - size.rows).grouped) more"]
    }

    private var statistics: [[String: String]] {
        StatisticRows(finding.statistics).rows.prefix(size.rows).map {
            ["name": markdown($0.name), "value": markdown($0.values.joined(separator: " · "))]
        }
    }

    private var hypotheses: [[String: Any]] {
        finding.hypotheses.prefix(size.rows).map { hypothesis in
            var row: [String: Any] = [
                "mark": hypothesis.accepted ? "**taken:**" : "set aside:",
                "statement": markdown(hypothesis.statement),
            ]
            let supports = hypothesis.supports.joined(separator: ", ")
            let contradicts = hypothesis.contradicts.joined(separator: ", ")
            if !supports.isEmpty { row["supports"] = markdown(supports) }
            if !contradicts.isEmpty { row["contradicts"] = markdown(contradicts) }
            return row
        }
    }

    private var queries: [[String: String]] {
        finding.signals.prefix(size.queries).enumerated().map { index, signal in
            let left = index == size.queries - 1 ? finding.signals.count - size.queries : 0
            let more = left > 0 ? "; \(left.counted("more query", "more queries")) in the evidence" : ""
            return [
                "query": code(signal.query),
                "window": markdown(
                    "\(SignalText.window(signal.window)), \(SignalText.amount(signal)), endpoint \(signal.endpoint)\(more)"
                ),
            ]
        }
    }
}
