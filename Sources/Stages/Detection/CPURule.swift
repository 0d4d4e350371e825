internal import Model
internal import RightSizing

/// CPU requests against recurring use, and CPU limits against throttling.
struct CPURule: Sendable {
    let limits: DetectionLimits
    let strategies: StrategyTable

    func drafts(_ history: ContainerHistory, origin: Timestamp) -> [Draft] {
        guard history.cpuRequest != .unset || history.cpuLimit != .unset else { return [] }
        if history.cpu.isEmpty { return [missing(history)] }
        let strategy = strategies.strategy(kind: history.key.kind, attribute: Attribute.cpuRequest)
        let estimate =
            history.cpu.runs.map { UsageEstimate($0, of: .cpu) }
            ?? UsageEstimate(
                history.cpu, of: .cpu, request: history.cpuRequest.value, by: strategy, origin: origin)
        guard let estimate else { return [] }
        // While the limit bites, nobody knows what the request should be: the use that is seen is the limit's.
        if let draft = limitTooLow(history, estimate, origin) { return [draft] + tied(draft, history) }
        let drafts = [requestFar(history, estimate)].compactMap { $0 }
        return drafts + drafts.flatMap { tied($0, history) }
    }

    private func missing(_ history: ContainerHistory) -> Draft {
        let isRequest = history.cpuRequest != .unset
        return Draft(
            kind: isRequest ? .cpuRequestTooHigh : .cpuLimitTooHigh,
            attribute: isRequest ? Attribute.cpuRequest : Attribute.cpuLimit,
            now: (isRequest ? history.cpuRequest : history.cpuLimit).value, unit: .cores)
    }

    /// Throttling is unmet demand: the limit grows by half, or doubles where most periods are throttled.
    private func limitTooLow(
        _ history: ContainerHistory, _ estimate: UsageEstimate, _ origin: Timestamp
    ) -> Draft? {
        guard let limit = history.cpuLimit.value else { return nil }
        var days: [Int64: [Double]] = [:]
        for (time, value) in history.throttling.present {
            days[Int64((time.seconds(since: origin) / 86_400).rounded(.down)), default: []].append(value)
        }
        let daily = days.values.map { Quantiles($0)[0.95] }.sorted()
        // On one day it may have been an accident; it counts when it returns.
        let bad = daily.count { $0 > limits.throttledShare }
        guard bad >= 2, let worst = daily.last else { return nil }
        let share = daily[daily.count - 2]
        let factor = share > 0.5 ? 2.0 : 1.5
        let wish = SizeGrid.cpu.roundedUp(
            Quantity(cores: max(limit * factor, estimate.need * limits.requestMargin)))
        guard wish.value > limit else { return nil }
        var draft = Draft(
            kind: .cpuLimitTooLow, attribute: Attribute.cpuLimit, now: limit, wish: wish, unit: .cores)
        draft.signals = [.throttling, .limits]
        draft.remark = "throttled \(MeasureUnit.ratio.text(share))"
        draft.confidence = 1 - 0.12 / Double(bad)
        draft.range = NeedRange(above: limit, unit: .cores)
        draft.sentences = [
            "On \(bad) of \(daily.count) days it was throttled in more than "
                + "\(MeasureUnit.ratio.text(limits.throttledShare)) of the scheduler's periods for over an hour "
                + "(worst day \(MeasureUnit.ratio.text(worst))).",
            "What it would use without the limit \(text(limit)) is not known, so the proposal goes one step, "
                + "×\(factor.fixed(1)), and is checked again.",
        ]
        draft.hypotheses = [
            Hypothesis(
                "the CPU limit is below the need",
                supports: [
                    "throttled on \(bad) days", "p95 of use \(text(Quantiles(history.cpu.worst)[0.95]))",
                ],
                contradicts: [], accepted: true),
            Hypothesis(
                "short bursts alone are throttled", supports: [],
                contradicts: ["the share is above the threshold for more than an hour a day"], accepted: false
            ),
        ]
        return draft
    }

    private func requestFar(_ history: ContainerHistory, _ estimate: UsageEstimate) -> Draft? {
        guard let now = history.cpuRequest.value else { return mixed(history.cpuRequest) }
        guard let asked = estimate.asked else { return nil }
        var need = max(asked.amount, limits.cpuFloor.value)
        if history.isGuaranteed {
            // The limit goes down with the request, so the moments above the need count too.
            need = max(need, Quantiles(history.cpu.worst)[0.999] * limits.requestMargin)
        } else if let limit = history.cpuLimit.value {
            need = min(need, limit)
        }
        need = history.worthwhile(need, of: .cpu, now: now)
        var wish = SizeGrid.cpu.roundedUp(Quantity(cores: need))
        if let limit = history.cpuLimit.value, wish.value > limit, !history.isGuaranteed {
            wish = Quantity(cores: limit)
        }
        let isLess = wish.value < now
        let isWorthwhile = estimate.isWorthwhile(
            .cpu, now: now, need: need, wish: wish, isQuiet: history.isQuiet(.cpu))
        guard isWorthwhile, isLess == (need < now) else { return nil }
        let isIdle = estimate.peak < 0.005 && history.cpu.runs == nil
        let p99 = Quantiles(history.cpu.worst)[0.99]
        var draft = Draft(
            kind: isLess ? .cpuRequestTooHigh : .cpuRequestTooLow, attribute: Attribute.cpuRequest, now: now,
            wish: wish, unit: .cores)
        draft.signals = [.requests]
        draft.remark = isIdle ? "idle" : "p99 \(text(p99))"
        draft.confidence = 1 - min(0.25, estimate.spread / 2)
        draft.range = estimate.range(
            around: need, notBelow: limits.cpuFloor.value, with: wish, .cores)
        draft.sentences =
            isIdle
            ? ["It used less than 5m of CPU during the whole window: it is idle."]
            : [
                "\(asked.measure?.words ?? "On its busiest days it needs") "
                    + "\(text(asked.measure?.amount ?? estimate.need)) of CPU, "
                    + "\(MeasureUnit.ratio.text((asked.measure?.amount ?? estimate.need) / now)) of the request "
                    + "\(text(now)); the p99 of the window is \(text(p99)).",
                estimate.proposal(asked.reason),
            ]
        draft.hypotheses = hypotheses(isLess, estimate, now)
        if history.isGuaranteed { draft.tiedTo = [Attribute.cpuLimit] }
        return draft
    }

    private func hypotheses(_ isLess: Bool, _ estimate: UsageEstimate, _ now: Double) -> [Hypothesis] {
        guard isLess else {
            return [
                Hypothesis(
                    "the CPU request is below the need",
                    supports: [
                        "it needs \(text(estimate.need)) again and again, and \(text(now)) is requested"
                    ],
                    contradicts: [], accepted: true)
            ]
        }
        return [
            Hypothesis(
                "the CPU request is above the need",
                supports: ["the busiest day's need is \(text(estimate.need))"],
                contradicts: estimate.peak > now ? ["a single moment used \(text(estimate.peak))"] : [],
                accepted: true),
            Hypothesis(
                "bursts need it", supports: ["the highest five minutes used \(text(estimate.peak))"],
                contradicts: ["use above the need is rare and CPU is shared in between"], accepted: false),
        ]
    }

    /// The other half of a Guaranteed pod: equal values, in one commit.
    private func tied(_ draft: Draft, _ history: ContainerHistory) -> [Draft] {
        guard history.isGuaranteed, draft.wish != nil else { return [] }
        let isLimit = draft.attribute == Attribute.cpuLimit
        var other = draft
        other.attribute = isLimit ? Attribute.cpuRequest : Attribute.cpuLimit
        other.kind =
            switch draft.kind {
            case .cpuLimitTooLow: .cpuRequestTooLow
            case .cpuRequestTooLow: .cpuLimitTooLow
            default: .cpuLimitTooHigh
            }
        other.tiedTo = [draft.attribute]
        return [other]
    }

    private func mixed(_ setting: Setting) -> Draft? {
        guard case .mixed(let values) = setting else { return nil }
        let texts = values.map { Quantity(cores: $0).text() }
        return Draft(
            kind: .cpuRequestTooHigh, attribute: Attribute.cpuRequest, now: nil, unit: .cores,
            hold: Hold(
                .tooYoung, "pods run with \(texts.joined(separator: " and ")): a roll-out is under way"))
    }

    private func text(_ cores: Double) -> String { MeasureUnit.cores.text(cores) }
}
