internal import Model
internal import Settings

/// Merge windows, per trigger.
///
/// A revert does not wait for a window.
struct WindowRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        guard inputs.purpose == .fix else { return [] }
        let category = inputs.category.category
        let trigger = inputs.plan.finding.trigger
        let times = category.times(for: trigger)
        let source = category.source("windows")
        let value = "for \(trigger.name == "alert" ? "alerts" : "sweeps"): \(times)"
        guard times.isOpen(at: moment.now) else {
            if times == .never {
                // No time brings this about, so a person is named instead of an opening.
                let isAlert = trigger.name == "alert"
                let others = isAlert ? category.sweepTimes : category.alertTimes
                let detail =
                    others == .never
                    ? "no window of the category ever opens"
                    : "only \(isAlert ? "sweeps" : "alerts") may merge this"
                return [
                    .blocks(
                        .offSchedule, "window", value, detail: detail, source: source,
                        waitsFor: category.owner)
                ]
            }
            let opening = times.opening(after: moment.now).map { "; opens \($0.minuteText)" } ?? ""
            return [
                .blocks(
                    .offSchedule, "window", "\(value), closed", detail: value + opening, source: source)
            ]
        }
        return [.allows("window", "\(value), open", source: source)]
    }
}

/// Freezes of the repository, days without automation among them.
struct FreezeRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let now = moment.now
        let inForce = inputs.repository.freezes(near: now).filter {
            $0.window.start <= now && now < $0.window.end
        }
        .max { ($0.window.end, $0.source) < ($1.window.end, $1.source) }
        guard let freeze = inForce else { return [] }
        let why = freeze.reason.isEmpty ? "" : " (\(freeze.reason))"
        return [
            .blocks(.frozen, "freeze", "until \(freeze.window.end.minuteText)\(why)", source: freeze.source)
        ]
    }
}

/// Evidence ages while a pull request waits; a merge needs signals that are still new.
struct FreshnessRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        guard inputs.purpose == .fix else { return [] }
        let category = inputs.category.category
        let source = category.source("evidence")
        let demand = category.evidence.freshness
        guard let newest = inputs.plan.finding.newestSample else {
            return [.blocks(.evidenceStale, "freshness", "no samples", source: source)]
        }
        let age = max(0, moment.now.seconds(since: newest))
        guard age <= demand.seconds else {
            return [
                .blocks(
                    .evidenceStale, "freshness", "newest sample \(Words.age(age)) old, allowed \(demand)",
                    source: source)
            ]
        }
        return [.allows("freshness", "newest sample \(Words.age(age)) old of \(demand)", source: source)]
    }
}

extension Category {
    /// When a trigger may merge.
    func times(for trigger: Trigger) -> MergeTimes {
        switch trigger {
        case .alert: alertTimes
        case .sweep: sweepTimes
        }
    }
}
