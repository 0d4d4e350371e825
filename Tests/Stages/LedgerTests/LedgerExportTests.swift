import Foundation
import Ledger
import Model
import Ports
import TestSupport
import Testing

/// What leaves the ledger for other programs.
@Suite struct LedgerExportTests {
    private func entries() -> [LedgerEntry] {
        var permit = event(
            .permit, at: 1.5, action: "0123456789abcdef",
            target: "kubernetes::prod:Deployment/web/token:memory",
            service: "prod/web", category: "raise-memory", actual: "yes, \"quoted\"", duration: 2,
            ["key": "merge #1", "team": "canary-team", "reason": "password=canary99"])
        permit.tier = .critical
        permit.decision = DecisionNode(
            "merge?", "yes for canary-team", .allows,
            children: [DecisionNode("x", "token=canary99", .informs)])
        return [
            LedgerEntry(event: permit, standing: .signed(by: "bot"), file: "f", line: 1),
            LedgerEntry(
                event: event(.hold, actual: "=1+1\nmore", actor: "ada"), standing: .unsigned, file: "f",
                line: 2),
        ]
    }

    private func text(_ format: LedgerExport.Format, hiding: [String] = []) throws -> String {
        String(decoding: try LedgerExport(format, hiding: hiding).bytes(of: entries()), as: UTF8.self)
    }

    @Test(arguments: LedgerExport.Format.allCases)
    func nothingSecretLeaves(_ format: LedgerExport.Format) throws {
        let plain = try text(format)
        #expect(!plain.contains("canary99"))
        #expect(plain.contains("canary-team"))
        // A container may be called like a secret; what identifies an event stays.
        #expect(plain.contains("Deployment/web/token:memory"))
        let hidden = try text(format, hiding: ["team"])
        #expect(!hidden.contains("canary") && hidden.contains("***"))
    }

    @Test func jsonLinesAreTheEvents() throws {
        let lines = try text(.jsonLines).split(separator: "\n")
        let events = try lines.map { try CanonicalJSON.decode(LedgerEvent.self, from: Array($0.utf8)) }
        #expect(events.map(\.id) == entries().map(\.event.id))
        #expect(events[1] == entries()[1].event)
    }

    /// Read back by another program's reader.
    @Test(.enabled(if: Shell.has("python3"), "needs python3")) func aTableIsRFC4180() throws {
        let directory = try TemporaryDirectory()
        try Data(try text(.csv).utf8).write(to: URL(fileURLWithPath: directory.path + "/a.csv"))
        let script = "import csv,json;print(json.dumps(list(csv.DictReader(open('a.csv',newline='')))))"
        let output = try Shell(directory: directory.path).run(["python3", "-c", script]).text
        let rows = try CanonicalJSON.decode([[String: String]].self, from: Array(output.utf8))
        #expect(rows.count == 2)
        #expect(rows[0]["time"] == "2025-11-20T00:53:21.500Z" && rows[0]["type"] == "permit")
        #expect(rows[0]["actual"] == "yes, \"quoted\"" && rows[0]["signedBy"] == "bot")
        #expect(rows[0]["details"] == "key=merge #1; reason=password=***; team=canary-team")
        // A spreadsheet must not calculate what a ledger says.
        #expect(rows[1]["actual"] == "'=1+1\nmore" && rows[1]["actor"] == "ada")
    }

    @Test func openTelemetryHasItsForm() throws {
        let object =
            try JSONSerialization.jsonObject(with: Data(try text(.openTelemetry).utf8)) as? [String: Any]
        let resource = (object?["resourceLogs"] as? [[String: Any]])?.first
        let scope = (resource?["scopeLogs"] as? [[String: Any]])?.first
        let records = scope?["logRecords"] as? [[String: Any]]
        let first = try #require(records?.first)
        #expect(records?.count == 2)
        #expect(first["timeUnixNano"] as? String == "1763600001500000000")
        #expect(first["severityNumber"] as? Int == 21 && first["severityText"] as? String == "FATAL")
        let attributes = try #require(first["attributes"] as? [[String: Any]])
        let names = attributes.compactMap { $0["key"] as? String }
        #expect(names.contains("trimtab.details.team") && names.contains("trimtab.decision"))
        #expect(Set(names).count == names.count)
    }

    @Test func nothingIsValidToo() throws {
        #expect(try LedgerExport(.jsonLines).bytes(of: []) == [])
        #expect(try LedgerExport(.csv).bytes(of: []).split(separator: 0x0A).count == 1)
        #expect(
            String(decoding: try LedgerExport(.openTelemetry).bytes(of: []), as: UTF8.self)
                == "{\"resourceLogs\":[]}\n")
    }

    /// A canary that reaches an event is not in the ledger that everybody fetches.
    @Test func whatIsAppendedHasNoSecrets() async throws {
        let world = try LedgerWorld()
        var failed = event(
            .failed, target: "web", actual: "pushing to https://bot:canary99@git.example.com: refused",
            ["reason": "Authorization: Bearer canary99canary99", "key": "push x"])
        failed.decision = DecisionNode("merge?", "no: token=canary99", .blocks)
        try await world.store().append([failed])
        let text = try await world.text(firstFile)
        #expect(!text.contains("canary"), "\(text)")
        #expect(text.contains("https://***@git.example.com"))
        #expect(try await world.store().load().events.map(\.details["key"]) == ["push x"])
    }
}
