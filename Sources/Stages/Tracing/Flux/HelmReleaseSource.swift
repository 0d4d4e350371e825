internal import Diagnostics
internal import Model
internal import Settings
internal import YAML

/// Flux HelmReleases with inline values, where a declared layout map says what the values become.
struct HelmReleaseSource: KubernetesSource {
    static let kind = "HelmRelease"

    let index: RepositoryIndex
    let deployers: DeployerGraph
    let layouts: ChartLayouts

    private func releases() throws -> [HelmRelease] {
        let objects = try index.manifests().objects
        return objects.filter(\.isFluxRelease).map {
            HelmRelease($0, objects: objects, deployers: deployers, store: index.store)
        }
    }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        guard address.kind != HelmReleaseSource.kind else { return [] }
        return try releases().flatMap { release in
            let rendered = layouts.workloads(of: release)
            guard let rendered else {
                guard address.name == release.name || address.name.hasPrefix(release.name + "-") else {
                    return [any KubernetesCandidate]()
                }
                let chart = release.chart.map { "chart `\($0)`" } ?? "a chart that is not named plainly"
                let hold =
                    release.hold
                    ?? Hold(
                        .unsupported,
                        "\(release.object.location) installs \(chart); no layout map says what its values become"
                    )
                return [ReleaseCandidate(source: self, release: release, workload: nil, hold: hold)]
            }
            return rendered.filter { $0.kind == address.kind && $0.names.contains(address.name) }.map {
                workload in
                var hold = release.hold
                if hold == nil, workload.names.count > 1 {
                    hold = Hold(
                        .ambiguous,
                        "versions of the chart disagree on the name: \(workload.names.sorted().joined(separator: " or ")) (\(release.object.location))"
                    )
                }
                if let reason = workload.hold { hold = hold ?? reason }
                return ReleaseCandidate(source: self, release: release, workload: workload, hold: hold)
            }
        }
    }

    func roots() throws -> [Root] {
        try releases().map { release in
            Root(
                id: release.root, kind: .helmRelease, path: release.object.file.path,
                namespaces: release.namespace.map { [$0] } ?? [], release: release.name,
                layers: [release.object.file.path],
                excluded: PathConventions.notDeployed(release.object.file.path).map {
                    "`\($0)` holds tests, examples or other people's code"
                } ?? release.hold?.detail)
        }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        guard root.kind == .helmRelease else { return [] }
        var entries: [InventoryEntry] = []
        for release in try releases() where release.root == root.id {
            let naming = ReleaseNaming(release: release, workloads: layouts.workloads(of: release) ?? [])
            for leaf in FieldWalk(release.object.node, limit: index.store.limits.attributesPerObject).leaves {
                let key = naming.key(leaf.steps)
                guard Sizing.isSizing(key) else { continue }
                let parts = key.resource.split(separator: "/").map(String.init)
                let address = KubernetesAddress(
                    namespace: key.namespace ?? "", kind: parts[0], name: parts.count > 1 ? parts[1] : "",
                    container: parts.count > 2 ? parts[2] : nil)
                let target = Target(.kubernetes(address), key.attribute)
                for candidate in try candidates(for: address) where candidate.root == root.id {
                    entries.append(
                        InventoryEntry(
                            root: root.id, release: release.name, namespace: key.namespace,
                            resource: key.resource,
                            attribute: key.attribute, trace: try candidate.answer(target, address).trace))
                }
            }
        }
        return entries
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        var facts: [Fact] = []
        for release in try releases() where files.contains(release.object.file.path) {
            let naming = ReleaseNaming(release: release, workloads: layouts.workloads(of: release) ?? [])
            facts += FieldFacts.read(release.object.node, release.object.file.path, index.store.limits) {
                naming.key($0)
            }
        }
        return facts
    }
}

/// A workload that a release is known, or supposed, to install.
struct ReleaseCandidate: KubernetesCandidate {
    let source: HelmReleaseSource
    let release: HelmRelease
    let workload: LaidOutWorkload?
    let hold: Hold?

    var root: String { release.root }
    var location: String { release.object.location }
    var path: String { release.object.file.path }
    var namespace: String? { release.namespace }
    var isGuess: Bool { workload == nil }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        try Autoscalers(index: source.index, evaluated: evaluated).hold(address, attribute: attribute)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        func held(_ hold: Hold) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        if let hold { return held(hold) }
        guard let workload else { return held(Hold(.unsupported, "\(location) has no layout map")) }
        let attribute =
            target.attribute.hasPrefix("spec.") ? String(target.attribute.dropFirst(5)) : target.attribute
        let path: [FieldStep]
        if let container = address.container {
            guard let found = workload.containers.first(where: { $0.name == container }) else {
                let names = workload.containers.map(\.name).joined(separator: ", ")
                return held(
                    Hold(.noSuchResource, "\(location) has no container `\(container)`; it has \(names)"))
            }
            if let hold = found.hold { return held(hold) }
            guard attribute.hasPrefix("resources.") else {
                return held(
                    Hold(
                        .external,
                        "the layout map of the chart says nothing about `\(attribute)` (\(location))"))
            }
            path = found.path
        } else {
            guard attribute == "replicas", let replicas = workload.replicas else {
                return held(
                    Hold(
                        .external,
                        "the layout map of the chart says nothing about `\(attribute)` (\(location))"))
            }
            path = replicas
        }
        let naming = ReleaseNaming(release: release, workloads: source.layouts.workloads(of: release) ?? [])
        let tracer = ObjectTracer(index: source.index, object: release.object, naming: naming)
        let full = address.container == nil ? path.lookup : path.lookup + "." + attribute
        var answer = tracer.answer(target, path: full)
        if case .absent = answer.trace.status, let hold = workload.absence { return held(hold) }
        if case .absent = answer.trace.status, address.container == nil {
            return held(
                Hold(
                    .external,
                    "nothing in \(location) sets `\(attribute)`; the chart's default is not in this repository"
                ))
        }
        answer.trace.hops.insert(
            Hop(release.object.file, at: Int(release.object.node.range.lower), "\(workload.because)"), at: 0)
        addElsewhere(&answer)
        return answer
    }

    /// The release as other roots deploy it.
    private func addElsewhere(_ answer: inout TraceAnswer) {
        guard let key = answer.key, let value = answer.trace.value else { return }
        for other in release.otherRoots {
            var elsewhere = key
            elsewhere.root = other
            answer.trace.elsewhere.append(elsewhere.decidedElsewhere(value))
        }
        for link in source.index.aliases(of: path) {
            var elsewhere = key
            elsewhere.root = link
            answer.trace.elsewhere.append(elsewhere.decidedElsewhere(value))
        }
    }
}

extension [FieldStep] {
    /// The form that a lookup reads, keys quoted so that dots in them mean themselves.
    var lookup: String {
        map { step in
            switch step {
            case .key(let key): "[\"\(key)\"]"
            case .index(let index): "[\(index)]"
            }
        }.joined()
    }
}

/// Fields of a release: those of laid-out containers by container, the rest by their path in the HelmRelease.
struct ReleaseNaming: ObjectNaming {
    let release: HelmRelease
    let workloads: [LaidOutWorkload]

    func key(_ steps: [FieldStep]) -> Fact.Key {
        for workload in workloads where workload.names.count == 1 {
            let name = "\(workload.kind)/\(workload.names.first ?? "")"
            if let replicas = workload.replicas, steps == replicas { return row(name, "replicas") }
            for container in workload.containers
            where steps.count > container.path.count + 1 && steps.starts(with: container.path)
                && steps[container.path.count] == .key("resources")
            {
                return row("\(name)/\(container.name)", Array(steps.dropFirst(container.path.count)).text)
            }
        }
        return row("\(HelmReleaseSource.kind)/\(release.object.name)", steps.text)
    }

    private func row(_ resource: String, _ attribute: String) -> Fact.Key {
        Fact.Key(
            root: release.root, environment: nil, release: release.name, namespace: release.namespace,
            resource: resource,
            attribute: attribute)
    }
}

extension ManifestObject {
    /// True for a Flux HelmRelease.
    var isFluxRelease: Bool { kind == HelmReleaseSource.kind && group == "helm.toolkit.fluxcd.io" }
}
