import Foundation
import Model
import Proposal
import Testing

@Suite struct EvidenceBundleTests {
    private let decision = DecisionNode("merge?", "yes", .allows)

    @Test func theDigestIsTheSHA256OfTheCanonicalBytes() throws {
        let evidence = Evidence(for: Samples.edit(Samples.memory()), decision: decision)
        let bundle = try EvidenceBundle(evidence)
        #expect(bundle.bytes == (try CanonicalJSON.encode(evidence)))
        #expect(bundle.digest == Digest(of: bundle.bytes))
        #expect(
            bundle.path == "\(bundle.digest.rawValue.prefix(2))/\(bundle.digest.rawValue.dropFirst(2)).json")
        #expect(EvidenceBundle.path(of: bundle.digest) == bundle.path)
    }

    /// A dictionary has no order; ours is built in several, and grows and shrinks on the way.
    @Test func theDigestDoesNotDependOnTheOrderOfLabels() throws {
        let labels = (0..<40).map { ("label\($0)", "value \($0)") }
        func digest(_ order: [(String, String)], extra: Int) throws -> Digest {
            var made: Labels = [:]
            for number in 0..<extra { made["gone\(number)"] = "" }
            for (key, value) in order { made[key] = value }
            for number in 0..<extra { made["gone\(number)"] = nil }
            var plan = Samples.memory()
            plan.finding.trigger = .alert(
                Alert(status: .firing, labels: made, startsAt: Samples.end, fingerprint: "f"))
            return try EvidenceBundle(Evidence(for: Samples.edit(plan), decision: decision)).digest
        }
        let first = try digest(labels, extra: 0)
        #expect(try digest(labels.reversed(), extra: 100) == first)
        #expect(try digest(labels.dropLast(), extra: 0) != first)
    }

    @Test func canonicalBytesAreSortedAndTight() throws {
        let bundle = try EvidenceBundle(Evidence(for: Samples.edit(Samples.memory()), decision: decision))
        let text = String(decoding: bundle.bytes, as: UTF8.self)
        #expect(text.hasPrefix(#"{"action":""#))
        #expect(text.contains(#""schema":"trimtab/evidence/v1""#))
        #expect(text.contains("apps/checkout.yaml"), "slashes are not escaped")
        #expect(!text.contains("\n"))
    }
}
