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

    /// Days are counted from `origin`; nil without samples.
    init?(
        _ track: Track, of resource: SizedResource, kills: [Kill] = [], limit: Double? = nil,
        by strategy: any SizingStrategy, origin: Timestamp
    ) {
        let start = origin.unixSeconds
        var profile = DayProfile(origin: start)
        var meter = strategy.makeMeter(of: resource, origin: start)
        var waiting = kills.sorted { $0.time < $1.time }[...]
        for (time, value) in track.present {
            while let kill = waiting.first, kill.time < time {
                if let bytes = kill.limit ?? limit {
                    meter.observeKill(limit: bytes, at: kill.time.unixSeconds)
                }
                waiting.removeFirst()
            }
            profile.observe(value, at: time.unixSeconds)
            meter.observe(value, at: time.unixSeconds)
        }
        for kill in waiting {
            if let bytes = kill.limit ?? limit { meter.observeKill(limit: bytes, at: kill.time.unixSeconds) }
        }
        guard let peak = profile.peak, let recurring = profile.recurring else { return nil }
        need = resource == .cpu ? recurring : peak
        self.peak = peak
        spread = profile.spread(ofPeaks: resource == .memory)
        asked = meter.need()
        self.strategy = strategy.name
    }

    /// “The proposal is …”, and whose it is where somebody chose a strategy.
    func proposal(_ reason: String) -> String {
        strategy == .daily
            ? "The proposal is \(reason)." : "The strategy \(strategy.rawValue) asks for \(reason)."
    }
}

extension Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    var unixSeconds: Double { Double(milliseconds) / 1000 }
}
