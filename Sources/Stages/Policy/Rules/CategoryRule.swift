internal import Model
internal import Settings

/// What the category allows, whether it speaks of this change at all, and whether its safety case is whole.
struct CategoryRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let category = inputs.category.category
        var parts = [CategoryRule.safetyCase(category)]
        if inputs.purpose == .fix { parts.insert(CategoryRule.coverage(inputs), at: 0) }
        var group = Assessment.group(
            "category \(category.name)", parts, value: category.posture.name,
            source: category.source("posture"))
        if category.posture < .auto, group.node.verdict == .allows { group.node.verdict = .lowers }
        group.ceiling = min(group.ceiling, category.posture)
        group.lasting = min(group.lasting, category.posture)
        return [group]
    }

    private static func coverage(_ inputs: PolicyInputs) -> Assessment {
        let category = inputs.category.category
        let actual = ClassRule.actionClass(of: inputs)
        if category.action != actual {
            return .blocks(
                .noCategory, "action", "\(category.action.rawValue), but the change is \(actual.rawValue)",
                detail:
                    "category \(category.name) allows \(category.action.rawValue), the change is \(actual.rawValue)",
                source: category.source("action"), ceiling: .observe)
        }
        let all = [inputs.category] + inputs.companions
        let foreign = inputs.plan.changes.first { change in
            !all.contains { $0.scope.covers(change.target) }
        }
        if let foreign {
            return .blocks(
                .noCategory, "applies", "not to \(foreign.target.display)",
                detail: "category \(category.name) does not speak of \(foreign.target.display)",
                source: category.source("applies"), ceiling: .observe)
        }
        return .allows("applies", "to \(inputs.plan.target.attribute)", source: category.source("applies"))
    }

    /// What is missing from a category's safety case; the budget is part of it.
    static func missing(in category: Category) -> [String] {
        guard let safetyCase = category.safetyCase else { return ["all of it"] }
        return safetyCase.missing + (category.budgets.isEmpty ? ["budget"] : [])
    }

    /// A category without a whole safety case never acts by itself.
    static func safetyCase(_ category: Category) -> Assessment {
        let missing = missing(in: category)
        guard missing.isEmpty else {
            return .caps(
                at: .approve, "safety case", "misses \(missing.joined(separator: ", "))",
                source: category.source("safetyCase"))
        }
        return .allows("safety case complete", "yes", source: category.source("safetyCase"))
    }
}

/// What `.trimtab.yml` allows at most.
struct RepositoryRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let settings = inputs.repository
        return [
            .caps(
                at: settings.posture, "repository", settings.posture.name,
                source: settings.sources["posture"] ?? "default")
        ]
    }
}
