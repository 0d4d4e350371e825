import Diagnostics
import Foundation
import Model
import Ports
import Prometheus
import TestSupport
import Testing

@Suite struct RecordingTests {
    /// Answers every query with made-up series that depend on the query alone, in an order that varies.
    struct MadeUp: MetricsSource {
        var label = "main"
        var salt: UInt64 = 0

        func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
            QueryAnswer(
                series: [
                    Series(labels: ["q": expression], timestamps: [time.milliseconds], values: [.infinity])
                ])
        }

        func range(_ query: RangeQuery) async throws -> QueryAnswer {
            var random = SeededGenerator(seed: UInt64(query.expression.utf8.count))
            var order = SeededGenerator(seed: salt)
            return QueryAnswer(
                series: RandomAnswer(&random).series.shuffled(using: &order),
                warnings: ["of \(query.expression)"])
        }
    }

    private static func query(_ expression: String, start: Int64 = 0) -> RangeQuery {
        RangeQuery(
            expression, TimeWindow(start: Timestamp(seconds: start), end: Timestamp(seconds: 100)),
            step: TimeSpan(seconds: 60))
    }

    private static let queries = (1...6).map { query(String(repeating: "a", count: $0)) }

    /// Every file of a directory with its bytes.
    private func files(_ directory: ScratchDirectory) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
            guard !name.hasSuffix("answers") else { continue }
            files[name] = try Data(contentsOf: URL(fileURLWithPath: directory.file(name)))
        }
        return files
    }

    @Test func replaysWhatWasRecorded() async throws {
        let directory = try ScratchDirectory()
        let source = MadeUp()
        let recorder = try RecordingSource(source, into: directory.path)
        for query in Self.queries { _ = try await recorder.range(query) }
        _ = try await recorder.instant("b", at: Timestamp(milliseconds: 1500))

        let replay = try ReplaySource(directory.path)
        #expect(replay.label == "main")
        for query in Self.queries {
            let (recorded, live) = (try await replay.range(query), try await source.range(query))
            #expect(recorded.series == live.series)
            #expect(recorded.digest == live.digest)
            #expect(recorded.warnings == live.warnings)
        }
        #expect(
            try await replay.instant("b", at: Timestamp(milliseconds: 1500)).series[0].values == [.infinity])
    }

    @Test func equalRequestsGiveEqualBytes() async throws {
        let (first, second) = (try ScratchDirectory(), try ScratchDirectory())
        let forward = try RecordingSource(MadeUp(salt: 1), into: first.path)
        for query in Self.queries { _ = try await forward.range(query) }
        // The other way round, twice, with series in another order, and by two recorders.
        let backward = try RecordingSource(MadeUp(salt: 2), into: second.path)
        for query in Self.queries.reversed().dropLast(3) { _ = try await backward.range(query) }
        let again = try RecordingSource(MadeUp(salt: 3), into: second.path)
        for query in Self.queries.reversed() { _ = try await again.range(query) }
        #expect(try files(first) == files(second))
        #expect(try files(first).count == Self.queries.count + 1)
    }

    @Test func recordsAtTheSameTime() async throws {
        let directory = try ScratchDirectory()
        let recorder = try RecordingSource(MadeUp(), into: directory.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for query in Self.queries { group.addTask { _ = try await recorder.range(query) } }
            try await group.waitForAll()
        }
        let replay = try ReplaySource(directory.path)
        for query in Self.queries { _ = try await replay.range(query) }
    }

    @Test func saysWhichQueryWasNotRecordedAndHowToAddIt() async throws {
        let directory = try ScratchDirectory()
        _ = try await RecordingSource(MadeUp(), into: directory.path).range(Self.query("a"))
        let replay = try ReplaySource(directory.path)
        let missing = await #expect(throws: Failure.self) { try await replay.range(Self.query("up")) }
        #expect(
            missing?.description == """
                replaying signals from \(directory.path): the query `up` over 1970-01-01T00:00:00Z to \
                1970-01-01T00:01:40Z at step 1m was not recorded
                  run `trimtab record` against a live server with the same configuration and time to add it
                """)
        let shifted = await #expect(throws: Failure.self) {
            try await replay.range(Self.query("a", start: 40))
        }
        #expect(
            shifted?.reason.contains("it was recorded over 1970-01-01T00:00:00Z to 1970-01-01T00:01:40Z")
                == true)
    }

    @Test func refusesAnswersThatWereChanged() async throws {
        let directory = try ScratchDirectory()
        _ = try await RecordingSource(MadeUp(), into: directory.path).range(Self.query("a"))
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("answers"))
        let path = directory.file("answers/" + (try #require(names.first)))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for changed in [whole.dropLast(), whole + [0x20], Data(whole.map { $0 == 0x73 ? 0x53 : $0 })] {
            try changed.write(to: URL(fileURLWithPath: path))
            let failure = await #expect(throws: Failure.self) {
                try await ReplaySource(directory.path).range(Self.query("a"))
            }
            #expect(failure?.code == .badInput)
            #expect(failure?.reason.contains(path) == true)
        }
        try FileManager.default.removeItem(atPath: path)
        let failure = await #expect(throws: Failure.self) {
            try await ReplaySource(directory.path).range(Self.query("a"))
        }
        #expect(failure?.reason == "\(path) is missing or not readable")
    }

    @Test(arguments: [
        ("", "is no manifest of recorded signals"), ("{\"version\":1", "is no manifest of recorded signals"),
        (#"{"entries":[],"version":2}"#, "has version 2; version 1 is understood"),
        (
            #"{"version":1,"entries":[{"endpoint":"e","file":"../../etc/passwd","bytes":1,"sha256":"00","request":"#
                + #"{"kind":"instant","query":"q","start":"1970-01-01","end":"1970-01-01","stepMilliseconds":0}}]}"#,
            "names a file that is not its own: ../../etc/passwd"
        ),
    ])
    func refusesAManifest(_ text: String, _ reason: String) throws {
        let directory = try ScratchDirectory()
        try text.write(toFile: directory.file("manifest.json"), atomically: true, encoding: .utf8)
        let failure = #expect(throws: Failure.self) { try ReplaySource(directory.path) }
        #expect(failure?.reason == "\(directory.file("manifest.json")) \(reason)")
    }

    @Test func anEmptyDirectoryIsNoRecording() throws {
        let directory = try ScratchDirectory()
        let failure = #expect(throws: Failure.self) { try ReplaySource(directory.path) }
        #expect(failure?.code == .notFound)
    }

    @Test func answersOfSeveralStoresAreToldApart() async throws {
        let directory = try ScratchDirectory()
        _ = try await RecordingSource(MadeUp(label: "one"), into: directory.path).range(Self.query("a"))
        _ = try await RecordingSource(MadeUp(label: "two"), into: directory.path).range(Self.query("aa"))
        let failure = #expect(throws: Failure.self) { try ReplaySource(directory.path) }
        #expect(failure?.reason == "it holds answers of several stores (one, two); name one")
        let two = try ReplaySource(directory.path, endpoint: "two")
        _ = try await two.range(Self.query("aa"))
        await #expect(throws: Failure.self) { try await two.range(Self.query("a")) }
    }
}
