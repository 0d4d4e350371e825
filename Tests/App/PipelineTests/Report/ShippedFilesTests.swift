import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// The binary carries what stands in `templates/` and `policies/`; `scripts/embed` copies it.
@Suite struct ShippedFilesTests {
    private func files(_ folder: String, _ ending: String) throws -> [String: String] {
        let url = Fixtures.package.appendingPathComponent(folder)
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: url.path) where name.hasSuffix(ending)
        {
            texts[name] = try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
        }
        return texts
    }

    @Test func templatesAreThoseOfTheFolder() throws {
        let expected = try files("templates", ".mustache")
        #expect(expected.count >= 3)
        for (name, text) in expected {
            let shipped = ShippedFiles.templates[String(name.dropLast(".mustache".count))]
            #expect(shipped == text, "\(name) differs; run scripts/embed")
        }
        #expect(ShippedFiles.templates.count == expected.count)
    }

    @Test func policiesAreThoseOfTheFolder() throws {
        let expected = try files("policies", ".yaml")
        #expect(expected.count >= 1)
        for (name, text) in expected {
            #expect(ShippedFiles.policies[name] == text, "\(name) differs; run scripts/embed")
        }
        #expect(ShippedFiles.policies.count == expected.count)
    }
}
