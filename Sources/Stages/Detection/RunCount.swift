internal import Model
internal import RightSizing

/// How many runs of a job, or starts of an init container, there were, and how many of them left samples.
struct RunCount: Sendable {
    /// What one is called: a run, a start.
    enum Noun: String, Sendable { case run, start }

    /// One that is known of: the samples of each of its pods, in order of time.
    typealias Samples = [[(time: Int64, value: Double)]]

    /// What one is called.
    let noun: Noun
    /// Those that are over and have samples.
    let seen: Int
    /// Those that are over, or were due.
    let known: Int
    /// Fewer say nothing of the next.
    let needed: Int
    /// Seconds between the ends of two, at the most.
    let interval: Double
    /// Seconds from the end of the newest to the end of the window.
    let age: Double
    /// Of each with samples, the greatest of the pods' p95.
    let levels: [Double]
    /// Of each with samples, the greatest sample of any pod.
    let peaks: [Double]
    /// Share of the window in which one ran, 0…1.
    let share: Double
    /// Days in which they were looked for.
    let days: Double
    /// How often the schedule has it in that time; nil where it is not rare, or no schedule tells.
    let schedule: (text: String, due: Int)?

    /// 0…1.
    var coverage: Double { known == 0 ? 0 : Double(seen) / Double(known) }

    /// Of every one that is known of.
    ///
    /// - Parameters:
    ///   - runs: samples by the name of the run.
    ///   - track: the same on the grid of the window.
    ///   - window: the window.
    ///   - noun: what one is called.
    ///   - schedule: when it is due, for what is too rare to count in the window.
    ///   - limits: how many are needed, and how far back a rare one is followed.
    init(
        _ runs: [String: Samples], _ track: Track, _ window: TimeWindow, _ noun: Noun = .run,
        schedule: CronSchedule? = nil, _ limits: DetectionLimits
    ) {
        var ends: [Int64] = []
        var levels: [Double] = []
        var peaks: [Double] = []
        var unfinished = 0
        for (_, pods) in runs.sorted(by: { $0.key < $1.key }) {
            let pods = pods.filter { !$0.isEmpty }
            guard let last = pods.compactMap({ $0.last?.time }).max() else { continue }
            let quantiles = pods.map { Quantiles($0.map(\.value)) }
            levels.append(quantiles.map { $0[0.95] }.max() ?? 0)
            peaks.append(quantiles.map(\.maximum).max() ?? 0)
            // What still runs may come to more.
            if last > window.end.milliseconds - track.grid.step { unfinished += 1 } else { ends.append(last) }
        }
        ends.sort()
        self.noun = noun
        self.levels = levels
        self.peaks = peaks
        seen = ends.count
        let reach = max(limits.runHistory.seconds, window.span.seconds)
        let isFollowed = ends.contains { $0 <= window.start.milliseconds }
        let rare = schedule.flatMap { RunCount.rare($0, window, reach, limits) }
        days = (rare != nil || isFollowed ? reach : window.span.seconds) / 86_400
        var due = 0
        if let schedule, rare != nil, let first = ends.first {
            // What was due of late may not have ended yet.
            let end = window.end.adding(seconds: -RunCount.longest)
            due = 1 + schedule.count(after: Timestamp(milliseconds: first), through: end)
        }
        known = max(runs.count - unfinished, due)
        needed = rare == nil ? limits.leastRuns : limits.leastRareRuns
        self.schedule = rare
        interval = zip(ends, ends.dropFirst()).map { Double($1 - $0) / 1000 }.max() ?? 0
        let newest = unfinished > 0 ? window.end.milliseconds : ends.last ?? .min / 2
        age = Double(window.end.milliseconds - newest) / 1000
        share = Double(track.covered) / Double(max(1, track.grid.count))
    }

    /// A run that takes longer is counted as missing until it is over.
    private static let longest = 6.0 * 3600

    /// The schedule where the window does not hold as many runs as are needed.
    private static func rare(
        _ schedule: CronSchedule, _ window: TimeWindow, _ reach: Double, _ limits: DetectionLimits
    ) -> (text: String, due: Int)? {
        guard schedule.count(after: window.start, through: window.end) < limits.leastRuns else { return nil }
        let due = schedule.count(after: window.end.adding(seconds: -reach), through: window.end)
        return (schedule.text, due)
    }
}
