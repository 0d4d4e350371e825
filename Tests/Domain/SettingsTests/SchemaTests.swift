import Foundation
import Testing

@testable import Settings

/// The published JSON Schemas and the decoders must name the same keys: editors complete from the one, runs judge by
/// the other.
@Suite struct SchemaTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("schemas")

    struct Case: CustomTestStringConvertible {
        let schema: String
        let path: [String]
        let keys: [String]
        var testDescription: String { ([schema] + path).joined(separator: "/") }

        init(_ schema: String, _ path: [String], _ keys: [String]) {
            self.schema = schema
            self.path = path
            self.keys = keys
        }
    }

    @Test(arguments: [
        Case("category", [], RawCategory.keys), Case("category", ["applies"], RawCategory.appliesKeys),
        Case("category", ["bounds"], RawCategory.boundsKeys),
        Case("category", ["evidence"], RawCategory.evidenceKeys),
        Case("category", ["budget"], RawCategory.budgetKeys), Case("category", ["windows"], RawWindows.keys),
        Case("category", ["windows", "sweep"], RawWindows.weeklyKeys),
        Case("category", ["verify"], RawVerify.keys),
        Case("category", ["verify", "expect"], RawVerify.expectationKeys),
        Case("category", ["recurrence"], RawCategory.recurrenceKeys),
        Case("category", ["safetyCase"], RawCategory.safetyCaseKeys),
        Case("trimtab", [], RawRepositorySettings.keys),
        Case("trimtab", ["freezes"], RawRepositorySettings.freezeKeys),
        Case("trimtab", ["noAutomation"], RawNoAutomation.keys),
        Case("trimtab", ["overrides"], RawOverride.keys),
        Case("trimtab", ["overrides", "match"], RawOverride.matchKeys),
        Case("trimtab", ["overrides", "budget"], RawCategory.budgetKeys),
        Case("trimtab", ["overrides", "windows"], RawWindows.keys),
        Case("trimtab", ["terraform"], RawRepositorySettings.terraformKeys),
        Case("trimtab", ["terraform", "roots"], RawRepositorySettings.rootKeys),
        Case("trimtab", ["terraform", "roots", "environments"], RawRepositorySettings.environmentKeys),
        Case("trimtab", ["terragrunt"], RawRepositorySettings.terragruntKeys),
        Case("trimtab", ["layouts"], RawRepositorySettings.layoutKeys),
        Case("trimtab", ["layouts", "workload"], RawRepositorySettings.workloadKeys),
        Case("trimtab", ["objects"], RawRepositorySettings.objectKeys),
        Case("trimtab", ["author"], RawRepositorySettings.authorKeys),
        Case("trimtab", ["helm"], RawRepositorySettings.helmKeys),
        Case("operator", [], RawOperatorSettings.keys),
        Case("operator", ["forge"], RawOperatorSettings.forgeKeys),
        Case("operator", ["forge", "github"], RawOperatorSettings.gitHubKeys),
        Case("operator", ["metrics"], RawOperatorSettings.metricsKeys),
        Case("operator", ["signing"], RawOperatorSettings.signingKeys),
        Case("operator", ["git"], RawOperatorSettings.gitKeys),
        Case("operator", ["ledger"], RawOperatorSettings.ledgerKeys),
        Case("operator", ["gates"], RawOperatorSettings.gateKeys),
        Case("operator", ["gates", "commands"], RawOperatorSettings.gateCommandKeys),
        Case("operator", ["notify"], RawOperatorSettings.notifyKeys),
    ]) func namesTheSameKeys(_ one: Case) throws {
        let url = SchemaTests.folder.appendingPathComponent("\(one.schema).schema.json")
        var schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        for key in one.path {
            let properties = try #require(SchemaTests.object(schema)["properties"] as? [String: Any])
            schema = try #require(properties[key] as? [String: Any])
        }
        let found = SchemaTests.object(schema)
        let properties = try #require(found["properties"] as? [String: Any])
        #expect(properties.keys.sorted() == one.keys.sorted())
        #expect(found["additionalProperties"] as? Bool == false)
    }

    /// The object form of a schema: of its alternatives, or of its elements.
    private static func object(_ schema: [String: Any]) -> [String: Any] {
        if let items = schema["items"] as? [String: Any] { return object(items) }
        if schema["properties"] == nil, let forms = schema["oneOf"] as? [[String: Any]],
            let form = forms.first(where: { $0["type"] as? String == "object" })
        {
            return form
        }
        return schema
    }
}
