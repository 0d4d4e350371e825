internal import Model
internal import RightSizing

/// The pods of a DaemonSet on nodes of one class: on a larger node, an agent has more to do.
struct NodeClass: Sendable {
    /// The instance type of the nodes.
    var name: String
    var cpu: Track
    var memory: Track

    func track(_ unit: MeasureUnit) -> Track { unit == .cores ? cpu : memory }

    /// The greatest of what is sized: the p99 of CPU, the greatest working set.
    func level(_ unit: MeasureUnit) -> Double {
        let quantiles = Quantiles(track(unit).worst)
        return unit == .cores ? quantiles[0.99] : quantiles.maximum
    }
}

extension [NodeClass] {
    /// One request serves the pods of all classes, so the worst one decides; nil where there are not several.
    func sentence(_ unit: MeasureUnit) -> String? {
        let levels = filter { !$0.track(unit).isEmpty }.map { (name: $0.name, level: $0.level(unit)) }
            .sorted { ($1.level, $0.name) < ($0.level, $1.name) }
        guard levels.count > 1, let worst = levels.first else { return nil }
        let others = levels.dropFirst().prefix(4).map { "\(unit.text($0.level)) on \($0.name)" }
        return "The worst class of nodes decides: \(unit.text(worst.level)) on \(worst.name), "
            + others.joined(separator: ", ") + "."
    }
}

extension HistoryBuilder {
    /// The pods of a DaemonSet by the class of their nodes; empty where no metric tells of them.
    func classes(_ bucket: Bucket, _ live: Set<PodName>) -> [NodeClass] {
        var nodes: [String: String] = [:]
        for series in answers.series(.nodeClasses) {
            let type = [
                series.labels["label_node_kubernetes_io_instance_type"],
                series.labels["label_beta_kubernetes_io_instance_type"],
            ].compactMap { $0 }.first { !$0.isEmpty }
            if let node = series.labels["node"], let type {
                nodes["\(series.labels["cluster"] ?? "")\u{1}\(node)"] = type
            }
        }
        var pods: [PodName: String] = [:]
        for series in answers.series(.podNodes) {
            guard let pod = PodName(series.labels), let node = series.labels["node"] else { continue }
            pods[pod] = nodes["\(pod.cluster)\u{1}\(node)"]
        }
        // A class of which no node is left needs nothing any more.
        let names = Set(live.compactMap { pods[$0] })
        return names.sorted().map { name in
            var part = Bucket(owner: bucket.owner)
            for signal in [Signal.cpuUsage, .memoryPeak] {
                part.series[signal] = (bucket.series[signal] ?? []).filter { pods[$0.pod] == name }
            }
            return NodeClass(
                name: name, cpu: track(part, .cpuUsage, .cores, live),
                memory: track(part, .memoryPeak, .bytes, live))
        }
    }
}
