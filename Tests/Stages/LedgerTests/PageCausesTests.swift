import Ledger
import Model
import TestSupport
import Testing

/// Which events page, when it is over, and who may say so.
struct PageCausesTests {
    private static let scope = ["scope": "service:shop", "owner": "team-shop"]
    private static let later = LedgerWorld.now.adding(seconds: 100)

    private static func page(
        _ events: [LedgerEvent], at seconds: Double = 100, signed: Bool = true, trusts: Bool = false
    ) -> Page? {
        let entries = events.enumerated().map {
            LedgerEntry(
                event: $0.element, standing: signed ? .signed(by: "bot") : .unsigned, file: "f",
                line: $0.offset + 1)
        }
        let pages = PageCauses(repository: "shop/estate", trustsUnsigned: trusts).pages(
            in: LedgerSnapshot(tip: nil, entries: entries), at: LedgerWorld.now.adding(seconds: seconds))
        return pages.count == 1 ? pages[0] : nil
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var first: LedgerEvent
        var cause: Page.Cause
        var end: LedgerEvent
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a budget, by a release", first: event(.budgetExhausted, scope),
            cause: .budgetExhausted, end: event(.release, at: 9, actor: "ada", scope)),
        Case(
            testDescription: "a budget, by a release of everything", first: event(.budgetExhausted, scope),
            cause: .budgetExhausted, end: event(.release, at: 9, actor: "ada", ["scope": "repository"])),
        Case(
            testDescription: "the bot's own halt, by a resume",
            first: event(.halt, target: "web", ["scope": "repository"]), cause: .halted,
            end: event(.resume, at: 9, actor: "ada", ["scope": "repository"])),
        Case(
            testDescription: "a failed revert, by a release",
            first: event(.escalation, service: "shop", scope.merging(["cause": "revert-failed"]) { $1 }),
            cause: .revertFailed, end: event(.release, at: 9, actor: "ada", scope)),
        Case(
            testDescription: "a failed revert, by a change that worked",
            first: event(.escalation, service: "shop", scope.merging(["cause": "revert-failed"]) { $1 }),
            cause: .revertFailed, end: event(.verification, at: 9, service: "shop", actual: "worked")),
    ]

    @Test(arguments: cases) func beginsAndEnds(_ one: Case) throws {
        let firing = try #require(Self.page([one.first]))
        #expect(firing.cause == one.cause && firing.status == .firing && firing.id == one.first.id)
        #expect(firing.repository == "shop/estate" && firing.endsAt == nil)
        let over = try #require(Self.page([one.first, one.end]))
        #expect(over.status == .resolved && over.endsAt == one.end.time && over.id == firing.id)
        // Before it began it ended nothing, and nobody unknown ends it.
        #expect(Self.page([one.end, one.first])?.status == .firing)
        #expect(Self.page([one.first, one.end], signed: false)?.status == .firing)
        #expect(Self.page([one.first, one.end], signed: false, trusts: true)?.status == .resolved)
        var other = one.end
        other.details["scope"] = "service:other"
        other.service = "other"
        #expect(Self.page([one.first, other])?.status == .firing)
    }

    @Test func timeEndsWhatHasAnEnd() throws {
        let until = ["until": LedgerWorld.now.adding(seconds: 50).description]
        let exhausted = event(.budgetExhausted, Self.scope.merging(until) { $1 })
        #expect(Self.page([exhausted], at: 49)?.status == .firing)
        #expect(Self.page([exhausted], at: 49)?.endsAt == LedgerWorld.now.adding(seconds: 50))
        #expect(Self.page([exhausted], at: 50)?.status == .resolved)
    }

    @Test(arguments: [
        event(.halt, actor: "ada", ["scope": "repository"]), event(.escalation), event(.hold), event(.held),
        event(.escalation, ["cause": "anything"]), event(.verification, service: "shop", actual: "did-not"),
    ]) func whatPeopleDidThemselvesPagesNobody(_ event: LedgerEvent) {
        #expect(Self.page([event]) == nil)
    }

    @Test func whatIsOldPagesNobody() {
        let exhausted = event(.budgetExhausted, Self.scope)
        #expect(Self.page([exhausted], at: PageCauses.span.seconds - 1) != nil)
        #expect(Self.page([exhausted], at: PageCauses.span.seconds) == nil)
    }

    @Test func saysWhatEndsIt() throws {
        let page = try #require(Self.page([event(.budgetExhausted, actual: "used up", Self.scope)]))
        #expect(page.title == "used up" && page.owner == "team-shop" && page.scope == "service:shop")
        #expect(page.detail.contains("trimtab release --scope service:shop"))
    }
}
