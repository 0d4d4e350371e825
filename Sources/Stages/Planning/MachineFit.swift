internal import MachineCatalogue
internal import Model

/// Whether the work of one machine fits another, now that the type is known.
struct MachineFit: Sendable {
    let finding: Finding
    let present: MachineSpec
    let next: MachineSpec

    /// A fifth stays free for what the window did not show.
    private static let fullest = 85.0

    /// Fewer credits than these mean that the machine has been slowed down, or nearly.
    private static let fewCredits = 1.0

    private func statistic(_ name: String) -> Double? { finding.statistics.first { $0.name == name }?.value }

    private var processors: Double { present.processors / next.processors }

    private var busy: Double? { statistic(Statistic.cpuBusy).map { $0 * processors } }

    /// Per cent of the other machine's memory; nil where memory is not measured.
    private var memory: Double? {
        if let used = statistic(Statistic.memoryUsedMaximum) {
            return used * present.memoryGiB / next.memoryGiB
        }
        guard let free = statistic(Statistic.memoryFreeMinimum) else { return nil }
        let used = present.memoryGiB - free / 1_073_741_824
        // More free than there is: another type runs than Git says.
        return used < 0 ? .infinity : used / next.memoryGiB * 100
    }

    /// One thing that must fit beside processors and memory: what was measured, and what the other machine has of it.
    private struct Flow {
        var name: String
        var peak: Double?
        var present: Allowance?
        var next: Allowance?

        /// Per cent of what the other machine has for ever; nil where one of the two is not known.
        var share: Double? {
            guard let peak, let next, next.steady > 0 else { return nil }
            return peak / next.steady * 100
        }
    }

    private var flows: [Flow] {
        [
            Flow(
                name: "network", peak: statistic(Statistic.networkPeak).map { $0 * 8 / 1_000_000_000 },
                present: present.network, next: next.network),
            Flow(
                name: "bandwidth to disks", peak: statistic(Statistic.diskPeak).map { $0 * 8 / 1_000_000 },
                present: present.disk, next: next.disk),
            Flow(
                name: "operations on disks", peak: statistic(Statistic.operationsPeak),
                present: present.operations, next: next.operations),
        ]
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
        return credits ?? flows.lazy.compactMap(hold).first
    }

    private var credits: Hold? {
        if let least = statistic(Statistic.creditsLeast), present.isBurstable, least < MachineFit.fewCredits {
            return Hold(
                .outsideBounds,
                "its CPU credits ran out (\(least.fixed(1)) left), so what it needs is not seen")
        }
        guard next.isBurstable else { return nil }
        guard let baseline = next.baseline else {
            return Hold(.unsupported, "what \(next.name) may use for ever is not in the catalogue")
        }
        guard let mean = statistic(Statistic.cpuMean) else {
            return Hold(.lowCoverage, "the mean of the CPU is not measured")
        }
        guard mean * processors > baseline * 100 else { return nil }
        return Hold(
            .outsideBounds,
            "the mean of \((mean * processors).fixed(0))% is above the \((baseline * 100).fixed(0))% that "
                + "\(next.name) may use for ever")
    }

    private func hold(_ flow: Flow) -> Hold? {
        guard flow.peak ?? 0 > 0 else { return nil }
        guard let share = flow.share else {
            // Known of the present type alone: a size without a figure is no size to go to.
            guard flow.present != nil else { return nil }
            return Hold(.unsupported, "the \(flow.name) of \(next.name) is not in the catalogue")
        }
        guard share > MachineFit.fullest else { return nil }
        return Hold(
            .outsideBounds,
            "\(next.name) would use \(share.fixed(0))% of the \(flow.name) that it has for ever")
    }

    /// What the other machine would see.
    var reasoning: [String] {
        guard let busy, let memory else { return [] }
        var sentences = [
            "\(next.name) has \(count(next.processors)) of \(count(present.processors)) processors and "
                + "\(size(next.memoryGiB)) of \(size(present.memoryGiB)): the same work would use \(busy.fixed(0))% of "
                + "its CPU and \(memory.fixed(0))% of its memory."
        ]
        let shares = flows.compactMap { flow in flow.share.map { "\($0.fixed(0))% of its \(flow.name)" } }
        if !shares.isEmpty {
            sentences.append("At the busiest moment it would use \(list(shares)).")
        }
        let unknown = flows.filter { $0.peak == nil }.map(\.name)
        if !unknown.isEmpty { sentences.append("Not measured: \(unknown.joined(separator: ", ")).") }
        return sentences
    }

    private func list(_ words: [String]) -> String {
        guard words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }

    private func count(_ number: Double) -> String {
        number == number.rounded() ? number.fixed(0) : number.fixed(2)
    }

    private func size(_ gib: Double) -> String {
        gib == gib.rounded() ? "\(gib.fixed(0)) GiB" : "\(gib.fixed(1)) GiB"
    }
}
