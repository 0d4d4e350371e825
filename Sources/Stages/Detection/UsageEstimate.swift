internal import Model
internal import RightSizing

/// What the worst pod of a container used, and what a strategy would ask for.
struct UsageEstimate: Sendable {
    /// What it needs again and again: the recurring use of CPU, the greatest working set.
    let need: Double
    /// The greatest sample.
    let peak: Double
    /// How much the days differ, 0…1.
    let spread: Double
    /// What the strategy asks for, its margin included; nil while it cannot say.
    let asked: UsageNeed?
    /// Whose opinion that is.
    let strategy: SizingStrategyName
    /// Share of the last two days' samples above the request in force.
    let crowding: Double
    /// When that request is changed.
    private let changes: ChangeRules
    /// How far other days or runs may lie from these.
    private let distance = Lazily<Double?>()
    /// The samples are read once more for it, so it is measured for proposals alone.
    private let measure: @Sendable () -> Double?

    /// Days are counted from `origin`; nil without samples.
    init?(
        _ track: Track, of resource: SizedResource, before: [(time: Timestamp, value: Double)] = [],
        kills: [Kill] = [], request: Double? = nil, limit: Double? = nil, by strategy: any SizingStrategy,
        origin: Timestamp
    ) {
        let start = origin.unixSeconds
        var profile = DayProfile(origin: start)
        var meter = strategy.makeMeter(of: resource, origin: start)
        // A point stands at the end of its day, which is the next one's beginning.
        for (time, value) in before { meter.observe(value, at: time.unixSeconds - 1) }
        var recent = RecentUsage()
        var waiting = kills.sorted { $0.time < $1.time }[...]
        for (time, value) in track.present {
            while let kill = waiting.first, kill.time < time {
                UsageEstimate.tell(&meter, kill, limit)
                waiting.removeFirst()
            }
            profile.observe(value, at: time.unixSeconds)
            meter.observe(value, at: time.unixSeconds)
            if resource == .cpu { recent.observe(value, at: time.unixSeconds) }
        }
        for kill in waiting { UsageEstimate.tell(&meter, kill, limit) }
        guard let peak = profile.peak, let recurring = profile.recurring else { return nil }
        need = resource == .cpu ? recurring : peak
        self.peak = peak
        spread = profile.spread(ofPeaks: resource == .memory)
        asked = meter.need()
        self.strategy = strategy.name
        changes = strategy.changes
        crowding = request.map(recent.share) ?? 0
        let name = strategy.name
        measure = {
            var days = NeedSpread(name, of: resource, origin: start)
            for (time, value) in before { days.observe(value, at: time.unixSeconds - 1) }
            // A point stands at the end of its step.
            let step = Double(track.grid.step) / 1000
            days.observe(track.worst, from: track.grid.time(0).unixSeconds - step, step: step)
            return days.factor
        }
    }

    /// The worst of the runs of a job, which is what the next may be like; nil without runs.
    init?(_ runs: RunCount, of resource: SizedResource) {
        let all = resource == .cpu ? runs.levels : runs.peaks
        guard let top = all.max(), let peak = runs.peaks.max() else { return nil }
        let sorted = all.sorted()
        need = top
        self.peak = peak
        spread = top > 0 ? (top - sorted[sorted.count / 2]) / top : 0
        let words =
            "The worst of its \(all.count) \(runs.noun.rawValue)s used \(resource == .cpu ? "for long" : "at most")"
        asked = UsageNeed(
            top * DailyRules.requestMargin,
            resource == .cpu
                ? "that and 15%" : "the greatest working set of any \(runs.noun.rawValue) and 15%",
            measure: UsageMeasure(words, top))
        strategy = .usual
        changes = .band
        crowding = 0
        measure = { NeedSpread.factor(ofGreatest: all) }
    }

    /// From what other days of the same kind would ask for at the least to what they would at the most.
    ///
    /// - Parameters:
    ///   - need: the amount around which it lies.
    ///   - floor: what is known to be needed at the least.
    ///   - wish: the proposal, which lies within.
    ///   - unit: cores or bytes.
    /// - Returns: nil where too few days tell.
    func range(around need: Double, notBelow floor: Double, with wish: Quantity, _ unit: MeasureUnit)
        -> NeedRange?
    {
        guard let factor = distance.get(measure) else { return nil }
        return NeedRange(
            low: min(max(need / factor, floor), wish.value), high: max(need * factor, wish.value),
            level: NeedSpread.level, unit: unit)
    }

    /// A kill says that more was needed, nobody knows how much; under a limit that was raised since, what was needed has
    /// been seen, and it was at least so much.
    private static func tell(_ meter: inout any UsageMeter, _ kill: Kill, _ limit: Double?) {
        guard let bytes = kill.limit ?? limit else { return }
        if kill.isAnswered(by: limit) {
            meter.observe(bytes, at: kill.time.unixSeconds)
        } else {
            meter.observeKill(limit: bytes, at: kill.time.unixSeconds)
        }
    }

    /// Whether the strategy's rules would have `now` changed.
    func isWorthwhile(
        _ resource: SizedResource, now: Double, need: Double, wish: Quantity, isQuiet: Bool
    ) -> Bool {
        changes.isWorthwhile(
            RequestReview(
                resource, now: now, need: need, wish: wish.value, crowding: crowding, isQuiet: isQuiet))
    }

    /// “The proposal is …”, and whose it is where somebody chose a strategy.
    func proposal(_ reason: String) -> String {
        strategy == .usual
            ? "The proposal is \(reason)." : "The strategy \(strategy.rawValue) asks for \(reason)."
    }
}

extension Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    var unixSeconds: Double { Double(milliseconds) / 1000 }
}
