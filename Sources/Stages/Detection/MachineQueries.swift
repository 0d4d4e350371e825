internal import Model

/// The PromQL of machines: what is there at all, then so many questions for each convention, whatever the number of machines.
struct MachineQueries: Sendable {
    let limits: DetectionLimits
    let matchers: Matchers

    /// Which of the metrics of all conventions have series.
    ///
    /// Exporters of clouds scrape every few minutes, so a quarter of an hour is looked at.
    func present(_ metrics: Set<String>) -> String {
        let names = Matchers.like("__name__", metrics.sorted().joined(separator: "|"))
        let kept = ([names] + matchers.common).filter { !$0.isEmpty }.joined(separator: ",")
        return "count by (__name__) (last_over_time({\(kept)}[15m]))"
    }

    /// CPU in per cent, the mean of each step.
    func cpu(_ convention: MachineConvention) -> String {
        let labels = [convention.identifier, convention.name].compactMap { $0 }.joined(separator: ", ")
        switch convention.cpu {
        case .percent(let metric): return "max by (\(labels)) (\(selector(metric, convention)))"
        case .share(let metric): return "100 * max by (\(labels)) (\(selector(metric, convention)))"
        case .seconds(let metric):
            let idle = selector(metric, convention, Matchers.equal("mode", "idle"))
            return "100 * (1 - avg by (\(labels)) (rate(\(idle)[\(limits.cpuStep)])))"
        }
    }

    /// Memory: the busiest moment of each step is what must still fit.
    func memory(_ convention: MachineConvention) -> String {
        let by = convention.identifier
        func over(_ function: String, _ metric: String, _ more: [String] = []) -> String {
            let fold = function.prefix(3)
            let selected = selector(metric, convention, more.joined(separator: ","))
            return "\(fold) by (\(by)) (\(function)(\(selected)[\(limits.memoryStep)]))"
        }
        switch convention.memory {
        case .usedPercent(let metric, let more): return over("max_over_time", metric, more)
        case .usedShare(let metric): return "100 * " + over("max_over_time", metric)
        case .freeBytes(let metric): return over("min_over_time", metric)
        case .available(let free, let total):
            return "100 * (1 - \(over("min_over_time", free)) / \(over("max_over_time", total)))"
        }
    }

    /// The busiest moment of the window, once for each machine.
    func peak(_ peak: MachineConvention.Peak, _ convention: MachineConvention) -> String {
        let parts = peak.metrics.map { metric in
            let (fold, function) = peak.isLeast ? ("min", "min_over_time") : ("max", "max_over_time")
            let selected = selector(metric, convention)
            return "\(fold) by (\(convention.identifier)) (\(function)(\(selected)[\(limits.window)]))"
        }
        let sum = parts.joined(separator: " + ")
        return peak.seconds == 1 ? sum : "(\(sum)) / \(peak.seconds)"
    }

    private func selector(_ metric: String, _ convention: MachineConvention, _ more: String = "") -> String {
        matchers.object(metric, more, convention.sharesMetric ? "\(convention.identifier)!=\"\"" : "")
    }
}
