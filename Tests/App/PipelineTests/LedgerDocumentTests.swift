internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// The page about the ledger says which events there are; what runs write must be what it says.
@Suite struct LedgerDocumentTests {
    private static let page: Result<(written: Set<String>, others: Set<String>), any Error> = Result {
        let path = Storefront.examples + "/../docs/ledger.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let events =
            text.components(separatedBy: "## Events").last?.components(separatedBy: "\n## ").first ?? ""
        let tables = events.components(separatedBy: "no run writes them")
        let types = { (text: String) in
            Set(
                text.split(separator: "\n").filter { $0.hasPrefix("| `") }
                    .flatMap {
                        ($0.split(separator: "|").first ?? "").matches(of: /`([a-z-]+)`/).map { String($0.1) }
                    })
        }
        return (types(tables[0]), types(tables.last ?? ""))
    }

    @Test func everyTypeStandsInExactlyOneTable() throws {
        let page = try Self.page.get()
        #expect(page.written.isDisjoint(with: page.others))
        #expect(page.written.union(page.others) == Set(LedgerEventType.allCases.map(\.rawValue)))
    }

    @Test func runsWriteWhatThePageSays() throws {
        let page = try Self.page.get()
        let storefront = try Storefront(.small)
        _ = try storefront.sweep()
        _ = try storefront.respond()
        let target = "target:\(PeopleTests.canonical)"
        for command in ["hold", "release"] {
            try storefront.demand(command, "--scope", target, "--reason", "a test", "--at", Product.now)
        }
        let server = try VerificationTests.worlds[1].server()
        for time in ["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"] {
            _ = try storefront.trimtab("verify", "--prometheus", server.url, "--at", time, "-o", "json")
        }
        let seen = Set(try EventSeen.all(storefront).map(\.type))
        #expect(seen.isSubset(of: page.written), "\(seen.subtracting(page.written))")
        let usual = ["commit", "intent", "done", "permit", "held", "verification", "hold", "release"]
        #expect(seen.isSuperset(of: usual), "\(Set(usual).subtracting(seen))")
    }
}
