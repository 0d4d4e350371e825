import Foundation
import TestSupport
import Testing

/// The page about threats names tests; each of them must be there.
@Suite struct ThreatModelTests {
    /// `SuiteTests.function` in backticks.
    private static func named() throws -> [(suite: String, function: String)] {
        let text = try String(
            contentsOf: Fixtures.package.appendingPathComponent("docs/threat-model.md"), encoding: .utf8)
        return text.matches(of: /`([A-Z][A-Za-z]+)\.([a-z][A-Za-z]+)`/).map { (String($0.1), String($0.2)) }
    }

    private static func sources() throws -> [String: String] {
        let root = Fixtures.package.appendingPathComponent("Tests").resolvingSymlinksInPath()
        var files: [String: String] = [:]
        let listing = FileManager.default.enumerator(atPath: root.path)
        while let path = listing?.nextObject() as? String {
            guard path.hasSuffix(".swift") else { continue }
            let name = (path as NSString).lastPathComponent.dropLast(6)
            files[String(name)] = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        }
        return files
    }

    @Test func namesTestsThatAreThere() throws {
        let named = try Self.named()
        let sources = try Self.sources()
        #expect(named.count > 50)
        let missing = named.filter { sources[$0.suite]?.contains("func \($0.function)(") != true }
        #expect(missing.map { "\($0.suite).\($0.function)" } == [])
    }

    /// Every boundary has at least one test beside it.
    @Test func everyBoundaryIsShown() throws {
        let text = try String(
            contentsOf: Fixtures.package.appendingPathComponent("docs/threat-model.md"), encoding: .utf8)
        let section = text.components(separatedBy: "## Where trust changes hands").last?
            .components(separatedBy: "\n## ").first
        let rows = (section ?? "").split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        #expect(rows.count > 15)
        for row in rows { #expect(row.firstMatch(of: /`[A-Z][A-Za-z]+\.[a-z]/) != nil, "\(row)") }
    }
}
