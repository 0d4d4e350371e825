import Diagnostics
import HCLEvaluation
import Model
import Ports
import Provenance
import TestSupport

@testable import Tracing

/// Terragrunt files with marks as in ``Sample``, and the units that they are evaluated to.
struct TerragruntSample {
    let sample: Sample
    let found: TerragruntUnits.Found

    init(_ files: [String: String], links: [String: String] = [:]) throws {
        sample = Sample(files, links: links)
        let store = SourceStore(tree: sample.tree, limits: .default)
        found = try TerragruntUnits(index: RepositoryIndex(store)).found()
    }

    func unit(_ directory: String) -> TerragruntUnit? { found.units.first { $0.directory == directory } }

    /// The value at a path such as `sizes.web[0]` of a unit's inputs.
    func input(_ directory: String, _ path: String) -> Value? {
        let steps = path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).map(String.init)
        guard let unit = unit(directory), let first = steps.first else { return nil }
        return steps.dropFirst().reduce(unit.inputs[first]) { value, step in
            guard let value else { return nil }
            return value.members != nil ? value.member(step) : Int(step).flatMap(value.element)
        }
    }

    /// The value as JSON; what is not known reads `unknown: reason`.
    func text(_ directory: String, _ path: String) -> String? {
        guard let value = input(directory, path) else { return nil }
        if let unknown = value.firstUnknown { return "unknown: \(unknown.reason.rawValue)" }
        return JSONWriting.text(of: value).string
    }

    /// `file:start-end` of the token that is the value.
    func place(_ directory: String, _ path: String) -> String? {
        input(directory, path)?.origins.identity.map { "\($0.path):\($0.range.lower)-\($0.range.upper)" }
    }
}
