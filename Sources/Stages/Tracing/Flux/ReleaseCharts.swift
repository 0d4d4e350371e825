internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Releases whose chart is in the repository, as ways of installing it.
struct ReleaseCharts {
    let ecosystem: KustomizeEcosystem

    private var index: RepositoryIndex { ecosystem.index }

    func contexts() throws -> [ChartContext] {
        try ecosystem.living().flatMap { deployment in
            try deployment.releases.sorted { $0.key < $1.key }.compactMap { _, release in
                guard case .directory(let directory) = release.chart else { return nil }
                return try context(release, directory, deployment)
            }
        }
    }

    private func context(
        _ release: FluxRelease, _ directory: String, _ deployment: KustomizeDeployment
    ) throws -> ChartContext {
        var context = ChartContext(directory: directory, root: release.root, kind: .helmRelease)
        context.release = release.name
        context.namespace = release.namespace
        context.cluster = deployment.root.cluster
        context.above = [deployment.root.id, deployment.file, deployment.directory]
        let file = release.resource.file
        let place = release.resource.node.origins.summary().tokens.first { $0.path == file }
        context.declared = Hop(
            index: index, path: file, at: Int(place?.range.lower ?? 0),
            "HelmRelease `\(release.objectName)` installs \(directory)")
        context.hold = hold(release)
        context.postRendering = release.postRendering
        do {
            // What the release says itself lies over all that it takes from elsewhere.
            if context.hold == nil, !release.uncertain.isEmpty { context.layers = [unseen(release)] }
            if let view = try plain(release) {
                context.layers.append(.inline(view, label: "values of \(release.location)"))
            } else {
                let tree = try ValueTree(release.values)
                context.layers.append(.computed(computed(tree, release, deployment)))
            }
        } catch let problem as ChartProblem {
            context.hold = context.hold ?? problem.hold
        }
        return context
    }

    /// Values under known keys that are not in Git, each of them unknown.
    private func unseen(_ release: FluxRelease) -> ChartContext.Layer {
        let tree = release.uncertain.reduce(ValueTree.empty) { tree, unseen in
            let secret = unseen.hold.reason == .encrypted ? UnknownValue.encrypted : ""
            let key = unseen.path.joined(separator: ".")
            let name = "\(secret)`\(key)` of the `valuesFrom` of \(release.location)"
            let leaf = ValueTree.scalar(.string("unknown"), tokens: [.unknown(name)])
            return tree.overlaid(by: unseen.path.reversed().reduce(leaf) { .mapping([($1, $0)]) })
        }
        let label = "values of \(release.location) from elsewhere"
        return .computed(ComputedValues(id: label, files: [], label: label) { _ in tree })
    }

    private func hold(_ release: FluxRelease) -> Hold? {
        if let hold = release.hold { return hold }
        // Of what comes whole, or under keys that are not evaluated, everything may be.
        let open = release.uncertain.first { unseen in
            unseen.path.isEmpty || unseen.path.contains { $0.contains(where: "[]\\".contains) }
        }
        if let open { return open.hold }
        // Of what may be missing it is not known either whether what lies around it is there.
        let items = release.node.at("spec", "valuesFrom")?.items ?? []
        if let unseen = release.uncertain.first, items.contains(where: { $0["optional"]?.text == "true" }) {
            return unseen.hold
        }
        if let hold = release.postRendering.ofAll { return hold }
        if release.node.at("spec", "chart", "spec", "valuesFiles") != nil {
            return Hold(.unsupported, "\(release.location) takes other values files than the chart's own")
        }
        return nil
    }

    /// The mapping in a file, where the values are that mapping and nothing else.
    private func plain(_ release: FluxRelease) throws -> YAMLNodeView? {
        let values = release.values
        guard values.sites.count == 1, let site = values.sites.first, !site.isEmbedded,
            let manifest = try index.store.manifests(site.span.path), manifest.isReadable,
            let view = manifest.yaml?.node(withToken: site.span.range), view.kind == .mapping
        else { return nil }
        let (own, other) = (try ValueTree(values), try ValueTree(view))
        return own.flattened == other.flattened ? view : nil
    }

    private func computed(
        _ tree: ValueTree, _ release: FluxRelease, _ deployment: KustomizeDeployment
    ) -> ComputedValues {
        ComputedValues(
            id: "\(deployment.root.id) \(release.root)", files: release.files.union(deployment.files),
            label: "values of \(release.location)"
        ) { [index] replacing in
            var result = tree
            for (path, bytes) in replacing {
                guard let old = try index.store.source(path)?.bytes, old != bytes else { continue }
                result = try result.replacing(path, old, by: bytes)
            }
            return result
        }
    }
}

extension ValueTree {
    /// The values of a rendered object.
    ///
    /// - Throws: `ChartProblem` for what Helm refuses.
    init(_ node: Node) throws {
        switch node.content {
        case .mapping(let entries):
            self = .mapping(try entries.map { ($0.key, try ValueTree($0.value)) })
        case .sequence(let items): self = .list(try items.map { try ValueTree($0) })
        case .scalar(let scalar):
            var tokens = node.origins.identity.map { [$0] } ?? node.origins.summary().tokens
            // Never one alone where it is not the value itself.
            if node.origins.identity == nil, tokens.count == 1 { tokens += tokens }
            if case .invalid(let reason) = scalar.value { throw ChartProblem(.invalid, reason) }
            self = .scalar(scalar.value, tokens: tokens)
        }
    }

    /// Every scalar with its path and tokens.
    var flattened: [String: String] {
        var result: [String: String] = [:]
        func visit(_ tree: ValueTree, _ path: String) {
            switch tree {
            case .mapping(let entries): for (key, value) in entries { visit(value, "\(path)/\(key)") }
            case .list(let items):
                for (index, item) in items.enumerated() { visit(item, "\(path)/\(index)") }
            case .scalar(_, let tokens):
                let places = tokens.map { "\($0.path):\($0.range.lower)-\($0.range.upper)" }
                result[path] = "\(tree.text ?? "null") \(places.joined(separator: " "))"
            }
        }
        visit(self, "")
        return result
    }

    /// The same after the bytes of one token of a file have changed.
    ///
    /// - Throws: `ChartProblem` where something is computed from the token, which is not done again here.
    func replacing(_ path: String, _ old: [UInt8], by new: [UInt8]) throws -> ValueTree {
        var first = 0
        while first < min(old.count, new.count), old[first] == new[first] { first += 1 }
        let growth = new.count - old.count
        func visit(_ tree: ValueTree) throws -> ValueTree {
            switch tree {
            case .mapping(let entries): return .mapping(try entries.map { ($0.key, try visit($0.value)) })
            case .list(let items): return .list(try items.map(visit))
            case .scalar(_, let tokens):
                let touched = tokens.contains {
                    $0.path == path && Int($0.range.lower) <= first && first <= Int($0.range.upper)
                }
                guard touched, let token = tokens.first else { return tree }
                let (lower, upper) = (Int(token.range.lower), Int(token.range.upper) + growth)
                guard tokens.count == 1, lower <= upper, upper <= new.count else {
                    throw ChartProblem(.invalid, "a value is computed from the token")
                }
                let text = Array(new[lower..<upper])
                guard let scalar = YAMLParser.parse(text, path: path).documents.first?.root?.scalar else {
                    throw ChartProblem(.invalid, "the token is no single value")
                }
                return .scalar(scalar.value(in: .helm), tokens: tokens)
            }
        }
        return try visit(self)
    }
}
