import Diagnostics
import Model
import TestSupport
import Testing

@testable import Tracing

/// Lists are written as the general encoder writes them, to the byte.
@Suite struct PrettyListTests {
    private static let texts = [
        "", "web", "a/b#c", "512Mi", "quote \" and \\", "tab\tline\nend\r", "ümlaut", "\u{0}\u{1F}\u{7F}",
        "`name` is written here", "\u{2028}", "👍", "a\u{301}", "<&>'",
    ]

    private struct Maker {
        var random: SeededGenerator

        mutating func text() -> String { PrettyListTests.texts.randomElement(using: &random) ?? "" }
        mutating func maybe() -> String? { Bool.random(using: &random) ? text() : nil }
        mutating func count(_ most: Int) -> Int { Int.random(in: 0...most, using: &random) }

        mutating func origin() -> Origin {
            let file = SourceFile(path: text(), bytes: Array("first: \"ä\"\nsecond: 12\n".utf8))
            return Origin(file, ByteRange(lower: UInt32(count(8)), upper: UInt32(9 + count(9))))
        }

        mutating func decided() -> DecidedAttribute {
            DecidedAttribute(
                root: maybe(), environment: maybe(), release: maybe(), namespace: maybe(), resource: text(),
                attribute: text(), value: text())
        }

        mutating func entry() -> InventoryEntry {
            let status: Trace.Status =
                switch count(3) {
                case 0: .literal(origin())
                case 1: .shared(origin())
                case 2: .absent(Insertion(file: text(), keyPath: text(), line: count(90), item: maybe()))
                default: .held(Hold(HoldReason.allCases.randomElement(using: &random) ?? .limit, text()))
                }
            let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: nil)
            var trace = Trace(
                target: Target(.kubernetes(address), "replicas"), status: status, value: maybe())
            let file = SourceFile(path: text(), bytes: [0x61, 0x0A, 0x62])
            for _ in 0..<count(2) { trace.hops.append(Hop(file, at: count(2), text())) }
            for _ in 0..<count(2) { trace.alsoDecides.append(decided()) }
            for _ in 0..<count(2) { trace.alsoAffects.append(decided()) }
            for _ in 0..<count(2) { trace.elsewhere.append(decided()) }
            for _ in 0..<count(2) { trace.derivesFrom.append(origin()) }
            return InventoryEntry(
                root: text(), environment: maybe(), release: maybe(), namespace: maybe(), resource: text(),
                attribute: text(), trace: trace)
        }

        mutating func root() -> Root {
            Root(
                id: text(), kind: .flux, path: text(), cluster: maybe(), environment: maybe(),
                namespaces: (0..<count(2)).map { _ in text() }, release: maybe(),
                layers: (0..<count(3)).map { _ in text() }, shares: (0..<count(2)).map { _ in text() },
                excluded: maybe())
        }
    }

    @Test(arguments: [0, 1, 2, 63, 64, 129, 1_000]) func theyLookAsTheEncoderWritesThem(_ count: Int) throws {
        var maker = Maker(random: SeededGenerator(seed: UInt64(count)))
        let entries = (0..<count).map { _ in maker.entry() }
        let roots = (0..<count).map { _ in maker.root() }
        #expect(try CanonicalJSON.encodePretty(list: entries) == CanonicalJSON.encodePretty(entries))
        #expect(try CanonicalJSON.encodePretty(list: roots) == CanonicalJSON.encodePretty(roots))
    }
}
