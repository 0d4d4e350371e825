internal import Model
internal import Settings

/// Writes sized changes down as a plan that people can read and production can be checked against.
struct PlanWriter: Sendable {
    let prices: PriceList?

    func plan(_ changes: [SizedChange], base: ObjectID) -> Plan {
        precondition(!changes.isEmpty, "a plan has at least one change")
        let first = changes[0]
        let category = first.request.category
        let planned = changes.map(\.planned)
        return Plan(
            category: category.name, actionClass: category.action, owner: category.owner, changes: planned,
            finding: first.request.finding, base: base,
            verification: VerificationWriter(first).plan(), summary: summary(changes),
            reasoning: changes.flatMap { change in
                changes.count > 1
                    ? change.reasoning.map { "\(change.planned.target.attribute): \($0)" } : change.reasoning
            }, reversal: reversal(changes), saving: saving(changes))
    }

    private func summary(_ changes: [SizedChange]) -> String {
        let first = changes[0]
        let finding = first.request.finding
        let verb: String
        if let amounts = first.amounts {
            verb = amounts.after > amounts.before ? "raise" : "lower"
        } else {
            verb = "resize"
        }
        let words = changes.map { PlanWriter.words($0.planned.target.attribute) }.filter { !$0.isEmpty }
        let what = ([verb, PlanWriter.name(finding.target.address)] + PlanWriter.joined(words)).joined(
            separator: " ")
        return "\(what) \(first.before) → \(first.after)"
    }

    /// `memory limit`, or `memory request and limit` for both halves of one resource.
    private static func joined(_ words: [String]) -> [String] {
        guard words.count == 2 else { return words.isEmpty ? [] : [words.joined(separator: ", ")] }
        let last = words[1].split(separator: " ").last.map(String.init) ?? words[1]
        return ["\(words[0]) and \(last)"]
    }

    private static func words(_ attribute: String) -> String {
        let parts = attribute.split(separator: ".").map(String.init)
        guard parts.count == 3, parts[0] == "resources" else { return "" }
        return "\(parts[2]) \(parts[1] == "limits" ? "limit" : "request")"
    }

    private static func name(_ address: ResourceAddress) -> String {
        switch address {
        case .kubernetes(let address): address.name
        case .terraform(let address): address.address
        }
    }

    private func reversal(_ changes: [SizedChange]) -> String {
        guard case .terraform = changes[0].request.finding.target.address else {
            return "git revert this commit; the pods roll back to \(changes[0].before)"
        }
        return "git revert this commit and apply again; the machine is stopped and started once more"
    }

    private func saving(_ changes: [SizedChange]) -> Saving {
        guard let prices else {
            // Limits cost nothing, with or without prices.
            let isFree = changes.allSatisfy { $0.planned.target.attribute.contains("resources.limits") }
            return isFree ? .none : .unpriced
        }
        var total = 0.0
        var isPriced = false
        for change in changes {
            let finding = change.request.finding
            switch prices.saving(change.planned, unit: finding.plotUnit, instances: finding.instances) {
            case .unpriced: return .unpriced
            case .none: break
            case .monthly(let amount, _, _):
                isPriced = true
                let running = finding.statistics.first { $0.name == Statistic.timeRunning }?.value ?? 1
                total += (amount * running * 100).rounded() / 100
            }
        }
        return isPriced ? .monthly(amount: total, currency: prices.currency, source: prices.source) : .none
    }
}
