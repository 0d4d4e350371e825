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

    /// Buckets from the least to 2^60, which is more than anything measured.
    private static let fixed = bucket(ofPositive: 0x1p60) - offset + 1

    /// Takes many values at once; those that are NaN count for nothing.
    ///
    /// - Returns: how many counted, and the greatest of them.
    mutating func add(
        _ values: UnsafeBufferPointer<Double>, _ range: Range<Int>
    ) -> (count: UInt64, peak: Double) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= values.count, "the range lies in the values")
        if let span = LogHistogram.span(values, range) {
            return (UInt64(range.count), addOrdinary(values, range, span))
        }
        let size = LogHistogram.fixed
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size + 2) { buffer in
            // One more bucket on either side: too small, and not to be counted here.
            guard let counter = buffer.baseAddress else { return (0, 0) }
            counter.initialize(repeating: 0, count: size + 2)
            var peak = 0.0
            var lowest = size
            var highest = -1
            var others: [Double] = []
            for place in range {
                let value = values[place]
                // Of NaN and of what is below the least, neither comparison holds.
                if value >= LogHistogram.least, value < 0x1p60 {
                    let bucket = LogHistogram.bucket(ofPositive: value) &- LogHistogram.offset
                    counter[bucket] &+= 1
                    if value > peak { peak = value }
                    if bucket < lowest { lowest = bucket }
                    if bucket > highest { highest = bucket }
                } else if !value.isNaN {
                    others.append(value)
                }
            }
            var count: UInt64 = 0
            if highest >= lowest {
                widen(to: lowest)
                widen(to: highest)
                for bucket in lowest...highest where counter[bucket] > 0 {
                    counts[bucket - first] += counter[bucket]
                    count += UInt64(counter[bucket])
                }
                total += count
            }
            for value in others {
                add(value)
                if value > peak { peak = value }
            }
            return (count + UInt64(others.count), peak)
        }
    }

    /// The least and the greatest of values that are all ordinary: numbers, not too small and not too great.
    private static func span(
        _ values: UnsafeBufferPointer<Double>, _ range: Range<Int>
    ) -> (least: Double, greatest: Double)? {
        guard !range.isEmpty else { return nil }
        var (low, lowB) = (Double.infinity, Double.infinity)
        var (high, highB) = (0.0, 0.0)
        // Two of each, so that no comparison waits for the one before it. Of NaN the sum is NaN.
        var (sum, sumB) = (0.0, 0.0)
        var place = range.lowerBound
        while place + 1 < range.upperBound {
            let (value, other) = (values[place], values[place + 1])
            low = value < low ? value : low
            lowB = other < lowB ? other : lowB
            high = value > high ? value : high
            highB = other > highB ? other : highB
            sum += value
            sumB += other
            place += 2
        }
        if place < range.upperBound {
            let value = values[place]
            low = value < low ? value : low
            high = value > high ? value : high
            sum += value
        }
        let (least, greatest) = (min(low, lowB), max(high, highB))
        guard least >= LogHistogram.least, greatest < 0x1p60, !(sum + sumB).isNaN else { return nil }
        return (least, greatest)
    }

    /// Counts in four small tables in turn: equal values behind each other would wait for their own count.
    private mutating func addOrdinary(
        _ values: UnsafeBufferPointer<Double>, _ range: Range<Int>, _ span: (least: Double, greatest: Double)
    ) -> Double {
        let lowest = LogHistogram.bucket(ofPositive: span.least)
        let width = LogHistogram.bucket(ofPositive: span.greatest) - lowest + 1
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: width * 4) { buffer in
            // At least one bucket is there.
            guard let one = buffer.baseAddress else { return }
            one.initialize(repeating: 0, count: width * 4)
            let (two, three, four) = (one + width, one + 2 * width, one + 3 * width)
            var place = range.lowerBound
            while place + 3 < range.upperBound {
                one[LogHistogram.bucket(ofPositive: values[place]) &- lowest] &+= 1
                two[LogHistogram.bucket(ofPositive: values[place + 1]) &- lowest] &+= 1
                three[LogHistogram.bucket(ofPositive: values[place + 2]) &- lowest] &+= 1
                four[LogHistogram.bucket(ofPositive: values[place + 3]) &- lowest] &+= 1
                place += 4
            }
            while place < range.upperBound {
                one[LogHistogram.bucket(ofPositive: values[place]) &- lowest] &+= 1
                place += 1
            }
            let start = lowest - LogHistogram.offset
            widen(to: start)
            widen(to: start + width - 1)
            let shift = start - first
            counts.withUnsafeMutableBufferPointer { counts in
                for bucket in 0..<width {
                    counts[shift + bucket] += one[bucket] + two[bucket] + three[bucket] + four[bucket]
                }
            }
        }
        total += UInt64(range.count)
        return span.greatest
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

extension LogHistogram {
    var flaw: String? {
        let isInRange =
            first >= 0 && first <= LogHistogram.fixed && counts.count <= LogHistogram.fixed - first
        return StateCheck.first(
            StateCheck.demand(isInRange, "its buckets are beyond anything measured"),
            StateCheck.demand(
                counts.reduce(UInt64(zeros), { $0 + UInt64($1) }) == total, "its counts do not add up"))
    }

    /// Whether `peak` is the greatest value of the samples, as far as buckets tell.
    func canPeak(at peak: Double) -> Bool {
        guard let top = counts.lastIndex(where: { $0 > 0 }) else { return peak < LogHistogram.least }
        return peak >= LogHistogram.least
            && LogHistogram.bucket(ofPositive: peak) - LogHistogram.offset == first + top
    }
}
