public import Model
internal import Settings

extension LedgerFacts {
    /// The actions other than `own` that were spent after `since` on what `counts`.
    ///
    /// `places` are those of all spends that may count, newest first; nil where nobody sorted them out. Times are compared in
    /// place: a ledger of years has tens of thousands of spends, and nearly all are too old.
    func actions(
        since: Timestamp, except own: ActionID, at places: [Int]?, where counts: (Spend) -> Bool
    ) -> Set<ActionID> {
        var actions: Set<ActionID> = []
        // Looked at in place: a copy of each would take longer than the question.
        func look(at place: Int) {
            if counts(spends[place]), spends[place].action != own { actions.insert(spends[place].action) }
        }
        if let places {
            for place in places {
                guard spends[place].time > since else { break }
                look(at: place)
            }
        } else {
            for place in spends.indices where spends[place].time > since { look(at: place) }
        }
        return actions
    }

    /// Where the spends stand that a budget of a scope may count, newest first; nil where nobody sorted them out.
    func places(of scope: BudgetScope, _ key: String) -> [Int]? {
        guard let spendIndex else { return nil }
        return switch scope {
        case .target: spendIndex.of(target: key)
        case .service: spendIndex.of(service: key)
        case .category: spendIndex.of(category: key)
        case .repository, .organisation: spendIndex.newest
        }
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
        facts.indexSpends()
        return facts
    }
}
