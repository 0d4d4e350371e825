internal import Diagnostics
internal import Ledger
internal import Model
public import Policy
internal import Ports

/// `trimtab ladder`: where each category stands between observing and acting by itself, and what the next step asks for.
public struct LadderReport: Sendable {
    /// Every category, by name.
    public let rungs: [Ladder.Rung]

    /// Reads policies and ledger of `workspace`.
    ///
    /// - Throws: `Failure` when the ledger cannot be read.
    public init(_ workspace: Workspace) async throws {
        let isLocal = workspace.localForge != nil
        let records = TrackRecordBuilder(trustsUnsigned: isLocal).records(
            of: try await workspace.ledger.load())
        rungs = Ladder(at: workspace.time.now(), isLocal: isLocal).rungs(
            try CategoryLoader().load(from: workspace.tree), records: records)
    }

    /// For people; ends in a newline.
    public var text: String {
        let header = ["category", "posture", "ceiling", "landed", "worked", "failed", "undone", "undo takes"]
        let cells = [header] + rungs.map(Self.cells)
        let widths = header.indices.map { column in cells.map { PlainText.columns($0[column]) }.max() ?? 0 }
        var lines: [String] = []
        for (place, row) in cells.enumerated() {
            let padded = zip(row, widths).map {
                $0 + String(repeating: " ", count: max(0, $1 - PlainText.columns($0)))
            }
            lines.append(padded.joined(separator: "  "))
            guard place > 0 else { continue }
            lines += Self.steps(rungs[place - 1]).map { "    \($0)" }
        }
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
            + "\n"
    }

    private static func cells(_ rung: Ladder.Rung) -> [String] {
        let record = rung.record
        return [
            rung.category, rung.posture, rung.ceiling,
            "\(record.merged) (\(record.supervised) by people)", "\(record.worked)", "\(record.didNot)",
            "\(record.undone)", record.usualReversal.map { "\(TimeSpan(seconds: $0))" } ?? "never measured",
        ]
    }

    private static func steps(_ rung: Ladder.Rung) -> [String] {
        if rung.isAboveRecord {
            let acts = rung.acts == rung.posture ? "" : ", so it acts as \(rung.acts)"
            return [
                "stands higher than its record (\(rung.source))\(acts): \(rung.missing.joined(separator: "; "))"
            ]
        }
        guard let next = rung.next else { return ["as high as its class allows"] }
        if rung.missing.isEmpty {
            return ["may become \(next): change `posture` in \(rung.source) by a pull request"]
        }
        return ["for \(next): \(rung.missing.joined(separator: "; "))"]
    }
}
