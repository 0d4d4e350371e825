internal import Model
internal import Settings

/// The ledger that the repositories of the organisation share: where the operator names one, every merge is reserved in
/// it, so what cannot be read there grants nothing.
struct OrganisationRule: MomentRule {
    /// What a budget of the organisation has spent, or why nobody can tell.
    enum Used {
        case counted(Int)
        case unknown((_ label: String, _ source: String) -> Assessment)
    }

    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        OrganisationRule.assess(moment).map { [$0] } ?? []
    }

    /// How the shared ledger stands; nil where there is none.
    static func assess(_ moment: PolicyMoment) -> Assessment? {
        guard let organisation = moment.ledger.organisation else { return nil }
        let label = "organisation's ledger"
        let source = moment.operatorSettings.sources["ledger"]
        switch organisation.standing {
        case .verified: return .allows(label, "whole, this is \(organisation.repository)", source: source)
        case .unreadable(let why):
            return .blocks(
                .ledgerUnreadable, label, why, detail: "the organisation's ledger: \(why)", source: source)
        }
    }

    /// What all repositories spent of a budget, without one action of this one.
    static func used(_ budget: Budget, _ moment: PolicyMoment, except own: ActionID?) -> Used {
        guard let organisation = moment.ledger.organisation else {
            return .unknown { label, source in
                .caps(
                    at: .propose, label,
                    "needs a ledger that all repositories share; the operator names one as `ledger`",
                    source: source)
            }
        }
        guard organisation.standing == .verified else {
            return .unknown { label, source in
                .blocks(.ledgerUnreadable, label, "the organisation's ledger cannot be read", source: source)
            }
        }
        let since = moment.now.adding(seconds: -budget.per.seconds)
        return .counted(organisation.actions(since: since, except: own))
    }
}
