internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Tells the way from a rendered scalar to its token: template, conditions, dependencies, layers of values.
struct ChartHops {
    let tracer: ChartTracer
    let object: ChartObject

    private var index: RepositoryIndex { tracer.ecosystem.index }
    private var context: ChartContext { tracer.context }

    /// The hops, the resource first.
    func hops(to span: SourceSpan, node: YAMLNodeView) -> [Hop] {
        var hops: [Hop?] = context.passages
        if let declared = context.declared { hops.append(declared) }
        hops.append(rendering(node))
        hops += conditions(node)
        hops += dependencies()
        hops += layers(span)
        let names = hops.compactMap { $0 }
        var seen: Set<Hop> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// Where in the template the text around the scalar stands.
    private func rendering(_ node: YAMLNodeView) -> Hop? {
        let offset = node.tokenRange.indices.lowerBound
        let before = object.text.runs.last { $0.lower <= offset && $0.place != nil }
        guard let run = before, let id = run.origins.tokens.members.first, let place = run.place else {
            return Hop(index: index, path: object.template.path, "rendered by this template")
        }
        let path = tracer.evaluation.rendered[id].path
        let end = place + min(run.upper, offset) - run.lower
        return Hop(index: index, path: path, at: max(place, end - 1), "rendered here")
    }

    private func conditions(_ node: YAMLNodeView) -> [Hop?] {
        guard let table = object.template.branches else { return [] }
        let found = object.text.origins(in: node.tokenRange.indices).branches
        return found.sorted { $0.rawValue < $1.rawValue }.flatMap { table.chain($0).reversed() }.map {
            branch in
            let reason =
                switch branch.reason {
                case .ifTrue: "because this condition holds"
                case .ifFalse: "because this condition does not hold"
                case .withValue: "because this has a value"
                case .withoutValue: "because this has no value"
                case .element: "for an element of this"
                case .noElements: "because there are no elements in this"
                }
            return Hop(index: index, path: branch.span.path, at: Int(branch.span.range.lower), reason)
        }
    }

    /// Charts of the repository that stand in for dependencies.
    private func dependencies() -> [Hop?] {
        tracer.evaluation.rendered.parts.compactMap { part in
            guard case .borrowed(let directory) = part.standing,
                object.template.charts.starts(with: part.names)
            else { return nil }
            return Hop(
                index: index, path: directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml",
                "dependency `\(part.names.last ?? "")` is taken from this repository: name and version match")
        }
    }

    // MARK: Layers

    private struct Layer {
        var label: String
        var root: YAMLNodeView
        /// Where its keys stand in the values of the root chart.
        var prefix: [YAMLPath.Step]
    }

    private func all() -> [Layer] {
        var layers: [Layer] = []
        let files = tracer.ecosystem.tokenFiles(tracer.evaluation)
        for part in tracer.evaluation.rendered.parts.reversed()
        where object.template.charts.starts(with: part.names) {
            guard let path = part.valuesPath, let root = files.yaml(path)?.documents.first?.root else {
                continue
            }
            layers.append(Layer(label: path, root: root, prefix: part.names.dropFirst().map { .key($0) }))
        }
        for layer in context.layers {
            switch layer {
            case .file(let path):
                if let root = files.yaml(path)?.documents.first?.root {
                    layers.append(Layer(label: path, root: root, prefix: []))
                }
            case .inline(let node, let label): layers.append(Layer(label: label, root: node, prefix: []))
            case .assignments, .parameter, .computed, .computedParameter: break
            }
        }
        return layers
    }

    /// The layers that set the same key as the token, the strongest last.
    private func layers(_ span: SourceSpan) -> [Hop?] {
        let layers = all()
        for (position, layer) in layers.enumerated() where layer.root.tree.path == span.path {
            guard let found = path(to: span, below: layer.root) else { continue }
            let full = layer.prefix + found
            var hops: [Hop?] = []
            for lower in layers[..<position] {
                guard full.starts(with: lower.prefix),
                    let other = lower.root.lookup(YAMLPath(Array(full.dropFirst(lower.prefix.count))))
                else { continue }
                hops.append(
                    Hop(
                        index: index, path: lower.root.tree.path, at: Int(other.view.tokenRange.lower),
                        "overridden by \(layer.label)"))
            }
            hops.append(
                Hop(
                    index: index, path: span.path, at: Int(span.range.lower),
                    hops.isEmpty ? "`\(YAMLPath(full))` is written here" : "overrides the layers below"))
            return hops
        }
        // The values of whatever makes the values: a key of a file, or a text of a template.
        let files = tracer.ecosystem.tokenFiles(tracer.evaluation)
        let keys =
            files.isTemplate(span.path) ? nil : files.yaml(span.path)?.node(withToken: span.range)?.path
        return [
            Hop(
                index: index, path: span.path, at: Int(span.range.lower),
                keys.map { "`\($0)` is written here" } ?? "written here")
        ]
    }

    private func path(to span: SourceSpan, below root: YAMLNodeView) -> [YAMLPath.Step]? {
        guard
            let node = root.tree.allNodes.first(where: {
                $0.kind == .scalar && !$0.isKey && $0.tokenRange == span.range
            })
        else { return nil }
        let steps = node.path.steps
        let base = root.path.steps
        return steps.starts(with: base) ? Array(steps.dropFirst(base.count)) : nil
    }
}
