import Model
import Settings
import Testing

@testable import Planning

@Suite struct SizingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var attribute = "resources.requests.memory"
        var before: String
        var wish: String
        var category = Sample.category()
        var statistics: [Statistic] = []
        var after: String
    }

    static let cases = [
        Case(testDescription: "free", before: "2Gi", wish: "500Mi", after: "512Mi"),
        Case(
            testDescription: "step cap of a shrink", before: "2Gi", wish: "500Mi",
            category: Sample.category(step: .share(0.5)),
            after: "1Gi"),
        Case(
            testDescription: "step cap of a raise", attribute: "resources.limits.memory", before: "512Mi",
            wish: "1Gi",
            category: Sample.category(step: .share(0.5)), after: "768Mi"),
        Case(
            testDescription: "a raise under the cap stays on the grid", attribute: "resources.limits.memory",
            before: "500Mi", wish: "1Gi", category: Sample.category(step: .share(0.5)), after: "736Mi"),
        Case(
            testDescription: "step as an amount", attribute: "resources.requests.cpu", before: "2",
            wish: "400m",
            category: Sample.category(step: .amount(.millicores(500))), after: "1500m"),
        Case(
            testDescription: "minimum", attribute: "resources.requests.cpu", before: "500m", wish: "10m",
            category: Sample.category(minimum: "50m"), after: "50m"),
        Case(
            testDescription: "maximum", attribute: "resources.limits.memory", before: "6Gi", wish: "12Gi",
            category: Sample.category(maximum: "8Gi"), after: "8Gi"),
        Case(
            testDescription: "rounded up when lowered", attribute: "resources.requests.cpu", before: "2",
            wish: "736m",
            after: "750m"),
        Case(
            testDescription: "never below the peak", before: "2Gi", wish: "100Mi",
            statistics: [Statistic("working set max", 1000 * 1_048_576, .bytes)], after: "1152Mi"),
        Case(
            testDescription: "a request never above its limit", attribute: "resources.requests.cpu",
            before: "200m",
            wish: "900m", statistics: [Statistic("limit", 0.5, .cores)], after: "500m"),
        Case(
            testDescription: "a limit never below its request", attribute: "resources.limits.memory",
            before: "4Gi",
            wish: "256Mi", statistics: [Statistic("request", 512 * 1_048_576, .bytes)], after: "512Mi"),
        Case(testDescription: "decimal units on a decimal grid", before: "2G", wish: "500M", after: "512M"),
    ]

    @Test(arguments: cases)
    func valuesAreClampedAndRounded(_ test: Case) throws {
        let outcome = Sample.plan(
            test.attribute, test.before, to: test.wish, test.category, statistics: test.statistics)
        let plan = try #require(outcome.value, "\(String(describing: outcome.hold))")
        #expect(plan.changes[0].after == test.after)
        #expect(plan.changes[0].before == test.before)
    }

    struct Held: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var before: String
        var wish: String
        var category = Sample.category()
        var statistics: [Statistic] = []
    }

    static let useless = [
        Held(
            testDescription: "at the minimum already", before: "64Mi", wish: "32Mi",
            category: Sample.category(minimum: "64Mi")),
        Held(
            testDescription: "above the maximum", before: "8Gi", wish: "12Gi",
            category: Sample.category(maximum: "8Gi")),
        Held(testDescription: "equal", before: "512Mi", wish: "512Mi"),
        Held(
            testDescription: "step of nothing", before: "2Gi", wish: "1Gi",
            category: Sample.category(step: .share(0))),
        Held(testDescription: "lost in rounding", before: "520Mi", wish: "519Mi"),
        Held(
            testDescription: "the peak is higher", before: "512Mi", wish: "256Mi",
            statistics: [Statistic("working set max", 500 * 1_048_576, .bytes)]),
        Held(
            testDescription: "minimum above maximum", before: "2Gi", wish: "1Gi",
            category: Sample.category(minimum: "1536Mi", maximum: "1Gi")),
    ]

    @Test(arguments: useless)
    func uselessChangesAreHeld(_ test: Held) {
        let outcome = Sample.plan(
            "resources.requests.memory", test.before, to: test.wish, test.category,
            statistics: test.statistics)
        #expect(outcome.hold?.reason == .outsideBounds, "\(outcome.value?.summary ?? "")")
    }

    @Test func whatDecidedIsSaid() throws {
        let plan = try #require(
            Sample.plan("resources.limits.memory", "512Mi", to: "1Gi", Sample.category(step: .share(0.5)))
                .value)
        #expect(plan.reasoning == ["Detection would go to 1Gi; the category's step of 50% decides."])
        #expect(plan.summary == "raise shop memory limit 512Mi → 768Mi")
    }
}
