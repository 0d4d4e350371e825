internal import HelmChart
internal import Model
internal import YAML

/// Environments of a chart that installs others, where nothing in the repository says which environment it is for.
///
/// Such a chart is started from outside, once for each environment, with a key such as `environment` set by hand. Which key
/// that is, and which values it takes, is told by the values files that its Applications then name: those of the charts they install.
struct ArgoEnvironments {
    let ecosystem: ChartEcosystem

    private static let mostKeys = 8
    private static let mostEnvironments = 24

    /// The same chart once for each environment; none where no key makes its Applications name values files that are there.
    func find(_ context: ChartContext) throws -> [ChartContext] {
        guard case .success(let evaluation) = try ecosystem.evaluate(context) else { return [] }
        let applications = RenderedApplications(ecosystem: ecosystem).applications(evaluation)
        let names = environments(of: applications)
        guard !names.isEmpty else { return [] }
        var found: [(key: String, contexts: [ChartContext])] = []
        for key in keys(evaluation) {
            let contexts = try names.compactMap { name -> ChartContext? in
                var made = context
                made.environment = name
                made.layers.append(.assignments("\(key)=\(name)", .typed))
                guard case .success(let trial) = try ecosystem.evaluate(made), trial.hold == nil else {
                    return nil
                }
                return isTold(name, trial) ? made : nil
            }
            if !contexts.isEmpty { found.append((key, contexts)) }
        }
        // More than one key that could be meant says nothing.
        return found.count == 1 ? found[0].contexts : []
    }

    /// Environments that the charts of applications have values files for, where the one named is not there.
    private func environments(of applications: [ArgoApplication]) -> [String] {
        let charts = ArgoCharts(library: ecosystem.library)
        var names: Set<String> = []
        for context in applications.flatMap(charts.contexts) where context.hold?.reason == .notInRepository {
            names.formUnion(ChartEnvironments.find(context.directory, ecosystem.index).map(\.name))
        }
        return Array(names.sorted().prefix(ArgoEnvironments.mostEnvironments))
    }

    /// True when every values file is there, and one of them is that of the environment.
    private func isTold(_ name: String, _ evaluation: ChartEvaluation) -> Bool {
        let applications = RenderedApplications(ecosystem: ecosystem).applications(evaluation)
        let contexts = applications.flatMap(ArgoCharts(library: ecosystem.library).contexts)
        return !contexts.isEmpty && contexts.allSatisfy { $0.hold == nil }
            && contexts.contains { context in
                ChartEnvironments.find(context.directory, ecosystem.index).contains {
                    $0.name == name && context.files.contains($0.file)
                }
            }
    }

    /// Keys at the top of the values that templates ask for and that have no value.
    private func keys(_ evaluation: ChartEvaluation) -> [String] {
        let root = evaluation.chart.values?.documents.first?.root
        var keys: Set<String> = []
        for template in evaluation.chart.templates {
            for chain in ChartInsertion.chains(template.bytes) where chain.count == 1 {
                let value = root?[chain[0]]
                let isEmpty = value?.scalar.map { $0.isNull || $0.text.isEmpty } ?? (value == nil)
                if isEmpty { keys.insert(chain[0]) }
            }
        }
        return Array(keys.sorted().prefix(ArgoEnvironments.mostKeys))
    }
}
