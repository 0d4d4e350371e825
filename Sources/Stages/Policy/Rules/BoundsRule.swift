internal import Model
internal import Settings

/// Whether every new value stays inside the category's bounds and within one step.
struct BoundsRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let category = inputs.category.category
        guard inputs.purpose == .fix else { return [] }
        let isBounded = category.minimum != nil || category.maximum != nil || category.step != nil
        guard isBounded || !category.choices.isEmpty else { return [] }
        return inputs.plan.changes.map { change in
            category.choices.isEmpty
                ? BoundsRule.amount(change, category) : BoundsRule.choice(change, category)
        }
    }

    private static func choice(_ change: PlannedChange, _ category: Category) -> Assessment {
        let source = category.source("bounds")
        guard category.choices.contains(change.after) else {
            return outside(
                "choice", "\(change.after) is none of \(category.choices.joined(separator: ", "))", source)
        }
        return .allows("choice", change.after, source: source)
    }

    private static func amount(_ change: PlannedChange, _ category: Category) -> Assessment {
        let source = category.source("bounds")
        guard let after = Quantity(change.after) else {
            return outside("bounds", "\(change.after) is no amount", source)
        }
        if let minimum = category.minimum, after < minimum {
            return outside("bounds", "\(change.after) is below \(minimum)", source)
        }
        if let maximum = category.maximum, after > maximum {
            return outside("bounds", "\(change.after) is above \(maximum)", source)
        }
        guard let step = category.step else {
            return .allows("bounds", "\(change.after) is inside", source: source)
        }
        guard let before = Quantity(change.before) else {
            return .caps(at: .propose, "step", "from nothing to \(change.after) has no size", source: source)
        }
        return self.step(from: before, to: after, atMost: step, source)
    }

    private static func step(
        from before: Quantity, to after: Quantity, atMost step: Step, _ source: String
    ) -> Assessment {
        let distance = abs(after.value - before.value)
        switch step {
        case .amount(let limit):
            guard distance <= limit.value else {
                return outside("step", "\(before) → \(after) is more than \(limit)", source)
            }
            return .allows("step", "\(before) → \(after), at most \(limit)", source: source)
        case .share(let limit):
            // Halves of the smallest unit come from rounding to whole units; the bound itself is exact.
            guard distance <= limit * before.value * (1 + 1e-12) else {
                return outside(
                    "step",
                    "\(Words.percent(max(distance / before.value, limit + 0.001))) of at most \(Words.percent(limit))",
                    source)
            }
            let share = before.value == 0 ? 0 : distance / before.value
            return .allows(
                "step", "\(Words.percent(share)) of at most \(Words.percent(limit))", source: source)
        }
    }

    private static func outside(_ label: String, _ value: String, _ source: String) -> Assessment {
        .blocks(.outsideBounds, label, value, source: source, ceiling: .observe)
    }
}
