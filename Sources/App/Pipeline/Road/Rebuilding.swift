internal import Diagnostics
internal import Model
internal import Ports

/// Gives changes that a merge of this run overtook, on a neighbouring line say, a second try on the new tip.
///
/// Their commits are rebuilt at once, so that what people find can be merged as it is and the next run has nothing to do.
struct Rebuilding {
    let run: RunContext
    let judge: Judge
    let evaluate: Evaluation

    /// Rebuilds, proposes and where allowed merges; each round merges one of them, or ends.
    func rebuild(_ journeys: [Journey]) async throws -> [Journey] {
        var journeys = journeys
        for _ in journeys.indices {
            let overtaken = journeys.indices.filter { journeys[$0].isOvertaken && journeys[$0].isOnTheWay }
            guard !overtaken.isEmpty else { break }
            let tip = try await run.fetchTip()
            let arrival = try await Arrival(run: run, tip: tip).seen()
            for index in overtaken { try await prove(&journeys[index], on: tip) }
            var second = overtaken.filter { !journeys[$0].isOvertaken }.map { journeys[$0] }
            guard !second.isEmpty else { break }
            second = try await Deciding(run: run, judge: judge).decide(second, arrival)
            second = try await Committing(run: run, tip: tip, arrival: arrival).commit(second, judge)
            second = try await Publishing(run: run, tip: tip).publish(second)
            second = try await Proposing(run: run, tip: tip, arrival: arrival).propose(second)
            second = try await Merging(run: run, judge: judge, evaluate: evaluate).merge(second)
            let rebuilt = overtaken.filter { !journeys[$0].isOvertaken }
            for (index, journey) in zip(rebuilt, second) { journeys[index] = journey }
        }
        return journeys
    }

    /// The same change on the new tip; where it is no longer the same, it stays overtaken.
    private func prove(_ journey: inout Journey, on tip: ObjectID) async throws {
        guard let (edit, category) = try await evaluate.again(journey, on: tip) else { return }
        journey.edit = edit
        journey.plan = edit.plan
        journey.category = category
        journey.isOvertaken = false
    }
}
