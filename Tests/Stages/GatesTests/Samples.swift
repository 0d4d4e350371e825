@_spi(EditingGate) import Model

/// A change for gates to look at: only its files, its roots and the gates it passed by itself matter.
enum Samples {
    static func edit(_ files: [String], roots: [String]) -> VerifiedEdit {
        let target = Target(
            .kubernetes(KubernetesAddress(namespace: "prod", kind: "Deployment", name: "a", container: "a")),
            "resources.limits.memory")
        let finding = Finding(
            kind: .memoryLimitTooLow, target: target, trigger: .sweep,
            window: TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 1)), confidence: 1)
        let plan = Plan(
            category: "raise", actionClass: .raiseOrTune, owner: "a",
            changes: [
                PlannedChange(
                    target: target, trace: Trace(target: target, status: .held(Hold(.limit, "")), value: nil),
                    before: "1", after: "2")
            ],
            finding: finding, base: ObjectID(rawValue: String(repeating: "b", count: 40)), verification: nil,
            summary: "", reasoning: [], reversal: "", saving: .none)
        return VerifiedEdit(
            plan: plan, files: files.map { FileChange(path: $0, before: [], after: [], edits: []) },
            changed: roots.map {
                DecidedAttribute(root: $0, resource: "a", attribute: "b", value: "c")
            }, passedGates: ["parse", "blast-radius"])
    }
}
