import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Tracing

/// One change as `plan.json` of a fixture says it.
struct ChangeFile: Decodable {
    var address: String
    var attribute: String
    var root: String?
    var environment: String?
    var before: String
    var after: String
}

/// `plan.json`.
struct PlanFile: Decodable {
    var changes: [ChangeFile]
}

enum PlanSample {
    /// A plan for changes, traced on `tree`; the rest of it does not matter to editing.
    static func plan(_ changes: [ChangeFile], tree: InMemoryTree, settings: RepositorySettings = .init())
        throws -> Plan
    {
        let stage = TracingStage(tree: tree, settings: settings)
        let planned = try changes.map { change in
            guard
                let address = AddressArgument.parse(
                    change.address, root: change.root, environment: change.environment, namespace: nil,
                    settings: settings)
            else { preconditionFailure("`\(change.address)` is no address") }
            let target = Target(address, change.attribute)
            return PlannedChange(
                target: target, trace: try stage.trace(target), before: change.before, after: change.after)
        }
        return plan(planned, tree: tree)
    }

    static func plan(_ changes: [PlannedChange], tree: InMemoryTree) -> Plan {
        let end = Timestamp(seconds: 1_700_000_000)
        let finding = Finding(
            kind: .memoryLimitTooLow, target: changes[0].target, trigger: .sweep,
            window: TimeWindow(start: Timestamp(seconds: 1_699_000_000), end: end))
        return Plan(
            category: "test", actionClass: .raiseOrTune, owner: "team", changes: changes, finding: finding,
            base: tree.commit, verification: nil, summary: "change", reasoning: [], reversal: "revert",
            saving: .unpriced)
    }
}

extension Outcome {
    var value: Value? {
        guard case .done(let value) = self else { return nil }
        return value
    }

    var hold: Hold? {
        guard case .held(let hold) = self else { return nil }
        return hold
    }
}
