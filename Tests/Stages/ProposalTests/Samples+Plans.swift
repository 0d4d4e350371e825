@_spi(EditingGate) import Model

extension Samples {
    private static let mebi = 1_048_576.0

    /// A memory limit that kills.
    static func memory() -> Plan {
        let target = Target(
            .kubernetes(
                KubernetesAddress(namespace: "prod", kind: "Deployment", name: "checkout", container: "app")),
            "resources.limits.memory")
        let finding = Finding(
            kind: .memoryLimitTooLow, target: target, trigger: .sweep, window: window, observed: "512Mi",
            wish: .quantity(.bytes(768 << 20)), confidence: 0.97, remark: "kills 4→0",
            narrative: [
                "Container app of Deployment prod/checkout, in the 14 days to 2026-11-20: it was killed for memory 4 times.",
                "Its working set came within 2% of the limit in 18 of 2016 steps of 10m; the limit hides the true peak, so the proposal adds 50%.",
            ],
            statistics: [
                Statistic("working set p50", 301 * mebi, .bytes),
                Statistic("working set p99", 498 * mebi, .bytes),
                Statistic("working set max", 512 * mebi, .bytes), Statistic("request", 448 * mebi, .bytes),
                Statistic("limit", 512 * mebi, .bytes),
                Statistic("time within 2% of the limit", 10_800, .seconds),
                Statistic("kills", 4, .count), Statistic("throttled p95", 0.806, .ratio),
            ],
            hypotheses: [
                Hypothesis(
                    "the memory limit is below the need", supports: ["4 kills", "working set at the limit"],
                    contradicts: [], accepted: true),
                Hypothesis(
                    "it leaks", supports: [], contradicts: ["no growth between restarts"], accepted: false),
            ],
            signals: [
                signal(
                    #"max by (pod) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) > 0"#,
                    step: 600, series: 1, samples: 4, expected: 4),
                signal(
                    #"max by (pod) (container_memory_working_set_bytes{container!="",container!="POD",namespace="prod"})"#,
                    step: 60, series: 3, samples: 60_479, expected: 60_480),
                signal("kube_pod_container_resource_limits", step: 600, series: 3, samples: 9, expected: 9),
                signal("kube_pod_container_resource_requests", step: 600, series: 3, samples: 9, expected: 9),
            ],
            historyDays: 14, newestSample: end, plot: plot(mebi), plotUnit: .bytes,
            played: PlayedWindow(
                samples: 2016,
                amounts: [
                    PlayedAmount(
                        amount: 512 * mebi, above: 0, crossings: 0, slack: 0.412, monthlyPasses: 3.4),
                    PlayedAmount(
                        amount: 768 * mebi, above: 0, crossings: 0, slack: 0.608, monthlyPasses: 0.021),
                ], kills: 4),
            selector: #"namespace="prod""#)
        return Plan(
            category: "raise-memory", actionClass: .raiseOrTune, owner: "team-platform",
            changes: [
                PlannedChange(
                    target: target,
                    trace: trace(
                        target, file: "apps/checkout.yaml", token: "512Mi", attributes: 2114, roots: 5),
                    before: "512Mi", after: "768Mi")
            ], finding: finding, base: base,
            verification: VerificationPlan(
                applyBy: TimeSpan(seconds: 7200), watch: TimeSpan(seconds: 86_400), rolloutQuery: "r",
                rolloutValue: 1,
                expectations: [
                    Expectation(query: "sum(increase(kills[24h]))", comparison: .equal, threshold: 0),
                    Expectation(query: "max(working_set)", comparison: .less, threshold: 603_979_776),
                    Expectation(query: "throttled", comparison: .lessOrEqual, threshold: 0.25),
                ], otherwise: .escalate), summary: "raise checkout memory limit 512Mi → 768Mi",
            reasoning: ["The category's step of 50% decides."],
            reversal:
                "git revert this commit; the pods roll back to 512Mi, which took 38 s in the last three reverts of the ledger",
            saving: .none)
    }

    /// A machine that is one size too large; the same token decides nothing in other roots.
    static func instance() -> Plan {
        let target = Target(
            .terraform(
                TerraformAddress(
                    root: "terraform/live", environment: "prod",
                    address: #"module.web.aws_instance.app["eu"]"#)),
            "instance_type")
        let finding = Finding(
            kind: .instanceOversized, target: target, trigger: .sweep, window: window,
            wish: .smaller(steps: 1),
            confidence: 0.95, remark: "p99.5 20%",
            narrative: ["In the 14 days to 2026-11-20, web used at most 20% of its CPU."],
            statistics: [
                Statistic("cpu mean", 11.1, .percent), Statistic("cpu p99.5", 20, .percent),
                Statistic("memory used max", 24.1, .percent),
            ],
            signals: [
                signal(
                    "max by (id) (aws_ec2_cpuutilization_average)", step: 300, series: 1, samples: 4032,
                    expected: 4032)
            ],
            plot: plot(0.05), plotUnit: .percent)
        return Plan(
            category: "rightsize-instance", actionClass: .interrupt, owner: "team-web",
            changes: [
                PlannedChange(
                    target: target,
                    trace: trace(
                        target, file: "live/prod.tfvars", token: "\"m5.2xlarge\"", attributes: 1, roots: 0),
                    before: "m5.2xlarge", after: "m5.xlarge")
            ], finding: finding, base: base, verification: nil,
            summary: "resize module.web.aws_instance.app m5.2xlarge → m5.xlarge",
            reasoning: ["m5.xlarge has 4 of 8 processors."],
            reversal: "git revert this commit and apply again",
            saving: .monthly(amount: 140.16, currency: "USD", source: "prices/example.yaml"))
    }

    /// The memory plan with `text` wherever data comes in.
    static func hostile(_ text: String) -> Plan {
        var plan = memory()
        plan.owner = "team \(text)"
        plan.summary = "raise \(text) limit"
        plan.reasoning = [text, "because \(text)"]
        plan.reversal = text
        let address = ResourceAddress.kubernetes(
            KubernetesAddress(namespace: "n\(text)", kind: "Deployment", name: text, container: text))
        let target = Target(address, text)
        let other = DecidedAttribute(resource: text, attribute: text, value: text)
        var change = plan.changes[0]
        change.target = target
        change.before = text
        change.after = text
        // Git allows nearly everything in a path.
        change.trace = trace(target, file: "apps/\(text).yaml", token: "512Mi", attributes: 3, roots: 1)
        change.trace.alsoDecides = [other]
        plan.changes = [change]
        plan.finding.target = target
        plan.finding.narrative = [text, "It was \(text)."]
        plan.finding.statistics = [Statistic(text, 1, .count), Statistic("\(text) p99", 2, .count)]
        plan.finding.hypotheses = [
            Hypothesis(text, supports: [text, text], contradicts: [text], accepted: true)
        ]
        plan.finding.signals = (0..<3).map { _ in signal(text, step: 60, series: 1, samples: 5, expected: 5) }
        plan.finding.signals[0].endpoint = text
        plan.saving = .monthly(amount: 1, currency: text, source: text)
        plan.verification?.expectations = [Expectation(query: text, comparison: .less, threshold: 1)]
        return plan
    }

    static func hostileDecision(_ text: String) -> Decision {
        Decision(
            posture: .propose, hold: Hold(.heldByPerson, text), waitsFor: text,
            tree: DecisionNode(
                "merge?", text, .blocks, source: text, children: [DecisionNode(text, text, .lowers)]))
    }
}
