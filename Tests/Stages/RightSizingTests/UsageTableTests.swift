internal import Diagnostics
internal import Testing

@testable import RightSizing

@Suite struct UsageTableTests {
    private func read(_ text: String, pieces: Int = 7) throws -> [UsageRow] {
        var reader = UsageTableReader(path: "usage.csv")
        var rows: [UsageRow] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try reader.read(bytes[start..<min(bytes.count, start + pieces)]) { rows.append($0) }
        }
        try reader.finish { rows.append($0) }
        return rows
    }

    @Test(arguments: [1, 7, 4096])
    func readsRows(pieces: Int) throws {
        let rows = try read(
            "id,timestamp,cpu_cores,mem_bytes\r\na,2026-11-20T00:00:00Z,0.5,100\r\n\"b,\"\"c\",1700000000,,NaN",
            pieces: pieces)
        #expect(rows.map(\.id) == ["a", "b,\"c"])
        #expect(rows[0].sample == UsageSample(time: 1_795_132_800, cpu: 0.5, memory: 100))
        #expect(rows[1].sample == UsageSample(time: 1_700_000_000, cpu: nil, memory: nil))
    }

    @Test func columnsMayStandInAnyOrder() throws {
        let rows = try read("mem_bytes,host,cpu_cores,timestamp,id\n9,x,0.1,5,a\n")
        #expect(
            rows == [UsageRow(id: "a", timestamp: "5", sample: UsageSample(time: 5, cpu: 0.1, memory: 9))])
    }

    @Test(arguments: [
        ("", "usage.csv:1:1: the file is empty"),
        ("id,timestamp,cpu_cores\n", "usage.csv:1:1: there is no column `mem_bytes`"),
        ("id,timestamp,cpu_cores,mem_bytes\na,yesterday,1,1\n", "usage.csv:2:3: `yesterday` is no timestamp"),
        ("id,timestamp,cpu_cores,mem_bytes\na,5,much,1\n", "usage.csv:2:5: `much` is no number"),
        ("id,timestamp,cpu_cores,mem_bytes\na,5\n", "usage.csv:2:4: the line has 2 cells"),
        ("id,timestamp,cpu_cores,mem_bytes\na,5,1,1\na,4,1,1\n", "usage.csv:3:3: time goes back for `a`"),
        ("id,timestamp,cpu_cores,mem_bytes\n,5,1,1\n", "usage.csv:2:1: the id is empty"),
    ])
    func errorsNameTheirPlace(text: String, message: String) {
        let error = #expect(throws: Failure.self) { try read(text) }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "none")")
    }
}
