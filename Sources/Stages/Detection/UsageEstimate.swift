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
