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

    /// Every limit of every category: moved a little, up or down, some case must fail.
    @Test(arguments: try PolicyMutation.all())
    func movingALimitBreaksACase(_ mutation: PolicyMutation) throws {
        let path = ".trimtab/policies/\(mutation.file).yaml"
        let report = try PolicyTestRun().run(
            InMemoryTree(texts: [
                path: mutation.text, path.replacing(".yaml", with: "_test.yaml"): mutation.cases,
            ]))
        #expect(!report.diagnostics.contains { $0.severity == .error }, "the mutation is a policy still")
        #expect(report.outcomes.contains { !$0.passed })
    }

    /// No category is left out, and none has fewer limits than it must.
    @Test func everyLimitIsMoved() throws {
        let count = Dictionary(grouping: try PolicyMutation.all(), by: \.file).mapValues(\.count)
        let files = try PolicyPackTests.tree("policies", beside: [:]).entries.map(\.path)
            .filter { $0.hasSuffix("_test.yaml") }
        #expect(files.count >= 15 && count.count == files.count, "\(count)")
        #expect(count.values.allSatisfy { $0 >= 6 }, "\(count)")
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
        #expect(report.untested.count == 15)
    }
}
