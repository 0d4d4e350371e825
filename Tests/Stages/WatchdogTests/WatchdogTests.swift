import Foundation
import Git
import Ledger
import LocalForge
import Model
import Ports
import TestSupport
import Testing

@testable import Watchdog

/// What the watchdog must see: each case forges one thing in a merge that is sound otherwise.
@Suite struct WatchdogTests {
    @Test func aSoundMergeIsSilent() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let report = try await world.examine()
        #expect(report.findings == [])
        #expect(report.merges == 1 && report.commits == 2)
        #expect(try await world.watchdog().react(to: report, at: WatchdogWorld.now) == [])
        #expect(try await world.git.reference(Watchdog.haltReference) == nil)
    }

    @Test func anEmptyRepositoryOfPeopleIsSilent() async throws {
        let world = try WatchdogWorld()
        try await world.commit("refs/heads/main", on: nil, ["a": "b"], "Begin\n")
        #expect(try await world.examine().findings == [])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rules: [WatchdogFinding.Rule]
        let course: Course

        init(_ name: String, _ rules: WatchdogFinding.Rule..., change: (inout Course) -> Void) {
            testDescription = name
            self.rules = rules
            var course = Course()
            change(&course)
            self.course = course
        }
    }

    static func noAutomation(_ days: String, zone: String = "Europe/Berlin") -> String {
        "version: 1\nnoAutomation: [{ \(days), zone: \(zone) }]\n"
    }

    static func override(_ match: String, _ asked: String) -> String {
        "version: 1\noverrides:\n  - { name: a, match: \(match), \(asked) }\n"
    }

    static func before(
        _ type: LedgerEventType, _ hours: Double, action: String? = nil, target: String? = nil,
        service: String? = nil, category: String? = nil, actual: String? = nil,
        _ details: [String: String] = [:]
    ) -> LedgerEvent {
        LedgerEvent(
            time: WatchdogWorld.now.adding(seconds: -hours * 3600), type: type, trigger: "sweep",
            action: action.map { ActionID(rawValue: $0) }, target: target, service: service,
            category: category,
            actual: actual, actor: type == .hold || type == .halt ? "ada" : "trimtab", details: details)
    }

    static func spent(
        _ hours: Double, _ action: String, key: String = "merge #9", service: String = "prod/checkout",
        target: String = Course().target
    ) -> LedgerEvent {
        before(
            .permit, hours, action: action, target: target, service: service, category: "raise-memory",
            ["key": key])
    }

    static func mergedByPeople(before: String) -> LedgerEvent {
        self.before(
            .merge, 48, action: "aaaa", target: Course().target, service: "prod/other",
            ["by": "people", "before": before, "after": "512Mi", "pullRequest": "9"])
    }

    static let forgeries: [Case] = [
        Case("no permit at all", .noPermit) { $0.writesPermit = false },
        Case("a permit that was written after the merge", .permitAfterMerge) { $0.writesPermitAfter = true },
        Case("a permit for another base", .wrongBase) { $0.recordedBase = String(repeating: "a", count: 40) },
        Case("another content than was permitted", .wrongContent) { $0.mergedContent = "memory: 7Gi\n" },
        Case("merged when the permit was over", .permitExpired) {
            $0.mergedAt = $0.time.adding(seconds: 3000)
        },
        Case("another policy than the one that stood there", .otherPolicy) {
            $0.recordedBlob = String(repeating: "b", count: 40)
        },
        Case("a policy that is no policy", .otherPolicy) { $0.policy = "posture: auto\n" },
        Case("a policy of another name", .otherPolicy) { $0.policy = Course.policy(name: "other") },
        Case("a category that only proposes", .notAllowed) { $0.policy = Course.policy(posture: "propose") },
        Case("a review that was due", .notAllowed) { $0.policy = Course.policy(reviewBy: "2026-11-18") },
        Case("a repository that only observes", .notAllowed) {
            $0.settings = "version: 1\nposture: observe\n"
        },
        Case("settings that cannot be read", .otherPolicy) { $0.settings = "version: [\n" },
        Case("a category without its approval", .notAllowed) {
            $0.policy = Course.policy(posture: "approve")
        },
        Case("an approval of the bot's own", .notAllowed) {
            $0.policy = Course.policy(posture: "approve")
            $0.approvals = ["trimtab"]
        },
        Case("another class than the policy's", .notAllowed) { $0.actionClass = "restart" },
        Case("a class for people", .notAllowed) {
            $0.actionClass = "grow-only"
            $0.policy = Course.policy(action: "grow-only")
        },
        Case("a class that nobody knows", .notAllowed) {
            $0.actionClass = "anything"
            $0.policy = Course.policy(action: "anything")
        },
        Case("a shrink that is called a raise", .notAllowed) { $0.after = "400Mi" },
        Case("a shrink without verification", .notAllowed) {
            ($0.actionClass, $0.after) = ("shrink", "400Mi")
            $0.policy = Course.policy(action: "shrink", verify: false)
        },
        Case("a Terraform change whose apply nobody sees", .notAllowed) {
            $0.target = "terraform:live:prod:aws_x.y:size"
        },
        Case("a budget of the organisation that nobody counts", .notAllowed) {
            $0.policy = Course.policy(budget: ", { scope: organisation, actions: 9, per: 1h }")
        },
        Case("a gate of which the permit says nothing", .gateNotPassed) {
            $0.policy = Course.policy(gates: "[parse, terraform-validate]")
        },
        Case("a gate that did not pass", .gateNotPassed) {
            $0.policy = Course.policy(gates: "[parse, terraform-validate]")
            $0.recordedGates = "blast-radius parse"
        },
        Case("gates that looked at other files", .gateNotPassed) {
            $0.recordedGates = "blast-radius parse"
            $0.recordedTree = String(repeating: "a", count: 40)
        },
        Case("more than the maximum", .outsideBounds) { $0.policy = Course.policy(bounds: "{ max: 767Mi }") },
        Case("less than the minimum", .outsideBounds) { $0.policy = Course.policy(bounds: "{ min: 769Mi }") },
        Case("more than a step of a share", .outsideBounds) {
            $0.policy = Course.policy(bounds: "{ step: 49% }")
        },
        Case("more than a step of an amount", .outsideBounds) {
            $0.policy = Course.policy(bounds: "{ step: 255Mi }")
        },
        Case("none of the choices", .outsideBounds) {
            $0.policy = Course.policy(bounds: "{ choices: [1Gi] }")
        },
        Case("a file outside the paths", .outsidePaths) { $0.file = "base/checkout.yaml" },
        Case("a workflow beside it", .outsidePaths) { $0.alsoChanges = [".github/workflows/ci.yml"] },
        Case("a policy beside it", .outsidePaths) { $0.alsoChanges = [".trimtab/policies/z.yaml"] },
        Case("a file that is excluded", .outsidePaths) {
            $0.settings = "version: 1\nexclude: [\"**/checkout.yaml\"]\n"
        },
        Case("a window that never opens", .outsideWindow) { $0.policy = Course.policy(sweep: "never") },
        Case("a window of other days", .outsideWindow) {
            $0.policy = Course.policy(sweep: "{ days: [mon, tue, thu], hours: \"08:00-16:00\", zone: UTC }")
        },
        Case("a window of other hours", .outsideWindow) {
            $0.policy = Course.policy(sweep: "{ days: [wed], hours: \"09:30-16:00\", zone: Europe/London }")
        },
        Case("a window of the other trigger", .outsideWindow) {
            $0.trigger = "alert"
            $0.policy = Course.policy(alert: "never")
        },
        Case("a freeze", .frozen) {
            $0.settings = "version: 1\nfreezes: [{ from: 2026-11-18, to: 2026-11-19, zone: Europe/Berlin }]\n"
        },
        Case("a day without automation", .frozen) {
            $0.settings = noAutomation("days: [11-18]")
        },
        Case("a day that has not ended in its zone", .frozen) {
            $0.settings = noAutomation("days: [11-17]", zone: "Pacific/Pago_Pago")
        },
        Case("a span over the new year", .frozen) {
            $0.settings = noAutomation("days: [11-10..01-02]")
        },
        Case("a day of one year", .frozen) {
            $0.settings = noAutomation("days: [2026-11-17..2026-11-18]")
        },
        Case("a day of the week", .frozen) { $0.settings = noAutomation("weekdays: [tue, wed]") },
        Case("an override that lets people merge", .notAllowed) {
            $0.settings = override("{ paths: ['apps/**'] }", "posture: propose")
        },
        Case("an override that asks for approvals", .notAllowed) {
            $0.settings = override("{ services: ['prod/*'] }", "approvals: 1")
        },
        Case("an override with a window", .outsideWindow) {
            $0.settings = override(
                "{ paths: ['apps/**'], services: [prod/checkout] }", "windows: { sweep: never }")
        },
        Case("an override that cannot be read", .otherPolicy) {
            $0.settings = "version: 1\noverrides: [{ posture: propose }]\n"
        },
        Case("a hold of the target", .heldOrHalted) {
            $0.earlier = [before(.hold, 2, target: Course().target, actual: "mine")]
        },
        Case("a hold of the category", .heldOrHalted) {
            $0.earlier = [before(.hold, 2, actual: "mine", ["scope": "category:raise-memory"])]
        },
        Case("a halt", .heldOrHalted) {
            $0.earlier = [before(.halt, 2, actual: "stop", ["scope": "repository"])]
        },
        Case("a change on the service that did not work", .incidentOpen) {
            $0.earlier = [
                before(
                    .verification, 2, action: "aa", target: "x", service: "prod/checkout", actual: "did-not")
            ]
        },
        Case("a budget that is spent", .overBudget) { $0.earlier = [spent(23, "aaaa")] },
        Case("a budget that an abandoned merge spent after all", .overBudget) {
            $0.earlier = [
                spent(23, "aaaa"),
                before(.abandoned, 23, action: "aaaa", ["key": "merge #9", "effect": "merge"]),
                before(.done, 23, action: "aaaa", ["key": "merge #9", "effect": "merge"]),
            ]
        },
        Case("a budget of the repository", .overBudget) {
            $0.policy = Course.policy(budget: ", { scope: repository, actions: 1, per: 48h }")
            $0.earlier = [spent(47, "aaaa", service: "prod/other", target: "other")]
        },
        Case("the same fix again and again", .recurring) {
            $0.earlier = [spent(30, "aaaa", key: "a"), spent(60, "bbbb", key: "b")]
        },
        Case("a revert of nothing", .notAReversal) { $0.actionClass = "roll-back" },
        Case("a revert of another value than people merged", .notAReversal) {
            $0.actionClass = "roll-back"
            $0.earlier = [mergedByPeople(before: "640Mi")]
        },
    ]

    @Test(arguments: forgeries)
    func sees(_ one: Case) async throws {
        let world = try WatchdogWorld()
        let merged = try await world.merge(one.course)
        let report = try await world.examine()
        #expect(report.violations.map(\.rule) == one.rules, "\(report.findings)")
        #expect(report.violations.allSatisfy { $0.place == merged.rawValue })
    }

    static let allowed: [Case] = [
        Case("an approval by a person") {
            $0.policy = Course.policy(posture: "approve")
            $0.approvals = ["ada"]
        },
        Case("a gate that passed") {
            $0.policy = Course.policy(gates: "[parse, terraform-validate]")
            $0.recordedGates = "blast-radius parse terraform-validate"
        },
        Case("a budget that was spent long ago") { $0.earlier = [spent(24, "aaaa")] },
        Case("a budget of another service") {
            $0.earlier = [spent(2, "aaaa", service: "prod/other", target: "other")]
        },
        Case("a budget that was given back") {
            $0.earlier = [
                spent(2, "aaaa"),
                before(.abandoned, 2, action: "aaaa", ["key": "merge #9", "effect": "merge"]),
            ]
        },
        Case("a hold that was released") {
            $0.earlier = [
                before(.hold, 2, target: Course().target), before(.release, 1, target: Course().target),
            ]
        },
        Case("a halt that is over") {
            $0.earlier = [
                before(
                    .halt, 2,
                    ["scope": "repository", "until": WatchdogWorld.now.adding(seconds: -1).description])
            ]
        },
        Case("a window over midnight of the day before") {
            $0.policy = Course.policy(sweep: "{ days: [tue], hours: \"22:00-10:00\", zone: UTC }")
        },
        Case("a window that closed while the permit was written down") {
            $0.policy = Course.policy(sweep: "{ days: [wed], hours: \"08:00-09:00\", zone: UTC }")
        },
        Case("a window in its own zone") {
            $0.policy = Course.policy(sweep: "{ days: [wed], hours: \"18:00-19:00\", zone: Asia/Tokyo }")
        },
        Case("a freeze that begins tomorrow in its zone") {
            $0.settings = "version: 1\nfreezes: [{ from: 2026-11-19, to: 2026-11-20, zone: Asia/Tokyo }]\n"
        },
        Case("days without automation before and after") {
            $0.settings = noAutomation("days: [11-17, 11-19..11-30, 2025-11-18], weekdays: [mon, thu]")
        },
        Case("a day that has not begun in its zone") {
            $0.settings = noAutomation("days: [11-18]", zone: "Pacific/Pago_Pago")
        },
        Case("overrides of other places") {
            $0.settings =
                override("{ paths: ['other/**'] }", "posture: propose")
                + "  - { name: b, match: { services: ['stage/*'] }, posture: propose }\n"
                + "  - { name: c, match: { environments: [prod-*] }, posture: propose }\n"
                + "  - { name: d, match: { paths: ['apps/**'] }, windows: { alert: never } }\n"
        },
        Case("a shrink under its conditions") {
            ($0.actionClass, $0.after) = ("shrink", "400Mi")
            $0.policy = Course.policy(action: "shrink")
        },
        Case("a Terraform change whose apply is seen") {
            $0.target = "terraform:live:prod:aws_x.y:size"
            $0.policy = Course.policy(more: "appliedWhen: 'x{{{target}}}'\n")
        },
        Case("a revert of what the bot did, outside the window") {
            $0.actionClass = "roll-back"
            $0.policy = Course.policy(sweep: "never")
            $0.earlier = [
                before(
                    .done, 48, action: "aaaa", target: Course().target, service: "prod/other",
                    ["effect": "merge", "before": "768Mi", "after": "512Mi", "key": "merge #9"])
            ]
        },
        Case("a revert of what the bot proposed and people merged") {
            $0.actionClass = "roll-back"
            $0.earlier = [mergedByPeople(before: "768Mi")]
        },
    ]

    @Test(arguments: allowed)
    func isNotDisturbedBy(_ one: Case) async throws {
        let world = try WatchdogWorld()
        try await world.merge(one.course)
        #expect(try await world.examine().findings == [])
    }

    // Verification

    @Test func aVerificationThatNeverCame() async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.outcome = nil
        try await world.merge(course)
        // Two hours to roll out, a day to watch, a day of grace.
        #expect(try await world.examine(at: course.mergedAt.adding(seconds: 50 * 3600)).findings == [])
        let late = try await world.examine(at: course.mergedAt.adding(seconds: 50 * 3600 + 1))
        #expect(late.violations.map(\.rule) == [.notVerified])
    }

    // Permits

    @Test func onePermitForTwoCommits() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let first = try await world.git.commit(try await world.main)
        let again = try await world.commit(
            "refs/heads/main", on: first.id, ["apps/checkout.yaml": "x"], first.message)
        let report = try await world.examine()
        #expect(report.violations.map(\.rule) == [.permitUsedTwice])
        #expect(report.violations.map(\.place) == [again.rawValue])
    }

    /// The forge knows who pressed the button, also when the message was written without trailers.
    @Test func aMergeThatHidesItsTrailers() async throws {
        let world = try WatchdogWorld()
        let base = try await world.commit("refs/heads/main", on: nil, ["a": "1"], "Begin\n")
        try await world.commit("refs/heads/trimtab/x/y", on: base, ["a": "2"], "chore: tidy\n")
        let pull = try await world.forge.open(
            PullRequestDraft(title: "x", body: "", head: "trimtab/x/y", base: "main", labels: []))
        let merged = try await world.forge.mergeAsPerson(
            pull.number, person: "trimtab", time: WatchdogWorld.now)
        let report = try await world.examine()
        #expect(report.violations.map(\.rule) == [.noPermit])
        #expect(report.violations.map(\.place) == [merged.rawValue])
    }

    @Test func whatPeopleMergeIsTheirs() async throws {
        let world = try WatchdogWorld()
        let base = try await world.commit("refs/heads/main", on: nil, ["a": "1"], "Begin\n")
        try await world.commit(
            "refs/heads/trimtab/x/y", on: base, ["a": "2"], "fix: x\n\nBecause.\n\nTrimtab-Action: aaaa\n")
        let pull = try await world.forge.open(
            PullRequestDraft(title: "x", body: "", head: "trimtab/x/y", base: "main", labels: []))
        _ = try await world.forge.mergeAsPerson(pull.number, person: "ada", time: WatchdogWorld.now)
        #expect(try await world.examine().findings == [])
    }

    @Test func anUnsignedPermitWhereSignaturesAreDemanded() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        #expect(
            try await world.examine(signatures: true).violations.map(\.rule) == [
                .permitNotSigned, .notAllowed,
            ])
    }

    // The organisation

    typealias Reservation = (repository: String, action: String, hours: Double)

    @Test(
        arguments: [
            ([("shop/estate", "0123456789abcdef", 0)], []),
            ([("shop/other", "a", 0.5), ("shop/estate", "0123456789abcdef", 0)], []),
            (
                [("shop/other", "a", 0.5), ("shop/third", "a", 0.5), ("shop/estate", "0123456789abcdef", 0)],
                [.overBudget]
            ),
            (
                [("shop/other", "a", 0.5), ("shop/third", "a", 1.5), ("shop/estate", "0123456789abcdef", 0)],
                []
            ),
            ([("shop/estate", "0123456789abcdef", 0), ("shop/other", "a", 0), ("shop/third", "b", 0)], []),
            ([("shop/other", "0123456789abcdef", 0)], [.overBudget]),
        ] as [([Reservation], [WatchdogFinding.Rule])])
    func countsReservationsOfTheOrganisation(
        _ reservations: [Reservation], _ rules: [WatchdogFinding.Rule]
    ) async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.policy = Course.policy(budget: ", { scope: organisation, actions: 2, per: 1h }")
        try await world.merge(course)
        let shared = try TemporaryRepository(bare: true)
        try await world.reserve(shared, reservations)
        let report = try await world.watchdog(organisation: shared.path).examine(
            at: WatchdogWorld.now.adding(seconds: 3600))
        #expect(report.findings.map(\.rule) == rules, "\(report.findings)")
    }

    @Test func aSharedLedgerOutOfReachIsTold() async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.policy = Course.policy(budget: ", { scope: organisation, actions: 2, per: 1h }")
        try await world.merge(course)
        let report = try await world.watchdog(organisation: "/nowhere/at/all").examine(
            at: WatchdogWorld.now.adding(seconds: 3600))
        #expect(report.isSound && report.findings.map(\.rule) == [.notExamined])
    }

    /// A person gave room after the budget was used up; without that it is one merge too many.
    @Test(arguments: [true, false]) func aReleaseGivesRoom(_ isReleased: Bool) async throws {
        let world = try WatchdogWorld()
        var course = Course()
        let scope = ["scope": "service:prod/checkout"]
        course.earlier = [
            WatchdogTests.spent(3, "aaaaaaaaaaaaaaaa"), WatchdogTests.before(.budgetExhausted, 2, scope),
        ]
        if isReleased { course.earlier.append(WatchdogTests.before(.release, 1, scope)) }
        try await world.merge(course)
        let rules = try await world.examine().violations.map(\.rule)
        #expect(!rules.contains(.overBudget) == isReleased, "\(rules)")
        #expect(!rules.contains(.heldOrHalted) == isReleased, "\(rules)")
    }

    // The ledger

    @Test func aLedgerThatWasRewritten() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let seen = try await world.ledgerTip
        try world.origin.git("update-ref", LedgerStore.reference, "\(LedgerStore.reference)~1")
        try await world.store.append([WatchdogTests.before(.finding, 1)])
        let rules = try await world.examine(known: seen).violations.map(\.rule)
        #expect(rules.contains(.ledgerBroken))
    }

    @Test func aLedgerThatIsGone() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let seen = try await world.ledgerTip
        try world.origin.git("update-ref", "-d", LedgerStore.reference)
        #expect(try await world.examine(known: seen).violations.map(\.rule) == [.ledgerBroken, .noPermit])
        #expect(try await world.examine().violations.map(\.rule) == [.noPermit])
    }

    @Test func aLineThatWasChanged() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let tip = try await world.ledgerTip
        let file = "events/2026/11/2026-11-18.jsonl"
        let bytes = try #require(try await world.git.read(file, at: tip))
        let text = String(decoding: bytes, as: UTF8.self)
        try await world.commit(
            LedgerStore.reference, on: tip, [file: text.replacing("512Mi", with: "640Mi")], "ledger: done\n")
        let found = try await world.examine().violations
        #expect(found.map(\.rule).contains(.ledgerBroken))
        // The permit that now stands there is not the one that the merge named.
        #expect(found.map(\.rule).contains(.permitAfterMerge))
    }

    @Test func aLineThatNobodyCanRead() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let tip = try await world.ledgerTip
        let file = "events/2026/11/2026-11-18.jsonl"
        let bytes = try #require(try await world.git.read(file, at: tip))
        try await world.commit(
            LedgerStore.reference, on: tip, [file: String(decoding: bytes, as: UTF8.self) + "{\n"],
            "ledger: x\n")
        #expect(try await world.examine().violations.map(\.rule) == [.ledgerBroken])
    }

    /// What was found whole before is not read again, and what came since is.
    @Test func theHistoryIsFollowedFromWhereItWasLeft() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let tip = try await world.ledgerTip
        try await world.commit(
            LedgerStore.reference, on: tip, ["events/2026/11/2026-11-18.jsonl": ""], "ledger: x\n")
        let broken = try await world.ledgerTip
        #expect(try await !world.examine(known: tip).isSound)
        #expect(try await world.examine(known: broken).violations.map(\.rule) == [.noPermit])
    }

    // Acting

    @Test func haltsOnceAndOpensOneIssue() async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.writesPermit = false
        let merged = try await world.merge(course)
        let watchdog = try world.watchdog()
        for turn in 0..<2 {
            let report = try await watchdog.examine(at: WatchdogWorld.now.adding(seconds: 60))
            let done = try await watchdog.react(to: report, at: WatchdogWorld.now)
            #expect(done == [turn == 0 ? "halted by refs/trimtab/halt" : "halted already", "issue 1"])
        }
        let halt = try #require(try await world.git.reference(Watchdog.haltReference))
        #expect(try await world.git.commit(halt).message.contains("\(merged.rawValue) no-permit"))
        let issues = try await world.git.references(prefix: "refs/trimtab/issues/")
        #expect(issues.count == 1)
    }

    /// Whoever looked into it says so on the target branch; then the same finding halts no more, and another one does.
    @Test func whatIsAcknowledgedHaltsNoMore() async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.writesPermit = false
        let merged = try await world.merge(course)
        func acknowledge(_ text: String) async throws {
            try await world.commit(
                "refs/heads/main", on: try await world.main, [Watchdog.acknowledgements: text],
                "Acknowledge\n")
        }
        try await acknowledge("acknowledged: [{ place: \(merged), by: ada }]\n")
        #expect(try await !world.examine().isSound, "a reason is missing")
        try await acknowledge("acknowledged: [{ place: \(merged), by: ada, reason: a test }]\n")
        let report = try await world.examine()
        #expect(report.isSound && report.acknowledged.count == 1)
    }
}
