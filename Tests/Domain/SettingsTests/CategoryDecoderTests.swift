import Diagnostics
import Model
import Settings
import TestSupport
import Testing

@Suite struct CategoryDecoderTests {
    /// One line per top-level key, so that a test replaces one of them.
    static let lines = [
        "apiVersion: trimtab/v1", "kind: Category", "name: x", "posture: auto", "owner: team-platform",
        "reviewBy: 2027-03-01", "action: raise-or-tune",
        "applies: { resources: [Deployment], attribute: resources.limits.memory, paths: [\"apps/**\"] }",
        "bounds: { min: 64Mi, max: 8Gi, step: 50% }",
        "evidence: { history: 14d, coverage: 95%, freshness: 30m }",
        "budget: [{ scope: service, actions: 1, per: 24h }]",
        "windows: { alert: always, sweep: { days: [mon, tue], hours: \"08:00-16:00\", zone: Europe/Berlin } }",
        "gates: [parse]", "checks: [ci/lint]", "approvals: 1",
        "verify: { applyBy: 2h, for: 24h, expect: [{ query: 'up{ {{target}} }', is: \"<\", than: 0.75 * limit }], else: escalate }",
        "recurrence: { more: 2, within: 7d, then: escalate }",
        "safetyCase: { trigger: a, falsePositives: [b], blastRadius: c, reversal: d, watch: [e] }",
    ]

    /// The file with the line of the same key replaced.
    static func file(replacing line: String) -> String {
        let key = MarkedText(line).text.prefix { $0 != ":" }
        let hasKey = lines.contains { $0.hasPrefix(key + ":") }
        return (lines.map { $0.hasPrefix(key + ":") ? line : $0 } + (hasKey ? [] : [line])).joined(
            separator: "\n") + "\n"
    }

    @Test func readsEveryKey() throws {
        let (category, diagnostics) = Decoding.category(CategoryDecoderTests.lines.joined(separator: "\n"))
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        let value = try #require(category)
        #expect(value.name == "x")
        #expect(value.posture == .auto)
        #expect(value.owner == "team-platform")
        #expect(value.reviewBy == Timestamp("2027-03-01"))
        #expect(value.action == .raiseOrTune)
        #expect(value.resources == ["Deployment"])
        #expect(value.attributes == ["resources.limits.memory"])
        #expect(value.paths == ["apps/**"])
        #expect(value.minimum == Quantity("64Mi"))
        #expect(value.maximum == Quantity("8Gi"))
        #expect(value.step == .share(0.5))
        #expect(value.evidence.history == TimeSpan("14d"))
        #expect(value.evidence.coverage == 0.95)
        #expect(value.evidence.freshness == TimeSpan("30m"))
        #expect(value.evidence.confidence == 0)
        #expect(value.budgets.map(\.scope) == [.service])
        #expect(value.budgets.map(\.actions) == [1])
        #expect(value.budgets.map(\.per) == [TimeSpan("24h")])
        #expect(value.alertTimes == .always)
        #expect(
            value.sweepTimes == .weekly(days: [1, 2], fromMinute: 480, toMinute: 960, zone: "Europe/Berlin"))
        #expect(value.gates == ["parse"])
        #expect(value.checks == ["ci/lint"])
        #expect(value.approvals == 1)
        #expect(value.verify?.applyBy == TimeSpan("2h"))
        #expect(value.verify?.watch == TimeSpan("24h"))
        #expect(value.verify?.expectations.map(\.threshold) == [.factorOfNewValue(0.75)])
        #expect(value.verify?.expectations.map(\.comparison) == [.less])
        #expect(value.verify?.otherwise == .escalate)
        #expect(value.recurrence == Category.Recurrence(more: 2, within: TimeSpan(seconds: 604_800)))
        #expect(value.safetyCase?.missing == [])
        #expect(value.source("posture") == ".trimtab/policies/x.yaml:4")
        #expect(value.source("bounds") == ".trimtab/policies/x.yaml:9")
    }

    @Test func absentKeysAreTheStrictChoice() throws {
        let needed = [
            "apiVersion", "kind", "name", "posture", "owner", "reviewBy", "action", "applies", "evidence",
        ]
        let lines = CategoryDecoderTests.lines.filter { line in needed.contains { line.hasPrefix($0 + ":") } }
        let value = try #require(Decoding.category(lines.joined(separator: "\n")).0)
        #expect(value.alertTimes == .never)
        #expect(value.sweepTimes == .never)
        #expect(value.safetyCase == nil)
        #expect(value.verify == nil)
        #expect(value.budgets.isEmpty)
    }

    @Test(arguments: [
        "apiVersion", "kind", "name", "posture", "owner", "reviewBy", "action", "applies", "evidence",
    ])
    func needsKey(_ key: String) {
        let lines = CategoryDecoderTests.lines.filter { !$0.hasPrefix(key + ":") }
        let (category, diagnostics) = Decoding.category(lines.joined(separator: "\n"))
        #expect(category == nil)
        #expect(diagnostics.map(\.id) == [.settingsMissingKey])
        #expect(diagnostics.allSatisfy { $0.message.contains("`\(key)`") })
    }

    static let faults: [Decoding.Fault] = [
        Decoding.Fault("1️⃣bugdet: []", .settingsUnknownKey, "category x; did you mean `budget`?"),
        Decoding.Fault("apiVersion: 1️⃣trimtab/v2", .settingsVersion, "trimtab/v1"),
        Decoding.Fault("kind: 1️⃣Policy", .settingsBadValue, "Category"),
        Decoding.Fault("name: 1️⃣y", .settingsContradiction, "its file is x.yaml"),
        Decoding.Fault("name: 1️⃣X_1", .settingsBadValue, "lower-case"),
        Decoding.Fault("name: 1️⃣12", .settingsBadValue, "must be text, not a number"),
        Decoding.Fault("posture: 1️⃣proposse", .settingsBadValue, "did you mean `propose`?"),
        Decoding.Fault("posture: 1️⃣human", .settingsBadValue, "observe, propose, approve, auto"),
        Decoding.Fault("owner: 1️⃣\"\"", .settingsBadValue, "must not be empty"),
        Decoding.Fault("owner: 1️⃣[a]", .settingsBadValue, "must be text, not a list"),
        Decoding.Fault("1️⃣owner:", .settingsMissingKey, "`owner`"),
        Decoding.Fault("reviewBy: 1️⃣soon", .settingsBadValue, "2027-03-01"),
        Decoding.Fault("reviewBy: 1️⃣2027-02-30", .settingsBadValue, "2027-03-01"),
        Decoding.Fault("reviewBy: 1️⃣20270301", .settingsBadValue, "2027-03-01"),
        Decoding.Fault("action: 1️⃣raise", .settingsBadValue, "raise-or-tune"),
        Decoding.Fault("applies: 1️⃣all", .settingsBadValue, "must be a mapping, not text"),
        Decoding.Fault(
            "applies: { 1️⃣kinds: [a], attribute: a, paths: [b] }", .settingsUnknownKey,
            "`applies` of category x"),
        Decoding.Fault("applies: { 1️⃣attribute: a }", .settingsMissingKey, "`paths`"),
        Decoding.Fault("applies: { 1️⃣paths: [a] }", .settingsMissingKey, "`attributes`"),
        Decoding.Fault(
            "applies: { attributes: 1️⃣[], paths: [a] }", .settingsBadValue, "at least one attribute"),
        Decoding.Fault("applies: { attribute: a, paths: 1️⃣[] }", .settingsBadValue, "at least one glob"),
        Decoding.Fault(
            "applies: { attribute: a, 1️⃣attributes: [b], paths: [c] }", .settingsContradiction, "twice"),
        Decoding.Fault(
            "applies: { attribute: a, paths: [b, 1️⃣\"{a\"] }", .settingsBadValue, "`{` without `}`"),
        Decoding.Fault(
            "applies: { attribute: a, paths: [b, 1️⃣../x] }", .settingsBadValue, "inside the repository"),
        Decoding.Fault(
            "applies: { attribute: a, paths: [b, 1️⃣/etc/x] }", .settingsBadValue, "inside the repository"),
        Decoding.Fault("applies: { attribute: a, paths: [b, 1️⃣12] }", .settingsBadValue, "non-empty text"),
        Decoding.Fault("bounds: { min: 1️⃣8Gi, max: 64Mi }", .settingsContradiction, "greater than `max`"),
        Decoding.Fault("bounds: { min: 1️⃣64MB }", .settingsBadValue, "such as 64Mi"),
        Decoding.Fault("bounds: { min: 1️⃣0 }", .settingsBadValue, "such as 64Mi"),
        Decoding.Fault("bounds: { min: 1️⃣-5 }", .settingsBadValue, "such as 64Mi"),
        Decoding.Fault("bounds: { step: 1️⃣0% }", .settingsBadValue, "more than 0%"),
        Decoding.Fault("bounds: { step: 1️⃣half }", .settingsBadValue, "such as 64Mi"),
        Decoding.Fault("bounds: { min: 1Mi, choices: [1️⃣a] }", .settingsContradiction, "`choices`"),
        Decoding.Fault("evidence: { 1️⃣history: 14d, coverage: 95% }", .settingsMissingKey, "`freshness`"),
        Decoding.Fault("evidence: { history: 1️⃣14, coverage: 95%, freshness: 1h }", .settingsBadValue, "14d"),
        Decoding.Fault("evidence: { history: 1️⃣0d, coverage: 95%, freshness: 1h }", .settingsBadValue, "14d"),
        Decoding.Fault(
            "evidence: { history: 14d, coverage: 1️⃣101%, freshness: 1h }", .settingsBadValue, "0% to 100%"),
        Decoding.Fault(
            "evidence: { history: 14d, coverage: 1️⃣95, freshness: 1h }", .settingsBadValue, "0% to 100%"),
        Decoding.Fault(
            "evidence: { history: 14d, coverage: 95%, freshness: 1h, samples: 1️⃣1.5 }", .settingsBadValue,
            "whole"),
        Decoding.Fault("budget: 1️⃣5", .settingsBadValue, "must be a list, not a number"),
        Decoding.Fault("budget: [1️⃣5]", .settingsBadValue, "a budget must be a mapping"),
        Decoding.Fault("budget: [{ 1️⃣scope: service, actions: 1 }]", .settingsMissingKey, "`per`"),
        Decoding.Fault("budget: [{ scope: 1️⃣team, actions: 1, per: 1h }]", .settingsBadValue, "repository"),
        Decoding.Fault(
            "budget: [{ scope: service, actions: 1, per: 1h, resets: 1️⃣never }]", .settingsBadValue, "person"),
        Decoding.Fault(
            "budget: [{ scope: service, actions: 1, per: 1h, then: 1️⃣page }]", .settingsBadValue, "escalate"),
        Decoding.Fault(
            "budget: [{ scope: service, actions: 1, per: 1h, resets: person, 1️⃣then: wait }]",
            .settingsContradiction, "nobody would be told"),
        Decoding.Fault("budget: [{ scope: service, actions: 1️⃣0, per: 1h }]", .settingsBadValue, "at least 1"),
        Decoding.Fault("windows: { alert: 1️⃣sometimes }", .settingsBadValue, "always, never"),
        Decoding.Fault("windows: { 1️⃣sweeps: always }", .settingsUnknownKey, "did you mean `sweep`?"),
        Decoding.Fault(
            "windows: { sweep: { days: [mon, 1️⃣tues], hours: \"08:00-16:00\", zone: UTC } }",
            .settingsBadValue, "did you mean `tue`?"),
        Decoding.Fault(
            "windows: { sweep: { days: 1️⃣[], hours: \"08:00-16:00\", zone: UTC } }", .settingsBadValue, "never"
        ),
        Decoding.Fault(
            "windows: { sweep: { days: [mon], hours: 1️⃣\"8-16\", zone: UTC } }", .settingsBadValue,
            "08:00-16:00"),
        Decoding.Fault(
            "windows: { sweep: { days: [mon], hours: 1️⃣\"08:00-24:01\", zone: UTC } }", .settingsBadValue,
            "08:00-16:00"),
        Decoding.Fault(
            "windows: { sweep: { days: [mon], hours: 1️⃣\"08:00-08:00\", zone: UTC } }", .settingsBadValue,
            "never"),
        Decoding.Fault(
            "windows: { sweep: { days: [mon], hours: \"08:00-16:00\", zone: 1️⃣Europe/Berln } }",
            .settingsBadValue, "time zone"),
        Decoding.Fault(
            "windows: { sweep: { days: [mon], hours: \"08:00-16:00\", zone: 1️⃣CET } }", .settingsBadValue,
            "time zone"),
        Decoding.Fault(
            "windows: { sweep: { 1️⃣days: [mon], hours: \"08:00-16:00\" } }", .settingsMissingKey, "`zone`"),
        Decoding.Fault("gates: 1️⃣parse", .settingsBadValue, "must be a list"),
        Decoding.Fault("approvals: 1️⃣-1", .settingsBadValue, "0 to 20"),
        Decoding.Fault("approvals: 1️⃣true", .settingsBadValue, "whole number"),
        Decoding.Fault(
            "verify: { 1️⃣applyBy: 2h, for: 1h, expect: [{ query: '{{target}}', is: \"=\", than: 0 }] }",
            .settingsMissingKey, "`else`"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: 1️⃣[], else: revert }", .settingsBadValue, "at least one"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: [{ query: 1️⃣up, is: \"=\", than: 0 }], else: revert }",
            .settingsBadValue, "{{target}}"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: [{ query: 1️⃣'{{pod}}', is: \"=\", than: 0 }], else: revert }",
            .settingsBadValue, "no placeholder"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: [{ query: '{{target}}', is: 1️⃣\"==\", than: 0 }], else: revert }",
            .settingsBadValue, "no is"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: [{ query: '{{target}}', is: \"=\", than: 1️⃣0.5 * usage }], else: revert }",
            .settingsBadValue, "0.75 * limit"),
        Decoding.Fault(
            "verify: { applyBy: 2h, for: 1h, expect: [{ query: '{{target}}', is: \"=\", than: 0 }], else: 1️⃣rollback }",
            .settingsBadValue, "revert"),
        Decoding.Fault("appliedWhen: 1️⃣'up{ {{pod}} }'", .settingsBadValue, "no placeholder"),
        Decoding.Fault("recurrence: { 1️⃣more: 2 }", .settingsMissingKey, "`within`"),
        Decoding.Fault("recurrence: { more: 2, within: 7d, then: 1️⃣ignore }", .settingsBadValue, "escalate"),
        Decoding.Fault("safetyCase: { trigger: a, 1️⃣blast: b }", .settingsUnknownKey, "`safetyCase`"),
        Decoding.Fault("safetyCase: { trigger: a, watch: 1️⃣b }", .settingsBadValue, "must be a list"),
    ]

    @Test(arguments: faults) func reportsAtTheCulprit(_ fault: Decoding.Fault) {
        let marked = MarkedText(CategoryDecoderTests.file(replacing: fault.line))
        let (category, diagnostics) = Decoding.category(marked.text)
        Decoding.expect(fault, in: marked, (category == nil, diagnostics))
    }

    @Test func aShrinkStepOfAllIsNoStep() {
        let text = CategoryDecoderTests.lines.joined(separator: "\n")
            .replacing("raise-or-tune", with: "shrink").replacing("step: 50%", with: "step: 100%")
        #expect(Decoding.category(text).1.map(\.id) == [.settingsContradiction])
    }

    @Test func reportsEverythingInOneRun() {
        let (category, diagnostics) = Decoding.category("posture: x\nowner: 1\ntypo: 2\n")
        #expect(category == nil)
        #expect(Set(diagnostics.map(\.id)) == [.settingsBadValue, .settingsUnknownKey, .settingsMissingKey])
        #expect(diagnostics.count >= 8)
    }

    /// Nothing crashes and nothing is granted, whatever the file is.
    @Test(arguments: [
        "", "\n", "~", "[]", "5", "text", "- a\n- b\n", "a: [", "\u{FEFF}", "a: &a [*a]", "{}", "---\n---\n",
        "name: !!binary aGk=", "? [a]\n: b\n", "applies: {paths: {a: {b: {c: d}}}}", "budget: [[[[[]]]]]",
        "windows: {alert: [], sweep: 5}", "verify: {expect: {a: b}}", "bounds: {min: {}, max: [], step: ~}",
        "evidence: ~\nname: ~\n", "\0", "name: x\nname: y\n",
    ]) func malformedFilesGrantNothing(_ text: String) {
        let (category, diagnostics) = Decoding.category(text)
        #expect(category == nil)
        #expect(diagnostics.contains { $0.severity == .error })
    }
}
