internal import ArgumentParser
internal import Pipeline

/// Prints the report of a run and chooses the exit code.
struct Reporting {
    let output: OutputOptions
    let detailedExitCode: Bool

    func show(_ report: RunReport) throws {
        switch output.format {
        case .json: try Terminal.json(report)
        case .table:
            Terminal.print(FindingsTable(report, colour: Terminal.wantsColour).text)
            if report.isDryRun {
                for row in report.rows {
                    if let diff = row.diff { Terminal.print("\n\(row.target) \(row.what)\n\(diff)") }
                }
            }
        }
        if report.isHalted { throw ExitCode(ExitStatus.retry.rawValue) }
        if report.count(.failed) > 0 { throw ExitCode(ExitStatus.problems.rawValue) }
        if detailedExitCode, report.rows.contains(where: { $0.pullRequest != nil }) {
            throw ExitCode(ExitStatus.proposed.rawValue)
        }
    }
}
