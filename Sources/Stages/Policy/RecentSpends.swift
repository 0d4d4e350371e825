public import Model
internal import Settings

extension LedgerFacts {
    /// How many actions other than `own` were spent after `since` on what `counts`.
    ///
    /// Times are compared in place: a ledger of years has tens of thousands of spends, and nearly all are too old.
    func actions(since: Timestamp, except own: ActionID, where counts: (Spend) -> Bool) -> Int {
        var actions: Set<ActionID> = []
        for index in spends.indices where spends[index].time > since {
            // Looked at in place: a copy of each would take longer than the question.
            if counts(spends[index]), spends[index].action != own { actions.insert(spends[index].action) }
        }
        return actions.count
    }
}

extension PolicySet {
    /// The facts without spends that are too old for every budget and every recurrence of these categories.
    ///
    /// For whoever decides many changes on the same facts; the decisions are the same.
    public func relevant(_ facts: LedgerFacts, at now: Timestamp) -> LedgerFacts {
        var longest = 0.0
        for loaded in categories {
            for budget in loaded.category.budgets { longest = max(longest, budget.per.seconds) }
            longest = max(longest, loaded.category.recurrence?.within.seconds ?? 0)
        }
        let since = now.adding(seconds: -longest)
        var facts = facts
        facts.spends = facts.spends.filter { $0.time > since }
        facts.organisation?.spends.removeAll { $0.time <= since }
        return facts
    }
}
