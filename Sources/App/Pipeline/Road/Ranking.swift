internal import Model

/// Puts planned changes in the order of their benefit, and leaves all but the first few for another run.
///
/// What is missing comes before what is idle: a raise prevents kills and waiting, whatever it costs. Then comes what saves
/// most, by the repository's prices; what has no price keeps the order of detection, which weighs cores against bytes.
struct Ranking: Sendable {
    /// How many go on; nil for all.
    let top: Int?

    func rank(_ journeys: [Journey]) -> [Journey] {
        let planned = journeys.indices.filter { journeys[$0].isOnTheWay && journeys[$0].plan != nil }
        let ranked = planned.sorted { a, b in
            let (left, right) = (Ranking.benefit(journeys[a]), Ranking.benefit(journeys[b]))
            return left != right ? left > right : a < b
        }
        var result: [Journey] = []
        for (place, index) in ranked.enumerated() {
            var journey = journeys[index]
            if let top, place >= top {
                journey.hold = Hold(
                    .belowTop, "number \(place + 1) of \(ranked.count) by benefit; this run proposes \(top)")
            }
            result.append(journey)
        }
        let others = Set(planned)
        return result + journeys.indices.filter { !others.contains($0) }.map { journeys[$0] }
    }

    /// Money of a month, far above any for a raise.
    private static func benefit(_ journey: Journey) -> Double {
        guard let plan = journey.plan else { return -.infinity }
        if let before = Quantity(plan.changes[0].before), let after = Quantity(plan.changes[0].after),
            after > before
        {
            return .infinity
        }
        if case .monthly(let amount, _, _) = plan.saving { return amount }
        return 0
    }
}
