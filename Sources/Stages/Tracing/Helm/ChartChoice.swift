internal import HelmChart
internal import Model

/// Answers for a root that is named: one context, or several of which one must fit.
struct ChartChoice {
    let ecosystem: ChartEcosystem
    let target: Target
    let address: KubernetesAddress

    /// True when one of the contexts renders the object.
    func isRendered(by contexts: [ChartContext]) throws -> Bool {
        try contexts.contains { context in
            guard case .success(let evaluation) = try ecosystem.evaluate(context) else { return false }
            return !ChartTracer(ecosystem: ecosystem, evaluation: evaluation).objects(address).isEmpty
        }
    }

    func answer(_ contexts: [ChartContext]) throws -> TraceAnswer {
        var found: [ChartTracer] = []
        var refused: Hold?
        for context in contexts {
            if let hold = context.hold ?? context.doubt {
                refused = refused ?? hold
                continue
            }
            switch try ecosystem.evaluate(context) {
            case .failure(let problem): refused = refused ?? problem.hold
            case .success(let evaluation):
                let tracer = ChartTracer(ecosystem: ecosystem, evaluation: evaluation)
                if contexts.count == 1 || evaluation.hold != nil || !tracer.objects(address).isEmpty {
                    found.append(tracer)
                }
            }
        }
        // What says no namespace goes where its release goes.
        let there = found.filter { tracer in
            tracer.context.namespace == address.namespace
                || tracer.objects(address).contains { tracer.namespace(of: $0) == address.namespace }
        }
        if !address.namespace.isEmpty, !there.isEmpty { found = there }
        guard let first = found.first else {
            return held(
                refused
                    ?? Hold(.noSuchResource, "\(target.address.argument) is in none of \(labels(contexts))"))
        }
        guard found.count == 1 else {
            // What one chain of Applications deploys, and another one that ends in the same release.
            let releases = Set(found.map { release($0.context) })
            if releases.count == 1, releases.first != .some(nil),
                let agreed = try found.map({ try $0.answer(target, address) }).agreeing
            {
                return agreed
            }
            // One declaration that several clusters deploy.
            let places = Set(found.map(\.context.declared))
            if places.count == 1, places.first != .some(nil),
                Set(found.map(\.context.root)).count == found.count,
                let agreed = try found.map({ try $0.answer(target, address) }).agreeing
            {
                return agreed
            }
            return held(Hold(.ambiguous, "\(target.address.argument) is in \(labels(found.map(\.context)))"))
        }
        return try first.answer(target, address)
    }

    /// The chart and the release that is installed of it, and where; nil where that is not said.
    private func release(_ context: ChartContext) -> [String?]? {
        guard let namespace = context.namespace, let release = context.release else { return nil }
        return [context.directory, release, namespace, context.cluster, context.environment]
    }

    private func labels(_ contexts: [ChartContext]) -> String {
        contexts.map(\.label).joined(separator: ", ")
    }

    private func held(_ hold: Hold) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
    }
}

extension ChartProblem {
    /// The hold that the problem is for those who ask about the chart.
    var hold: Hold {
        switch kind {
        case .invalid: Hold(.unparsable, description)
        case .limit: Hold(.limit, description)
        }
    }
}
