internal import Model
internal import Settings

/// What the ledger tells of a category's changes: `auto` must be earned, and trouble takes a rung away at once.
///
/// On the local forge nothing has to be earned, because whoever can write its ledger can write everything; trouble counts there
/// too. A revert restores what people chose and asks for no record.
struct RecordRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        guard inputs.purpose == .fix else { return [] }
        return RecordRule.assess(inputs.category.category, moment)
    }

    /// The same for a category as a whole.
    static func assess(_ category: Category, _ moment: PolicyMoment) -> [Assessment] {
        let declared = min(category.posture, category.action.ceiling)
        guard declared >= .approve else { return [] }
        let record = moment.ledger.records[category.name] ?? TrackRecord(category: category.name)
        let isLocal = moment.operatorSettings.forge == .local
        let (posture, why) = Ladder(at: moment.now, isLocal: isLocal).acting(declared, category, record)
        if let why { return [.caps(at: posture, "record", why, source: "ledger")] }
        guard declared == .auto, !isLocal else { return [] }
        return [
            .allows(
                "record", "\(record.supervisedAndWorked) changes worked under a person's eyes",
                source: "ledger")
        ]
    }
}
