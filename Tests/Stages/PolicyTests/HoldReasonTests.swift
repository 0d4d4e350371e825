import Model
import Settings
import Testing

@testable import Policy

/// Every reason of policy's part of the closed list, each with the smallest change that brings it about.
@Suite struct HoldReasonTests {
    struct Case: CustomTestStringConvertible {
        let reason: HoldReason
        let name: String
        let posture: Posture
        let break_: @Sendable (inout PolicyWorld) -> Void
        var testDescription: String { "\(reason.rawValue): \(name)" }

        init(
            _ reason: HoldReason, _ name: String, _ posture: Posture = .propose,
            _ break_: @escaping @Sendable (inout PolicyWorld) -> Void
        ) {
            self.reason = reason
            self.name = name
            self.posture = posture
            self.break_ = break_
        }
    }

    static let now = PolicyWorld.now

    static func exhaustion(_ scope: LedgerFacts.Scope, until seconds: Double?) -> LedgerFacts.Exhaustion {
        LedgerFacts.Exhaustion(
            scope: scope, name: "a scope", budget: "1/1 per 1d", since: now.adding(seconds: -9),
            until: seconds.map { now.adding(seconds: $0) })
    }

    static let cases: [Case] = [
        Case(.observeOnly, "category observes", .observe) { $0.category.posture = .observe },
        Case(.observeOnly, "repository observes", .observe) { $0.repository.posture = .observe },
        Case(.observeOnly, "operator observes", .observe) { $0.moment.operatorSettings.posture = .observe },
        Case(.waitsForPeople, "category proposes") { $0.category.posture = .propose },
        Case(.waitsForPeople, "repository proposes") { $0.repository.posture = .propose },
        Case(.waitsForPeople, "operator proposes") { $0.moment.operatorSettings.posture = .propose },
        Case(.waitsForPeople, "review date reached") { $0.category.reviewBy = now },
        Case(.waitsForPeople, "no signing key on a forge") {
            $0.moment.operatorSettings.forge = .github(api: "x", repository: "a/b", tokenVariable: "T")
        },
        Case(.waitsForPeople, "organisation budget without a shared ledger") {
            $0.category.budgets.append(PolicyWorld.budget(.organisation, 9, hours: 1))
        },
        Case(.budgetExhausted, "the organisation's budget is used up by others") {
            $0.category.budgets.append(PolicyWorld.budget(.organisation, 2, hours: 1))
            $0.moment.ledger.organisation = PolicyWorld.organisation(2)
        },
        Case(.budgetExhausted, "a used-up budget halts its scope for every category") {
            $0.moment.ledger.exhaustions = [exhaustion(.service("prod/checkout"), until: 1)]
        },
        Case(.budgetExhausted, "one that only a person releases") {
            $0.moment.ledger.exhaustions = [exhaustion(.repository, until: nil)]
        },
        Case(.budgetExhausted, "spent again since a person gave room") {
            $0.category.budgets = [PolicyWorld.budget(.service, 1, hours: 24)]
            $0.moment.ledger.spends = [$0.spend("other", ago: 60)]
            $0.moment.ledger.resets = ["service:prod/checkout": now.adding(seconds: -61)]
        },
        Case(.ledgerUnreadable, "the organisation's ledger is out of reach", .propose) {
            $0.moment.ledger.organisation = LedgerFacts.Organisation(
                standing: .unreadable("timed out"), repository: "this")
        },
        Case(.waitsForPeople, "confidence too low") { $0.confidence = 0.79 },
        Case(.waitsForPeople, "edits a policy") {
            $0.file = ".trimtab/policies/other.yaml"
            $0.category.paths = ["**"]
        },
        Case(.waitsForPeople, "edits CI") {
            $0.file = ".github/workflows/ci.yml"
            $0.category.paths = ["**"]
        },
        Case(.waitsForPeople, "edits owners") {
            $0.file = "docs/CODEOWNERS"
            $0.category.paths = ["**"]
        },
        Case(.waitsForApproval, "category approves", .approve) { $0.category.posture = .approve },
        Case(.waitsForApproval, "no safety case", .approve) { $0.category.safetyCase = nil },
        Case(.waitsForApproval, "safety case without telemetry", .approve) {
            $0.category.safetyCase?.watch = []
        },
        Case(.waitsForApproval, "safety case without budget", .approve) { $0.category.budgets = [] },
        Case(.waitsForApproval, "automatic, but asks for an approval", .approve) {
            $0.category.approvals = 1
        },
        Case(.noCategory, "another class", .observe) { $0.after = "400Mi" },
        Case(.noCategory, "another attribute", .observe) { $0.category.attributes = ["replicas"] },
        Case(.noCategory, "another kind", .observe) { $0.category.resources = ["StatefulSet"] },
        Case(.outsidePaths, "outside the globs", .observe) { $0.file = "base/deployment.yaml" },
        Case(.outsidePaths, "excluded by the repository", .observe) {
            $0.repository.excludedPaths = ["apps/checkout/**"]
        },
        Case(.outsideBounds, "above the maximum", .observe) { $0.category.maximum = Quantity("767Mi") },
        Case(.outsideBounds, "below the minimum", .observe) { $0.category.minimum = Quantity("769Mi") },
        Case(.outsideBounds, "step above 50%", .observe) { $0.after = "769Mi" },
        Case(.outsideBounds, "step above an amount", .observe) {
            $0.category.step = Quantity("255Mi").map { .amount($0) }
        },
        Case(.outsideBounds, "none of the choices", .observe) { $0.category.choices = ["1Gi"] },
        Case(.tooYoung, "13.9 of 14 days", .observe) { $0.historyDays = 13.9 },
        Case(.lowCoverage, "coverage 94.9%", .observe) { $0.coverage = 0.949 },
        Case(.lowCoverage, "too few samples", .observe) { $0.category.evidence.samples = 60_481 },
        Case(.staleData, "31 minutes before the window's end", .observe) {
            $0.newestSample = now.adding(seconds: -1801)
        },
        Case(.staleData, "no samples", .observe) { $0.newestSample = nil },
        Case(.evidenceStale, "31 minutes old at the merge") {
            $0.moment.now = now.adding(seconds: 1741)
        },
        Case(.gateFailed, "a gate was not run") { $0.passedGates = ["parse"] },
        Case(.gateFailed, "a gate failed") { $0.failedGates = ["parse": "no"] },
        Case(.gateFailed, "a gate failed that nobody named") { $0.failedGates = ["helm-template": "no"] },
        Case(.heldByPerson, "this target", .observe) { world in
            world.moment.ledger.holds = [hold(.target(world.target.canonical))]
        },
        Case(.heldByPerson, "this service", .observe) {
            $0.moment.ledger.holds = [hold(.service("prod/checkout"))]
        },
        Case(.heldByPerson, "this category", .observe) {
            $0.moment.ledger.holds = [hold(.category("rightsize-memory"))]
        },
        Case(.heldByPerson, "this literal", .observe) {
            $0.moment.ledger.holds = [hold(.literal("apps/checkout/values-prod.yaml:1"))]
        },
        Case(.heldByPerson, "everything", .observe) { $0.moment.ledger.holds = [hold(.repository)] },
        Case(.heldByPerson, "until later", .observe) {
            $0.moment.ledger.holds = [hold(.repository, until: now.adding(seconds: 1))]
        },
        Case(.heldByPerson, "a person has just set the line", .observe) {
            $0.moment.touched = "Ada set apps/a.yaml:3"
        },
        Case(.heldByPerson, "a label") { $0.moment.labels = ["trimtab", "trimtab/hold"] },
        Case(.offSchedule, "before the window opens") { $0.moment.now = now.adding(seconds: -7261) },
        Case(.offSchedule, "never") { $0.category.sweepTimes = .never },
        Case(.frozen, "a freeze") {
            $0.repository.freezes = [
                Freeze(window: TimeWindow(start: now, end: now.adding(seconds: 1)), reason: "x", source: "s")
            ]
        },
        Case(.budgetExhausted, "service") {
            $0.moment.ledger.spends = [$0.spend("a", ago: 86_399, target: "other")]
        },
        Case(.budgetExhausted, "repository") { world in
            world.moment.ledger.spends = (1...5).map {
                world.spend("a\($0)", ago: 10, target: "t\($0)", service: "s\($0)", category: "c\($0)")
            }
        },
        Case(.budgetExhausted, "category") { world in
            world.category.budgets = [PolicyWorld.budget(.category, 1, hours: 1)]
            world.moment.ledger.spends = [world.spend("a", ago: 1, target: "t", service: "s")]
        },
        Case(.budgetExhausted, "target") { world in
            world.category.budgets = [PolicyWorld.budget(.target, 1, hours: 1)]
            world.moment.ledger.spends = [world.spend("a", ago: 1, service: "s", category: "c")]
        },
        Case(.budgetExhausted, "too many open pull requests", .observe) {
            $0.repository.openPullRequests = 3
            $0.moment.openPullRequests = 3
        },
        Case(.recurring, "two fixes in a week", .observe) { world in
            world.category.budgets = [PolicyWorld.budget(.repository, 5, hours: 1)]
            world.moment.ledger.spends = [world.spend("a", ago: 7200), world.spend("b", ago: 604_799)]
        },
        Case(.incidentOpen, "an alert fires") { $0.moment.incident = .open(["KubePodCrashLooping"]) },
        Case(.incidentOpen, "cannot be told") { $0.moment.incident = .unknown("timed out") },
        Case(.incidentOpen, "the ledger knows trouble") {
            $0.moment.ledger.incidents = [
                LedgerFacts.Incident(service: "prod/checkout", since: now, reason: "did not work")
            ]
        },
        Case(.checksNotGreen, "missing") { $0.category.checks = ["ci/test"] },
        Case(.checksNotGreen, "unreadable") {
            $0.category.checks = ["ci/test"]
            $0.moment.checks = nil
        },
        Case(.checksNotGreen, "pending") {
            $0.category.checks = ["ci/test"]
            $0.moment.checks = [CheckResult(name: "ci/test", state: .pending)]
        },
        Case(.checksNotGreen, "one of two runs failed") {
            $0.category.checks = ["ci/test"]
            $0.moment.checks = [
                CheckResult(name: "ci/test", state: .success), CheckResult(name: "ci/test", state: .failure),
            ]
        },
        Case(.checksNotGreen, "no head") {
            $0.category.checks = ["ci/test"]
            $0.moment.checks = [CheckResult(name: "ci/test", state: .success)]
            $0.moment.head = nil
        },
        Case(.baseMoved, "the branch moved") { $0.moment.baseTip = PolicyWorld.head },
        Case(.halted, "a switch", .observe) {
            $0.moment.halt = .halted(source: "refs/trimtab/halt", reason: "stop")
        },
        Case(.halted, "the ledger", .observe) {
            $0.moment.ledger.halts = [
                LedgerFacts.Halt(scope: .repository, by: "anna", since: now, reason: "stop")
            ]
        },
        Case(.ledgerUnreadable, "broken chain", .observe) {
            $0.moment.ledger.standing = .unreadable("broken")
        },
    ]

    static func hold(_ scope: LedgerFacts.Scope, until: Timestamp? = nil) -> LedgerFacts.PersonHold {
        LedgerFacts.PersonHold(scope: scope, by: "anna", since: now, until: until, reason: "not now")
    }

    @Test func theUntouchedWorldMerges() {
        #expect(PolicyWorld().decision.mayMerge, "\(PolicyWorld().decision.tree.rendered)")
        #expect(PolicyWorld().decision.posture == .auto)
    }

    @Test(arguments: cases) func holds(_ one: Case) {
        let decision = PolicyWorld().with(one.break_).decision
        #expect(decision.hold?.reason == one.reason, "\(decision.tree.rendered)")
        #expect(decision.posture == one.posture, "\(decision.tree.rendered)")
        #expect(decision.tree.verdict == .blocks)
        #expect(decision.hold?.detail.isEmpty == false)
    }

    /// The other side of each threshold: one step less, and the change merges.
    static let allowed: [Case] = [
        Case(.observeOnly, "review date tomorrow") { $0.category.reviewBy = now.adding(seconds: 1) },
        Case(.observeOnly, "confidence exactly as demanded") { $0.confidence = 0.8 },
        Case(.observeOnly, "maximum exactly reached") { $0.category.maximum = Quantity("768Mi") },
        Case(.observeOnly, "minimum exactly reached") { $0.category.minimum = Quantity("768Mi") },
        Case(.observeOnly, "step amount exactly reached") {
            $0.category.step = Quantity("256Mi").map { .amount($0) }
        },
        Case(.observeOnly, "13.96 days print as 14.0") { $0.historyDays = 13.96 },
        Case(.observeOnly, "coverage exactly 95%") { $0.coverage = 0.95 },
        Case(.observeOnly, "samples exactly enough") {
            $0.coverage = 1
            $0.category.evidence.samples = 60_480
        },
        Case(.observeOnly, "newest sample exactly 30 minutes old") {
            $0.newestSample = now.adding(seconds: -1800)
        },
        Case(.observeOnly, "a used-up budget of another service") {
            $0.moment.ledger.exhaustions = [exhaustion(.service("prod/other"), until: nil)]
        },
        Case(.observeOnly, "a used-up budget that has room again") {
            $0.moment.ledger.exhaustions = [exhaustion(.repository, until: 0)]
        },
        Case(.observeOnly, "a person gave room since") {
            $0.category.budgets = [PolicyWorld.budget(.service, 1, hours: 24)]
            $0.moment.ledger.spends = [$0.spend("other", ago: 60)]
            $0.moment.ledger.resets = ["service:prod/checkout": now.adding(seconds: -60)]
        },
        Case(.observeOnly, "the organisation has room for one more") {
            $0.category.budgets.append(PolicyWorld.budget(.organisation, 2, hours: 1))
            $0.moment.ledger.organisation = PolicyWorld.organisation(1)
        },
        Case(.observeOnly, "what others spent left the span") {
            $0.category.budgets.append(PolicyWorld.budget(.organisation, 1, hours: 1.0 / 60))
            $0.moment.ledger.organisation = PolicyWorld.organisation(1)
        },
        Case(.observeOnly, "another target is held") { $0.moment.ledger.holds = [hold(.target("other"))] },
        Case(.observeOnly, "a hold that ended") { $0.moment.ledger.holds = [hold(.repository, until: now)] },
        Case(.observeOnly, "window opens this minute") { world in
            world.moment.now = PolicyWorld.time("2026-11-18T07:00:00Z")
            world.newestSample = world.moment.now
            world.window.end = world.moment.now
        },
        Case(.observeOnly, "a freeze that ended") {
            $0.repository.freezes = [
                Freeze(window: TimeWindow(start: now.adding(seconds: -9), end: now), source: "s")
            ]
        },
        Case(.observeOnly, "a spend exactly a day ago rolled off") {
            $0.moment.ledger.spends = [$0.spend("a", ago: 86_400, target: "other")]
        },
        Case(.observeOnly, "a permit and its merge are one action") { world in
            world.category.budgets = [PolicyWorld.budget(.service, 2, hours: 24)]
            world.moment.ledger.spends = [world.spend("a", ago: 10), world.spend("a", ago: 5)]
        },
        Case(.observeOnly, "its own unsettled permit does not count") { world in
            world.moment.ledger.spends = [
                LedgerFacts.Spend(
                    action: world.plan.actionID, time: now, target: world.target.canonical,
                    service: "prod/checkout", category: "rightsize-memory")
            ]
        },
        Case(.observeOnly, "four of five in the repository") { world in
            world.moment.ledger.spends = (1...4).map {
                world.spend("a\($0)", ago: 10, target: "t\($0)", service: "s\($0)", category: "c\($0)")
            }
        },
        Case(.observeOnly, "one fix in a week") { world in
            world.category.budgets = [PolicyWorld.budget(.repository, 5, hours: 1)]
            world.moment.ledger.spends = [world.spend("a", ago: 7200), world.spend("b", ago: 604_800)]
        },
        Case(.observeOnly, "trouble elsewhere") {
            $0.moment.ledger.incidents = [LedgerFacts.Incident(service: "prod/api", since: now, reason: "x")]
        },
        Case(.observeOnly, "green") {
            $0.category.checks = ["ci/test"]
            $0.moment.checks = [CheckResult(name: "ci/test", state: .success)]
        },
        Case(.observeOnly, "open pull requests full, but it has one") {
            $0.repository.openPullRequests = 3
            $0.moment.openPullRequests = 3
            $0.moment.hasPullRequest = true
        },
        Case(.observeOnly, "signed on a forge") {
            $0.moment.operatorSettings.forge = .github(api: "x", repository: "a/b", tokenVariable: "T")
            $0.moment.operatorSettings.signingKey = "/keys/bot"
            $0.moment.ledger.records = ["rightsize-memory": RecordRuleTests.earned]
        },
        Case(.observeOnly, "an alert at night") { world in
            world.trigger = .alert(
                Alert(status: .firing, labels: ["alertname": "OOM"], startsAt: now, fingerprint: "f"))
            world.category.sweepTimes = .never
        },
        Case(.observeOnly, "a halt of another service") {
            $0.moment.ledger.halts = [
                LedgerFacts.Halt(scope: .service("prod/api"), by: "anna", since: now, reason: "stop")
            ]
        },
    ]

    @Test(arguments: allowed) func merges(_ one: Case) {
        let decision = PolicyWorld().with(one.break_).decision
        #expect(decision.mayMerge, "\(decision.tree.rendered)")
    }

    @Test func namesWhoIsWaitedFor() {
        #expect(PolicyWorld().with { $0.category.posture = .approve }.decision.waitsFor == "team-platform")
        #expect(
            PolicyWorld().with { $0.moment.ledger.holds = [HoldReasonTests.hold(.repository)] }.decision
                .waitsFor == "anna")
    }

    /// What needs somebody to act is named before what passes by itself; a halt before everything.
    @Test func theReasonThatMattersMostComesFirst() {
        var world = PolicyWorld()
        world.category.posture = .approve
        world.category.sweepTimes = .never
        world.moment.ledger.spends = [world.spend("a", ago: 1)]
        #expect(world.decision.hold?.reason == .waitsForApproval)
        world.moment.halt = .halted(source: "TRIMTAB_HALT", reason: "x")
        #expect(world.decision.hold?.reason == .halted)
    }
}
