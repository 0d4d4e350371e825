import Diagnostics
import Model
import Settings
import TestSupport

@testable import Policy

/// A change that policy lets merge by itself; every test takes one thing away from it.
struct PolicyWorld {
    static let base = ObjectID(rawValue: String(repeating: "b", count: 40))
    static let head = ObjectID(rawValue: String(repeating: "c", count: 40))
    static let blob = ObjectID(rawValue: String(repeating: "d", count: 40))
    /// A Wednesday, 10:00 in Berlin.
    static let now = time("2026-11-18T09:00:00Z")

    var attribute = "resources.limits.memory"
    var kind = "Deployment"
    var before = "512Mi"
    var after = "768Mi"
    var file = "apps/checkout/values-prod.yaml"
    var trigger = Trigger.sweep
    var category = PolicyWorld.category()
    var repository = RepositorySettings()
    var passedGates: Set<String> = ["parse", "blast-radius"]
    var failedGates: [String: String] = [:]
    var purpose = PolicyInputs.Purpose.fix
    var historyDays = 14.0
    var coverage = 0.998
    var confidence = 0.97
    var quality: DataQuality?
    var newestSample: Timestamp? = PolicyWorld.now.adding(seconds: -60)
    var window = TimeWindow(start: PolicyWorld.now.adding(seconds: -14 * 86_400), end: PolicyWorld.now)
    var address: ResourceAddress?
    var plannedClass: ActionClass?
    var moment = PolicyMoment(
        now: PolicyWorld.now, operatorSettings: OperatorSettings(posture: .auto, forge: .local),
        ledger: LedgerFacts(), incident: .clear, halt: .running, head: PolicyWorld.head,
        baseTip: PolicyWorld.base)

    var target: Target {
        Target(
            address
                ?? .kubernetes(
                    KubernetesAddress(namespace: "prod", kind: kind, name: "checkout", container: "app")),
            attribute)
    }

    var plan: Plan {
        let source = SourceFile(path: file, bytes: Array("memory: \(before)\n".utf8))
        let range = ByteRange(8..<(8 + before.utf8.count))
        let trace = Trace(target: target, status: .literal(Origin(source, range)), value: before)
        let samples = Int((coverage * 60_480).rounded(.down))
        let signal = SignalRecord(
            endpoint: "prometheus", query: "up", window: window, step: TimeSpan(seconds: 60), series: 3,
            samples: samples, expectedSamples: 60_480, digest: Digest(of: [1]))
        let finding = Finding(
            kind: .memoryLimitTooLow, target: target, trigger: trigger, window: window,
            confidence: confidence, signals: [signal], historyDays: historyDays,
            quality: quality, newestSample: newestSample)
        let change = PlannedChange(target: target, trace: trace, before: before, after: after)
        let actual = Classifier().actionClass(of: target, before: before, after: after)
        return Plan(
            category: category.name, actionClass: plannedClass ?? actual, owner: category.owner,
            changes: [change], finding: finding, base: PolicyWorld.base, verification: nil,
            summary: "raise checkout memory limit", reasoning: [], reversal: "revert", saving: .none)
    }

    var inputs: PolicyInputs {
        PolicyInputs(
            plan: plan, category: LoadedCategory(category, blob: PolicyWorld.blob, commit: PolicyWorld.base),
            repository: repository, passedGates: passedGates, failedGates: failedGates, purpose: purpose)
    }

    var decision: Decision { PolicyDecider().decide(inputs, at: moment) }
    var staticDecision: Decision { PolicyDecider().decideStatically(inputs) }

    /// The world after `change`.
    func with(_ change: (inout PolicyWorld) -> Void) -> PolicyWorld {
        var world = self
        change(&world)
        return world
    }

    /// A spend of another action on this world's target, so many seconds ago.
    func spend(
        _ name: String, ago: Double, target: String? = nil, service: String = "prod/checkout",
        category: String = "rightsize-memory"
    ) -> LedgerFacts.Spend {
        LedgerFacts.Spend(
            action: ActionID(rawValue: name), time: moment.now.adding(seconds: -ago),
            target: target ?? self.target.canonical, service: service, category: category)
    }

    /// So many merges of another repository, a minute ago and the minutes before.
    static func organisation(_ count: Int) -> LedgerFacts.Organisation {
        LedgerFacts.Organisation(
            repository: "this",
            spends: (0..<count).map { index in
                LedgerFacts.Organisation.Spend(
                    repository: "other", action: ActionID(rawValue: "action \(index)"),
                    time: now.adding(seconds: -60 * Double(index + 1)))
            })
    }

    static func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(seconds: 0) }

    static let span = SourceSpan(path: ".trimtab/policies/rightsize-memory.yaml", range: ByteRange(0..<1))

    static func budget(_ scope: BudgetScope, _ actions: Int, hours: Double) -> Budget {
        Budget(scope: scope, actions: actions, per: TimeSpan(seconds: hours * 3600), span: span)
    }

    static let verify = Category.Verify(
        applyBy: TimeSpan(seconds: 7200), watch: TimeSpan(seconds: 86_400),
        expectations: [
            ExpectationTemplate(
                query: "up{ {{target}} }", comparison: .equal, threshold: .number(1), span: span)
        ], otherwise: .revert)

    /// A category that grants everything to a raise of memory in checkout.
    static func category(action: ActionClass = .raiseOrTune) -> Category {
        Category(
            name: "rightsize-memory", path: ".trimtab/policies/rightsize-memory.yaml", posture: .auto,
            owner: "team-platform", reviewBy: time("2027-03-01"), action: action,
            resources: ["Deployment", "StatefulSet"],
            attributes: ["resources.limits.memory", "resources.requests.memory"],
            paths: ["apps/**/values-*.yaml"],
            minimum: Quantity("64Mi"), maximum: Quantity("8Gi"), step: .share(0.5), choices: [],
            evidence: Category.EvidenceDemand(
                history: TimeSpan(seconds: 14 * 86_400), coverage: 0.95, freshness: TimeSpan(seconds: 1800),
                confidence: 0.8),
            budgets: [budget(.service, 1, hours: 24), budget(.repository, 5, hours: 1)], alertTimes: .always,
            sweepTimes: .weekly(days: [1, 2, 3, 4], fromMinute: 480, toMinute: 960, zone: "Europe/Berlin"),
            gates: ["parse", "blast-radius"], checks: [], approvals: 0, verify: verify,
            recurrence: Category.Recurrence(more: 2, within: TimeSpan(seconds: 7 * 86_400)), appliedWhen: nil,
            safetyCase: SafetyCase(
                trigger: "kills", falsePositives: ["evictions"], blastRadius: "one container",
                reversal: "revert",
                watch: ["evictions per hour"], span: span), spans: ["name": span],
            lines: ["posture": 4, "bounds": 15, "reviewBy": 9])
    }

    /// The same world for a shrink of a request.
    static var shrink: PolicyWorld {
        PolicyWorld().with {
            $0.category = category(action: .shrink)
            $0.attribute = "resources.requests.memory"
            $0.before = "1Gi"
            $0.after = "512Mi"
        }
    }
}
