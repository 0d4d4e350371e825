import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// `docs/report.md` names every key of the JSON form.
@Suite struct ReportDocumentTests {
    @Test func everyKeyIsDocumented() throws {
        let url = Fixtures.package.appendingPathComponent("docs/report.md")
        let tables = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("|")
        }
        let words = tables.flatMap { $0.split(separator: "|")[0].split(separator: "`") }
        let documented = Set(words.map { $0.hasSuffix("[]") ? String($0.dropLast(2)) : String($0) })
        let keys = [Mirror(reflecting: Reports.all), Mirror(reflecting: Reports.all.rows[0])]
            .flatMap { $0.children.compactMap(\.label) }
        #expect(keys.count > 25)
        for key in keys { #expect(documented.contains(key), "\(key) is not in docs/report.md") }
    }
}
