internal import Diagnostics
internal import Model
internal import Settings

/// Makes the inputs of a decision out of the facts of a case.
struct PolicyTestWorld {
    private static let base = ObjectID(rawValue: String(repeating: "b", count: 40))
    private static let head = ObjectID(rawValue: String(repeating: "c", count: 40))

    let facts: PolicyTestFacts
    let category: LoadedCategory

    init(_ facts: PolicyTestFacts, _ loaded: LoadedCategory) {
        self.facts = facts
        var category = loaded.category
        category.posture = facts.posture ?? category.posture
        self.category = LoadedCategory(category, blob: loaded.blob, commit: PolicyTestWorld.base)
    }

    /// What policy decides about it.
    var decision: Decision { PolicyDecider().decide(inputs, at: moment) }

    private var target: Target {
        let attribute = facts.attribute ?? category.category.attributes.first ?? "resources.requests.memory"
        if let root = facts.root {
            return Target(
                .terraform(TerraformAddress(root: root, address: facts.resource ?? "aws_instance.example")),
                attribute)
        }
        let parts = (facts.resource ?? "Deployment/example/app").split(separator: "/").map(String.init)
        return Target(
            .kubernetes(
                KubernetesAddress(
                    namespace: facts.namespace, kind: parts.first ?? "Deployment",
                    name: parts.count > 1 ? parts[1] : "example", container: parts.count > 2 ? parts[2] : nil)
            ),
            attribute)
    }

    private var window: TimeWindow {
        let end = facts.now.adding(seconds: -facts.freshness.seconds)
        return TimeWindow(start: end.adding(seconds: -14 * 86_400), end: end)
    }

    private var trigger: Trigger {
        guard facts.isAlert else { return .sweep }
        return .alert(
            Alert(
                status: .firing, labels: ["alertname": "Example"], startsAt: facts.now.adding(seconds: -600),
                fingerprint: "example"))
    }

    private var plan: Plan {
        let before = facts.before ?? ""
        let after = facts.after ?? ""
        let file = SourceFile(path: facts.file, bytes: Array("value: \(before)\n".utf8))
        let origin = Origin(file, ByteRange(7..<(7 + before.utf8.count)))
        let samples = Int((facts.coverage * 20_160).rounded())
        let finding = Finding(
            kind: .memoryRequestTooHigh, target: target, trigger: trigger, window: window,
            confidence: facts.confidence,
            signals: [
                SignalRecord(
                    endpoint: "test", query: "up", window: window, step: TimeSpan(seconds: 60), series: 1,
                    samples: samples, expectedSamples: 20_160, digest: Digest(of: [0]))
            ], historyDays: facts.history.days, newestSample: window.end)
        let change = PlannedChange(
            target: target, trace: Trace(target: target, status: .literal(origin), value: before),
            before: before,
            after: after)
        return Plan(
            category: category.category.name,
            actionClass: Classifier().actionClass(of: target, before: before, after: after),
            owner: category.category.owner, changes: [change], finding: finding, base: PolicyTestWorld.base,
            verification: nil, summary: "a test of policies", reasoning: [], reversal: "revert", saving: .none
        )
    }

    private var inputs: PolicyInputs {
        var repository = RepositorySettings()
        if facts.isFrozen {
            let window = TimeWindow(
                start: facts.now.adding(seconds: -60), end: facts.now.adding(seconds: 3600))
            repository.freezes = [Freeze(window: window, source: "the case")]
        }
        let passed = Set(PolicyCheck.builtInGates).union(category.category.gates).subtracting(
            facts.failedGates)
        return PolicyInputs(
            plan: plan, category: category, repository: repository, passedGates: passed,
            failedGates: Dictionary(facts.failedGates.map { ($0, "it failed") }) { first, _ in first })
    }

    private var moment: PolicyMoment {
        let states =
            facts.checks ?? Dictionary(category.category.checks.map { ($0, .success) }) { first, _ in first }
        return PolicyMoment(
            now: facts.now,
            operatorSettings: OperatorSettings(posture: facts.operatorPosture, forge: .local), ledger: ledger,
            incident: facts.hasIncident ? .open(["Example"]) : .clear,
            halt: facts.isHalted ? .halted(source: "the case", reason: "a test") : .running,
            head: PolicyTestWorld.head,
            baseTip: facts.hasMoved ? PolicyTestWorld.head : PolicyTestWorld.base,
            checks: states.sorted { $0.key < $1.key }.map { CheckResult(name: $0.key, state: $0.value) },
            approvals: facts.approvals.map { Approval(by: $0, commit: PolicyTestWorld.head) },
            hasPullRequest: true)
    }

    private var ledger: LedgerFacts {
        let spends = facts.merges.enumerated().map { place, merge in
            LedgerFacts.Spend(
                action: ActionID(rawValue: "test-\(place)"),
                time: facts.now.adding(seconds: -merge.ago.seconds),
                target: merge.sameTarget ? target.canonical : "another",
                service: merge.sameService ? target.address.service : "another",
                category: merge.category ?? category.category.name)
        }
        let holds =
            facts.isHeld
            ? [
                LedgerFacts.PersonHold(
                    scope: .target(target.canonical), by: "somebody", since: facts.now, reason: "a test")
            ] : []
        var ledger = LedgerFacts(spends: spends, holds: holds)
        if let trouble = facts.trouble {
            var record = TrackRecord(category: category.category.name)
            (record.merged, record.didNot) = (100, 1)
            record.lastTrouble = facts.now.adding(seconds: -trouble.seconds)
            ledger.records[record.category] = record
        }
        return ledger
    }
}
