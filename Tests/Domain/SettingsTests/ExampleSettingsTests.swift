import Diagnostics
import Foundation
import Model
import Settings
import Testing
import YAML

/// The settings that the example repository and the schedule templates show must be ones that this program reads.
@Suite struct ExampleSettingsTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func file(_ path: String) throws -> (ConfigNode, SourceFile) {
        let bytes = [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
        let file = SourceFile(path: path, bytes: bytes)
        let decoded = YAMLConfiguration.decode(file)
        #expect(decoded.diagnostics.map(\.message) == [])
        return (try #require(decoded.node), file)
    }

    @Test func `the storefront's settings name both Terraform roots and both environments`() throws {
        let (node, file) = try Self.file("infra-examples/storefront/.trimtab.yml")
        let decoded = RepositorySettingsDecoder.decode(node, of: file)
        #expect(decoded.diagnostics.map(\.message) == [])
        let settings = try #require(decoded.value)
        #expect(settings.terraformRoots.map(\.path).starts(with: ["terraform/live", "terraform/tooling"]))
        #expect(settings.terraformRoots.first?.environments.map(\.name) == ["prod", "staging"])
        #expect(settings.layouts.map(\.chart) == ["app-template"])
        #expect(settings.prices == nil, "the example prices are not imported by default")
    }

    @Test(arguments: [
        "raise-cpu-limit", "raise-memory-on-oom", "rightsize-cpu", "rightsize-instance", "rightsize-memory",
    ])
    func `a category of the storefront decodes with a whole safety case`(name: String) throws {
        let (node, file) = try Self.file("infra-examples/storefront/.trimtab/policies/\(name).yaml")
        let decoded = CategoryDecoder.decode(node, of: file)
        #expect(decoded.diagnostics.map(\.message) == [])
        let category = try #require(decoded.value)
        #expect(category.name == name)
        #expect(try #require(category.safetyCase).missing == [])
    }

    @Test func `the operator's example file decodes and gives no autonomy`() throws {
        let (node, file) = try Self.file("templates/schedule/operator.example.yml")
        let decoded = OperatorSettingsDecoder.decode(node, of: file)
        #expect(decoded.diagnostics.map(\.message) == [])
        #expect(try #require(decoded.value).posture == .propose)
    }
}
