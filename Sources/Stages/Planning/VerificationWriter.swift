internal import Model
internal import Settings

/// Fills the category's verification in with the names and the new value of one change.
struct VerificationWriter: Sendable {
    private let change: SizedChange

    init(_ change: SizedChange) { self.change = change }

    /// Nil where the category does not verify, or where nothing shows that the change was rolled out.
    func plan() -> VerificationPlan? {
        let category = change.request.category
        guard let verify = category.verify, let rollout = rollout(category) else { return nil }
        return VerificationPlan(
            applyBy: verify.applyBy, watch: verify.watch, rolloutQuery: rollout.query,
            rolloutValue: rollout.value, expectations: verify.expectations.compactMap(expectation),
            otherwise: verify.otherwise)
    }

    /// The part of a metric's name that tells of init containers.
    private let ofInit = "init_container"

    private var selector: String { change.request.finding.selector }

    private func rollout(_ category: Category) -> (query: String, value: Double)? {
        let target = change.request.finding.target
        switch target.address {
        case .kubernetes:
            guard let amounts = change.amounts else { return nil }
            let parts = target.attribute.split(separator: ".")
            guard parts.count == 3, parts[0] == "resources" else { return nil }
            // Whichever metric told the value now tells the new one.
            let kind =
                change.request.finding.signals.contains { $0.query.contains(ofInit) } ? ofInit : "container"
            let query = "kube_pod_\(kind)_resource_\(parts[1]){resource=\"\(parts[2])\",\(selector)}"
            return (query, amounts.after.value)
        case .terraform:
            guard let query = category.appliedWhen else { return nil }
            return (fill(query), 1)
        }
    }

    private func expectation(_ template: ExpectationTemplate) -> Expectation? {
        let threshold: Double
        switch template.threshold {
        case .number(let number): threshold = number
        case .factorOfNewValue(let factor):
            guard let amounts = change.amounts else { return nil }
            threshold = factor * amounts.after.value
        }
        return Expectation(query: fill(template.query), comparison: template.comparison, threshold: threshold)
    }

    private func fill(_ template: String) -> String {
        var text = ""
        var rest = Substring(template)
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}")
        {
            text += rest[..<open.lowerBound]
            switch rest[open.upperBound..<close.lowerBound].filter({ $0 != " " }) {
            case "target": text += selector
            case "value": text += change.after
            default: text += rest[open.lowerBound..<close.upperBound]
            }
            rest = rest[close.upperBound...]
        }
        return text + rest
    }
}
