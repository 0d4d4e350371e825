import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

@testable import Pipeline

@Suite struct FindingsTableTests {
    @Test func aRunReadsAsRecorded() throws {
        let text = FindingsTable(Reports.all).text
        #expect(try Snapshot.difference(of: text, from: "report/table.txt") == nil)
    }

    @Test func theJSONFormIsAsRecorded() throws {
        let text = try CanonicalJSON.encodePretty(Reports.all)
        #expect(try Snapshot.difference(of: text, from: "report/report.json") == nil)
    }

    @Test func colourIsThereOnlyWhenAskedFor() {
        let plain = FindingsTable(Reports.all).text
        let painted = FindingsTable(Reports.all, colour: true).text
        #expect(!plain.contains("\u{1B}"))
        #expect(painted.contains("\u{1B}[32mmerged\u{1B}[0m"))
        #expect(painted.contains("\u{1B}[31mfailed\u{1B}[0m"))
        // The same text in the same columns.
        #expect(painted.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test func columnsStandUnderEachOtherWhateverTheWidth() throws {
        var report = Reports.all
        report.rows[0].target = "prod Deployment/日本語/アプリ"
        report.rows[1].target = "prod Deployment/e\u{301}te\u{301}/app"
        report.rows[2].target = String(repeating: "module.very_long_name.", count: 20)
        report.rows[3].after = String(repeating: "9", count: 300)
        let lines = FindingsTable(report).text.split(separator: "\n").map(String.init)
        let header = try #require(lines.first { $0.hasPrefix(" target") })
        let column = try #require(header.range(of: "decision")).lowerBound
        let start = PlainText.columns(String(header[..<column]))
        for (line, row) in zip(lines.drop { !$0.hasPrefix(" target") }.dropFirst(), report.rows) {
            let words = ["merged", "may merge", "waits for", "held:", "failed:"]
            let found = words.compactMap { line.range(of: $0)?.lowerBound }.min()
            let place = try #require(found, "\(row.target)")
            #expect(PlainText.columns(String(line[..<place])) == start, "\(line)")
        }
    }

    @Test func noCellIsOverWide() {
        var report = Reports.all
        for index in report.rows.indices {
            report.rows[index].target = String(repeating: "t", count: 500)
            report.rows[index].what = String(repeating: "w", count: 500)
            report.rows[index].before = String(repeating: "b", count: 500)
            report.rows[index].saving = String(repeating: "s", count: 500)
            report.rows[index].remark = String(repeating: "r", count: 500)
            report.rows[index].detail = String(repeating: "d", count: 500)
        }
        for line in FindingsTable(report).text.split(separator: "\n") {
            #expect(PlainText.columns(String(line)) < 360, "\(line)")
        }
    }

    @Test func dataCannotMoveTheCursor() {
        var report = Reports.all
        let hostile = "a\u{1B}[2J\nb\r\u{7}\u{202E}c"
        for index in report.rows.indices {
            report.rows[index].target = hostile
            report.rows[index].detail = hostile
            report.rows[index].waitsFor = hostile
            report.rows[index].category = hostile
            report.rows[index].before = hostile
            report.rows[index].remark = hostile
        }
        report.remarks = [hostile]
        let text = FindingsTable(report).text
        #expect(
            text.split(separator: "\n").count == FindingsTable(Reports.all).text.split(separator: "\n").count
                - Reports.all.remarks.count + 1)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .format })
    }

    @Test(arguments: [
        (HoldReason.offSchedule, nil, "waits for the merge window: why"),
        (.incidentOpen, nil, "waits for the end of an incident: why"),
        (.frozen, nil, "waits for the end of a freeze: why"),
        (.budgetExhausted, nil, "waits for the budget: why"), (.checksNotGreen, nil, "waits for checks: why"),
        (.baseMoved, nil, "waits for the next run: why"), (.recurring, nil, "waits for people: why"),
        (.budgetExhausted, "team-a", "waits for team-a: why"),
    ])
    func aRowSaysWhoOrWhatIsWaitedFor(_ reason: HoldReason, _ person: String?, _ text: String) {
        var report = Reports.all
        report.rows = [
            Reports.row("t", .waits) {
                ($0.reason, $0.detail, $0.waitsFor) = (reason.rawValue, "why", person)
            }
        ]
        #expect(FindingsTable(report).text.contains(text))
    }

    @Test func anEmptyRunHasNoTable() {
        var report = Reports.all
        report.rows = []
        report.remarks = []
        report.closed = []
        (report.targets, report.queries, report.wellSized) = (1, 1, 1)
        #expect(
            FindingsTable(report).text == """
                14 days to 2026-11-20 00:00 UTC · 1 target · 0 findings · 1 well sized · 1 query

                0 merged · 0 wait for people or time · 0 held · nothing failed
                why: trimtab ledger log

                """)
    }

    @Test func anAlertNamesItsMoment() {
        var report = Reports.all
        report.trigger = "alert"
        report.isDryRun = true
        #expect(FindingsTable(report).text.hasPrefix("alert at 2026-11-20 00:00 UTC · "))
        #expect(FindingsTable(report).text.contains(" · dry run\n"))
    }
}
