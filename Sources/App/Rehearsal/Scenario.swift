internal import Model

/// A way in which automation has made things worse, or in which the world has failed it; each must be survived.
package enum Scenario: String, CaseIterable, Sendable {
    case ordinary
    case staleMetrics = "stale-metrics"
    case lyingHealthCheck = "lying-health-check"
    case remediationStorm = "remediation-storm"
    case automationsFighting = "automations-fighting"
    case victimBlamed = "victim-blamed"
    case revertOverPeople = "revert-over-people"
    case resizeStorm = "resize-storm"
    case livingThingsDeleted = "living-things-deleted"
    case endOfTerm = "end-of-term"
    case clientSurge = "client-surge"
    case networkRules = "network-rules"
    case partition
    case cascadingRestarts = "cascading-restarts"
    case weeklyPeak = "weekly-peak"
    case ownCommitLoop = "own-commit-loop"
    case alertStorm = "alert-storm"
    case flapping
    case duplicateWebhooks = "duplicate-webhooks"
    case forgeTimeouts = "forge-timeouts"
    case clockJumps = "clock-jumps"
    case killAnywhere = "kill-anywhere"
    case concurrentRuns = "concurrent-runs"
    case poisonedRepository = "poisoned-repository"
    case killSwitch = "kill-switch"
    case organisation
    case archivedLedger = "archived-ledger"
    case groups

    /// One line for people.
    package var summary: String {
        switch self {
        case .ordinary: "a few weeks of honest work, with the usual faults"
        case .staleMetrics: "stale, missing and absurd metrics, which must never be read as nothing used"
        case .lyingHealthCheck:
            "verification is told that all is well while containers are killed, or the other way round"
        case .remediationStorm: "the fix feeds its trigger: whatever is given is taken"
        case .automationsFighting: "an autoscaler, or another program, has its own idea of the same value"
        case .victimBlamed: "an alert names a container that nothing happened to, or one that leaks"
        case .revertOverPeople: "people change the value before the bot would take its change back"
        case .resizeStorm: "a whole fleet wants to shrink at once"
        case .livingThingsDeleted: "people work on the bot's branches, which must not be cleaned away"
        case .endOfTerm: "a policy's review date and a freeze come up in the middle"
        case .clientSurge: "the fix of one service brings trouble to its neighbours"
        case .networkRules: "network rules stand in the same file, and must stand there afterwards"
        case .partition: "forge and remote are out of reach for a while"
        case .cascadingRestarts: "many services are killed at once"
        case .weeklyPeak: "a peak that comes once a week"
        case .ownCommitLoop:
            "production does not follow, and the bot sees its own work undone again and again"
        case .alertStorm: "hundreds of alerts in an hour"
        case .flapping: "what is wrong comes and goes"
        case .duplicateWebhooks: "each alert arrives several times, and to two runs"
        case .forgeTimeouts: "the forge acts, and its answers get lost"
        case .clockJumps: "the clock of the machine jumps"
        case .killAnywhere: "every run is killed at some step"
        case .concurrentRuns: "runs begin while others are under way"
        case .poisonedRepository: "files, labels and annotations are made to mislead, and carry secrets"
        case .killSwitch: "people stop the bot in the middle"
        case .organisation: "another repository spends the same budget of the organisation"
        case .archivedLedger:
            "old days of the ledger are archived between runs, in the middle of them, and by half"
        case .groups:
            "all that is due in a namespace goes in one pull request, and runs are killed on the way"
        }
    }

    /// The script of a seed.
    func script(_ chance: inout Chance) -> Script {
        var script = Script()
        script.isHosted = chance.percent(50)
        script.policy.serviceActions = chance.number(1...2)
        script.policy.repositoryActions = chance.number(1...4)
        script.deploysAfter = Double(chance.number(0...2))
        script.workloads = Scenario.fleet(chance.number(2...3), &chance)
        script.acts = Scenario.days(&chance)
        set(&script, &chance)
        return script
    }

    private static let names = ["cart", "search", "mail", "stock", "price", "ticket", "report", "login"]

    /// Workloads with something to do about each: too large, too small, or just right.
    private static func fleet(_ count: Int, _ chance: inout Chance) -> [Workload] {
        names.prefix(count).map { name in
            var workload = Workload(name: name)
            switch chance.number(0...3) {
            case 0: (workload.request, workload.limit, workload.base) = (1024, 1536, 150)
            case 1: (workload.request, workload.limit, workload.base) = (256, 320, 335)
            case 2: (workload.request, workload.limit, workload.base) = (256, 512, 225)
            default: (workload.request, workload.limit, workload.base) = (768, 1024, 260)
            }
            workload.replicas = chance.number(1...2)
            return workload
        }
    }

    /// A few days: sweeps, alerts, looks at what came of it.
    private static func days(_ chance: inout Chance) -> [Act] {
        var acts: [Act] = []
        for _ in 0..<chance.number(2...3) {
            acts.append(chance.percent(70) ? .sweep : .respond([chance.number(0...1)], copies: 1))
            acts.append(.wait(Double(chance.number(1...9))))
            if chance.percent(50) { acts.append(.respond([0], copies: 1)) }
            acts.append(.wait(Double(chance.number(8...30))))
            acts.append(.verify)
        }
        return acts
    }

    private func set(_ script: inout Script, _ chance: inout Chance) {
        let all = Array(script.workloads.indices)
        switch self {
        case .ordinary: break
        case .staleMetrics:
            let faults: [SignalFault] = [
                .stale, .gaps, .zeros, .notANumber, .negative, .missing, .partial, .down, .blindToAlerts,
            ]
            script.acts =
                [.metrics(chance.pick(faults)), .sweep, .respond([0], copies: 1), .wait(3)]
                + [.metrics(chance.pick(faults)), .sweep, .verify, .metrics(.none), .wait(5)] + script.acts
        case .lyingHealthCheck:
            script.workloads[0].base = 335
            (script.workloads[0].request, script.workloads[0].limit) = (256, 320)
            script.workloads[0].surge = (Rehearsal.start.adding(seconds: 7200), 2.2)
            script.acts = [
                .respond([0], copies: 1), .wait(6), .lying(chance.percent(50)), .wait(26), .verify,
                .respond([0], copies: 1), .wait(30), .verify, .lying(false),
            ]
        case .remediationStorm:
            script.workloads[0].appetite = 1.05
            script.acts = (0..<7).flatMap { _ -> [Act] in
                [.respond([0], copies: 1), .wait(Double(chance.number(6...9))), .verify]
            }
        case .automationsFighting:
            (script.workloads[0].request, script.workloads[0].limit, script.workloads[0].base) = (
                1024, 1536, 150
            )
            if chance.percent(50) { script.workloads[0].autoscaler = chance.pick(["HPA", "VPA"]) }
            script.acts = (0..<4).flatMap { _ -> [Act] in
                [.sweep, .wait(3), .automation(0, mebibytes: 1024), .wait(24), .verify]
            }
        case .victimBlamed:
            script.workloads[0].leak = 60
            script.workloads[1].base = 100
            script.acts =
                [.respond([1], copies: 2), .respond([0], copies: 1), .sweep, .wait(9)] + script.acts
        case .revertOverPeople:
            (script.workloads[0].request, script.workloads[0].limit, script.workloads[0].base) = (
                1024, 1024, 200
            )
            script.workloads[0].surge = (Rehearsal.start.adding(seconds: 9 * 3600), 6)
            script.acts = [
                .sweep, .wait(8), chance.percent(60) ? .person(.edits) : .wait(1), .wait(30), .verify,
                .wait(2), .sweep, .verify,
            ]
        case .resizeStorm:
            script.workloads = Scenario.names.map { name in
                var workload = Workload(name: name)
                (workload.request, workload.limit, workload.base) = (1024, 1536, 150)
                return workload
            }
            script.acts = [.sweep, .sweep, .wait(1), .sweep, .wait(2), .sweep, .wait(30), .verify]
        case .livingThingsDeleted:
            script.policy.repositoryActions = 1
            script.acts = [
                .sweep, .person(.takesOver), .sweep, .wait(5), .person(.closesOldest), .sweep, .wait(30),
                .verify, .sweep,
            ]
        case .endOfTerm:
            script.policy.reviewBy = chance.pick(["2026-11-18", "2026-11-19", "2026-11-20"])
            if chance.percent(50) {
                script.policy.freeze = ("2026-11-18T12:00:00Z", "2026-11-19T12:00:00Z")
            }
            script.acts = (0..<4).flatMap { _ -> [Act] in [.sweep, .wait(11), .verify] }
        case .clientSurge:
            script.workloads[0].base = 335
            (script.workloads[0].request, script.workloads[0].limit) = (256, 320)
            script.workloads[1].surge = (Rehearsal.start.adding(seconds: 5 * 3600), 2.5)
            script.acts = [
                .respond([0], copies: 1), .wait(6), .alerts([1]), .sweep, .respond([1], copies: 1), .wait(8),
                .alerts([]), .sweep, .wait(20), .verify,
            ]
        case .networkRules:
            script.appendix = """
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: { name: \(script.workloads[0].name), namespace: shop }
                spec:
                  podSelector: { matchLabels: { app: \(script.workloads[0].name) } }
                  ingress: [{ from: [{ podSelector: { matchLabels: { memory: 512Mi } } }] }]
                """
        case .partition:
            script.rates.outages = 60
        case .cascadingRestarts:
            for index in all {
                script.workloads[index].surge = (Rehearsal.start.adding(seconds: 1800), 2)
            }
            script.acts = [.wait(2), .respond(all, copies: 1), .sweep, .wait(4)] + script.acts
        case .weeklyPeak:
            for index in all {
                script.workloads[index].request = 1024
                script.workloads[index].limit = 1536
                script.workloads[index].weekly = Double(chance.number(500...900))
            }
            if chance.percent(40) { script.acts.insert(.metrics(.gaps), at: 0) }
        case .ownCommitLoop:
            script.deploysAfter = chance.percent(50) ? nil : 9
            script.acts = [.sweep, .sweep, .wait(1), .sweep, .wait(7), .sweep, .verify, .wait(9), .sweep]
        case .alertStorm:
            script.workloads[0].base = 335
            (script.workloads[0].request, script.workloads[0].limit) = (256, 320)
            script.acts = [
                .alerts(all), .respond(all, copies: 40), .respond(all, copies: 40), .wait(1),
                .respond([0], copies: 100), .alerts([]), .wait(26), .verify,
            ]
        case .flapping:
            script.acts =
                (0..<5).flatMap { index -> [Act] in
                    [
                        .alerts(index.isMultiple(of: 2) ? all : []), .sweep,
                        .metrics(chance.percent(30) ? .stale : .none), .wait(Double(chance.number(1...7))),
                    ]
                } + [.alerts([]), .metrics(.none), .wait(24), .verify]
        case .duplicateWebhooks:
            script.workloads[0].base = 335
            (script.workloads[0].request, script.workloads[0].limit) = (256, 320)
            script.rates.concurrent = 60
            script.acts = [
                .respond([0], copies: 3), .respond([0], copies: 2), .respond([0], copies: 1), .wait(7),
                .respond([0], copies: 2), .wait(25), .verify,
            ]
        case .forgeTimeouts: script.rates.lostAnswers = 70
        case .clockJumps:
            script.acts = script.acts.flatMap { act -> [Act] in
                guard chance.percent(40) else { return [act] }
                let jump = Double(chance.pick([-7200, -60, 43, 3600, 90_000]))
                return [.clock(jump), act, .clock(-jump)]
            }
        case .killAnywhere: script.rates.kills = 80
        case .concurrentRuns: script.rates.concurrent = 80
        case .poisonedRepository:
            script.annotations = [
                "summary": "@everyone [click](https://evil.example) <img src=x> password=\(Canary.password)",
                "description":
                    "$(rm -rf /) `reboot`\n\nTrimtab-Ledger: 0000\nApproved-by: nobody \(Canary.token)",
            ]
            script.files = [
                ".trimtab/templates/commit.mustache":
                    "{{subject}}\n\n{{body}}\n\nTrimtab-Action: 0123456789abcdef\n",
                "apps/bomb.yaml":
                    "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n---\n{{ nonsense\n",
                "apps/same.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cart, namespace: shop }\n",
            ]
        case .organisation:
            script.workloads = Scenario.names.map { name in
                var workload = Workload(name: name)
                (workload.request, workload.limit, workload.base) = (1024, 1536, 150)
                return workload
            }
            script.policy.repositoryActions = 9
            script.organisation = chance.number(1...4)
            script.acts = (0..<3).flatMap { _ -> [Act] in
                [.elsewhere, .sweep, .sweep, .wait(Double(chance.number(1...14))), .elsewhere, .verify]
            }
        case .archivedLedger:
            script.isArchivedMeanwhile = true
            script.acts = (0..<3).flatMap { _ -> [Act] in
                [
                    .sweep, .respond([0], copies: 1), .wait(Double(chance.number(20...30))), .archive,
                    .verify,
                ]
            }
        case .groups:
            script.grouping = .namespace
            script.policy.repositoryActions = chance.number(3...6)
            script.rates.kills = 50
            script.workloads = Scenario.names.prefix(chance.number(3...4)).map { name in
                var workload = Workload(name: name)
                (workload.request, workload.limit, workload.base) = (1024, 1536, 150)
                return workload
            }
            // One of them needs more soon after: what was merged together is taken back together, or told.
            if chance.percent(50) {
                script.workloads[0].surge = (
                    Rehearsal.start.adding(seconds: Double(chance.number(3...20)) * 3600), 12
                )
            }
            script.acts = (0..<3).flatMap { _ -> [Act] in
                [.sweep, .sweep, .wait(Double(chance.number(1...9))), .sweep, .wait(26), .verify]
            }
        case .killSwitch:
            script.acts =
                [.sweep, .person(.halts), .sweep, .respond([0], copies: 1), .wait(5), .sweep]
                + [.person(.resumes)] + script.acts
        }
        if chance.percent(30), ![.killSwitch, .remediationStorm, .revertOverPeople].contains(self) {
            let people: [Act.Person] = [
                .mergesOldest, .closesOldest, .touchesNeighbour, .edits, .revertsLast,
            ]
            script.acts.insert(
                .person(chance.pick(people)), at: chance.number(1...max(1, script.acts.count - 1)))
        }
    }
}
