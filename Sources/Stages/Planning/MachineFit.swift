internal import Model

/// Whether the work of one machine fits a smaller one, now that the type is known.
struct MachineFit: Sendable {
    let finding: Finding
    let present: InstanceSpec
    let next: InstanceSpec

    /// A fifth stays free for what the window did not show.
    private static let fullest = 85.0

    private func statistic(_ name: String) -> Double? { finding.statistics.first { $0.name == name }?.value }

    private var processors: Double { Double(present.processors) / Double(max(next.processors, 1)) }

    private var busy: Double? { statistic(Statistic.cpuBusy).map { $0 * processors } }

    /// Per cent of the smaller machine's memory; nil where memory is not measured.
    private var memory: Double? {
        if let used = statistic(Statistic.memoryUsedMaximum) {
            return used * present.memoryGiB / next.memoryGiB
        }
        guard let free = statistic(Statistic.memoryFreeMinimum) else { return nil }
        let used = present.memoryGiB - free / 1_073_741_824
        // More free than there is: another type runs than Git says.
        return used < 0 ? .infinity : used / next.memoryGiB * 100
    }

    /// Why it does not fit; nil when it does.
    var hold: Hold? {
        guard let busy else { return Hold(.lowCoverage, "CPU of the instance is not measured") }
        guard let memory else { return Hold(.lowCoverage, "memory of the instance is not measured") }
        guard memory.isFinite else {
            return Hold(.driftedFromGit, "more memory is free than \(present.name) has")
        }
        if busy > MachineFit.fullest {
            return Hold(.outsideBounds, "\(next.name) would use \(busy.fixed(0))% of its CPU")
        }
        if memory > MachineFit.fullest {
            return Hold(.outsideBounds, "\(next.name) would use \(memory.fixed(0))% of its memory")
        }
        if let baseline = next.baseline, let mean = statistic(Statistic.cpuMean),
            mean * processors > baseline * 100
        {
            return Hold(
                .outsideBounds,
                "the mean of \((mean * processors).fixed(0))% is above the \((baseline * 100).fixed(0))% that "
                    + "\(next.name) may use for ever")
        }
        return nil
    }

    /// What the smaller machine would see.
    var reasoning: [String] {
        guard let busy, let memory else { return [] }
        return [
            "\(next.name) has \(next.processors) of \(present.processors) processors and "
                + "\(size(next.memoryGiB)) of \(size(present.memoryGiB)): the same work would use \(busy.fixed(0))% of "
                + "its CPU and \(memory.fixed(0))% of its memory."
        ]
    }

    private func size(_ gib: Double) -> String {
        gib == gib.rounded() ? "\(gib.fixed(0)) GiB" : "\(gib.fixed(1)) GiB"
    }
}
