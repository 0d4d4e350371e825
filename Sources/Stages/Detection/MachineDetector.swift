internal import Model
internal import RightSizing
internal import Ports

/// Finds machines and databases whose class is at least one size too large.
///
/// One size smaller has about half the processors and memory. Where memory is not measured nothing shrinks: a
/// machine with idle processors is often there for its memory. Such machines are named in a warning, not in a row each.
struct MachineDetector: Sendable {
    private let detector: Detector

    init(_ detector: Detector) { self.detector = detector }

    /// One machine's signals.
    private struct Machine {
        var identifier: String
        var name: String?
        var cpu: Track
        var memory: Track?
        var peaks: [(statistic: Statistic, query: SignalAnswer, series: Series)] = []
    }

    /// One convention's answers over the window.
    private struct Answered {
        var convention: MachineConvention
        var cpu: SignalAnswer
        var memory: SignalAnswer
        var peaks: [(peak: MachineConvention.Peak, answer: SignalAnswer)] = []

        var all: [SignalAnswer] { [cpu, memory] + peaks.map(\.answer) }
        var isPartial: Bool { all.contains { !$0.answer.warnings.isEmpty } }
    }

    private var limits: DetectionLimits { detector.limits }

    private var queries: MachineQueries {
        MachineQueries(limits: limits, matchers: Matchers(common: [detector.scope.matchers]))
    }

    func detect(_ window: TimeWindow, _ present: Set<String>) async throws -> DetectionReport {
        var report = DetectionReport(
            findings: [], window: window, targetsSeen: 0, wellSized: 0, queries: 0, warnings: [])
        // Two exporters may tell of one machine; the first that tells enough is heard.
        var judged: Set<TerraformAddress> = []
        var unknown: [(service: String, name: String, address: TerraformAddress?)] = []
        for convention in MachineConvention.all where present.contains(convention.condition) {
            if convention.onlyKnown, detector.scope.machines.isEmpty { continue }
            guard let answered = try await ask(convention, window, present, &report) else { continue }
            let gate = QualityGate(limits: limits, window: window, isPartial: answered.isPartial)
            for machine in machines(answered) {
                let address = detector.scope.machines[machine.identifier]
                if let address, judged.contains(address) { continue }
                if convention.onlyKnown, address == nil { continue }
                report.targetsSeen += 1
                if !machine.cpu.isEmpty, machine.memory?.isEmpty ?? true, isQuiet(machine) {
                    unknown.append((convention.service, machine.name ?? machine.identifier, address))
                    continue
                }
                if let address { judged.insert(address) }
                let finding = finding(machine, answered, gate, window)
                if let finding { report.findings.append(finding) } else { report.wellSized += 1 }
                if let address, finding?.hold == nil, hold(machine, gate, isMapped: true) == nil {
                    report.concluded.insert(ResourceAddress.terraform(address).canonical)
                }
            }
        }
        let silent = unknown.filter { row in row.address.map { !judged.contains($0) } ?? true }
        for service in Set(silent.map(\.service)).sorted() {
            let names = silent.filter { $0.service == service }.map(\.name)
            report.warnings.append(
                "\(service): memory is not measured on \(names.joined(separator: ", ")), which use little "
                    + "CPU; without it they are never shrunk")
        }
        return report
    }

    /// Nil where no machine has the labels of this exporter.
    private func ask(
        _ convention: MachineConvention, _ window: TimeWindow, _ present: Set<String>,
        _ report: inout DetectionReport
    ) async throws -> Answered? {
        let cpu = try await answer(queries.cpu(convention), limits.cpuStep, window)
        report.queries += 1
        report.warnings += warnings(cpu)
        guard cpu.answer.series.contains(where: { $0.labels[convention.identifier] != nil }) else {
            return nil
        }
        let memory = try await answer(queries.memory(convention), limits.memoryStep, window)
        report.queries += 1
        report.warnings += warnings(memory)
        var answered = Answered(convention: convention, cpu: cpu, memory: memory)
        for peak in convention.peaks where present.isSuperset(of: peak.metrics) {
            let expression = queries.peak(peak, convention)
            let found = SignalAnswer(
                query: expression, window: window, step: limits.window,
                answer: try await detector.source.instant(expression, at: window.end))
            report.queries += 1
            report.warnings += warnings(found)
            answered.peaks.append((peak, found))
        }
        return answered
    }

    private func warnings(_ answer: SignalAnswer) -> [String] {
        answer.answer.warnings.map { "\(detector.source.label): \($0)" }
    }

    private func answer(_ expression: String, _ step: TimeSpan, _ window: TimeWindow) async throws
        -> SignalAnswer
    {
        let points = TimeWindow(start: window.start.adding(seconds: step.seconds), end: window.end)
        let answer = try await detector.source.range(RangeQuery(expression, points, step: step))
        return SignalAnswer(query: expression, window: points, step: step, answer: answer)
    }

    private func machines(_ answered: Answered) -> [Machine] {
        let label = answered.convention.identifier
        func byMachine(_ answer: SignalAnswer) -> [String: [Series]] {
            Dictionary(grouping: answer.answer.series.filter { $0.labels[label] != nil }) {
                $0.labels[label] ?? ""
            }
        }
        func track(_ series: [Series], _ answer: SignalAnswer, _ range: PlausibleRange) -> Track {
            Track(
                series.map { ("", $0) }, on: Grid(answer.window, step: answer.step), range,
                isLive: { _ in true })
        }
        let isPercent = answered.convention.memory.isPercent
        let memory = byMachine(answered.memory)
        let peaks = answered.peaks.map { ($0.peak, $0.answer, byMachine($0.answer)) }
        return byMachine(answered.cpu).sorted { $0.key < $1.key }.compactMap { identifier, series in
            let cpu = track(series, answered.cpu, .percent)
            // A machine without samples on the last day is gone, or somebody else's.
            if let newest = cpu.newest, answered.cpu.window.end.seconds(since: newest) > 86_400 { return nil }
            return Machine(
                identifier: identifier, name: answered.convention.name.flatMap { series.first?.labels[$0] },
                cpu: cpu,
                memory: memory[identifier].map { track($0, answered.memory, isPercent ? .percent : .bytes) },
                peaks: peaks.compactMap { peak, answer, found in
                    guard let series = found[identifier]?.first, let value = series.values.last,
                        value.isFinite, value >= 0
                    else { return nil }
                    let isCount = [Statistic.operationsPeak, Statistic.creditsLeast].contains(peak.statistic)
                    return (Statistic(peak.statistic, value, isCount ? .count : .bytes), answer, series)
                })
        }
    }

    private func isQuiet(_ machine: Machine) -> Bool {
        Quantiles(machine.cpu.worst)[0.995] < limits.instanceShare * 100
    }

    private func finding(
        _ machine: Machine, _ answered: Answered, _ gate: QualityGate, _ window: TimeWindow
    ) -> Finding? {
        guard machine.cpu.isEmpty || isQuiet(machine) else { return nil }
        let quantiles = Quantiles(machine.cpu.worst)
        let busy = quantiles[0.995]
        let isPercent = answered.convention.memory.isPercent
        // The greatest share in use; for free bytes the judgement waits until the type is known.
        let memory = machine.memory.map { Quantiles($0.present.map(\.value)) }
        if isPercent, let memory, !memory.isEmpty, memory.maximum * 2 > 85 { return nil }
        let address = detector.scope.machines[machine.identifier]
        let known =
            address
            ?? TerraformAddress(
                root: answered.convention.service,
                address: machine.name.map { "\(machine.identifier) (\($0))" } ?? machine.identifier)
        let hold = hold(machine, gate, isMapped: address != nil)
        let coverage = min(machine.cpu.coverage, machine.memory?.coverage ?? 0)
        let confidence = 0.95 * min(1, machine.cpu.historyDays / limits.history.days) * coverage
        return Finding(
            kind: .instanceOversized,
            target: Target(
                .terraform(known),
                address.flatMap(MachineConvention.attribute) ?? answered.convention.attribute),
            trigger: .sweep, window: window, wish: hold == nil ? .smaller(steps: 1) : nil, hold: hold,
            confidence: (confidence * 100).rounded() / 100, remark: "p99.5 \(MeasureUnit.percent.text(busy))",
            narrative: narrative(machine, busy, window, isPercent),
            statistics: statistics(machine, quantiles, memory, isPercent),
            hypotheses: hypotheses(busy, machine), signals: signals(machine, answered),
            historyDays: machine.cpu.historyDays, newestSample: machine.cpu.newest,
            plot: Plot.peaks(of: machine.cpu), plotUnit: .percent,
            selector: Matchers.equal(answered.convention.identifier, machine.identifier))
    }

    private func hold(_ machine: Machine, _ gate: QualityGate, isMapped: Bool) -> Hold? {
        if let hold = gate.hold(machine.cpu, what: "CPU") { return hold }
        guard isMapped else {
            return Hold(.noTarget, "\(machine.identifier) has no Terraform address in the settings")
        }
        guard let memory = machine.memory, !memory.isEmpty else {
            return Hold(.lowCoverage, "memory of the instance is not measured")
        }
        return gate.hold(memory, what: "memory")
    }

    private func narrative(
        _ machine: Machine, _ busy: Double, _ window: TimeWindow, _ isPercent: Bool
    ) -> [String] {
        let percent = MeasureUnit.percent.text(busy)
        let name = machine.name.map { "\($0) (\(machine.identifier))" } ?? machine.identifier
        var sentences = [
            "In the \(limits.window.days.fixed(0)) days to \(window.end.dateText), \(name) used at most \(percent) of "
                + "its CPU in 99.5% of the five-minute means; on half of it that would be "
                + "\(MeasureUnit.percent.text(busy * 2))."
        ]
        if let memory = machine.memory, !memory.isEmpty {
            let values = Quantiles(memory.worst)
            sentences.append(
                isPercent
                    ? "At most \(MeasureUnit.percent.text(values.maximum)) of its memory was in use."
                    : "At least \(MeasureUnit.bytes.text(Quantiles(memory.present.map(\.value)).minimum)) of its memory was free."
            )
        }
        return sentences
    }

    private func statistics(
        _ machine: Machine, _ cpu: Quantiles, _ memory: Quantiles?, _ isPercent: Bool
    ) -> [Statistic] {
        guard !cpu.isEmpty else { return [] }
        var list = [
            Statistic(Statistic.cpuMean, cpu.mean, .percent), Statistic("cpu p95", cpu[0.95], .percent),
            Statistic(Statistic.cpuBusy, cpu[0.995], .percent), Statistic("cpu max", cpu.maximum, .percent),
        ]
        if let memory, !memory.isEmpty {
            list.append(
                isPercent
                    ? Statistic(Statistic.memoryUsedMaximum, memory.maximum, .percent)
                    : Statistic(Statistic.memoryFreeMinimum, memory.minimum, .bytes))
        }
        return list + machine.peaks.map(\.statistic)
    }

    private func hypotheses(_ busy: Double, _ machine: Machine) -> [Hypothesis] {
        [
            Hypothesis(
                "the machine is larger than its work",
                supports: ["p99.5 of CPU is \(MeasureUnit.percent.text(busy))"], contradicts: [],
                accepted: true),
            Hypothesis(
                "it is this large for its memory",
                supports: machine.memory == nil ? ["memory is not measured"] : [],
                contradicts: machine.memory == nil ? [] : ["memory is measured and fits into half"],
                accepted: false),
        ]
    }

    private func signals(_ machine: Machine, _ answered: Answered) -> [SignalRecord] {
        func record(_ track: Track?, _ answer: SignalAnswer) -> SignalRecord? {
            guard let track, !track.isEmpty else { return nil }
            return SignalRecord(
                endpoint: detector.source.label, query: answer.query, window: answer.window,
                step: answer.step,
                series: track.series.count, samples: track.samples, expectedSamples: track.expectedAtLeast,
                digest: QueryAnswer(series: track.series).digest)
        }
        let peaks = machine.peaks.map { _, answer, series in
            SignalRecord(
                endpoint: detector.source.label, query: answer.query, window: answer.window,
                step: answer.step, series: 1, samples: 1, expectedSamples: 1,
                digest: QueryAnswer(series: [series]).digest)
        }
        return [record(machine.cpu, answered.cpu), record(machine.memory, answered.memory)].compactMap { $0 }
            + peaks
    }
}
