internal import Model
internal import RightSizing

/// Writes a conclusion down with everything a reviewer needs to check it again.
struct FindingWriter: Sendable {
    let limits: DetectionLimits
    let answers: Answers
    let address: KubernetesAddress
    let selector: String

    func finding(
        _ draft: Draft, _ history: ContainerHistory, _ track: Track, _ trigger: Trigger
    ) -> Finding {
        let resource = ResourceAddress.kubernetes(address)
        let usage: Signal = draft.unit == .cores ? .cpuUsage : .memoryPeak
        var signals = [record(usage, track)].compactMap { $0 }
        for asked in draft.signals {
            let signal = history.isInit ? FindingWriter.ofInit[asked] ?? asked : asked
            let made =
                signal == .throttling
                ? record(signal, history.throttling) : record(signal, history.events[signal] ?? [], draft)
            if let made { signals.append(made) }
        }
        let fleet = track.fleet(of: history.instances, draft.unit)
        return Finding(
            kind: draft.kind, target: Target(resource, draft.attribute), trigger: trigger,
            window: answers.window, observed: draft.now.map { quantity($0, draft.unit).text() },
            wish: draft.hold == nil ? draft.wish.map(Wish.quantity) : nil, hold: draft.hold,
            confidence: (min(max(draft.confidence, 0), 0.99) * 100).rounded() / 100,
            range: draft.hold == nil ? draft.range : nil, remark: draft.remark,
            narrative: narrative(draft, history, fleet), statistics: statistics(draft, history, track),
            hypotheses: draft.hypotheses, signals: signals, historyDays: track.historyDays,
            quality: history.quality(of: track, isPartial: answers.isPartial),
            newestSample: track.newest, plot: plot(track), plotUnit: draft.unit,
            played: played(draft, history, track), selector: selector, instances: history.instances,
            fleet: fleet,
            tiedTo: draft.tiedTo.map { Target(resource, $0) })
    }

    /// What tells of init containers.
    private static let ofInit: [Signal: Signal] = [
        .requests: .initRequests, .limits: .initLimits, .kills: .initKills,
    ]

    /// The window with the value in force, with the wish, and with all that planning may choose between them.
    private func played(_ draft: Draft, _ history: ContainerHistory, _ track: Track) -> PlayedWindow? {
        guard draft.hold == nil, let now = draft.now, let wish = draft.wish?.value else { return nil }
        let isMemory = draft.unit == .bytes
        let limit = isMemory ? history.memoryLimit.value : nil
        let amounts = WindowPlayer.amounts(
            from: now, to: wish, also: [limit].compactMap { $0 }, on: isMemory ? .memory : .cpu)
        // Days are no measure of what runs once a day or once a week.
        let odds =
            isMemory && track.runs == nil ? PeakOdds(history.peakDays(from: answers.window.start)) : nil
        let kills = isMemory ? history.kills.count { !$0.isAnswered(by: history.memoryLimit.value) } : 0
        return WindowPlayer.play(track, amounts, odds: odds, kills: kills)
    }

    private func quantity(_ value: Double, _ unit: MeasureUnit) -> Quantity {
        unit == .cores ? Quantity(cores: value) : Quantity(bytes: value)
    }

    private func narrative(_ draft: Draft, _ history: ContainerHistory, _ fleet: FleetUse?) -> [String] {
        guard let first = draft.sentences.first else { return [] }
        let key = history.key
        let subject =
            "\(history.isInit ? "Init container" : "Container") \(key.container) of \(key.kind) \(key.namespace)/\(key.name), in the "
            + "\(limits.window.days.fixed(0)) days to \(answers.window.end.dateText): "
        var sentences = [subject + first.prefix(1).lowercased() + first.dropFirst()]
        sentences += draft.sentences.dropFirst()
        if let classes = history.classes.sentence(draft.unit) { sentences.append(classes) }
        if let fleet, fleet.isUneven {
            sentences.append(
                "Its pods are uneven: the worst reaches \(fleet.unit.text(fleet.worst)), the mean of "
                    + "\(fleet.pods) \(fleet.unit.text(fleet.mean)). One request serves all of them and the worst decides, so "
                    + "what it needs stands idle in the others.")
        }
        if let beside = history.beside?[draft.unit == .cores ? .cpu : .memory] {
            sentences.append(
                "It is over before the others begin: up to what they request together, \(draft.unit.text(beside)), its "
                    + "request costs nothing.")
        }
        if history.owner.isGuess {
            sentences.append("No metric tells which workload owns the pods; the form of their names does.")
        }
        if !draft.tiedTo.isEmpty {
            sentences.append("The pod is Guaranteed and stays so: request and limit change together.")
        }
        return sentences
    }

    private func statistics(_ draft: Draft, _ history: ContainerHistory, _ track: Track) -> [Statistic] {
        let quantiles = Quantiles(track.worst)
        guard !quantiles.isEmpty else { return [] }
        let name = draft.unit == .cores ? "cpu" : "working set"
        var list = [
            Statistic("\(name) p50", quantiles[0.5], draft.unit),
            Statistic("\(name) p95", quantiles[0.95], draft.unit),
            Statistic("\(name) p99", quantiles[0.99], draft.unit),
            Statistic("\(name) max", quantiles.maximum, draft.unit),
        ]
        let request = draft.unit == .cores ? history.cpuRequest : history.memoryRequest
        let limit = draft.unit == .cores ? history.cpuLimit : history.memoryLimit
        if let value = request.value { list.append(Statistic("request", value, draft.unit)) }
        if let value = limit.value {
            list.append(Statistic("limit", value, draft.unit))
            let near = track.present.count { $0.value >= value * 0.98 }
            list.append(
                Statistic(
                    "time within 2% of the limit", Double(near) * Double(track.grid.step) / 1000, .seconds))
        }
        if draft.unit == .bytes { list.append(Statistic("kills", Double(history.kills.count), .count)) }
        if draft.unit == .cores, !history.throttling.isEmpty {
            list.append(Statistic("throttled p95", Quantiles(history.throttling.worst)[0.95], .ratio))
        }
        if let runs = track.runs {
            list.append(Statistic("\(runs.noun.rawValue)s", Double(runs.seen), .count))
            list.append(Statistic(Statistic.timeRunning, runs.share, .ratio))
        }
        list.append(Statistic("restarts", Double(history.restarts.count), .count))
        list.append(Statistic("pods", Double(history.instances), .count))
        return list
    }

    /// The highest value of each of 56 equal parts of the window: quarter days of a fortnight.
    private func plot(_ track: Track) -> [PlotPoint] { Plot.peaks(of: track) }

    private func record(_ signal: Signal, _ track: Track) -> SignalRecord? {
        guard let answer = answers.answers[signal], !track.isEmpty else { return nil }
        return SignalRecord(
            endpoint: answers.endpoint, query: answer.query, window: answer.window, step: answer.step,
            series: track.series.count, samples: track.samples, expectedSamples: track.expectedAtLeast,
            digest: QueryAnswer(series: track.series).digest)
    }

    /// Events are only there when something happened, and settings once: what is there is all there could be.
    private func record(_ signal: Signal, _ series: [Series], _ draft: Draft) -> SignalRecord? {
        let resource = draft.unit == .cores ? "cpu" : "memory"
        let used = series.filter { $0.labels["resource"].map { $0 == resource } ?? true }
        guard let answer = answers.answers[signal], !used.isEmpty else { return nil }
        let kept = QueryAnswer(series: used)
        return SignalRecord(
            endpoint: answers.endpoint, query: answer.query, window: answer.window, step: answer.step,
            series: used.count, samples: kept.sampleCount, expectedSamples: kept.sampleCount,
            digest: kept.digest)
    }
}

/// Few points that show all peaks.
enum Plot {
    static func peaks(of track: Track, parts: Int = 56) -> [PlotPoint] {
        let size = max(1, (track.grid.count + parts - 1) / parts)
        return stride(from: 0, to: track.grid.count, by: size).compactMap { start in
            let part = track.worst[start..<min(start + size, track.grid.count)]
            guard let peak = part.filter({ !$0.isNaN }).max() else { return nil }
            return PlotPoint(time: track.grid.time(start), value: peak)
        }
    }
}
