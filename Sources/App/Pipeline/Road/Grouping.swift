internal import Diagnostics
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// The station that puts proven changes together, where the repository asks for one pull request per service or namespace.
///
/// Each change was proven and judged by itself before: what is held stays out of its group, and the group says so. Then
/// the group is proven and judged as a whole.
struct Grouping {
    let run: RunContext
    let evaluate: Evaluation
    let deciding: Deciding

    /// Puts together what belongs together; where nobody asks for that, nothing is touched.
    ///
    /// A group stands where the first of its members stood.
    func group(_ journeys: [Journey], _ arrival: Arrival) async throws -> [Journey] {
        var found: [String: (group: ChangeGroup, indices: [Int])] = [:]
        for index in journeys.indices where isReady(journeys[index]) {
            guard let group = group(of: journeys[index]), !standsAlone(journeys[index], arrival) else {
                continue
            }
            found[group.canonical, default: (group, [])].indices.append(index)
        }
        guard !found.isEmpty else { return journeys }
        var result: [Int: Journey] = [:]
        var members: Set<Int> = []
        for (group, indices) in found.values {
            var group = group
            group.absent = absent(from: group, journeys)
            let whole = together(indices.map { journeys[$0] }, group)
            for (journey, index) in zip(
                whole.left, indices.filter { whole.leaves.contains(journeys[$0].finding.target) })
            {
                result[index] = journey
            }
            let staying = indices.filter { !whole.leaves.contains(journeys[$0].finding.target) }
            members.formUnion(staying)
            if let place = staying.first, let journey = whole.group {
                result[place] = try await deciding.decide([journey], arrival)[0]
            }
        }
        return journeys.indices.compactMap { index in
            result[index] ?? (members.contains(index) ? nil : journeys[index])
        }
    }

    /// Groups become their members again, each with what became of the group.
    static func members(of journeys: [Journey]) -> [Journey] {
        journeys.flatMap { group in
            guard !group.members.isEmpty else { return [group] }
            return group.members.indices.map { index in
                var member = group.members[index]
                member.plan = group.plan?.members[index] ?? member.plan
                member.gates = group.gates
                member.commit = group.commit
                member.pullRequest = group.pullRequest
                member.decision = group.decision
                member.mergedAs = group.mergedAs
                member.isOvertaken = group.isOvertaken
                member.hasLostRace = group.hasLostRace
                member.hold = group.hold
                member.failure = group.failure
                return member
            }
        }
    }

    private func isReady(_ journey: Journey) -> Bool {
        journey.isOnTheWay && journey.plan != nil && journey.edit != nil && journey.category != nil
    }

    /// What a change belongs to by its category, else by the repository.
    private func group(of journey: Journey) -> ChangeGroup? {
        let address = journey.finding.target.address
        if let category = journey.category?.category, let scope = category.grouping {
            return ChangeGroup(scope, of: address, source: category.source("group"))
        }
        return ChangeGroup(
            run.settings.grouping, of: address, source: run.settings.sources["group"] ?? "default")
    }

    /// A change that has a pull request of its own keeps it; and one repository cannot reserve several places at once
    /// in the ledger that repositories share.
    private func standsAlone(_ journey: Journey, _ arrival: Arrival) -> Bool {
        guard let plan = journey.plan, let category = journey.category?.category else { return true }
        let isOpen = arrival.pulls.contains { $0.state == .open && $0.head == plan.branch }
        let budgets = category.budgets + run.settings.overrides.flatMap(\.budgets)
        return isOpen || budgets.contains { $0.scope == .organisation }
    }

    /// What would belong to the group and is held, in the order of its names.
    private func absent(from group: ChangeGroup, _ journeys: [Journey]) -> [ChangeGroup.Absent] {
        journeys.compactMap { journey in
            guard let hold = journey.hold, journey.finding.wish != nil,
                self.group(of: journey)?.canonical == group.canonical
            else { return nil }
            return ChangeGroup.Absent(target: journey.finding.target.display, reason: hold.reason)
        }.sorted { ($0.target, $0.reason.rawValue) < ($1.target, $1.reason.rawValue) }
    }

    private struct Whole {
        var group: Journey?
        /// Members that cannot be changed with the others, held.
        var left: [Journey] = []
        var leaves: Set<Target> { Set(left.map(\.finding.target)) }
    }

    /// One journey of all that can be changed by one commit; of two that contradict each other the later one is held.
    private func together(_ journeys: [Journey], _ group: ChangeGroup) -> Whole {
        let members = journeys.sorted {
            ($0.plan?.target.canonical ?? "") < ($1.plan?.target.canonical ?? "")
        }
        if case .done(let journey) = journey(of: members, group) { return Whole(group: journey) }
        var whole = Whole()
        for member in members {
            switch journey(of: (whole.group?.members ?? []) + [member], group) {
            case .done(let journey): whole.group = journey
            case .held(let hold):
                var member = member
                member.hold = Hold(
                    hold.reason, "not together with the rest of \(group.display): \(hold.detail)")
                whole.left.append(member)
            case .failed(let failure):
                var member = member
                member.failure = failure
                whole.left.append(member)
            }
        }
        let order = journeys.map(\.finding.target)
        whole.left.sort {
            (order.firstIndex(of: $0.finding.target) ?? 0) < (order.firstIndex(of: $1.finding.target) ?? 0)
        }
        return whole
    }

    private func journey(of members: [Journey], _ group: ChangeGroup) -> Outcome<Journey> {
        let plan = Plan(members.compactMap(\.plan), as: group)
        switch evaluate.edit(plan) {
        case .held(let hold): return .held(hold)
        case .failed(let failure): return .failed(failure)
        case .done(let edit):
            var journey = Journey([members[0].finding])
            journey.hold = nil
            journey.trace = members[0].trace
            journey.category = members[0].category
            journey.members = members
            journey.plan = plan
            journey.edit = edit
            return .done(journey)
        }
    }
}
