internal import Foundation
internal import TestSupport

/// What a run printed, read as a stranger would read it.
struct RunSeen: Sendable {
    /// One finding.
    struct Row: Decodable, Sendable {
        var target: String
        var what: String
        var before: String?
        var after: String?
        var result: String
        var reason: String?
        var detail: String?
        var category: String?
        var pullRequest: Int?
        var branch: String?
        var commit: String?
        var mergedAs: String?
        var origin: String?
        var diff: String?
    }

    private struct Report: Decodable {
        var rows: [Row]
        var closed: [Int]
        var remarks: [String]
    }

    let answer: Shell.Answer
    let rows: [Row]
    let closed: [Int]
    let remarks: [String]

    init(_ answer: Shell.Answer) throws {
        self.answer = answer
        guard let report = try? JSONDecoder().decode(Report.self, from: answer.output) else {
            throw Unexpected("no report: \(answer.everything)")
        }
        (rows, closed, remarks) = (report.rows, report.closed, report.remarks)
    }

    /// The row of a target and an attribute.
    func row(_ target: String, _ what: String) -> Row? {
        rows.first { $0.target == target && $0.what == what }
    }

    /// One line for every row, for comparing whole runs.
    var lines: [String] {
        rows.map { row in
            "\(row.target) \(row.what) \(row.before ?? "?") → \(row.after ?? "–") \(row.result) \(row.reason ?? "")"
        }.sorted()
    }
}

/// The product did not do what a test needs to go on.
struct Unexpected: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
