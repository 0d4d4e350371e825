import Model
import Settings
import Testing

@testable import Planning

@Suite struct VerificationPlanTests {
    private static func verify(_ templates: [(String, ExpectationTemplate.Threshold)]) -> Category.Verify {
        Category.Verify(
            applyBy: TimeSpan(seconds: 7200), watch: TimeSpan(seconds: 86_400),
            expectations: templates.map {
                ExpectationTemplate(query: $0.0, comparison: .less, threshold: $0.1, span: Sample.span)
            }, otherwise: .escalate)
    }

    @Test func templatesAreFilledIn() throws {
        let category = Sample.category(
            verify: VerificationPlanTests.verify([
                ("max(m{ {{target}} }[24h])", .factorOfNewValue(0.75)),
                ("n{a=\"{{other}}\",{{ target }}}", .number(3)),
            ]))
        let plan = try #require(Sample.plan("resources.limits.memory", "512Mi", to: "768Mi", category).value)
        let verification = try #require(plan.verification)
        #expect(
            verification.rolloutQuery
                == "kube_pod_container_resource_limits{resource=\"memory\",\(Sample.selector)}")
        #expect(verification.rolloutValue == 768 * 1_048_576)
        #expect(verification.expectations.map(\.threshold) == [576 * 1_048_576, 3])
        #expect(verification.expectations[0].query == "max(m{ \(Sample.selector) }[24h])")
        #expect(verification.expectations[1].query == "n{a=\"{{other}}\",\(Sample.selector)}")
        #expect(verification.otherwise == .escalate)
    }

    @Test func cpuRequestsRollOutInCores() throws {
        let category = Sample.category(verify: VerificationPlanTests.verify([]))
        let plan = try #require(Sample.plan("resources.requests.cpu", "2", to: "800m", category).value)
        #expect(plan.verification?.rolloutValue == 0.8)
        #expect(
            plan.verification?.rolloutQuery.hasPrefix(
                "kube_pod_container_resource_requests{resource=\"cpu\",") == true)
    }

    /// Whichever metric told the value tells the new one: init containers have their own.
    @Test func initContainersRollOutByTheirOwnMetric() throws {
        var finding = Sample.finding(
            "resources.requests.cpu", observed: "2", wish: Quantity("800m").map(Wish.quantity))
        finding.signals = [
            SignalRecord(
                endpoint: "prometheus",
                query: "max by (pod) (kube_pod_init_container_resource_requests{resource=~\"cpu|memory\"})",
                window: Sample.window, step: TimeSpan(seconds: 0), series: 1, samples: 1, expectedSamples: 1,
                digest: Digest(rawValue: "0"))
        ]
        let plan = try #require(
            PlanningStage().plan(
                finding, trace: Sample.trace(finding.target, "2"),
                category: Sample.category(verify: VerificationPlanTests.verify([])), base: Sample.base
            ).value)
        #expect(
            plan.verification?.rolloutQuery
                == "kube_pod_init_container_resource_requests{resource=\"cpu\",\(Sample.selector)}")
    }

    @Test func terraformIsVerifiedOnlyWhereTheApplyIsObserved() {
        let statistics = [
            Statistic(Statistic.cpuBusy, 20, .percent), Statistic(Statistic.memoryUsedMaximum, 20, .percent),
        ]
        let finding = Sample.machineFinding(statistics)
        func verification(_ appliedWhen: String?) -> VerificationPlan? {
            let category = Sample.category(verify: VerificationPlanTests.verify([]), appliedWhen: appliedWhen)
            return PlanningStage().plan(
                finding, trace: Sample.trace(finding.target, "m5.2xlarge"), category: category,
                base: Sample.base
            ).value?.verification
        }
        #expect(verification(nil) == nil)
        #expect(
            verification("info{type=\"{{value}}\",{{target}}}")?.rolloutQuery
                == "info{type=\"m5.xlarge\",dimension_InstanceId=\"i-1\"}")
    }

    @Test func plansSayHowToUndoThem() throws {
        let plan = try #require(Sample.plan("resources.requests.cpu", "2", to: "800m").value)
        #expect(plan.reversal == "git revert this commit; the pods roll back to 2")
        #expect(plan.verification == nil)
        #expect(plan.owner == "team")
        #expect(plan.saving == .unpriced)
    }
}
