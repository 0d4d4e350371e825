internal import Model

extension MergeExamination {
    /// Room in every budget, and few enough repetitions, counted anew.
    func budgets(_ policy: WatchedPolicy) -> [WatchdogFinding] {
        var found: [WatchdogFinding] = []
        for budget in policy.budgets {
            if budget.scope == "organisation" {
                found += organisationBudget(budget)
                continue
            }
            let scope: String
            switch budget.scope {
            case "target": scope = "target:\(permit.target ?? "")"
            case "service": scope = "service:\(permit.service ?? permit.target ?? "")"
            case "category": scope = "category:\(permit.category ?? "")"
            default: scope = "repository"
            }
            var since = permit.time.adding(seconds: -budget.per.seconds)
            if let reset = account.reset(of: scope, before: grant.line) { since = max(since, reset) }
            let used = account.count(scope, since: since, before: grant.line, except: own)
            if used >= budget.actions {
                found.append(
                    finding(
                        .overBudget,
                        "\(used + 1) of \(budget.actions) per \(budget.per) of the \(budget.scope)"))
            }
        }
        if !isRevert, let recurrence = policy.recurrence, let target = permit.target {
            let before = account.fixes(
                of: target, in: permit.category ?? "", since: permit.time.adding(seconds: -recurrence.within),
                before: grant.line, except: own)
            if before >= recurrence.more {
                found.append(
                    finding(
                        .recurring, "\(before) such fixes of the target before, \(recurrence.more) are fine"))
            }
        }
        return found
    }

    /// Every merge under a budget of the organisation has its reservation, made while there was room.
    private func organisationBudget(_ budget: WatchedPolicy.Budget) -> [WatchdogFinding] {
        guard let shared else { return [] }
        let used = shared.used(
            before: permit.details["key"] ?? permit.id, action: action, per: budget.per.seconds)
        guard let used else {
            return [finding(.overBudget, "the organisation's ledger has no reservation for it")]
        }
        guard used >= budget.actions else { return [] }
        return [
            finding(.overBudget, "\(used + 1) of \(budget.actions) per \(budget.per) of the organisation")
        ]
    }

    /// Somebody looked, or still has time to.
    func verification(_ policy: WatchedPolicy) -> [WatchdogFinding] {
        guard let verify = policy.verify, particulars.details["verifies"] != "no" else { return [] }
        let isKnown = account.lines(ofType: "verification").contains {
            account.lines[$0].event.action == action
        }
        guard !isKnown else { return [] }
        let deadline = commit.committer.time.adding(seconds: verify.applyBy + verify.watch + grace.seconds)
        guard now > deadline else { return [] }
        return [finding(.notVerified, "no outcome by \(deadline)")]
    }
}
