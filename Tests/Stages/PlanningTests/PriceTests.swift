import Diagnostics
import Model
import Testing

@testable import Planning

@Suite struct PriceTests {
    private static let prices = PriceList(
        source: "example", currency: "USD", processorHour: 0.03, gibHour: 0.004,
        instanceHour: ["m5.2xlarge": 0.4, "m5.xlarge": 0.2])

    private func saving(_ attribute: String, _ before: String, _ after: String, prices: PriceList? = prices)
        -> Saving?
    {
        let finding = Sample.finding(
            attribute, observed: before, wish: Quantity(after).map(Wish.quantity), instances: 2)
        return PlanningStage(prices: prices).plan(
            finding, trace: Sample.trace(finding.target, before), category: Sample.category(),
            base: Sample.base
        ).value?.saving
    }

    @Test func requestsSaveForEveryPod() {
        #expect(
            saving("resources.requests.cpu", "2", "1")
                == .monthly(amount: 43.2, currency: "USD", source: "example"))
        #expect(
            saving("resources.requests.memory", "2Gi", "1Gi")
                == .monthly(amount: 5.76, currency: "USD", source: "example"))
    }

    @Test func raisingCosts() {
        #expect(
            saving("resources.requests.cpu", "1", "2")
                == .monthly(amount: -43.2, currency: "USD", source: "example"))
    }

    @Test func limitsCostNothing() { #expect(saving("resources.limits.memory", "1Gi", "2Gi") == Saving.none) }

    @Test func withoutPricesItIsUnpriced() {
        #expect(saving("resources.requests.cpu", "2", "1", prices: nil) == .unpriced)
        #expect(
            saving("resources.requests.cpu", "2", "1", prices: PriceList(source: "x", currency: "USD"))
                == .unpriced)
    }

    /// A job reserves nothing while it does not run.
    @Test func aJobSavesOnlyWhileItRuns() throws {
        func amount(_ statistics: [Statistic]) throws -> Double {
            let finding = Sample.finding(
                "resources.requests.cpu", observed: "2", wish: .quantity(.millicores(1000)),
                statistics: statistics)
            let plan = PlanningStage(prices: PriceTests.prices).plan(
                finding, trace: Sample.trace(finding.target, "2"), category: Sample.category(),
                base: Sample.base)
            guard case .monthly(let amount, _, _)? = plan.value?.saving else { return .nan }
            return amount
        }
        let always = try amount([])
        #expect(always > 1)
        #expect(try amount([Statistic(Statistic.timeRunning, 0.25, .ratio)]) == always / 4)
    }

    @Test func machinesArePricedByType() {
        let statistics = [
            Statistic(Statistic.cpuBusy, 20, .percent), Statistic(Statistic.memoryUsedMaximum, 20, .percent),
        ]
        let finding = Sample.machineFinding(statistics)
        let plan = PlanningStage(prices: PriceTests.prices).plan(
            finding, trace: Sample.trace(finding.target, "m5.2xlarge"), category: Sample.category(),
            base: Sample.base)
        #expect(plan.value?.saving == .monthly(amount: 144, currency: "USD", source: "example"))
    }

    // MARK: Decoding

    private func node(_ value: ConfigNode.Value) -> ConfigNode { ConfigNode(value, at: Sample.span) }

    private func map(_ pairs: [(String, ConfigNode.Value)]) -> ConfigNode.Value {
        .map(pairs.map { ConfigNode.Entry(key: $0.0, keySpan: Sample.span, value: node($0.1)) })
    }

    private func file(_ hours: [(String, ConfigNode.Value)], extra: [(String, ConfigNode.Value)] = [])
        -> ConfigNode
    {
        node(
            map(
                [
                    ("version", .number(1, text: "1")), ("source", .string("list")),
                    ("currency", .string("EUR")),
                    ("perHour", map(hours)),
                ] + extra))
    }

    @Test func aListIsRead() throws {
        let machines = map([("t3.large", .number(0.1, text: "0.10"))])
        let file = file([("vcpu", .number(0.03, text: "0.03")), ("instances", machines)])
        let list = try #require(PriceListDecoder().decode(file).list)
        #expect(
            list
                == PriceList(
                    source: "list", currency: "EUR", processorHour: 0.03, instanceHour: ["t3.large": 0.1]))
    }

    @Test func unknownKeysAreErrorsWithAHint() {
        let (list, diagnostics) = PriceListDecoder().decode(file([("vpcu", .number(1, text: "1"))]))
        #expect(list == nil)
        #expect(diagnostics.map(\.message) == ["unknown key `vpcu` in the price list; did you mean `vcpu`?"])
    }

    @Test(arguments: [ConfigNode.Value.number(-1, text: "-1"), .string("free"), .number(.nan, text: ".nan")])
    func badPricesAreErrors(_ value: ConfigNode.Value) {
        #expect(PriceListDecoder().decode(file([("vcpu", value)])).diagnostics.count == 1)
    }

    @Test func whatIsMissingIsNamed() {
        let (list, diagnostics) = PriceListDecoder().decode(node(map([])))
        #expect(list == nil)
        #expect(diagnostics.count == 4)
    }

    @Test func whatIsNoMappingIsAnError() {
        #expect(!PriceListDecoder().decode(node(.string("x"))).diagnostics.isEmpty)
    }
}
