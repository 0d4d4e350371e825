import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

@testable import Policy

/// The cases that ship beside the default pack, and the machine that runs them.
@Suite struct PolicyTestRunTests {
    @Test func theDefaultPackPassesItsOwnCases() throws {
        let report = try PolicyTestRun().run(PolicyPackTests.tree("policies", beside: [:]))
        let problems = report.diagnostics.map { "\($0.subject.path): \($0.message)" }
        #expect(problems.isEmpty, "\(problems)")
        let failed = report.outcomes.filter { !$0.passed }.map { "\($0.place) \($0.name): \($0.problems)" }
        #expect(failed.isEmpty, "\(failed)")
        #expect(report.outcomes.count > 150)
        #expect(report.untested == [])
    }

    /// Every limit of every category: moved a little, some case must fail.
    private static let mutations: [(file: String, from: String, to: String)] = [
        ("raise-memory", "min: 32Mi", "min: 33Mi"), ("raise-memory", "min: 32Mi", "min: 31Mi"),
        ("raise-memory", "max: 16Gi", "max: 15Gi"), ("raise-memory", "max: 16Gi", "max: 17Gi"),
        ("raise-memory", "step: 50%", "step: 49%"), ("raise-memory", "step: 50%", "step: 51%"),
        ("raise-memory", "history: 14d", "history: 13d"), ("raise-memory", "coverage: 95%", "coverage: 94%"),
        ("raise-memory", "coverage: 95%", "coverage: 96%"),
        ("raise-memory", "freshness: 1h", "freshness: 59m"),
        ("raise-memory", "freshness: 1h", "freshness: 2h"),
        ("raise-memory", "confidence: 0.8", "confidence: 0.7"),
        ("raise-memory", "confidence: 0.8", "confidence: 0.9"),
        ("raise-memory", "scope: target, actions: 1, per: 24h", "scope: target, actions: 2, per: 24h"),
        ("raise-memory", "scope: target, actions: 1, per: 24h", "scope: target, actions: 1, per: 12h"),
        ("raise-memory", "scope: service, actions: 2, per: 24h", "scope: service, actions: 3, per: 24h"),
        ("raise-memory", "scope: service, actions: 2, per: 24h", "scope: service, actions: 1, per: 24h"),
        ("raise-memory", "scope: repository, actions: 5, per: 1h", "scope: repository, actions: 6, per: 1h"),
        ("raise-memory", "scope: repository, actions: 5, per: 1h", "scope: repository, actions: 4, per: 1h"),
        ("raise-memory", "alert: always", "alert: never"), ("raise-memory", "08:00-16:00", "07:00-16:00"),
        ("raise-memory", "08:00-16:00", "08:01-16:00"), ("raise-memory", "08:00-16:00", "08:00-15:59"),
        ("raise-memory", "wed, thu]", "wed, thu, fri]"), ("raise-memory", "[mon, tue", "[tue"),
        ("raise-memory", "more: 2, within: 7d", "more: 3, within: 7d"),
        ("raise-memory", "more: 2, within: 7d", "more: 1, within: 7d"),
        ("raise-memory", "more: 2, within: 7d", "more: 2, within: 9d"),
        ("raise-memory", "reviewBy: 2027-06-01", "reviewBy: 2027-07-01"),
        ("raise-memory", "reviewBy: 2027-06-01", "reviewBy: 2027-05-01"),
        ("raise-cpu", "min: 10m", "min: 11m"), ("raise-cpu", "min: 10m", "min: 9m"),
        ("raise-cpu", "max: \"16\"", "max: \"15\""), ("raise-cpu", "max: \"16\"", "max: \"18\""),
        ("raise-cpu", "step: 100%", "step: 99%"), ("raise-cpu", "step: 100%", "step: 101%"),
        ("raise-cpu", "scope: service, actions: 1", "scope: service, actions: 2"),
        ("shrink-memory", "min: 64Mi", "min: 65Mi"), ("shrink-memory", "min: 64Mi", "min: 63Mi"),
        ("shrink-memory", "max: 64Gi", "max: 63Gi"), ("shrink-memory", "max: 64Gi", "max: 65Gi"),
        ("shrink-memory", "step: 30%", "step: 29%"), ("shrink-memory", "step: 30%", "step: 31%"),
        ("shrink-memory", "coverage: 98%", "coverage: 97%"),
        ("shrink-memory", "confidence: 0.9", "confidence: 0.8"),
        ("shrink-memory", "alert: never", "alert: always"),
        ("shrink-memory", "scope: target, actions: 1, per: 7d", "scope: target, actions: 1, per: 6d"),
        ("shrink-memory", "scope: repository, actions: 3, per: 1h", "scope: repository, actions: 4, per: 1h"),
        ("shrink-memory", "more: 3, within: 30d", "more: 4, within: 30d"),
        ("shrink-cpu", "min: 10m", "min: 9m"), ("shrink-cpu", "step: 50%", "step: 51%"),
        ("shrink-cpu", "step: 50%", "step: 49%"), ("shrink-cpu", "confidence: 0.85", "confidence: 0.8"),
        ("shrink-cpu", "08:00-14:00", "08:00-15:00"),
        ("rightsize-instance", "06:00-10:00", "06:00-11:00"),
        ("rightsize-instance", "[tue, wed", "[mon, tue, wed"),
        ("rightsize-instance", "more: 1, within: 30d", "more: 2, within: 30d"),
        ("rightsize-instance", "scope: category, actions: 1", "scope: category, actions: 2"),
        ("rightsize-instance", "scope: target, actions: 1, per: 30d", "scope: target, actions: 1, per: 20d"),
        ("rightsize-instance", "\"**/*.tf\", ", ""), ("rightsize-instance", "\"**/*.tfvars\", ", ""),
        ("grow-storage", "max: 16Ti", "max: 15Ti"), ("grow-storage", "max: 16Ti", "max: 18Ti"),
        ("grow-storage", "step: 25%", "step: 24%"), ("grow-storage", "step: 25%", "step: 27%"),
        ("grow-storage", "history: 14d", "history: 13d"),
        ("grow-storage", "more: 2, within: 30d", "more: 3, within: 30d"),
    ]

    @Test(arguments: mutations)
    func movingALimitBreaksACase(file: String, from: String, to: String) throws {
        let tree = try PolicyPackTests.tree("policies", beside: [:])
        let path = ".trimtab/policies/\(file).yaml"
        let text = String(decoding: try #require(try tree.read(path)), as: UTF8.self)
        try #require(text.contains(from), "\(from) stands no longer in \(file)")
        let moved = text.replacing(from, with: to)
        var files: [String: String] = [:]
        for entry in tree.entries {
            files[entry.path] = String(decoding: try tree.read(entry.path) ?? [], as: UTF8.self)
        }
        files[path] = moved
        let report = try PolicyTestRun().run(InMemoryTree(texts: files))
        #expect(report.outcomes.contains { $0.category == file && !$0.passed })
    }

    private func run(_ test: String) throws -> PolicyTestRun.Report {
        var files: [String: String] = [:]
        let tree = try PolicyPackTests.tree("policies", beside: [:])
        for entry in tree.entries where !entry.path.hasSuffix("_test.yaml") {
            files[entry.path] = String(decoding: try tree.read(entry.path) ?? [], as: UTF8.self)
        }
        files[".trimtab/policies/x_test.yaml"] = test
        return try PolicyTestRun().run(InMemoryTree(texts: files))
    }

    private static let head = "apiVersion: trimtab/v1\nkind: PolicyTest\ncategory: raise-memory\n"

    private static func one(_ rest: String) -> String { head + "cases:\n  - name: a\n    " + rest + "\n" }

    private static let broken: [(text: String, message: String)] = [
        ("kind: PolicyTest\n", "needs the key `apiVersion`"),
        (head, "needs `cases`"),
        (head + "cases:\n  - name: a\n", "needs the key `expect`"),
        (one("expect: { merge: maybe }"), "`merge` must be true or false"),
        (one("expect: { merge: false, reason: moon }"), "`moon` is no reason"),
        (one("expect: { merge: true, reason: frozen }"), "has no reason against it"),
        (one("given: { triger: alert }\n    expect: { merge: true }"), "did you mean `trigger`"),
        (one("given: { checks: { ci: green } }\n    expect: { merge: true }"), "`green` is no state"),
        (
            one("expect: { merge: true }").replacing("raise-memory", with: "nosuch"),
            "there is no category nosuch"
        ),
    ]

    @Test(arguments: broken)
    func whatIsWrongWithATestFileIsSaid(text: String, message: String) throws {
        let report = try run(text)
        #expect(
            report.diagnostics.contains { $0.message.contains(message) },
            "\(report.diagnostics.map(\.message))")
        #expect(!report.isSound)
    }

    @Test func aFailingCaseShowsTheTree() throws {
        let report = try run(
            PolicyTestRunTests.head
                + "cases:\n  - name: people merge\n    given: { change: { from: 512Mi, to: 640Mi } }\n    expect: { merge: true }\n"
        )
        let outcome = try #require(report.outcomes.first)
        #expect(!outcome.passed)
        #expect(outcome.place == ".trimtab/policies/x_test.yaml:5")
        #expect(outcome.problems.first?.contains("waits-for-people") == true)
        #expect(outcome.tree.hasPrefix("merge?"))
        #expect(!report.isSound)
        #expect(report.untested.count == 14)
    }
}
