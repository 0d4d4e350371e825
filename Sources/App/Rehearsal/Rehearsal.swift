package import Pipeline
internal import Diagnostics
internal import Model
internal import Ports

/// Plays the real road through simulated weeks in which things go wrong, and asks afterwards whether what must never
/// happen has happened.
///
/// Everything comes from the seed: the estate, the policies, what people and production do, and which step is cut off. The
/// same seed gives the same history, byte for byte.
public struct Rehearsal: Sendable {
    /// When every rehearsal begins: a Wednesday morning.
    static let start = Timestamp("2026-11-18T09:00:00Z") ?? Timestamp(seconds: 0)

    private let scenario: Scenario?
    private let broken: BrokenParts?

    /// A rehearsal of one scenario; nil takes the scenario from the seed.
    package init(_ scenario: Scenario? = nil, broken: BrokenParts? = nil) {
        self.scenario = scenario
        self.broken = broken
    }

    /// The scenario that a seed plays.
    package static func scenario(of seed: UInt64) -> Scenario {
        let all = Scenario.allCases
        return all[Int(seed % UInt64(all.count))]
    }

    /// Plays one seed to its end.
    ///
    /// - Throws: nothing that the bot does; an error is a fault of the simulation itself.
    package func play(_ seed: UInt64) async throws -> Rehearsed {
        let scenario = scenario ?? Rehearsal.scenario(of: seed)
        var chance = Chance(seed: seed)
        let script = scenario.script(&chance)
        let stage = try await Stage(script, broken: broken)
        let names = script.workloads.map(\.name).joined(separator: " ")
        stage.say("\(scenario.rawValue), \(script.isHosted ? "hosted" : "local") forge, workloads \(names)")
        var invariants = Invariants(stage)
        for act in script.acts {
            try await perform(act, on: stage, &chance)
            try await invariants.look()
        }
        try await conclude(stage)
        try await invariants.conclude()
        return Rehearsed(
            seed: seed, scenario: scenario.rawValue, isForced: self.scenario != nil,
            violations: invariants.violations, history: stage.history, merges: invariants.merges,
            runs: stage.history.count { $0.contains(" run ") } / 2,
            end: try await Rehearsal.digest(of: stage).rawValue)
    }

    private func perform(_ act: Act, on stage: Stage, _ chance: inout Chance) async throws {
        switch act {
        case .sweep:
            let faults = faults(&chance, on: stage, other: .sweep, [])
            await stage.run(.sweep, faults)
        case .respond(let indices, let copies):
            let alerts = indices.filter { $0 < stage.script.workloads.count }.flatMap { index in
                Array(
                    repeating: stage.production.alert(
                        about: stage.script.workloads[index], at: stage.time.now(),
                        notes: stage.script.annotations),
                    count: copies)
            }
            let faults = faults(&chance, on: stage, other: .respond, alerts)
            await stage.run(.respond, alerts: alerts, faults)
        case .verify:
            let faults = faults(&chance, on: stage, other: .verify, [])
            await stage.run(.verify, faults)
        case .wait(let hours): try await stage.wait(hours: hours)
        case .clock(let seconds):
            stage.time.move(seconds: seconds)
            stage.say("the clock jumped by \(seconds) seconds")
        case .metrics(let fault):
            stage.production.set(fault)
            stage.say("metrics: \(fault.rawValue)")
        case .lying(let lies):
            stage.production.setLying(lies)
            stage.say(lies ? "what is asked after a change is answered with a lie" : "no more lies")
        case .alerts(let indices):
            stage.production.setAlerts(
                indices.filter { $0 < stage.script.workloads.count }.map { index in
                    [
                        "__name__": "ALERTS", "alertstate": "firing", "alertname": "TooManyErrors",
                        "namespace": Workload.namespace, "deployment": stage.script.workloads[index].name,
                    ]
                })
            stage.say("alerts about \(indices.count) workloads")
        case .person(let person): try await stage.act(person)
        case .elsewhere: await stage.mergeElsewhere()
        case .archive:
            await stage.archive(killAt: chance.percent(40) ? chance.number(1...3) : nil)
        case .automation(let index, let mebibytes):
            let workload = stage.script.workloads[index]
            let text = try await stage.manifest(workload)
            guard let line = text.split(separator: "\n").first(where: { $0.contains("memory:") }) else {
                return
            }
            let mine = "              memory: \(mebibytes)Mi # measured once"
            guard line != mine else { return }
            try await stage.push(
                [workload.path: text.replacing(line, with: mine)], "Set by another program", by: "Robot")
            stage.say("another program sets \(workload.name) to \(mebibytes)Mi")
        }
    }

    /// What goes wrong in one run, and what else happens during it.
    private func faults(
        _ chance: inout Chance, on stage: Stage, other: Stage.Command, _ alerts: [Alert]
    ) -> Faults {
        var faults = Faults()
        let rates = stage.script.rates
        if chance.percent(rates.kills) {
            faults.killAt = chance.number(1...14)
            faults.killsBefore = chance.percent(50)
        }
        if chance.percent(rates.lostAnswers) {
            for _ in 0..<chance.number(1...3) { faults.lostAnswers.insert(chance.number(1...14)) }
        }
        if chance.percent(rates.outages) {
            let from = chance.number(1...80)
            faults.outage = from...(from + chance.number(0...30))
        }
        if chance.percent(rates.concurrent) {
            var inner = Faults()
            if chance.percent(25) { inner.killAt = chance.number(1...10) }
            let nested = inner
            let command = chance.percent(70) ? other : .sweep
            faults.interludes[chance.number(2...90)] = {
                await stage.run(command, alerts: alerts, clone: 1, nested)
            }
        }
        if stage.script.organisation != nil {
            for _ in 0..<chance.number(0...3) {
                faults.interludes[chance.number(2...120)] = { await stage.mergeElsewhere() }
            }
        }
        if stage.script.isArchivedMeanwhile {
            let killAt = chance.percent(40) ? chance.number(1...3) : nil
            faults.interludes[chance.number(2...90)] = { await stage.archive(killAt: killAt) }
        }
        if chance.percent(6) {
            faults.interludes[chance.number(2...90)] = { try? await stage.act(.touchesNeighbour) }
        }
        return faults
    }

    /// Everything is well again, and time passes: what was begun must come to an end.
    private func conclude(_ stage: Stage) async throws {
        stage.say("everything is well from here on")
        stage.production.set(.none)
        stage.production.setAlerts([])
        stage.production.setLying(false)
        if stage.haltedAt != nil { try await stage.act(.resumes) }
        await stage.run(.sweep, Faults())
        for _ in 0..<3 {
            try await stage.wait(hours: 34)
            await stage.run(.verify, Faults())
        }
    }

    /// One number for the end of the world: every reference of the origin.
    private static func digest(of stage: Stage) async throws -> Digest {
        let references = try await stage.origin.references(prefix: "refs/")
        let lines = references.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        return Digest(of: (stage.history.joined(separator: "\n") + lines.joined()).utf8)
    }
}

/// How a rehearsal went.
package struct Rehearsed: Sendable, Encodable {
    /// Its seed.
    package var seed: UInt64
    /// What was played.
    package var scenario: String
    /// Whether the scenario was asked for, and not drawn from the seed.
    package var isForced: Bool
    /// What must never happen and did.
    package var violations: [Violation]
    /// Everything that happened, in order.
    package var history: [String]
    /// How many commits the bot merged.
    package var merges: Int
    /// How many runs there were.
    package var runs: Int
    /// A digest of the history and of all references at the end.
    package var end: String

    /// How to see the same again.
    package var replay: String {
        "trimtab rehearse --seed \(seed)" + (isForced ? " --scenario \(scenario)" : "")
    }
}

/// Something that must never happen.
package struct Violation: Sendable, Hashable, Encodable {
    /// Which promise was broken.
    package enum Invariant: String, Sendable, Hashable, Encodable, CaseIterable {
        /// A merge that no policy allowed.
        case outsidePolicy = "merge-outside-policy"
        /// More merges than a budget has.
        case overBudget = "budget-overrun"
        /// An event that is not there, is there twice, or was changed.
        case ledger = "ledger-not-whole"
        /// One action, two effects.
        case secondEffect = "second-effect"
        /// A merge of which nobody knows how it came out, or that did not work and was left at that.
        case unverified = "unverified-merge"
        /// A secret was written down.
        case secret = "secret-leaked"
        /// What belongs to people was changed.
        case people = "people-overridden"
        /// An effect while the kill switch was on.
        case halted = "acted-while-halted"
        /// Something was made smaller than what it needs.
        case belowNeed = "below-the-need"
        /// A merge changed more than one value.
        case moreThanAValue = "more-than-a-value"
        /// A run ended in a way that no run should.
        case crash
    }

    /// Which promise.
    package var invariant: Invariant
    /// What was found.
    package var message: String
}
