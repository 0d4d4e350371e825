import Diagnostics
import Testing

@Suite struct EditTests {
    private func edit(_ range: Range<Int>, _ text: String) -> Edit {
        Edit(range: ByteRange(range), replacement: Array(text.utf8), reason: "test")
    }

    private func applied(_ edits: [Edit], to text: String) -> String? {
        edits.apply(to: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func editsChangeTheirRangesAndNothingElse() {
        #expect(applied([edit(2..<4, "XYZ")], to: "abcdef") == "abXYZef")
        #expect(applied([edit(4..<6, ""), edit(0..<1, "1")], to: "abcdef") == "1bcd")
        #expect(applied([], to: "abc") == "abc")
        #expect(applied([edit(0..<0, "x"), edit(3..<3, "y")], to: "abc") == "xabcy")
    }

    @Test func insertionsAtOnePlaceKeepTheirOrder() {
        #expect(applied([edit(1..<1, "1"), edit(1..<1, "2")], to: "ab") == "a12b")
        #expect(applied([edit(1..<2, "B"), edit(1..<1, "1")], to: "ab") == "a1B")
    }

    @Test func overlapsAndPlacesOutsideAreRefused() {
        #expect(applied([edit(0..<3, "x"), edit(2..<4, "y")], to: "abcdef") == nil)
        #expect(applied([edit(1..<5, "x"), edit(2..<3, "y")], to: "abcdef") == nil)
        #expect(applied([edit(5..<7, "x")], to: "abcdef") == nil)
        #expect(applied([edit(7..<7, "x")], to: "abcdef") == nil)
    }
}

@Suite struct FailureTests {
    @Test func activitiesChainWithColons() {
        let inner = Failure(.unavailable, "connecting to github.com", "timed out", .retry(afterSeconds: 3))
        let outer = inner.during("pushing branch \"resize/api\"")
        #expect(outer.description == "pushing branch \"resize/api\": connecting to github.com: timed out")
        #expect(outer.code == .unavailable)
        #expect(outer.disposition == .retry(afterSeconds: 3))
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("bugdet", "budget"), ("Budget", "budget"), ("windwos", "windows"), ("gate", "gates"), ("xyz", nil),
        ("", nil),
        ("checks", "checks"),
    ])
    func theNearWordIsFound(_ word: String, _ expected: String?) {
        #expect(Suggestion.nearest(to: word, among: ["budget", "windows", "gates", "checks"]) == expected)
    }

    @Test func equallyNearWordsAreTakenInTheirOrder() {
        #expect(Suggestion.nearest(to: "bat", among: ["cat", "bar"]) == "bar")
        #expect(Suggestion.nearest(to: "bat", among: []) == nil)
    }
}
