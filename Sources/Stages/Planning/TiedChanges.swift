internal import Model

/// Gives changes that must stay equal one value: of several allowed ones the safest, which is the greatest.
struct TiedChanges: Sendable {
    private let changes: [SizedChange]

    init(_ changes: [SizedChange]) { self.changes = changes }

    func unified() -> Outcome<[SizedChange]> {
        let amounts = changes.compactMap(\.amounts)
        guard amounts.count == changes.count else { return .done(changes) }
        guard let greatest = amounts.map(\.after).max(), let least = amounts.map(\.after).min() else {
            return .done(changes)
        }
        // A raise is capped by the strictest category, a shrink by the most careful one.
        let isRaise = amounts.allSatisfy { $0.after > $0.before }
        let isShrink = amounts.allSatisfy { $0.after < $0.before }
        guard isRaise || isShrink else {
            return .held(Hold(.outsideBounds, "request and limit would move in opposite directions"))
        }
        let value = isRaise ? least : greatest
        for amount in amounts
        where !amount.range.allows(value) || !(isRaise ? value > amount.before : value < amount.before) {
            return .held(Hold(.outsideBounds, "no value suits both request and limit"))
        }
        return .done(
            changes.map { change in
                var change = change
                change.after = TokenWording(change.before).text(value)
                change.amounts?.after = value
                return change
            })
    }
}
