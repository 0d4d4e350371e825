internal import Diagnostics
internal import HelmChart
internal import Model

/// Objects that charts render, for questions that name no root.
struct ChartSource: KubernetesSource {
    let ecosystem: ChartEcosystem

    func roots() throws -> [Root] { [] }
    func inventory(of root: Root) throws -> [InventoryEntry] { [] }
    func facts(reading files: Set<String>) throws -> [Fact] { [] }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        try ecosystem.contexts().compactMap { context in
            guard try mayRender(address, context) else { return nil }
            switch try ecosystem.evaluate(context) {
            case .failure(let problem):
                return try names(address, context)
                    ? ChartCandidate(
                        ecosystem: ecosystem, context: context, evaluation: nil, hold: problem.hold) : nil
            case .success(let evaluation):
                let tracer = ChartTracer(ecosystem: ecosystem, evaluation: evaluation)
                guard tracer.objects(address).isEmpty else {
                    return ChartCandidate(
                        ecosystem: ecosystem, context: context, evaluation: evaluation, hold: evaluation.hold)
                }
                // What could not be rendered may be the object.
                guard let hold = evaluation.hold ?? evaluation.broken.first?.reason,
                    try names(address, context)
                else {
                    return nil
                }
                return ChartCandidate(ecosystem: ecosystem, context: context, evaluation: nil, hold: hold)
            }
        }
    }

    /// False when the name can be neither the release's nor any that the chart's files mention.
    private func mayRender(_ address: KubernetesAddress, _ context: ChartContext) throws -> Bool {
        if let namespace = context.namespace, !address.namespace.isEmpty, namespace != address.namespace {
            // The objects may still name another namespace themselves.
            return try names(address, context)
        }
        if address.name.contains(context.releaseName) { return true }
        return try names(address, context)
    }

    /// True when the object's name, or its first word, stands in a file of the chart or its values.
    private func names(_ address: KubernetesAddress, _ context: ChartContext) throws -> Bool {
        if address.name.contains(context.releaseName) { return true }
        guard case .success(let chart) = try ecosystem.library.chart(context.directory) else { return false }
        for path in chart.allPaths.union(context.readFiles) {
            guard let source = try ecosystem.index.store.source(path) else { continue }
            if FileMarks.containsWord(source.bytes, address.name) { return true }
        }
        return false
    }
}

/// An object that a chart renders in one context.
struct ChartCandidate: KubernetesCandidate {
    let ecosystem: ChartEcosystem
    let context: ChartContext
    let evaluation: ChartEvaluation?
    let hold: Hold?

    var root: String { context.root }
    var location: String { context.label }
    var path: String {
        context.declared?.file
            ?? (context.directory.isEmpty ? "Chart.yaml" : "\(context.directory)/Chart.yaml")
    }
    var namespace: String? { context.namespace }
    var isGuess: Bool { evaluation == nil }
    var cluster: String? { context.cluster }
    var environment: String? { context.environment }

    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool {
        self.root == root || path == root || context.above.contains(root == "." ? "" : root)
            || (index.isDirectory(root) && RepositoryPath.isInside(path, root))
    }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        try Autoscalers(index: ecosystem.index, evaluated: evaluated).hold(address, attribute: attribute)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        guard let evaluation else {
            return TraceAnswer(
                trace: Trace(target: target, status: .held(hold ?? Hold(.unsupported))), key: nil)
        }
        return try ChartTracer(ecosystem: ecosystem, evaluation: evaluation).answer(target, address)
    }
}
