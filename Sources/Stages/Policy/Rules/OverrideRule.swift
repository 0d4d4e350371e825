internal import Model
internal import Settings

/// What `.trimtab.yml` asks for where the change lies: posture and windows.
///
/// Approvals, checks and budgets of overrides stand with those of the category.
struct OverrideRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        inputs.overrides.flatMap { override in
            [OverrideRule.posture(override)].compactMap(\.self)
                + [OverrideRule.window(override, inputs, moment)].compactMap(\.self)
        }
    }

    private static func posture(_ override: PolicyOverride) -> Assessment? {
        override.posture.map {
            .caps(at: $0, "override \(override.name)", $0.name, source: override.source)
        }
    }

    private static func window(
        _ override: PolicyOverride, _ inputs: PolicyInputs, _ moment: PolicyMoment
    ) -> Assessment? {
        guard inputs.purpose == .fix else { return nil }
        let times = override.times(for: inputs.plan.finding.trigger)
        guard times != .always else { return nil }
        let label = "window of override \(override.name)"
        guard !times.isOpen(at: moment.now) else {
            return .allows(label, "\(times), open", source: override.source)
        }
        let opening = times.opening(after: moment.now).map { "; opens \($0.minuteText)" } ?? ""
        return .blocks(
            .offSchedule, label, "\(times), closed", detail: "\(times), closed\(opening)",
            source: override.source)
    }
}

extension PolicyOverride {
    /// When a trigger may merge.
    func times(for trigger: Trigger) -> MergeTimes {
        switch trigger {
        case .alert: alertTimes
        case .sweep: sweepTimes
        }
    }

    /// True when it speaks of a change.
    ///
    /// What is not known about the change counts as meant: an override can only tighten.
    func concerns(_ plan: Plan, files: [String]) -> Bool {
        let addresses = plan.changes.map(\.target.address)
        let globs = paths.map(Glob.init)
        let isThere =
            globs.isEmpty || files.isEmpty || files.contains { file in globs.contains { $0.matches(file) } }
        return isThere
            && PolicyOverride.concerns(environments, addresses.map(\.environment))
            && PolicyOverride.concerns(services, addresses.map(\.service))
            && PolicyOverride.concerns(owners, [plan.owner])
    }

    private static func concerns(_ patterns: [String], _ names: [String?]) -> Bool {
        guard !patterns.isEmpty else { return true }
        let wildcards = patterns.map(Wildcard.init)
        return names.isEmpty
            || names.contains { name in name.map { name in wildcards.contains { $0.matches(name) } } ?? true }
    }
}

extension ResourceAddress {
    /// The environment of a Terraform root, or the cluster; nil where the change does not say.
    fileprivate var environment: String? {
        switch self {
        case .kubernetes(let address): address.cluster
        case .terraform(let address): address.environment
        }
    }
}

extension PolicyInputs {
    /// The overrides that speak of this change, in the order of the file.
    var overrides: [PolicyOverride] {
        repository.overrides.filter { $0.concerns(plan, files: files) }
    }
}
