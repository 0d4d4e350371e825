internal import Diagnostics
internal import Model
internal import Ports

/// Brings the bodies of open pull requests to what is true after the merges of this run: the base they made, the budgets
/// they used up.
///
/// So people never read that policy allows what it no longer allows, and the next run has nothing to say.
struct Refreshing {
    let run: RunContext
    let judge: Judge
    let evaluate: Evaluation

    /// Decides what is still open once more, on the new tip; merges nothing.
    func refresh(_ journeys: [Journey]) async throws -> [Journey] {
        guard journeys.contains(where: { $0.mergedAs != nil }) else { return journeys }
        var journeys = journeys
        let tip = try await run.fetchTip()
        let arrival = try await Arrival(run: run, tip: tip).seen()
        var indices: [Int] = []
        for index in journeys.indices where isOpen(journeys[index]) {
            guard let commit = journeys[index].commit,
                let (edit, category) = try await evaluate.again(journeys[index], on: tip)
            else { continue }
            journeys[index].edit = edit.adopting(commit.action)
            journeys[index].plan = journeys[index].edit?.plan
            journeys[index].category = category
            indices.append(index)
        }
        var open = indices.map { journeys[$0] }
        open = try await Deciding(run: run, judge: judge).decide(open, arrival)
        open = try await Proposing(run: run, tip: tip, arrival: arrival).propose(open)
        for (index, journey) in zip(indices, open) { journeys[index] = journey }
        return journeys
    }

    /// True for what has an open pull request and waits for something that another look may tell better.
    private func isOpen(_ journey: Journey) -> Bool {
        guard journey.isOnTheWay, journey.mergedAs == nil, !journey.isOvertaken, journey.pullRequest != nil
        else { return false }
        let reason = journey.decision?.hold?.reason
        return reason != .baseMoved && reason != .halted
    }
}
