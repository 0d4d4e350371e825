internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Traces fields of what one kustomization renders.
struct KustomizeTracer {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment

    var index: RepositoryIndex { ecosystem.index }
    private var resources: [Resource] { deployment.output?.resources ?? [] }

    /// The objects of an address, by their number.
    func objects(_ address: KubernetesAddress) -> [Int] {
        resources.indices.filter { number in
            let resource = resources[number]
            guard resource.kind.kind == address.kind, resource.name == address.name else { return false }
            return address.namespace.isEmpty || resource.namespace == nil
                || resource.namespace == address.namespace
        }
    }

    /// True when it renders something that installs objects of its own.
    var installsCharts: Bool {
        resources.contains { ["HelmRelease", "HelmChart", "Application"].contains($0.kind.kind) }
    }

    // MARK: One field

    func answer(_ target: Target, _ address: KubernetesAddress, object: Int) throws -> TraceAnswer {
        let resource = resources[object]
        if resource.kind.kind == "SealedSecret" {
            return hold(target, .encrypted, "\(resource.name) is a SealedSecret")
        }
        var lookup = NodeLookup(resource.node)
        let found: NodeLookup.Answer
        if let container = address.container {
            guard let podSpec = Workload.podSpecPath(address.kind) else {
                return hold(target, .noSuchResource, "a \(address.kind) has no containers (\(resource.file))")
            }
            guard let path = container.isEmpty ? nil : place(of: container, podSpec, resource) else {
                let names = containers(resource, podSpec).map(\.name).joined(separator: ", ")
                return hold(
                    target, .noSuchResource,
                    "\(address.kind)/\(address.name) (\(resource.file)) has no container `\(container)`; it has \(names)"
                )
            }
            if containers(resource, podSpec).filter({ $0.name == container }).count > 1 {
                return hold(target, .ambiguous, "several containers are called `\(container)`")
            }
            found = lookup.follow("\(path).\(target.attribute)")
        } else {
            if Workload.podSpecPath(address.kind) != nil,
                Workload.containerFields.contains(String(target.attribute.prefix { $0 != "." && $0 != "[" }))
            {
                return hold(
                    target, .ambiguous,
                    "`\(target.attribute)` belongs to a container; name it: \(address.kind)/\(address.name)/CONTAINER"
                )
            }
            found = lookup.follow(full(target.attribute, of: resource))
        }
        if let hold = try autoscaler(of: resource, attribute: target.attribute) {
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        switch found {
        case .held(let hold):
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        case .found(let node): return try decided(target, node, resource, lookup)
        case .absent(let missing): return try absent(target, missing, resource, lookup)
        }
    }

    private func hold(_ target: Target, _ reason: HoldReason, _ detail: String) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(Hold(reason, detail))), key: nil)
    }

    private func full(_ attribute: String, of resource: Resource) -> String {
        let first = String(attribute.prefix { $0 != "." && $0 != "[" })
        if resource.node[first] != nil || ["spec", "metadata", "data"].contains(first) { return attribute }
        return "spec.\(attribute)"
    }

    private func containers(_ resource: Resource, _ podSpec: [String]) -> [(name: String, path: String)] {
        guard let spec = resource.node.at(podSpec) else { return [] }
        return Workload.containerLists.flatMap { list in
            (spec[list]?.items ?? []).enumerated().compactMap { index, item in
                item["name"]?.text.map { ($0, "\(podSpec.joined(separator: ".")).\(list)[\(index)]") }
            }
        }
    }

    private func place(of container: String, _ podSpec: [String], _ resource: Resource) -> String? {
        containers(resource, podSpec).first { $0.name == container }?.path
    }

    // MARK: A value

    private func decided(_ target: Target, _ node: Node, _ resource: Resource, _ lookup: NodeLookup) throws
        -> TraceAnswer
    {
        guard let scalar = node.scalar else {
            let what = node.isMapping ? "a mapping" : "a list"
            return hold(target, .unsupported, "`\(target.attribute)` is \(what), not a single value")
        }
        let summary = node.origins.summary()
        let hops = try hops(resource) + converted(summary.hops)
        guard let token = node.origins.identity else {
            let tokens = try summary.tokens.compactMap { try origin($0) }
            let text =
                "`\(target.attribute)` of \(resource.name) is computed while \(deployment.root.id) is built"
            var trace = Trace(
                target: target, status: .held(Hold(.derived, text)), hops: hops, derivesFrom: tokens)
            if tokens.isEmpty {
                trace.status = .held(
                    Hold(.generated, "`\(target.attribute)` of \(resource.name) is made by the build itself"))
            }
            return TraceAnswer(trace: trace, key: nil)
        }
        guard let origin = try origin(token), let file = try index.store.source(token.path) else {
            return hold(target, .limit, "\(token.path) is too large to be read")
        }
        if let refusal = try refusal(origin, scalar, file) {
            return TraceAnswer(trace: Trace(target: target, status: .held(refusal), hops: hops), key: nil)
        }
        let key = KustomizeNaming(root: deployment.root.id, resource: resource).key(lookup.steps)
        var trace = Trace(
            target: target, status: .literal(origin), value: scalar.text,
            hops: hops + [Model.Hop(file, at: Int(token.range.lower), "written here")])
        let own = deployment.facts
        guard !own.isCut else { return hold(target, .limit, "\(deployment.root.id) has too many fields") }
        let (decided, affected) = own.following(token)
        for leaf in decided where leaf.key != key {
            let row = leaf.key.decided(leaf.text, in: key)
            if leaf.text == scalar.text {
                trace.alsoDecides.append(row)
            } else {
                trace.alsoAffects.append(row)
            }
        }
        trace.alsoAffects += affected.map { $0.key.decided($0.text, in: key) }
        if !trace.alsoDecides.isEmpty { trace.status = .shared(origin) }
        trace.evaluatedAttributes = own.all.count
        for other in try ecosystem.living()
        where other.root.id != deployment.root.id && other.output?.files.contains(token.path) == true {
            trace.evaluatedRoots += 1
            let (decided, affected) = other.facts.following(token)
            trace.elsewhere += (decided + affected).map { $0.key.decidedElsewhere($0.text) }
        }
        if !trace.elsewhere.isEmpty || !trace.alsoDecides.isEmpty || !trace.alsoAffects.isEmpty,
            case .key(let key)? = lookup.steps.last
        {
            trace.override = try KustomizeInsertion(
                ecosystem: ecosystem, deployment: deployment, lookup: lookup.parent, missing: [key]
            ).override()
        }
        return TraceAnswer(trace: trace, key: key)
    }

    /// Why a token must not be taken for the answer.
    private func refusal(_ origin: Origin, _ scalar: Scalar, _ file: SourceFile) throws -> Hold? {
        let place = origin.location
        if scalar.value == .null { return Hold(.unsupported, "it is there but empty (null) at \(place)") }
        if origin.token.hasPrefix("|") || origin.token.hasPrefix(">") {
            return Hold(.unsupported, "the value at \(place) is a block of text")
        }
        if scalar.text.hasPrefix("ENC[") { return Hold(.encrypted, "the value at \(place) is encrypted") }
        if FileMarks.isPlaceholder(scalar.text) {
            return Hold(.templated, "`\(scalar.text)` at \(place) is filled in before it is applied")
        }
        switch try index.store.manifests(file.path)?.standing {
        case .encrypted: return Hold(.encrypted, "\(file.path) is encrypted with SOPS")
        case .generated(let header): return Hold(.generated, "\(file.path) is generated: `\(header)`")
        default: return try ecosystem.readers.hold(on: file.path)
        }
    }

    private func origin(_ span: SourceSpan) throws -> Origin? {
        try index.store.source(span.path).map { Origin($0, span.range) }
    }

    /// From the root to the file that declares the object.
    private func hops(_ resource: Resource) throws -> [Model.Hop] {
        try converted(Array(resource.passages.reversed()))
    }

    private func converted(_ hops: [Provenance.Hop]) throws -> [Model.Hop] {
        try hops.compactMap { hop in
            try index.store.source(hop.span.path).map {
                Model.Hop($0, at: Int(hop.span.range.lower), hop.reason)
            }
        }
    }

    // MARK: Nothing

    private func absent(
        _ target: Target, _ missing: [String], _ resource: Resource, _ lookup: NodeLookup
    ) throws -> TraceAnswer {
        let insertion = KustomizeInsertion(
            ecosystem: ecosystem, deployment: deployment, lookup: lookup, missing: missing)
        switch try insertion.find() {
        case .held(let hold): return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        case .failed(let failure): throw failure
        case .done(let place):
            var steps = lookup.steps
            steps += missing.map { .key($0) }
            let key = KustomizeNaming(root: deployment.root.id, resource: resource).key(steps)
            let trace = Trace(
                target: target, status: .absent(place.insertion), hops: try hops(resource) + [place.hop])
            return TraceAnswer(trace: trace, key: key)
        }
    }

    // MARK: Autoscalers

    /// The hold when something that is rendered owns the attribute.
    func autoscaler(of workload: Resource, attribute: String) throws -> Hold? {
        let attribute = attribute.hasPrefix("spec.") ? String(attribute.dropFirst(5)) : attribute
        let isReplicas = attribute == "replicas"
        guard isReplicas || attribute.hasPrefix("resources.") else { return nil }
        let kinds: Set<String> =
            isReplicas ? ["HorizontalPodAutoscaler", "ScaledObject"] : ["VerticalPodAutoscaler"]
        for other in try [deployment] + ecosystem.living().filter({ $0.root.id != deployment.root.id }) {
            let isOwn = other.root.id == deployment.root.id
            for scaler in other.output?.resources ?? [] where kinds.contains(scaler.kind.kind) {
                // Of other roots only those that surely are in the same namespace.
                guard
                    isOwn
                        ? scaler.namespace == workload.namespace || scaler.namespace == nil
                            || workload.namespace == nil
                        : scaler.namespace != nil && scaler.namespace == workload.namespace
                else { continue }
                let reference = scaler.node.at("spec", isReplicas ? "scaleTargetRef" : "targetRef")
                guard reference?["name"]?.text == workload.name,
                    reference?["kind"]?.text ?? "Deployment" == workload.kind.kind
                else { continue }
                if scaler.node.at("spec", "updatePolicy", "updateMode")?.text == "Off" { continue }
                return Hold(
                    .autoscaled, "\(scaler.kind.kind)/\(scaler.name) (\(scaler.file)) owns `\(attribute)`")
            }
        }
        // Beside what kustomizations render there may be plain ones.
        let address = KubernetesAddress(
            namespace: workload.namespace ?? "", kind: workload.kind.kind, name: workload.name, container: nil
        )
        return try Autoscalers(
            index: index, evaluated: ecosystem.templates.union(ecosystem.claimed())
        ).hold(address, attribute: attribute)
    }

    // MARK: Everything

    func inventory() throws -> [InventoryEntry] {
        var entries: [InventoryEntry] = []
        for leaf in deployment.facts.all {
            let resource = resources[leaf.object]
            guard
                ecosystem.sizes.contains(
                    leaf.key, steps: leaf.steps, kind: resource.kind.kind, group: resource.kind.group)
            else { continue }
            let container = leaf.key.container
            let address = KubernetesAddress(
                namespace: resource.namespace ?? "", kind: resource.kind.kind, name: resource.name,
                container: container)
            let target = Target(.kubernetes(address), leaf.key.attribute)
            let trace: Trace =
                if let hold = deployment.refusal {
                    Trace(target: target, status: .held(hold))
                } else {
                    try answer(target, address, object: leaf.object).trace
                }
            entries.append(
                InventoryEntry(
                    root: deployment.root.id, namespace: resource.namespace, resource: leaf.key.resource,
                    attribute: leaf.key.attribute, trace: trace))
        }
        return entries
    }
}
