internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance

/// What Flux HelmReleases install whose chart is elsewhere, as far as a layout says it.
struct ReleaseSource: KubernetesSource {
    let ecosystem: KustomizeEcosystem

    func roots() throws -> [Root] { [] }
    func inventory(of root: Root) throws -> [InventoryEntry] { [] }
    func facts(reading files: Set<String>) throws -> [Fact] { [] }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        guard address.kind != FluxRelease.kind else { return [] }
        return try ecosystem.table().releases(of: address.kind, address.name).flatMap { place in
            place.deployment.releases[place.object].map {
                candidates(of: $0, place.object, place.deployment, for: address)
            } ?? []
        }
    }

    /// The one workload that a release may be asked for by the address.
    func candidates(
        of release: FluxRelease, _ number: Int, _ deployment: KustomizeDeployment,
        for address: KubernetesAddress
    ) -> [ReleaseCandidate] {
        func candidate(_ workload: LaidOutWorkload?, _ hold: Hold?) -> ReleaseCandidate {
            ReleaseCandidate(
                ecosystem: ecosystem, deployment: deployment, number: number, release: release,
                workload: workload, hold: hold)
        }
        // Charts of this repository are rendered.
        if case .directory = release.chart { return [] }
        let fitting = (release.workloads ?? []).filter {
            $0.kind == address.kind && $0.names.contains(address.name)
        }
        if let workload = fitting.first {
            var hold = release.hold ?? workload.hold
            if hold == nil, workload.names.count > 1 {
                hold = Hold(
                    .ambiguous,
                    "versions of the chart disagree on the name: \(workload.names.sorted().joined(separator: " or ")) (\(release.location))"
                )
            }
            return [candidate(workload, hold)]
        }
        // Layouts of known charts say something of the main workload only.
        var isPartial = release.workloads == nil
        if case .named(let chart) = release.chart, KnownCharts.byName[chart] != nil { isPartial = true }
        guard isPartial, Workload.podSpecPath(address.kind) != nil,
            address.name == release.name || address.name.hasPrefix(release.name + "-")
        else { return [] }
        let chart: String
        switch release.chart {
        case .named(let name): chart = "chart `\(name)`, which is not in this repository"
        case .directory(let path): chart = "chart \(path)"
        case .unknown: chart = "a chart that is not named plainly"
        }
        return [
            candidate(
                nil,
                release.hold
                    ?? Hold(
                        .external,
                        "\(release.location) installs \(chart); no layout says what its values become"))
        ]
    }
}

/// A workload that a release is known, or supposed, to install.
struct ReleaseCandidate: KubernetesCandidate {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment
    /// The number of the release among what is rendered.
    let number: Int
    let release: FluxRelease
    let workload: LaidOutWorkload?
    let hold: Hold?

    var root: String { release.root }
    var location: String { release.location }
    var path: String { release.resource.file }
    var isDeployed: Bool {
        PathConventions.notDeployed(path) == nil || deployment.flux != nil && deployment.isLiving
    }
    var namespace: String? { release.namespace }
    var isGuess: Bool { workload == nil }
    var cluster: String? { deployment.root.cluster }
    var deployedBy: String? { deployment.root.id }
    var standsBack: Bool { deployment.flux?.isOfAnotherRevision == true }

    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool {
        self.root == root || deployment.isIn(root, index, file: path)
    }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        var address = address
        if address.namespace.isEmpty { address.namespace = namespace ?? "" }
        return try KustomizeTracer(ecosystem: ecosystem, deployment: deployment).autoscaler(
            address, attribute: attribute)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        func held(_ hold: Hold) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        if let hold = hold
            ?? release.postRendering.hold(address.kind, address.name, target.attribute)
        {
            return held(hold)
        }
        guard let workload else { return held(Hold(.external, "\(location) has no layout")) }
        let attribute =
            target.attribute.hasPrefix("spec.") ? String(target.attribute.dropFirst(5)) : target.attribute
        var container: LaidOutWorkload.Container?
        if let name = address.container {
            guard let found = workload.containers.first(where: { $0.name == name }) else {
                let names = workload.containers.map(\.name).joined(separator: ", ")
                if case .named(let chart) = release.chart, KnownCharts.byName[chart] != nil {
                    return held(
                        Hold(
                            .external,
                            "the layout of chart `\(chart)` knows \(names) of \(address.kind)/\(address.name), and not `\(name)` (\(location))"
                        ))
                }
                return held(
                    Hold(.noSuchResource, "\(location) has no container `\(name)`; it has \(names)"))
            }
            if let hold = found.hold { return held(hold) }
            container = found
        }
        guard
            let (field, rest) = LaidOutWorkload.place(of: attribute, in: container?.fields ?? workload.fields)
        else {
            return held(
                Hold(.external, "the layout of the chart says nothing about `\(attribute)` (\(location))"))
        }
        if let hold = field.hold { return held(hold) }
        return try answer(target, address, workload, container, field, rest)
    }

    private func answer(
        _ target: Target, _ address: KubernetesAddress, _ workload: LaidOutWorkload,
        _ container: LaidOutWorkload.Container?, _ field: LaidOutWorkload.Field, _ rest: String
    ) throws -> TraceAnswer {
        func held(_ hold: Hold) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        let tracer = KustomizeTracer(ecosystem: ecosystem, deployment: deployment)
        let path = field.path.map { FieldStep.key($0) }
        var lookup = NodeLookup(release.node)
        let full =
            ([.key("spec"), .key("values")] + path).lookup
            + (rest.isEmpty || rest.hasPrefix("[") ? rest : ".\(rest)")
        let found = lookup.follow(full)
        let isInline =
            release.resource.node.at(
                ["spec", "values"] + lookup.steps.dropFirst(2).compactMap(\.name))?.scalar != nil
        if let hold = release.doubt(field.path, isSetInline: isInline) { return held(hold) }
        var hops: [Model.Hop] = []
        if let file = try ecosystem.index.store.source(release.resource.file),
            let token = release.resource.node.origins.summary().tokens.first(where: { $0.path == file.path })
        {
            hops = [Model.Hop(file, at: Int(token.range.lower), workload.because)]
        }
        switch found {
        case .held(let hold): return held(hold)
        case .found(let node):
            if field.isTag {
                guard let image = container?.image else {
                    return held(
                        Hold(.external, "\(location) does not say both repository and tag of the image"))
                }
                return try tracer.decided(
                    target, .init(object: number, node: node, lookup: lookup, text: image, hops: hops))
            }
            return try tracer.decided(
                target, .init(object: number, node: node, lookup: lookup, hops: hops))
        case .absent(let missing):
            if let hold = workload.absence { return held(hold) }
            guard container != nil, field.attribute == "resources" else {
                return held(
                    Hold(
                        .external,
                        "nothing in \(location) sets `\(target.attribute)`; the chart's default is not in this repository"
                    ))
            }
            return try tracer.absent(target, missing, number, lookup, hops: hops)
        }
    }
}

extension FieldStep {
    /// The key, for a step that is one.
    var name: String? {
        if case .key(let key) = self { key } else { nil }
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

extension KustomizeDeployment {
    /// True when a root that is asked for means this deployment, or the file in it.
    func isIn(_ root: String, _ index: RepositoryIndex, file path: String) -> Bool {
        if self.root.id == root || file == root || path == root || flux?.kustomization.id == root
            || flux?.kustomization.declaration == root
        {
            return true
        }
        if directory == (root == "." ? "" : root), !isLoose { return true }
        return index.isDirectory(root)
            && (RepositoryPath.isInside(path, root) || (!isLoose && RepositoryPath.isInside(file, root)))
    }
}

/// Fields of a release: those of laid-out containers by container, the rest by their path in the HelmRelease.
struct ReleaseNaming: NodeNaming {
    private let release: FluxRelease
    private let rows: [(path: [FieldStep], resource: String, attribute: String, only: Set<String>?)]

    init(_ release: FluxRelease) {
        self.release = release
        var rows: [(path: [FieldStep], resource: String, attribute: String, only: Set<String>?)] = []
        for workload in release.workloads ?? [] where workload.names.count == 1 {
            let name = "\(workload.kind)/\(workload.names.first ?? "")"
            func add(_ fields: [LaidOutWorkload.Field], _ resource: String) {
                for field in fields {
                    let path = ["spec", "values"] + field.path
                    rows.append((path.map { .key($0) }, resource, field.attribute, field.only))
                    if field.isTag {
                        // The name of the image is a part of the same text.
                        let name = path.dropLast() + ["repository"]
                        rows.append((name.map { .key($0) }, resource, field.attribute, nil))
                    }
                }
            }
            add(workload.fields, name)
            for container in workload.containers { add(container.fields, "\(name)/\(container.name)") }
        }
        self.rows = rows
    }

    func key(_ steps: [FieldStep]) -> Fact.Key {
        for row in rows where steps.starts(with: row.path) {
            let rest = Array(steps.dropFirst(row.path.count)).text
            if let only = row.only, !only.contains(rest) { continue }
            return key(
                row.resource,
                rest.isEmpty ? row.attribute : row.attribute + (rest.hasPrefix("[") ? rest : ".\(rest)"))
        }
        return key("\(FluxRelease.kind)/\(release.objectName)", steps.text)
    }

    private func key(_ resource: String, _ attribute: String) -> Fact.Key {
        Fact.Key(
            root: release.root, release: release.name, namespace: release.namespace, resource: resource,
            attribute: attribute)
    }

    /// True for fields that stand for others: values of a chart that is rendered, references to what is merged in.
    func isSeenElsewhere(_ steps: [FieldStep]) -> Bool {
        guard release.hold == nil, steps.first == .key("spec"), steps.count > 1 else { return false }
        if steps[1] == .key("valuesFrom") { return true }
        if case .directory = release.chart { return steps[1] == .key("values") }
        return false
    }
}

extension ManifestObject {
    /// True for a Flux HelmRelease.
    var isFluxRelease: Bool { kind == FluxRelease.kind && group == "helm.toolkit.fluxcd.io" }
}
