internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// The Argo CD Applications among what a chart renders.
struct RenderedApplications {
    let ecosystem: ChartEcosystem

    func applications(_ evaluation: ChartEvaluation) -> [ArgoApplication] {
        guard evaluation.hold == nil else { return [] }
        let context = evaluation.context
        var files = evaluation.chart.allPaths.union(context.readFiles)
        files.formUnion(context.templatedFiles)
        let templated = evaluation.chart.templatePaths.union(context.templatedFiles)
        var numbers: [String: Int] = [:]
        return evaluation.objects.flatMap { object -> [ArgoApplication] in
            let manifest = object.manifest
            guard manifest.group == "argoproj.io" else { return [] }
            if manifest.kind == "ApplicationSet" { return set(object, evaluation, files, templated) }
            guard manifest.kind == "Application" else { return [] }
            let number = numbers[manifest.name, default: 0]
            numbers[manifest.name] = number + 1
            return application(object, number, evaluation, files, templated).map { [$0] } ?? []
        }
    }

    private func set(
        _ object: ChartObject, _ evaluation: ChartEvaluation, _ files: Set<String>, _ templated: Set<String>
    ) -> [ArgoApplication] {
        let context = evaluation.context
        let name = object.manifest.name
        guard
            let tree = try? ValueTree(
                object.manifest.node, in: object.text, tokens: evaluation.rendered.tokens)
        else { return [] }
        return ApplicationSets(index: ecosystem.index).list(
            ApplicationSets.Declaration(
                name: name, tree: tree, location: "the ApplicationSet \(name) of \(context.label)"),
            maker: context.root,
            declared: Hop(
                index: ecosystem.index, path: object.template.path,
                "ApplicationSet `\(name)` is rendered by the chart \(context.label)"),
            files: files, templated: templated,
            layers: [evaluation.chart.values?.path].compactMap { $0 } + context.valueLayers,
            passages: context.passages + (context.declared.map { [$0] } ?? []),
            environment: context.environment, cluster: context.cluster
        ) { [weak ecosystem] replacing in
            guard !files.isDisjoint(with: replacing.keys) else { return tree }
            guard let ecosystem, let again = try ecosystem.evaluate(context, replacing: replacing),
                let object = again.objects.first(where: {
                    $0.manifest.kind == "ApplicationSet" && $0.manifest.name == name
                })
            else {
                throw ChartProblem(.invalid, "\(context.label) would not render the ApplicationSet \(name)")
            }
            return try ValueTree(object.manifest.node, in: object.text, tokens: again.rendered.tokens)
        }
    }

    private func application(
        _ object: ChartObject, _ number: Int, _ evaluation: ChartEvaluation, _ files: Set<String>,
        _ templated: Set<String>
    ) -> ArgoApplication? {
        let context = evaluation.context
        let name = object.manifest.name
        let tokens = evaluation.rendered.tokens
        guard let spec = object.manifest.node["spec"] else { return nil }
        let place = "the Application \(name) of \(context.label)"
        let nodes = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items.map(\.resolved) ?? [])
        var hold: Hold?
        // Ranges of the manifest's nodes are those of the document's text.
        let file = YAMLParser.parse(object.text.bytes, path: object.template.path)
        let sources = nodes.compactMap { node -> ArgoSource? in
            do {
                let tree = try ValueTree(node, in: object.text, tokens: tokens)
                return ArgoSource(tree, of: place) {
                    guard let text = node["helm"]?["values"], file.tree.nodeCount == text.tree.nodeCount
                    else {
                        throw ChartProblem(.invalid, "the values are not where they should be")
                    }
                    return try ValueTree(
                        documentIn: file.tree[text.id], of: file, in: object.text, tokens: tokens)
                }
            } catch let problem as ChartProblem {
                hold = Hold(.unparsable, "\(place): \(problem.description)")
            } catch {
                hold = Hold(.unparsable, place)
            }
            return nil
        }
        let destination = spec["destination"]
        let line = object.text.runs.first { $0.place != nil }
        return ArgoApplication(
            name: name, maker: context.root,
            identity: "\(context.root) \(context.environment ?? "") \(context.releaseName) \(name) \(number)",
            declared: Hop(
                index: ecosystem.index, path: object.template.path, at: line?.place ?? 0,
                "Application `\(name)` is rendered by the chart \(context.label)"),
            passages: context.passages + (context.declared.map { [$0] } ?? []),
            environment: context.environment,
            cluster: context.cluster ?? ArgoDestination.cluster(destination?["name"]?.scalar?.text),
            namespace: destination?["namespace"]?.scalar?.text, sources: sources, files: files,
            templated: templated,
            layers: [evaluation.chart.values?.path].compactMap { $0 } + context.valueLayers, hold: hold
        ) { [weak ecosystem] replacing in
            guard let ecosystem,
                let again = try ecosystem.evaluate(context, replacing: replacing)
            else {
                throw ChartProblem(.invalid, "Helm would refuse \(context.label)")
            }
            let same = RenderedApplications(ecosystem: ecosystem).applications(again).filter {
                $0.name == name
            }
            guard same.indices.contains(number) else {
                throw ChartProblem(.invalid, "\(context.label) would not render the Application \(name)")
            }
            return same[number]
        }
    }
}

/// Where an Application deploys to.
enum ArgoDestination {
    /// The cluster of a destination's name; nil for the one that Argo CD itself runs in.
    static func cluster(_ name: String?) -> String? {
        guard let name, !name.isEmpty, name != "in-cluster", !FileMarks.isPlaceholder(name) else {
            return nil
        }
        return name
    }
}
