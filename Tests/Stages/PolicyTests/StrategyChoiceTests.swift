import Model
import Testing

@testable import Policy

/// `strategy:` of categories: who sizes what, and when two disagree.
@Suite struct StrategyChoiceTests {
    private static func category(
        _ name: String, _ strategy: String?, attribute: String = "resources.requests.cpu",
        resources: String = "[Deployment]"
    ) -> String {
        PolicyCheckTests.sound
            .replacing("name: x", with: "name: \(name)")
            .replacing("action: raise-or-tune", with: "action: shrink")
            .replacing("posture: auto", with: "posture: propose")
            .replacing("resources.limits.memory", with: attribute)
            .replacing("[Deployment]", with: resources)
            + (strategy.map { "strategy: \($0)\n" } ?? "")
    }

    private static func report(_ categories: [String: String]) throws -> PolicyCheck.Report {
        try PolicyCheckTests.check(
            Dictionary(
                uniqueKeysWithValues: categories.map { (".trimtab/policies/\($0.key).yaml", $0.value) }))
    }

    private static func problems(_ report: PolicyCheck.Report) -> [String] {
        PolicyCheckTests.found(report).filter { $0.contains(".trimtab/policies") && $0.contains(" error ") }
    }

    @Test func aCategoryChoosesForItsKindsAndAttributes() throws {
        let report = try StrategyChoiceTests.report(["a": StrategyChoiceTests.category("a", "vpa")])
        #expect(StrategyChoiceTests.problems(report) == [])
        let choice = StrategyChoice(report.policies)
        #expect(choice.strategy(kind: "Deployment", attribute: "resources.requests.cpu") == .vpa)
        #expect(choice.strategy(kind: "StatefulSet", attribute: "resources.requests.cpu") == nil)
        #expect(choice.strategy(kind: "Deployment", attribute: "resources.requests.memory") == nil)
    }

    @Test func withoutAWordTheUsualOneCounts() throws {
        let report = try StrategyChoiceTests.report(["a": StrategyChoiceTests.category("a", nil)])
        #expect(
            StrategyChoice(report.policies).strategy(kind: "Deployment", attribute: "resources.requests.cpu")
                == nil)
    }

    struct Case: CustomTestStringConvertible {
        let categories: [String: String]
        let expected: [String]
        var testDescription: String { "\(categories.keys.sorted()) \(expected)" }
    }

    @Test(arguments: [
        Case(
            categories: ["a": category("a", "vpa"), "b": category("b", "krr-simple")],
            expected: [".trimtab/policies/b.yaml:14:1 error policy-strategy"]),
        Case(categories: ["a": category("a", "vpa"), "b": category("b", "vpa")], expected: []),
        Case(
            categories: [
                "a": category("a", "vpa"), "b": category("b", "krr-simple", resources: "[StatefulSet]"),
            ],
            expected: []),
        Case(
            categories: [
                "a": category("a", "vpa"),
                "b": category("b", "krr-simple", attribute: "resources.requests.memory"),
            ], expected: []),
        Case(
            categories: [
                "a": category("a", "vpa"), "b": category("b", "daily", attribute: "\"resources.*\""),
            ],
            expected: [".trimtab/policies/b.yaml:14:1 error policy-strategy"]),
        Case(
            categories: ["a": category("a", "vpa", attribute: "spec.replicas")],
            expected: [".trimtab/policies/a.yaml:14:1 error policy-strategy"]),
        Case(
            categories: ["a": category("a", "vpaa")],
            expected: [".trimtab/policies/a.yaml:14:11 error settings-bad-value"]),
    ])
    func contradictionsAreErrors(_ one: Case) throws {
        #expect(StrategyChoiceTests.problems(try StrategyChoiceTests.report(one.categories)) == one.expected)
    }
}
