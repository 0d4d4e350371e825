internal import Model
internal import Settings

/// What the operator allows at most.
struct OperatorRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let settings = moment.operatorSettings
        return [
            .caps(
                at: settings.posture, "operator", settings.posture.name,
                source: settings.sources["posture"] ?? "default")
        ]
    }
}

/// Without a key, nobody could tell the bot's grants from forged ones; on the local forge whoever writes the ledger
/// writes everything anyway.
struct SigningRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let settings = moment.operatorSettings
        if settings.forge == .local { return [] }
        guard settings.signingKey != nil else {
            return [
                .caps(at: .propose, "signing key", "none, so the ledger cannot grant", source: "compiled in")
            ]
        }
        return [.allows("signing key", "present", source: settings.sources["signing"])]
    }
}

/// Past its review date a category is nobody's word any more.
struct ReviewRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        [ReviewRule.assess(inputs.category.category, at: moment.now)]
    }

    static func assess(_ category: Category, at now: Timestamp) -> Assessment {
        let source = category.source("reviewBy")
        guard now < category.reviewBy else {
            return .caps(at: .propose, "review by \(category.reviewBy.dateText)", "overdue", source: source)
        }
        return .allows("review by \(category.reviewBy.dateText)", "in date", source: source)
    }
}
