internal import HelmChart
internal import Model

/// Charts as they were rendered in the same repository before some files changed.
struct RenderedChartsBefore: Sendable {
    private let ecosystem: ChartEcosystem
    private let changed: Set<String>

    init(_ ecosystem: ChartEcosystem, changed: Set<String>) {
        (self.ecosystem, self.changed) = (ecosystem, changed)
    }

    /// The charts themselves, where nothing of any of them changed.
    var library: ChartLibrary? {
        let isOfCharts = changed.contains { path in
            RepositoryPath.ancestors(of: path).contains(where: ecosystem.library.isChart)
        }
        return isOfCharts ? nil : ecosystem.library
    }

    /// What a chart was in a context, where neither reads what changed.
    func evaluation(of chart: Chart, _ context: ChartContext) -> ChartEvaluation? {
        guard isUnchanged(context), chart.allPaths.isDisjoint(with: changed) else { return nil }
        return ecosystem.rendered(in: context)
    }

    /// What followed the tokens, likewise.
    func followers(_ evaluation: ChartEvaluation) -> ChartFollowers? {
        guard isUnchanged(evaluation.context), evaluation.chart.allPaths.isDisjoint(with: changed) else {
            return nil
        }
        return ecosystem.knownFollowers(in: evaluation.context)
    }

    private func isUnchanged(_ context: ChartContext) -> Bool {
        // Values that do not say what they are made of are made again.
        let isKnown = context.layers.allSatisfy { layer in
            switch layer {
            case .computed(let values), .computedParameter(_, _, let values): !values.files.isEmpty
            case .file, .inline, .assignments, .parameter: true
            }
        }
        return isKnown && context.readFiles.isDisjoint(with: changed)
    }
}
