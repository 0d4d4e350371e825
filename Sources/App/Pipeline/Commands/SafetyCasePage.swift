internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// `trimtab policy safety-case`: the written case for letting each category act, as Markdown, with what the ledger measured.
public struct SafetyCasePage: Sendable {
    /// Markdown; ends in a newline.
    public let text: String

    /// Reads policies and ledger of `workspace`; `name` picks one category.
    ///
    /// - Throws: `BadArgument` for an unknown category, `Failure` when the ledger cannot be read.
    public init(_ workspace: Workspace, only name: String?) async throws {
        let policies = try CategoryLoader().load(from: workspace.tree)
        let rungs = try await LadderReport(workspace).rungs
        let chosen = policies.categories.map(\.category).filter { name == nil || $0.name == name }
            .sorted { $0.name < $1.name }
        if let name, chosen.isEmpty {
            throw BadArgument("there is no category \(name); `trimtab ladder` lists them")
        }
        text =
            chosen.map { category in
                SafetyCasePage.page(category, rungs.first { $0.category == category.name })
            }.joined(separator: "\n") + (chosen.isEmpty ? "No categories.\n" : "")
    }

    private static func page(_ category: Category, _ rung: Ladder.Rung?) -> String {
        let written = category.safetyCase
        let missing = (written?.missing ?? ["all of it"]) + (category.budgets.isEmpty ? ["budget"] : [])
        let acts = rung.map { $0.acts == $0.posture ? "" : ", acts as `\($0.acts)`" } ?? ""
        var lines = [
            "# Safety case: \(category.name)", "",
            "\(missing.isEmpty ? "Complete." : "**Incomplete: \(missing.joined(separator: ", ")).** Without it the category never acts by itself.") "
                + "Written in \(category.source("safetyCase")).", "",
            "| | |", "|---|---|",
            "| answers for it | \(cell(category.owner)) |",
            "| review due | \(category.reviewBy.dateText) |",
            "| posture | `\(category.posture.name)`\(acts), at most `\(category.action.ceiling.name)` by its class `\(category.action.rawValue)` |",
        ]
        lines += category.budgets.map {
            "| budget | \($0.actions) per \($0.per) for each \($0.scope.rawValue) |"
        }
        lines += ["", "## What starts it", "", sentence(written?.trigger), ""]
        lines += ["## How the trigger lies", ""] + list(written?.falsePositives) + [""]
        lines += ["## The worst that one action can do", "", sentence(written?.blastRadius), ""]
        lines += ["## How it is undone", "", sentence(written?.reversal), "", measured(rung), ""]
        lines += ["## What would show the bot itself misbehaving", ""] + list(written?.watch)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func measured(_ rung: Ladder.Rung?) -> String {
        guard let record = rung?.record, let usual = record.usualReversal else {
            return "Undoing was never measured here."
        }
        let count = record.reversals.count
        return
            "Measured here: \(TimeSpan(seconds: usual)), the median of \(count) time\(count == 1 ? "" : "s"). "
            + "Of \(record.merged) changes \(record.worked) worked, \(record.didNot) did not, \(record.undone) were undone."
    }

    private static func list(_ entries: [String]?) -> [String] {
        guard let entries, !entries.isEmpty else { return [sentence(nil)] }
        return entries.map { "- \(sentence($0))" }
    }

    private static func sentence(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "_Not written._" }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func cell(_ text: String) -> String {
        sentence(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
