internal import Model
internal import RightSizing

/// How many runs of a job there were, and how many of them left samples.
struct RunCount: Hashable, Sendable {
    /// Runs that are over and have samples.
    let seen: Int
    /// Runs that are over.
    let known: Int
    /// Seconds between the ends of two runs, at the most.
    let interval: Double
    /// Seconds from the end of the newest run to the end of the window.
    let age: Double
    /// Of each run with samples, the greatest of the pods' p95.
    let levels: [Double]
    /// Of each run with samples, the greatest sample of any pod.
    let peaks: [Double]
    /// Share of the window in which one ran, 0…1.
    let share: Double

    /// 0…1.
    var coverage: Double { known == 0 ? 0 : Double(seen) / Double(known) }

    /// Of every run that is known of, with the samples of its pods.
    init(_ runs: [String: [[(time: Int64, value: Double)]]], _ track: Track, end: Timestamp) {
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
            if last > end.milliseconds - track.grid.step { unfinished += 1 } else { ends.append(last) }
        }
        ends.sort()
        self.levels = levels
        self.peaks = peaks
        seen = ends.count
        known = runs.count - unfinished
        interval = zip(ends, ends.dropFirst()).map { Double($1 - $0) / 1000 }.max() ?? 0
        let newest = unfinished > 0 ? end.milliseconds : ends.last ?? .min / 2
        age = Double(end.milliseconds - newest) / 1000
        share = Double(track.covered) / Double(max(1, track.grid.count))
    }
}
