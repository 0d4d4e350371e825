internal import Model
internal import RightSizing

/// Tells memory that grows without bound from memory that breathes.
///
/// Between restarts, the minima of quarter days are compared with those of the same quarter on other days, so that a
/// daily rhythm cannot look like growth (a seasonal Mann–Kendall test; Hirsch, Slack and Smith 1982). The slope is
/// the median of all pairwise slopes (Theil–Sen), which single peaks do not move.
struct LeakTest: Sendable {
    /// What the test found, when it found a leak.
    struct Leak: Hashable, Sendable {
        /// Growth per day in bytes.
        var bytesPerDay: Double
        /// Growth per day as a share of the median.
        var share: Double
        /// 0…1, from the normal approximation of the test.
        var confidence: Double
        /// Restarts within the window.
        var restarts: Int
    }

    private static let quarter: Int64 = 6 * 3_600_000
    /// A process that just started is still filling its caches.
    private static let warmUp: Int64 = 2 * 3_600_000
    /// Beyond this many standard deviations; once in some ten thousand workloads by chance.
    private static let certain = 3.7
    /// Slower growth than 2% a day may be data that grows.
    private static let leastShare = 0.02
    /// Less growth than a fifth between two restarts is not worth the word.
    private static let leastGrowth = 0.2

    private let leak: Leak?

    /// The leak, or nil when there is none to speak of.
    static func leak(in track: Track, restarts: [Timestamp]) -> Leak? {
        LeakTest(track, restarts).leak
    }

    private struct Point {
        var quarter: Int64
        var value: Double
    }

    private init(_ track: Track, _ restarts: [Timestamp]) {
        var statistic = 0
        var variance = 0.0
        var slopes: [Double] = []
        var growth = 0.0
        var latest: [Point] = []
        for segment in LeakTest.segments(track, restarts) {
            for season in Int64(0)..<4 {
                let points = segment.filter { $0.quarter % 4 == season }
                let (s, v, pairs) = LeakTest.compare(points)
                statistic += s
                variance += v
                slopes += pairs
            }
            if let first = segment.first, let last = segment.last, first.value > 0 {
                growth = max(growth, (last.value - first.value) / first.value)
            }
            latest = segment
        }
        slopes.sort()
        let median = Quantiles(track.worst)[0.5]
        guard slopes.count >= 12, variance > 0, median > 0 else { leak = nil; return }
        let slope = slopes[slopes.count / 2]
        let z = (Double(statistic) - 1) / variance.squareRoot()
        let isGrowing = slope / median >= LeakTest.leastShare && growth >= LeakTest.leastGrowth
        guard z > LeakTest.certain, isGrowing, LeakTest.stillGrows(latest, slope) else { leak = nil; return }
        leak = Leak(
            bytesPerDay: slope, share: slope / median, confidence: min(0.99, 1 - 1 / (z * z)),
            restarts: restarts.count)
    }

    /// The minima of quarter days between restarts.
    ///
    /// Restarts of any pod cut, since the worst pod is looked at.
    private static func segments(_ track: Track, _ restarts: [Timestamp]) -> [[Point]] {
        var cuts = restarts.map(\.milliseconds).sorted()[...]
        var segments: [[Point]] = [[]]
        var quietUntil: Int64 = .min
        for (time, value) in track.present {
            let now = time.milliseconds
            while let cut = cuts.first, cut <= now {
                cuts.removeFirst()
                quietUntil = cut + warmUp
                if segments[segments.count - 1].isEmpty == false { segments.append([]) }
            }
            guard now >= quietUntil else { continue }
            let quarter = now / LeakTest.quarter
            let last = segments.count - 1
            if let point = segments[last].last, point.quarter == quarter {
                segments[last][segments[last].count - 1].value = min(point.value, value)
            } else {
                segments[last].append(Point(quarter: quarter, value: value))
            }
        }
        return segments
    }

    private static func compare(_ points: [Point]) -> (Int, Double, [Double]) {
        let n = Double(points.count)
        guard points.count > 1 else { return (0, 0, []) }
        var statistic = 0
        var slopes: [Double] = []
        for (index, a) in points.enumerated() {
            for b in points[(index + 1)...] {
                statistic += b.value > a.value ? 1 : b.value < a.value ? -1 : 0
                slopes.append((b.value - a.value) / (Double(b.quarter - a.quarter) / 4))
            }
        }
        return (statistic, n * (n - 1) * (2 * n + 5) / 18, slopes)
    }

    /// A cache that fills up grows too, and then stops: the second half of a long life must still climb.
    private static func stillGrows(_ points: [Point], _ slope: Double) -> Bool {
        guard points.count >= 24 else { return true }
        let half = Array(points[(points.count / 2)...])
        var slopes: [Double] = []
        for season in Int64(0)..<4 {
            slopes += compare(half.filter { $0.quarter % 4 == season }).2
        }
        slopes.sort()
        return slopes.isEmpty || slopes[slopes.count / 2] >= slope * 0.3
    }
}
