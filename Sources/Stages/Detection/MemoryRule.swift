internal import Model
internal import RightSizing

/// Memory requests and limits against the greatest working set, kills and growth.
struct MemoryRule: Sendable {
    let limits: DetectionLimits
    let strategies: StrategyTable

    func drafts(_ history: ContainerHistory, origin: Timestamp) -> [Draft] {
        let request = history.memoryRequest
        let limit = history.memoryLimit
        guard request != .unset || limit != .unset else { return [] }
        if let missing = missing(history) { return [missing] }
        let strategy = strategies.strategy(kind: history.key.kind, attribute: Attribute.memoryRequest)
        let estimate =
            history.memory.runs.map { UsageEstimate($0, of: .memory) }
            ?? UsageEstimate(
                history.memory, of: .memory, before: history.memoryBefore, kills: history.kills,
                limit: limit.value, by: strategy, origin: origin)
        guard let estimate else { return [] }
        let facts = Facts(history, estimate, limits)
        if history.memory.runs == nil,
            let leak = LeakTest.leak(in: history.memory, restarts: history.restarts)
        {
            return [leaking(leak, facts)]
        }
        if let draft = limitTooLow(facts) { return [draft] + tied(draft, facts) }
        let drafts = [requestFar(facts)].compactMap { $0 }
        if history.isGuaranteed { return drafts + drafts.flatMap { tied($0, facts) } }
        return drafts + [limitFar(facts)].compactMap { $0 }
    }

    private struct Facts {
        let history: ContainerHistory
        let estimate: UsageEstimate
        let now: Double?
        let limit: Double?
        /// Kills under the limit in force: those under an earlier, lower limit were answered by raising it.
        let kills: [Kill]
        /// The greatest amount that is known not to be enough, or the greatest that was used.
        let floor: Double
        let nearDays: Int

        init(_ history: ContainerHistory, _ estimate: UsageEstimate, _ limits: DetectionLimits) {
            self.history = history
            self.estimate = estimate
            now = history.memoryRequest.value
            let limit = history.memoryLimit.value
            self.limit = limit
            kills = history.kills.filter { !$0.isAnswered(by: limit) }
            floor = max(estimate.peak, history.kills.compactMap { $0.limit ?? limit }.max() ?? 0)
            guard let limit else { nearDays = 0; return }
            var days: [Int64: [Double]] = [:]
            for (time, value) in history.memory.present {
                days[time.seconds / 86_400, default: []].append(value)
            }
            nearDays = days.values.count { Quantiles($0)[0.99] > limit * limits.nearLimit }
        }
    }

    /// Samples that are not there say nothing; a row says so where a size is set.
    private func missing(_ history: ContainerHistory) -> Draft? {
        guard history.memory.isEmpty else { return nil }
        let isRequest = history.memoryRequest != .unset
        return Draft(
            kind: isRequest ? .memoryRequestTooHigh : .memoryLimitTooHigh,
            attribute: isRequest ? Attribute.memoryRequest : Attribute.memoryLimit,
            now: (isRequest ? history.memoryRequest : history.memoryLimit).value, unit: .bytes)
    }

    private func leaking(_ leak: LeakTest.Leak, _ facts: Facts) -> Draft {
        let growth = MeasureUnit.bytes.text(leak.bytesPerDay)
        let restarts = "\(leak.restarts) restart\(leak.restarts == 1 ? "" : "s")"
        let isLimited = facts.limit != nil
        var draft = Draft(
            kind: .memoryLeak, attribute: isLimited ? Attribute.memoryLimit : Attribute.memoryRequest,
            now: isLimited ? facts.limit : facts.now, unit: .bytes,
            hold: Hold(.leaking, "grows \(growth) a day between restarts (\(restarts) in the window)"))
        draft.remark = "+\(growth) a day"
        draft.confidence = leak.confidence
        draft.signals = [.restarts]
        draft.sentences = [
            "Its working set grows by \(growth) a day (\(MeasureUnit.ratio.text(leak.share)) of its median) and falls "
                + "only when it restarts, which happened \(leak.restarts) times in the window."
        ]
        draft.hypotheses = [
            Hypothesis(
                "the process leaks memory",
                supports: ["quarter-day minima rise by \(growth) a day", "\(restarts) in the window"],
                contradicts: [], accepted: true),
            Hypothesis(
                "the size is too small", supports: ["the working set reaches \(text(facts.estimate.peak))"],
                contradicts: ["any size is reached in time"], accepted: false),
        ]
        return draft
    }

    private func limitTooLow(_ facts: Facts) -> Draft? {
        guard let limit = facts.limit else { return nil }
        let killed = !facts.kills.isEmpty
        let need: Double
        if killed {
            need = limit * limits.killMargin
        } else if facts.nearDays > 0, facts.estimate.peak > limit * limits.nearLimit {
            need = facts.estimate.peak * limits.limitMargin
        } else {
            return nil
        }
        let wish = SizeGrid.memory.roundedUp(Quantity(bytes: need))
        guard wish.value > limit else { return nil }
        var draft = Draft(
            kind: .memoryLimitTooLow, attribute: Attribute.memoryLimit, now: limit, wish: wish, unit: .bytes)
        draft.isUrgent = killed
        draft.signals = killed ? [.kills, .killLimits, .restarts, .limits] : [.limits]
        draft.remark = killed ? "kills \(facts.kills.count)→0" : "peak \(text(facts.estimate.peak))"
        draft.confidence = killed ? 1 - 0.12 / Double(facts.kills.count) : 0.9
        draft.range =
            killed
            ? NeedRange(above: limit, unit: .bytes)
            : facts.estimate.range(around: need, notBelow: facts.floor, with: wish, .bytes)
        draft.sentences = killed ? killSentences(facts, limit) : nearSentences(facts, limit)
        draft.hypotheses = limitHypotheses(facts, limit)
        return draft
    }

    private func killSentences(_ facts: Facts, _ limit: Double) -> [String] {
        let count = facts.kills.count
        var sentences: [String] = []
        if let last = facts.kills.map(\.time).max() {
            let from = last.adding(seconds: -limits.memoryStep.seconds)
            sentences.append(
                "It was killed for memory \(count) time\(count == 1 ? "" : "s"), last in the "
                    + "\(Int(limits.memoryStep.seconds / 60)) minutes after \(from.minuteText).")
        }
        let near = facts.history.memory.present.count { $0.value >= limit * 0.98 }
        sentences.append(
            "Its working set came within 2% of the limit in \(near) of \(facts.history.memory.covered) steps of "
                + "\(limits.memoryStep); the limit hides the true peak, so the proposal adds "
                + "\(MeasureUnit.ratio.text(limits.killMargin - 1)).")
        return sentences
    }

    private func nearSentences(_ facts: Facts, _ limit: Double) -> [String] {
        [
            "On \(facts.nearDays) day\(facts.nearDays == 1 ? "" : "s") the p99 of its working set was above "
                + "\(MeasureUnit.ratio.text(limits.nearLimit)) of the limit \(text(limit)), without a kill so far.",
            "The proposal is the peak \(text(facts.estimate.peak)) and "
                + "\(MeasureUnit.ratio.text(limits.limitMargin - 1)).",
        ]
    }

    private func limitHypotheses(_ facts: Facts, _ limit: Double) -> [Hypothesis] {
        var supports = ["the working set reaches \(text(facts.estimate.peak)) of \(text(limit))"]
        if !facts.kills.isEmpty { supports.insert("\(facts.kills.count) kills for memory", at: 0) }
        return [
            Hypothesis(
                "the memory limit is below the need", supports: supports, contradicts: [], accepted: true),
            Hypothesis(
                "the process leaks memory", supports: [],
                contradicts: ["quarter-day minima do not rise between restarts"], accepted: false),
        ]
    }

    private func requestFar(_ facts: Facts) -> Draft? {
        guard let now = facts.now else {
            return mixed(facts.history.memoryRequest, Attribute.memoryRequest, .memoryRequestTooHigh)
        }
        guard let asked = facts.estimate.asked else { return nil }
        // Whatever a strategy asks for: what was seen, or killed, and a margin, and the limit's for a Guaranteed pod.
        let margin = facts.history.isGuaranteed ? limits.limitMargin : limits.leastMargin
        let isAsked = asked.amount >= facts.floor * margin
        var need = max(asked.amount, facts.floor * margin, limits.memoryFloor.value)
        if let limit = facts.limit, !facts.history.isGuaranteed { need = min(need, limit) }
        need = facts.history.worthwhile(need, of: .memory, now: now)
        var wish = SizeGrid.memory.roundedUp(Quantity(bytes: need))
        if let limit = facts.limit, wish.value > limit, !facts.history.isGuaranteed {
            wish = Quantity(bytes: limit)
        }
        let isLess = wish.value < now
        let isWorthwhile = facts.estimate.isWorthwhile(
            .memory, now: now, need: need, wish: wish, isQuiet: facts.history.isQuiet(.memory))
        guard isWorthwhile, isLess == (need < now) else { return nil }
        var draft = Draft(
            kind: isLess ? .memoryRequestTooHigh : .memoryRequestTooLow, attribute: Attribute.memoryRequest,
            now: now, wish: wish, unit: .bytes)
        draft.signals = facts.history.memoryBefore.isEmpty ? [.requests] : [.memoryBefore, .requests]
        draft.remark = "peak \(text(facts.estimate.peak))"
        draft.confidence = 1 - min(0.25, facts.estimate.spread / 2)
        draft.range =
            facts.kills.isEmpty
            ? facts.estimate.range(around: need, notBelow: facts.floor * margin, with: wish, .bytes)
            : NeedRange(above: facts.floor, unit: .bytes)
        draft.sentences = [
            "The greatest working set of any pod was \(text(facts.estimate.peak)), "
                + "\(MeasureUnit.ratio.text(facts.estimate.peak / now)) of the request \(text(now))."
        ]
        if let before = facts.history.memoryBefore.map(\.value).max(), before > facts.estimate.peak {
            draft.sentences.append(
                "In the \((limits.memoryHistory.days - limits.window.days).fixed(0)) days before, it was "
                    + "\(text(before)).")
        }
        draft.sentences.append(
            isAsked
                ? facts.estimate.proposal(asked.reason)
                : facts.history.memory.runs.map {
                    "The proposal is that peak and \(MeasureUnit.ratio.text(margin - 1)), of \($0.seen) \($0.noun.rawValue)s."
                }
                    ?? "The proposal is that peak and \(MeasureUnit.ratio.text(margin - 1)); two weeks hold every daily and "
                    + "weekly peak.")
        draft.hypotheses = sizeHypotheses(isLess, facts, now)
        if facts.history.isGuaranteed { draft.tiedTo = [Attribute.memoryLimit] }
        return draft
    }

    private func sizeHypotheses(_ isLess: Bool, _ facts: Facts, _ now: Double) -> [Hypothesis] {
        guard isLess else {
            return [
                Hypothesis(
                    "the memory request is below the need",
                    supports: [
                        "the working set reaches \(text(facts.estimate.peak)) of \(text(now)) requested"
                    ],
                    contradicts: [], accepted: true)
            ]
        }
        return [
            Hypothesis(
                "the memory request is above the need",
                supports: ["the peak of the window is \(text(facts.estimate.peak))", "no kill for memory"],
                contradicts: [], accepted: true),
            Hypothesis(
                "a rarer peak needs it",
                supports: [
                    facts.history.memory.runs.map { "the window holds \($0.seen) \($0.noun.rawValue)s" }
                        ?? "the window holds \(facts.history.memory.historyDays.fixed(0)) days"
                ],
                contradicts: facts.history.memory.runs == nil
                    ? ["daily and weekly peaks are in the window"] : [],
                accepted: false),
        ]
    }

    /// A limit that is only somewhat high costs nothing; one that is far too high lets a leak take the node.
    private func limitFar(_ facts: Facts) -> Draft? {
        guard let limit = facts.limit else { return nil }
        let need = max(facts.floor * limits.requestMargin, limits.memoryFloor.value)
        guard limit >= need * limits.farLimit, limit - need >= 512 * 1_048_576 else { return nil }
        // Twice the peak, and never below the request that stands beside it.
        let wish = SizeGrid.memory.roundedUp(Quantity(bytes: max(facts.floor * 2, facts.now ?? 0)))
        guard wish.value < limit else { return nil }
        var draft = Draft(
            kind: .memoryLimitTooHigh, attribute: Attribute.memoryLimit, now: limit, wish: wish, unit: .bytes)
        draft.signals = [.limits]
        draft.remark = "peak \(text(facts.estimate.peak))"
        draft.confidence = 1 - min(0.25, facts.estimate.spread / 2)
        draft.range = facts.estimate.range(
            around: wish.value, notBelow: facts.floor, with: wish, .bytes)
        draft.sentences = [
            "The limit \(text(limit)) is \((limit / facts.estimate.peak).fixed(0)) times the greatest working set "
                + "\(text(facts.estimate.peak)); a leak could take that much of the node before anything stops it.",
            "The proposal leaves twice the peak.",
        ]
        draft.hypotheses = sizeHypotheses(true, facts, limit)
        return draft
    }

    /// The other half of a Guaranteed pod: equal values, in one commit.
    private func tied(_ draft: Draft, _ facts: Facts) -> [Draft] {
        guard facts.history.isGuaranteed else { return [] }
        let isLimit = draft.attribute == Attribute.memoryLimit
        var other = draft
        other.attribute = isLimit ? Attribute.memoryRequest : Attribute.memoryLimit
        other.kind =
            switch draft.kind {
            case .memoryLimitTooLow: .memoryRequestTooLow
            case .memoryRequestTooLow: .memoryLimitTooLow
            default: .memoryLimitTooHigh
            }
        other.tiedTo = [draft.attribute]
        return [other]
    }

    private func mixed(_ setting: Setting, _ attribute: String, _ kind: FindingKind) -> Draft? {
        guard case .mixed(let values) = setting else { return nil }
        let texts = values.map { Quantity(bytes: $0).text() }
        return Draft(
            kind: kind, attribute: attribute, now: nil, unit: .bytes,
            hold: Hold(
                .tooYoung, "pods run with \(texts.joined(separator: " and ")): a roll-out is under way"))
    }

    private func text(_ bytes: Double) -> String { MeasureUnit.bytes.text(bytes) }
}
