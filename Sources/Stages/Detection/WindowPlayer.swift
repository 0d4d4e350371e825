internal import Model
internal import RightSizing

/// Plays the window of one container with every value that planning may choose between the one in force and the wish.
struct WindowPlayer: Sendable {
    private static let most = 48

    /// The amounts: both ends, the values beside them, and the steps of the grid between; every so many where there are many.
    static func amounts(from now: Double, to wish: Double, also others: [Double], on grid: SizeGrid)
        -> [Double]
    {
        let ends = (least: min(now, wish), greatest: max(now, wish))
        var steps: [Double] = []
        var next = Quantity(ends.least, on: grid)
        while next.value < ends.greatest, steps.count < 100_000 {
            if next.value > ends.least { steps.append(next.value) }
            let more = Quantity(thousandths: next.thousandths + 1, family: next.family)
            next = grid.roundedUp(more)
        }
        let every = max(1, (steps.count + most - 1) / most)
        let kept = steps.enumerated().filter { $0.offset.isMultiple(of: every) }.map(\.element)
        return Set(kept + [now, wish] + others).filter { $0 > 0 }.sorted()
    }

    /// - Parameters:
    ///   - track: the samples of the worst pod.
    ///   - amounts: what is played, the least first.
    ///   - odds: how often days pass a level; nil for cores.
    ///   - kills: kills that did happen under the limit in force.
    /// - Returns: nil without samples or amounts.
    static func play(_ track: Track, _ amounts: [Double], odds: PeakOdds?, kills: Int) -> PlayedWindow? {
        let values = track.worst.filter { !$0.isNaN }
        guard !values.isEmpty, !amounts.isEmpty else { return nil }
        let sorted = values.sorted()
        var sums = [0.0]
        sums.reserveCapacity(sorted.count + 1)
        for value in sorted { sums.append(sums[sums.count - 1] + value) }
        var crossings = [Int](repeating: 0, count: amounts.count + 1)
        var before = -Double.infinity
        for value in values {
            if value > before {
                // Levels that were not passed by the sample before, and are by this one.
                crossings[place(of: before, in: amounts)] += 1
                crossings[place(of: value, in: amounts)] -= 1
            }
            before = value
        }
        var running = 0
        let count = Double(values.count)
        let played = amounts.enumerated().map { index, amount in
            running += crossings[index]
            // How many are at most the amount.
            let within = upperBound(of: amount, in: sorted)
            let used = sums[within] + Double(sorted.count - within) * amount
            return PlayedAmount(
                amount: amount, above: sorted.count - within, crossings: running,
                slack: max(0, 1 - used / count / amount), monthlyPasses: odds?.monthlyPasses(of: amount))
        }
        return PlayedWindow(samples: values.count, amounts: played, kills: kills)
    }

    /// The first amount that is not below `value`.
    private static func place(of value: Double, in amounts: [Double]) -> Int {
        var range = 0..<amounts.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = amounts[middle] < value ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    private static func upperBound(of value: Double, in sorted: [Double]) -> Int {
        var range = 0..<sorted.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = sorted[middle] <= value ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

extension Quantity {
    /// The least amount of the grid that is not below `value`.
    fileprivate init(_ value: Double, on grid: SizeGrid) {
        self = grid.roundedUp(grid == .cpu ? Quantity(cores: value) : Quantity(bytes: value))
    }
}

extension ContainerHistory {
    /// The worst pod of each day, before the window and in it; a day with a kill is known only to have needed more.
    func peakDays(from origin: Timestamp) -> [PeakOdds.Day] {
        let start = origin.unixSeconds
        func day(_ time: Timestamp) -> Int { Int(((time.unixSeconds - start) / 86_400).rounded(.down)) }
        var peaks: [Int: Double] = [:]
        for (time, value) in memoryBefore {
            // A point stands at the end of its day.
            let index = day(time.adding(seconds: -1))
            peaks[index] = max(peaks[index] ?? 0, value)
        }
        for (time, value) in memory.present {
            let index = day(time.adding(seconds: -1))
            peaks[index] = max(peaks[index] ?? 0, value)
        }
        var killed: [Int: Double] = [:]
        for kill in kills {
            guard let limit = kill.limit ?? memoryLimit.value else { continue }
            let index = day(kill.time.adding(seconds: -1))
            killed[index] = max(killed[index] ?? 0, limit)
        }
        return peaks.map { index, peak in
            let limit = killed[index] ?? 0
            return PeakOdds.Day(index: index, peak: max(peak, limit), isCensored: limit >= peak)
        }.sorted { $0.index < $1.index }
    }
}
