internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// What makes a value no answer that a change could rely on.
extension TerraformTracer {
    /// A hold on what the default of an unset variable of the environment chose: with another one it is another value.
    func assumed(_ fact: TerraformFact) -> Hold? {
        guard let assumptions = context.inputs?.assumptions, !assumptions.isEmpty else { return nil }
        let controls = fact.origins.summary().controls
        guard let name = controls.lazy.compactMap({ assumptions[$0] }).first else { return nil }
        return Hold(
            .notInRepository, "the environment variable \(name) chooses, which is not in the repository")
    }

    /// The default of a variable that a file from elsewhere may override, where the value depends on one.
    func overridable(_ fact: TerraformFact) throws -> (Model.Hop, Hold)? {
        guard context.absentFiles != nil || context.computedNames != nil || !context.suspicions.isEmpty else {
            return nil
        }
        let used = fact.origins.summary().all
        guard !used.isEmpty else { return nil }
        for (name, block) in try ecosystem.library.module(context.root).variables.sorted(by: {
            $0.key < $1.key
        }) {
            guard let attribute = block.attribute("default"), let detail = doubt(about: name) else {
                continue
            }
            let range = attribute.expression.range
            let isUsed = used.contains {
                $0.path == attribute.file.path && range.lower <= $0.range.lower
                    && $0.range.upper <= range.upper
            }
            guard isUsed else { continue }
            return (
                Model.Hop(attribute.file, at: Int(attribute.span.range.lower), detail),
                Hold(.notInRepository, detail)
            )
        }
        return nil
    }

    /// What may give a variable another value than its default.
    func doubt(about name: String) -> String? {
        if let place = context.absentFiles {
            return
                "\(place) hands over variable files that are not in the repository; they may give var.\(name) another value"
        }
        if let place = context.computedNames {
            return
                "\(place) sets variables by names that it computes; var.\(name) may get another value than its default"
        }
        return context.suspicions[name].map {
            "\($0) may give var.\(name) another value, if it is for this root"
        }
    }

    /// Why nothing can be said about any attribute of the resource.
    func unreliable(_ resource: TerraformResource, _ hold: Hold?) throws -> Hold? {
        if let hold = hold ?? resource.hold ?? resource.instances { return hold }
        guard context.inputs == nil else { return nil }
        return try ecosystem.terragruntHold(on: context.root)
    }
}
