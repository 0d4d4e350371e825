import Diagnostics
import Foundation
@_spi(EditingGate) import Model
import Proposal
import TestSupport

/// Verified edits to render: the kinds that the road produces, with every text replaceable by something hostile.
enum Samples {
    static let base = ObjectID(rawValue: String(repeating: "a", count: 40))
    static let policyBlob = ObjectID(rawValue: "4f1a5b1c" + String(repeating: "0", count: 32))
    static let end = Timestamp("2026-11-20T00:00:00Z") ?? Timestamp(seconds: 0)
    static let window = TimeWindow(start: end.adding(seconds: -14 * 86_400), end: end)

    static func templates(_ overrides: [String: String] = [:]) throws -> TemplateSet {
        var shipped: [String: String] = [:]
        for name in TemplateSet.names {
            shipped[name] = try String(
                contentsOf: Fixtures.package.appendingPathComponent("templates/\(name).mustache"),
                encoding: .utf8)
        }
        return try TemplateSet(
            shipped: shipped,
            overrides: overrides.mapValues { (path: ".trimtab/templates/x.mustache", text: $0) })
    }

    static func message(_ edit: VerifiedEdit, _ overrides: [String: String] = [:]) throws -> String {
        try CommitMessage(templates: templates(overrides)).text(
            for: edit, policyPath: ".trimtab/policies/\(edit.plan.category).yaml", policyBlob: policyBlob,
            evidence: digest)
    }

    static func body(
        _ edit: VerifiedEdit, decision: Decision = Samples.decision, diff: String = Samples.diff,
        _ overrides: [String: String] = [:]
    ) throws -> String {
        try PullRequestBody(templates: templates(overrides)).text(
            for: edit, decision: decision, evidence: digest, diff: diff)
    }

    static let digest = Digest(of: "evidence".utf8)

    static let decision = Decision(
        posture: .approve, hold: Hold(.waitsForApproval, "team-platform: 0 of 1 approvals"),
        waitsFor: "team-platform",
        tree: DecisionNode(
            "merge?", "no: 0 of 1 approvals", .blocks,
            children: [
                DecisionNode("class raise-or-tune", "ceiling auto", .allows, source: "compiled in"),
                DecisionNode(
                    "category raise-memory", "approve", .lowers,
                    source: ".trimtab/policies/raise-memory.yaml:4",
                    children: [DecisionNode("safety case complete", "yes", .informs, source: ":38")]),
            ]))

    static let diff = """
        diff --git a/apps/checkout.yaml b/apps/checkout.yaml
        --- a/apps/checkout.yaml
        +++ b/apps/checkout.yaml
        @@ -1,3 +1,3 @@
         limits:
        -  memory: 512Mi  # was 384Mi
        +  memory: 768Mi  # was 384Mi

        """

    static func edit(_ plan: Plan) -> VerifiedEdit {
        VerifiedEdit(plan: plan, files: [], changed: [], passedGates: ["parse", "blast-radius"])
    }

    static func trace(_ target: Target, file: String, token: String, attributes: Int, roots: Int) -> Trace {
        let source = SourceFile(path: file, bytes: Array("limits:\n  memory: \(token)\n".utf8))
        let origin = Origin(source, ByteRange(18..<(18 + token.utf8.count)))
        var trace = Trace(target: target, status: .literal(origin), value: token)
        trace.evaluatedAttributes = attributes
        trace.evaluatedRoots = roots
        return trace
    }

    static func signal(_ query: String, step: Double, series: Int, samples: Int, expected: Int)
        -> SignalRecord
    {
        SignalRecord(
            endpoint: "prometheus", query: query, window: window, step: TimeSpan(seconds: step),
            series: series,
            samples: samples, expectedSamples: expected, digest: digest)
    }

    /// Quarter days of a fortnight with a daily rhythm.
    static func plot(_ scale: Double) -> [PlotPoint] {
        (0..<56).map { (quarter: Int) in
            let value = Double(300 + quarter % 4 * 60 + quarter)
            return PlotPoint(
                time: window.start.adding(seconds: Double(quarter) * 21_600), value: scale * value)
        }
    }
}
