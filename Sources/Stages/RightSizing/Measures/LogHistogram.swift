/// How often values fell into buckets that grow by a thirty-second of an octave, so a bucket is at most 3.2% wide.
///
/// A bucket is read from the value's own exponent and the first five bits of its mantissa. Histograms of the same
/// samples are equal in whatever order they came, and two add up to the histogram of both.
struct LogHistogram: Hashable, Sendable, Codable {
    /// Smaller values count as zero: a millionth of a core, of a byte.
    private static let least = 1e-6
    private static let offset = bucket(ofPositive: least)

    /// Counts of the buckets from `first` on.
    private(set) var counts: [UInt32] = []
    private(set) var first = 0
    /// Samples that were zero.
    private(set) var zeros: UInt32 = 0
    private(set) var total: UInt64 = 0

    private static func bucket(ofPositive value: Double) -> Int { Int(value.bitPattern >> 47) }

    /// The greatest value of a bucket.
    private static func end(of bucket: Int) -> Double {
        Double(bitPattern: UInt64(bucket + 1) << 47).nextDown
    }

    mutating func add(_ value: Double) {
        total += 1
        guard value >= LogHistogram.least else {
            zeros += 1
            return
        }
        let index = LogHistogram.bucket(ofPositive: value) - LogHistogram.offset
        if index >= first, index - first < counts.count {
            counts[index - first] += 1
        } else {
            widen(to: index)
            counts[index - first] += 1
        }
    }

    mutating func add(_ other: LogHistogram) {
        total += other.total
        zeros += other.zeros
        guard !other.counts.isEmpty else { return }
        widen(to: other.first)
        widen(to: other.first + other.counts.count - 1)
        for (place, count) in other.counts.enumerated() { counts[other.first - first + place] += count }
    }

    private mutating func widen(to index: Int) {
        if counts.isEmpty {
            first = index
            counts = [0]
        } else if index < first {
            counts.insert(contentsOf: repeatElement(0, count: first - index), at: 0)
            first = index
        } else if index - first >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: index - first - counts.count + 1))
        }
    }

    /// The least bucket end that `share` of the samples do not exceed; nil when there are none.
    func quantile(_ share: Double) -> Double? {
        guard total > 0 else { return nil }
        let needed = share * Double(total)
        var seen = Double(zeros)
        if seen >= needed { return 0 }
        for (place, count) in counts.enumerated() where count > 0 {
            seen += Double(count)
            if seen >= needed { return LogHistogram.end(of: first + place + LogHistogram.offset) }
        }
        return LogHistogram.end(of: first + counts.count - 1 + LogHistogram.offset)
    }

    /// Share of the samples whose bucket ends above `value`, 0…1.
    func share(above value: Double) -> Double {
        guard total > 0 else { return 0 }
        var above = 0.0
        for (place, count) in counts.enumerated() where count > 0 {
            if LogHistogram.end(of: first + place + LogHistogram.offset) > value { above += Double(count) }
        }
        return above / Double(total)
    }
}
