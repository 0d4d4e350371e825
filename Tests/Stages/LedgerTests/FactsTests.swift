import Ledger
import Model
import TestSupport
import Testing

/// What decisions may conclude from events, and from whose.
struct FactsTests {
    typealias Standing = LedgerEntry.Standing

    /// One line of the table: events, and what must follow from them when they are signed.
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var events: [LedgerEvent]
        var facts: LedgerFacts
    }

    private static let now = LedgerWorld.now
    private static let permit = event(
        .permit, action: "a1", target: "web", service: "shop", category: "memory",
        ["key": "merge #1", "head": "h"])
    private static let spend = LedgerFacts.Spend(
        action: ActionID(rawValue: "a1"), time: now, target: "web", service: "shop", category: "memory")
    /// The leave for a further member of the same group.
    private static let member = event(
        .permit, action: "a2", target: "cart", service: "shop-cart", category: "cpu",
        ["key": "merge #1", "head": "h", "group": "a1"])
    private static let memberSpend = LedgerFacts.Spend(
        action: ActionID(rawValue: "a2"), time: now, target: "cart", service: "shop-cart", category: "cpu")
    private static let merge = ["key": "merge #1", "effect": "merge"]

    private static func hold(
        _ scope: LedgerFacts.Scope, until: Timestamp? = nil, reason: String = "held"
    ) -> LedgerFacts.PersonHold {
        LedgerFacts.PersonHold(scope: scope, by: "ada", since: now, until: until, reason: reason)
    }
    private static func halt(_ scope: LedgerFacts.Scope, _ reason: String = "halted") -> LedgerFacts.Halt {
        LedgerFacts.Halt(scope: scope, by: "ada", since: now, reason: reason)
    }
    private static let incident = LedgerFacts.Incident(
        service: "shop", since: now, reason: "a change of ours did not work: web")

    private static func exhausted(_ scope: String, _ more: [String: String] = [:]) -> LedgerEvent {
        event(.budgetExhausted, ["scope": scope, "budget": "1/1 per 1d"].merging(more) { $1 })
    }
    private static func exhaustion(
        _ scope: LedgerFacts.Scope, _ name: String, until seconds: Double? = nil
    ) -> LedgerFacts.Exhaustion {
        LedgerFacts.Exhaustion(
            scope: scope, name: name, budget: "1/1 per 1d", since: now,
            until: seconds.map { now.adding(seconds: $0) })
    }

    static let cases: [Case] = [
        Case(testDescription: "an empty ledger says nothing", events: [], facts: LedgerFacts()),
        Case(
            testDescription: "words of the road and of runs say nothing",
            events: [
                .signal, .finding, .plan, .edit, .commit, .pullRequest, .merge, .held, .failed, .intent,
                .escalation, .runStarted, .runEnded,
            ].map { event($0, action: "a1", target: "web", service: "shop", category: "memory") },
            facts: LedgerFacts()),
        Case(
            testDescription: "every member of a group spends",
            events: [permit, member], facts: LedgerFacts(spends: [spend, memberSpend])),
        Case(
            testDescription: "a group that was not merged gives every place back",
            events: [permit, member, event(.abandoned, merge)], facts: LedgerFacts()),
        Case(
            testDescription: "a merge that was taken for abandoned spends for every member again",
            events: [
                permit, member, event(.abandoned, merge),
                event(.done, action: "a1", target: "web", service: "shop", category: "memory", merge),
            ], facts: LedgerFacts(spends: [spend, memberSpend])),
        Case(
            testDescription: "a budget that is used up halts its scope",
            events: [exhausted("service:shop", ["until": now.adding(seconds: 60).description])],
            facts: {
                var facts = LedgerFacts()
                facts.exhaustions = [exhaustion(.service("shop"), "service:shop", until: 60)]
                return facts
            }()),
        Case(
            testDescription: "a release gives the scope room, and no other",
            events: [
                exhausted("service:shop"), exhausted("repository"), exhausted("organisation"),
                event(.release, at: 5, actor: "ada", ["scope": "service:shop"]),
                event(.release, at: 6, actor: "ada", ["scope": "organisation"]),
            ],
            facts: {
                var facts = LedgerFacts()
                facts.exhaustions = [exhaustion(.repository, "repository")]
                facts.resets = [
                    "service:shop": now.adding(seconds: 5), "organisation": now.adding(seconds: 6),
                ]
                return facts
            }()),
        Case(
            testDescription: "a release of the repository gives room to all",
            events: [
                exhausted("service:shop"), exhausted("organisation"),
                event(.release, at: 5, actor: "ada", ["scope": "repository"]),
            ],
            facts: {
                var facts = LedgerFacts()
                facts.resets = [
                    "service:shop": now.adding(seconds: 5), "organisation": now.adding(seconds: 5),
                ]
                return facts
            }()),
        Case(
            testDescription: "a release of what was never used up gives no room",
            events: [event(.release, at: 5, actor: "ada", ["scope": "repository"])], facts: LedgerFacts()),
        Case(testDescription: "a permit spends", events: [permit], facts: LedgerFacts(spends: [spend])),
        Case(
            testDescription: "a permit without a service spends on its target's",
            events: [event(.permit, action: "a1", target: "web", category: "memory")],
            facts: LedgerFacts(spends: [
                LedgerFacts.Spend(
                    action: ActionID(rawValue: "a1"), time: now, target: "web", service: "web",
                    category: "memory")
            ])),
        Case(
            testDescription: "a merge that is done is spent once",
            events: [permit, event(.done, at: 1, action: "a1", target: "web", category: "memory", merge)],
            facts: LedgerFacts(spends: [spend])),
        Case(
            testDescription: "an abandoned merge gives the budget back",
            events: [permit, event(.abandoned, at: 1, merge)], facts: LedgerFacts()),
        Case(
            testDescription: "another abandoned effect does not",
            events: [
                permit, event(.abandoned, at: 1, ["key": "merge #1", "effect": "push"]),
                event(.abandoned, at: 1, ["key": "merge #2", "effect": "merge"]),
            ], facts: LedgerFacts(spends: [spend])),
        Case(
            testDescription: "a merge that was taken for abandoned, and happened",
            events: [
                permit, event(.abandoned, at: 1, merge),
                event(
                    .done, action: "a1", target: "web", service: "shop", category: "memory", merge),
            ], facts: LedgerFacts(spends: [spend])),
        Case(
            testDescription: "a hold without scope is on its target",
            events: [event(.hold, target: "web", actor: "ada")],
            facts: LedgerFacts(holds: [hold(.target("web"))])),
        Case(
            testDescription: "a hold with scope, time and reason",
            events: [
                event(
                    .hold, target: "web", actual: "migration", actor: "ada",
                    ["scope": "service:shop", "until": "2025-12-01T00:00:00Z"])
            ],
            facts: LedgerFacts(holds: [
                hold(.service("shop"), until: Timestamp("2025-12-01T00:00:00Z"), reason: "migration")
            ])),
        Case(
            testDescription: "a hold of an unreadable scope is on everything",
            events: [event(.hold, target: "web", actor: "ada", ["scope": "wherever"])],
            facts: LedgerFacts(holds: [hold(.repository)])),
        Case(
            testDescription: "a release ends the holds of its scope and no other",
            events: [
                event(.hold, actor: "ada", ["scope": "target:web"]),
                event(.hold, actor: "ada", ["scope": "target:web"]),
                event(.hold, actor: "ada", ["scope": "target:api"]),
                event(.hold, actor: "ada", ["scope": "literal:values.yaml memory"]),
                event(.release, at: 1, ["scope": "target:web"]),
            ], facts: LedgerFacts(holds: [hold(.target("api")), hold(.literal("values.yaml memory"))])),
        Case(
            testDescription: "a hold after a release holds again",
            events: [
                event(.release, ["scope": "target:web"]), event(.hold, actor: "ada", ["scope": "target:web"]),
            ], facts: LedgerFacts(holds: [hold(.target("web"))])),
        Case(
            testDescription: "an approval is for one action on one head",
            events: [
                event(.approve, action: "a1", actor: "ada", ["head": "abc"]), event(.approve, action: "a2"),
                event(.approve, ["head": "abc"]),
            ],
            facts: LedgerFacts(approvals: [
                LedgerFacts.Approval(
                    action: ActionID(rawValue: "a1"), head: ObjectID(rawValue: "abc"), by: "ada", time: now)
            ])),
        Case(
            testDescription: "a halt stops its scope, or everything",
            events: [
                event(.halt, actor: "ada"),
                event(.halt, actual: "storm", actor: "ada", ["scope": "category:memory"]),
            ], facts: LedgerFacts(halts: [halt(.repository), halt(.category("memory"), "storm")])),
        Case(
            testDescription: "resuming a scope leaves the others halted",
            events: [
                event(.halt, actor: "ada"), event(.halt, actor: "ada", ["scope": "category:memory"]),
                event(.resume, ["scope": "category:memory"]),
            ], facts: LedgerFacts(halts: [halt(.repository)])),
        Case(
            testDescription: "resuming everything resumes every scope",
            events: [
                event(.halt, actor: "ada"), event(.halt, actor: "ada", ["scope": "category:memory"]),
                event(.resume),
            ], facts: LedgerFacts()),
        Case(
            testDescription: "a change that did not work is an incident of its service",
            events: [event(.verification, target: "web", service: "shop", actual: "did-not")],
            facts: LedgerFacts(incidents: [incident])),
        Case(
            testDescription: "no data, or not applied, settles and starts nothing",
            events: [
                event(.verification, target: "web", service: "shop", actual: "did-not"),
                event(.verification, target: "web", service: "shop", actual: "unknown"),
                event(.verification, target: "web", service: "shop", actual: "not-applied"),
                event(.verification, target: "web", service: "shop", actual: "nonsense"),
                event(.verification, target: "web", actual: "did-not"),
                event(.verification, target: "web", service: "other", actual: "worked"),
            ], facts: LedgerFacts(incidents: [incident])),
        Case(
            testDescription: "a later change that worked settles it",
            events: [
                event(.verification, target: "web", service: "shop", actual: "did-not"),
                event(.verification, at: 1, target: "web", service: "shop", actual: "worked"),
            ], facts: LedgerFacts()),
        Case(
            testDescription: "a release of the service settles it",
            events: [
                event(.verification, target: "web", service: "shop", actual: "did-not"),
                event(.release, at: 1, ["scope": "service:shop"]),
            ], facts: LedgerFacts()),
        Case(
            testDescription: "a revert that was timed is a measured reversal",
            events: [
                event(.revert, category: "memory", duration: 38), event(.revert, category: "memory"),
                event(.revert, duration: 5),
            ],
            facts: LedgerFacts(reversals: [
                LedgerFacts.Reversal(category: "memory", duration: TimeSpan(seconds: 38))
            ])),
    ]

    private static func facts(
        _ events: [LedgerEvent], _ standing: Standing, trusts: Bool = false
    ) -> LedgerFacts {
        let entries = events.enumerated().map {
            LedgerEntry(event: $0.element, standing: standing, file: firstFile, line: $0.offset + 1)
        }
        var facts = FactsBuilder(trustsUnsigned: trusts).facts(of: LedgerSnapshot(tip: nil, entries: entries))
        // They have tests of their own.
        facts.records = [:]
        return facts
    }

    /// What is signed earns, what is not signed only counts against a category; both ways of measuring count.
    @Test func recordsComeWithTheFacts() {
        let entries = [
            (event(.drill, category: "memory", duration: 40), Standing.signed(by: "ada")),
            (event(.drill, category: "memory", duration: 1), .unsigned),
            (event(.revert, category: "memory", duration: 60), .signed(by: "bot")),
        ].enumerated().map {
            LedgerEntry(
                event: $0.element.0, standing: $0.element.1, file: firstFile, line: $0.offset + 1)
        }
        let facts = FactsBuilder(trustsUnsigned: false).facts(of: LedgerSnapshot(tip: nil, entries: entries))
        #expect(facts.records["memory"]?.reversals == [40])
        #expect(facts.reversals.map(\.duration.seconds) == [40, 60])
    }

    @Test(arguments: cases)
    func signedEventsSayThis(_ one: Case) {
        #expect(Self.facts(one.events, .signed(by: "bot")) == one.facts)
    }

    /// On the local forge nobody signs.
    @Test(arguments: cases)
    func unsignedEventsSayTheSameWhereTheyAreTrusted(_ one: Case) {
        #expect(Self.facts(one.events, .unsigned, trusts: true) == one.facts)
    }

    @Test func theTipIsKept() {
        let tip = ObjectID(rawValue: "abc")
        let facts = FactsBuilder(trustsUnsigned: false).facts(of: LedgerSnapshot(tip: tip, entries: []))
        #expect(facts.tip == tip && facts.standing == .verified)
    }

    /// Whoever can write the reference can add lines: they may tighten and nothing else.
    @Test(arguments: [Standing.unsigned, .unknownKey])
    func otherEventsTighten(_ standing: Standing) {
        let facts = Self.facts(
            [
                Self.permit, event(.hold, target: "web", actor: "ada"), event(.halt, actor: "ada"),
                event(.verification, target: "web", service: "shop", actual: "did-not"),
            ], standing)
        #expect(facts.spends == [Self.spend])
        #expect(facts.holds == [Self.hold(.target("web"))])
        #expect(facts.halts == [Self.halt(.repository)])
        #expect(facts.incidents == [Self.incident])
    }

    @Test(arguments: [Standing.unsigned, .unknownKey])
    func otherEventsGrantNothing(_ standing: Standing) {
        let before = [
            Self.permit, event(.hold, target: "web", actor: "ada"), event(.halt, actor: "ada"),
            event(.verification, target: "web", service: "shop", actual: "did-not"),
        ]
        let grants = [
            event(.abandoned, Self.merge), event(.release, ["scope": "target:web"]),
            event(.release, ["scope": "repository"]), event(.release, ["scope": "service:shop"]),
            event(.resume), event(.approve, action: "a1", ["head": "abc"]),
            event(.verification, target: "web", service: "shop", actual: "worked"),
            event(.revert, category: "memory", duration: 1),
        ]
        let signed = before.map { LedgerEntry(event: $0, standing: .signed(by: "bot"), file: "f", line: 1) }
        let others = grants.map { LedgerEntry(event: $0, standing: standing, file: "f", line: 1) }
        let builder = FactsBuilder(trustsUnsigned: false)
        #expect(
            builder.facts(of: LedgerSnapshot(tip: nil, entries: signed + others))
                == builder.facts(of: LedgerSnapshot(tip: nil, entries: signed)))
    }

    @Test func scopesReadBackAsTheyAreNamed() {
        for scope: LedgerFacts.Scope in [
            .repository, .target("a:b"), .service(""), .category("x"), .literal("f.yaml a: b"),
        ] {
            #expect(FactsBuilder.scope(named: FactsBuilder.name(of: scope)) == scope)
        }
        for text in ["", "target", "everything:x", "Repository"] {
            #expect(FactsBuilder.scope(named: text) == nil)
        }
    }
}
