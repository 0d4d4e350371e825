internal import Model

/// Turns the history of one container into findings: rules, then the data, then the world around it.
struct ContainerAssessor: Sendable {
    let limits: DetectionLimits
    let scope: DetectionScope
    let strategies: StrategyTable
    let gate: QualityGate
    /// True when containers of more than one cluster were seen.
    let hasClusters: Bool

    func findings(_ history: ContainerHistory, _ answers: Answers, _ trigger: Trigger) -> [Finding] {
        let origin = answers.window.start
        let drafts =
            CPURule(limits: limits, strategies: strategies).drafts(history, origin: origin)
            + MemoryRule(limits: limits, strategies: strategies).drafts(history, origin: origin)
        return drafts.map { draft in
            var draft = draft
            let track = draft.unit == .cores ? history.cpu : history.memory
            draft.hold = hold(draft, history, track)
            draft.confidence *= min(1, track.historyDays / limits.history.days) * track.coverage
            return FindingWriter(
                limits: limits, answers: answers, address: address(history.key), selector: selector(history)
            ).finding(draft, history, track, trigger)
        }
    }

    /// True when the data are good enough to say that nothing is to be done: silence is a conclusion too.
    func isConclusive(_ history: ContainerHistory) -> Bool {
        var holds: [Hold?] = []
        if history.cpuRequest != .unset || history.cpuLimit != .unset {
            holds.append(gate.hold(history.cpu, of: history, what: "CPU"))
        }
        if history.memoryRequest != .unset || history.memoryLimit != .unset {
            holds.append(gate.hold(history.memory, of: history, what: "memory"))
        }
        return holds.allSatisfy { $0 == nil } && history.unsettled == nil
    }

    /// Data first: what cannot be trusted says nothing about anything else.
    private func hold(_ draft: Draft, _ history: ContainerHistory, _ track: Track) -> Hold? {
        let what = draft.unit == .cores ? "CPU" : "memory"
        if let hold = gate.hold(track, of: history, what: what, isUrgent: draft.isUrgent) { return hold }
        if let hold = draft.hold { return hold }
        if !draft.isUrgent, let hold = hold(history.classes, draft.unit, what) { return hold }
        if let claim = history.autoscaler {
            let isVertical = claim.owner.hasPrefix("Vertical")
            let isRequest = draft.attribute.hasPrefix("resources.requests") || !draft.tiedTo.isEmpty
            if isVertical { return Hold(.autoscaled, "owned by \(claim.owner)") }
            if isRequest, draft.unit == .cores ? claim.holdsCPU : claim.holdsMemory {
                return Hold(.autoscaled, "part of the target of \(claim.owner)")
            }
        }
        if let unsettled = history.unsettled, !isKilledSince(draft, history) {
            return Hold(.tooYoung, unsettled)
        }
        return nil
    }

    /// The worst class of nodes decides, so each must be known as well as the whole.
    private func hold(_ classes: [NodeClass], _ unit: MeasureUnit, _ what: String) -> Hold? {
        guard classes.count > 1 else { return nil }
        for nodes in classes {
            if var hold = gate.hold(nodes.track(unit), what: what) {
                hold.detail = "on nodes of class \(nodes.name): \(hold.detail)"
                return hold
            }
        }
        return nil
    }

    /// A new version that is killed has shown enough.
    private func isKilledSince(_ draft: Draft, _ history: ContainerHistory) -> Bool {
        guard draft.isUrgent, let last = history.kills.map(\.time).max() else { return false }
        return history.versionSince.map { last > $0 } ?? true
    }

    func address(_ key: ContainerKey) -> KubernetesAddress {
        let cluster = scope.clusters[key.cluster] ?? (hasClusters && !key.cluster.isEmpty ? key.cluster : nil)
        return KubernetesAddress(
            cluster: cluster, namespace: key.namespace, kind: key.kind, name: key.name,
            container: key.container)
    }

    private func selector(_ history: ContainerHistory) -> String {
        var parts = [
            Matchers.equal("namespace", history.key.namespace),
            Matchers.like("pod", history.owner.podPattern),
            Matchers.equal("container", history.key.container),
        ]
        // What an alert asks is answered by one cluster, and yet production has others.
        let isOneOfMany = hasClusters || scope.clusters.count > 1
        if isOneOfMany, !history.key.cluster.isEmpty {
            parts.insert(Matchers.equal("cluster", history.key.cluster), at: 0)
        }
        if !scope.matchers.isEmpty { parts.append(scope.matchers) }
        return parts.joined(separator: ",")
    }
}
