import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing

@testable import Policy

/// `trimtab policy check`: everything that can be said about the files before they matter.
@Suite struct PolicyCheckTests {
    static let sound = """
        apiVersion: trimtab/v1
        kind: Category
        name: x
        posture: auto
        owner: team-a
        reviewBy: 2027-03-01
        action: raise-or-tune
        applies: { resources: [Deployment], attribute: resources.limits.memory, paths: ["apps/**"] }
        evidence: { history: 14d, coverage: 95%, freshness: 30m }
        budget: [{ scope: service, actions: 1, per: 24h }]
        windows: { alert: always, sweep: always }
        gates: [parse]
        safetyCase: { trigger: a, falsePositives: [b], blastRadius: c, reversal: d, watch: [e] }

        """

    static func check(
        _ files: [String: String], operatorFile: String? = nil, at now: String = "2026-11-20"
    ) throws -> PolicyCheck.Report {
        let tree = InMemoryTree(texts: files.merging(["apps/a.yaml": "a: 1\n"]) { $1 })
        return try PolicyCheck().check(
            tree, operatorFile: operatorFile.map { SourceFile(path: "operator.yml", bytes: Array($0.utf8)) },
            at: Timestamp(now) ?? Timestamp(seconds: 0))
    }

    static func found(_ report: PolicyCheck.Report) -> [String] {
        report.diagnostics.map { diagnostic in
            let file = report.files.first { $0.path == diagnostic.subject.path }
            let place = file.map { $0.location(diagnostic.subject.range) } ?? diagnostic.subject.path
            return "\(place) \(diagnostic.severity.rawValue) \(diagnostic.id.rawValue)"
        }
    }

    static let path = ".trimtab/policies/x.yaml"

    @Test func aSoundRepositoryIsSilent() throws {
        let report = try PolicyCheckTests.check(
            [PolicyCheckTests.path: PolicyCheckTests.sound, ".trimtab.yml": "version: 1\n"],
            operatorFile: "version: 1\n")
        #expect(PolicyCheckTests.found(report) == [])
        #expect(report.isSound)
        #expect(report.policies.categories.map(\.category.name) == ["x"])
    }

    struct Case: CustomTestStringConvertible {
        let old: String
        let new: String
        let expected: String
        var testDescription: String { new.isEmpty ? "without \(old)" : new }

        init(_ old: String, _ new: String, _ expected: String) {
            self.old = old
            self.new = new
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case("owner: team-a\n", "", ":1:1 error settings-missing-key"),
        Case("gates:", "gate:", ":12:1 error settings-unknown-key"),
        Case("2027-03-01", "2026-11-20", ":6:1 error policy-review-overdue"),
        Case("budget: [{ scope: service, actions: 1, per: 24h }]\n", "", ":12:1 error policy-safety-case"),
        Case(", watch: [e]", "", ":13:1 error policy-safety-case"),
        Case("action: raise-or-tune", "action: grow-only", ":4:1 error policy-above-ceiling"),
        Case("[parse]", "[pars]", ":12:1 error policy-unknown-gate"),
        Case(
            "{ alert: always, sweep: always }", "{ alert: never, sweep: never }",
            ":11:1 warning policy-unreachable"),
        Case("apps/**", "base/**", ":8:1 warning policy-dead-glob"),
        Case("raise-or-tune", "shrink", ":4:1 error policy-unreachable"),
        Case("[Deployment]", "[StatefulSet, Job]", ":7:1 warning policy-wrong-class"),
    ]) func names(_ one: Case) throws {
        let text = PolicyCheckTests.sound.replacingOccurrences(of: one.old, with: one.new)
        let report = try PolicyCheckTests.check([PolicyCheckTests.path: text])
        #expect(
            PolicyCheckTests.found(report).contains(PolicyCheckTests.path + one.expected),
            "\(PolicyCheckTests.found(report))")
        #expect(report.isSound == one.expected.contains("warning"))
    }

    @Test(arguments: [("apps/**", true), ("bas/**", false)])
    func anOverrideOfNothingIsNamed(_ glob: String, _ isThere: Bool) throws {
        let report = try PolicyCheckTests.check([
            PolicyCheckTests.path: PolicyCheckTests.sound,
            ".trimtab.yml":
                "version: 1\noverrides:\n  - { name: a, match: { paths: [\"\(glob)\"] }, posture: propose }\n",
        ])
        #expect(
            PolicyCheckTests.found(report)
                == (isThere ? [] : [".trimtab.yml:3:5 warning policy-dead-glob"]))
        #expect(report.isSound)
    }

    @Test func theReviewDateIsGoodUntilItsDay() throws {
        let report = try PolicyCheckTests.check(
            [PolicyCheckTests.path: PolicyCheckTests.sound], at: "2027-02-28T23:59:59Z")
        #expect(report.isSound)
    }

    @Test func aBrokenFileGrantsNothingAndTheOthersStay() throws {
        let report = try PolicyCheckTests.check([
            PolicyCheckTests.path: PolicyCheckTests.sound, ".trimtab/policies/broken.yaml": "name: [\n",
            ".trimtab/policies/README.md": "not a policy",
        ])
        #expect(report.policies.categories.map(\.category.name) == ["x"])
        #expect(report.diagnostics.contains { $0.subject.path == ".trimtab/policies/broken.yaml" })
    }

    @Test func twiceDeclaredIsNeverGranted() throws {
        let report = try PolicyCheckTests.check([
            ".trimtab/policies/x.yaml": PolicyCheckTests.sound,
            ".trimtab/policies/x.yml": PolicyCheckTests.sound,
        ])
        #expect(report.policies.categories.isEmpty)
        #expect(report.diagnostics.map(\.id).contains(.policyDuplicate))
    }

    /// A link could point at a file that anybody may change without its owners being asked.
    @Test func aLinkGrantsNothing() throws {
        let tree = InMemoryTree(
            texts: ["elsewhere.yaml": PolicyCheckTests.sound],
            links: [PolicyCheckTests.path: "../../elsewhere.yaml"])
        let policies = try CategoryLoader().load(from: tree)
        #expect(policies.categories.isEmpty)
        #expect(policies.diagnostics.map(\.id) == [.policyNotAFile])
    }

    @Test func aHugeFileGrantsNothing() throws {
        let text = PolicyCheckTests.sound + "#" + String(repeating: "x", count: 256 * 1024)
        let policies = try CategoryLoader().load(from: InMemoryTree(texts: [PolicyCheckTests.path: text]))
        #expect(policies.categories.isEmpty)
        #expect(policies.diagnostics.map(\.id) == [.policyTooLarge])
    }

    @Test func overlapsAreNamedWithTheOneThatCounts() throws {
        let other = PolicyCheckTests.sound.replacingOccurrences(of: "name: x", with: "name: y")
            .replacingOccurrences(of: "posture: auto", with: "posture: propose")
        let report = try PolicyCheckTests.check([
            PolicyCheckTests.path: PolicyCheckTests.sound, ".trimtab/policies/y.yaml": other,
        ])
        #expect(PolicyCheckTests.found(report) == [".trimtab/policies/y.yaml:8:1 warning policy-overlap"])
        #expect(report.diagnostics[0].message.contains("y (propose) counts"))
    }

    @Test func differentDirectionsDoNotOverlap() throws {
        let other = PolicyCheckTests.sound.replacingOccurrences(of: "name: x", with: "name: y")
            .replacingOccurrences(of: "raise-or-tune", with: "shrink").replacingOccurrences(
                of: "auto", with: "propose")
        #expect(
            try PolicyCheckTests.check([
                PolicyCheckTests.path: PolicyCheckTests.sound, ".trimtab/policies/y.yaml": other,
            ]).diagnostics.isEmpty)
    }

    @Test func theOtherFilesAreCheckedToo() throws {
        let report = try PolicyCheckTests.check(
            [".trimtab.yml": "version: 1\npostur: auto\n"], operatorFile: "version: 1\nforge: gitlab\n")
        #expect(
            PolicyCheckTests.found(report) == [
                ".trimtab.yml:2:1 error settings-unknown-key", "operator.yml:2:8 error settings-bad-value",
            ])
    }

    @Test func printsAsPeopleReadIt() throws {
        let report = try PolicyCheckTests.check([".trimtab.yml": "version: 1\npostur: auto\n"])
        let text = DiagnosticRenderer(files: report.files).render(report.diagnostics[0])
        #expect(
            text == """
                .trimtab.yml:2:1: error: unknown key `postur` in .trimtab.yml; did you mean `posture`? [settings-unknown-key]
                  2 │ postur: auto
                    │ ^^^^^^

                """)
    }

    @Test func settingsStandInEitherPlace() throws {
        let both = InMemoryTree(texts: [
            ".trimtab.yml": "version: 1\nbranch: a\n", ".github/.trimtab.yml": "version: 1\nbranch: b\n",
        ])
        let result = try RepositorySettingsLoader().load(from: both)
        #expect(result.settings?.targetBranch == "a")
        #expect(result.diagnostics.map(\.severity) == [.warning])
        let second = InMemoryTree(texts: [".github/.trimtab.yml": "version: 1\nbranch: b\n"])
        #expect(try RepositorySettingsLoader().load(from: second).settings?.targetBranch == "b")
        #expect(
            try RepositorySettingsLoader().load(from: InMemoryTree(texts: [:])).settings
                == RepositorySettings())
    }
}
