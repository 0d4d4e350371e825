internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Traces fields of what one kustomization renders.
struct KustomizeTracer {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment
    /// True where every row is asked for: what one token decides elsewhere is cut short then.
    var isListing = false

    var index: RepositoryIndex { ecosystem.index }
    private var resources: [Resource] { deployment.output?.resources ?? [] }

    /// The objects of an address, by their number.
    func objects(_ address: KubernetesAddress) -> [Int] {
        (deployment.objects["\(address.kind)/\(address.name)"] ?? []).filter { isIn($0, address.namespace) }
    }

    /// True when an object is, or may be, in the namespace.
    func isIn(_ object: Int, _ namespace: String) -> Bool {
        let own = resources[object].settledNamespace
        return namespace.isEmpty || own == nil || own == namespace
    }

    /// True when it renders something that installs objects of its own.
    var installsCharts: Bool {
        deployment.output?.charts.isEmpty == false
            || deployment.output?.fetchedCharts.contains { KustomizedCharts.layout(of: $0) != nil } == true
            || resources.contains { ["HelmRelease", "HelmChart", "Application"].contains($0.kind.kind) }
    }

    // MARK: One field

    func answer(_ target: Target, _ address: KubernetesAddress, object: Int) throws -> TraceAnswer {
        let resource = resources[object]
        if let hold = deployment.doubt(object) {
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        if resource.kind.kind == "SealedSecret" {
            return hold(target, .encrypted, "\(resource.name) is a SealedSecret")
        }
        var lookup = NodeLookup(deployment.node(of: object))
        var variables: RuntimeVariables?
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
            var whole = NodeLookup(deployment.node(of: object))
            if case .found(let node) = whole.follow(path) { variables = RuntimeVariables(node) }
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
        if let hold = try autoscaler(
            of: resource, container: address.container, attribute: target.attribute)
        {
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        switch found {
        case .held(let hold):
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        case .found(let node):
            return try decided(
                target, Found(object: object, node: node, lookup: lookup, variables: variables))
        case .absent(let missing): return try absent(target, missing, object, lookup)
        }
    }

    /// A value that was found.
    struct Found {
        /// The number of the object.
        var object: Int
        var node: Node
        /// The way to it.
        var lookup: NodeLookup
        /// What is filled in when the container starts.
        var variables: RuntimeVariables?
        /// The text of the attribute, where the value is a part of it.
        var text: String?
        /// Between the object and the token.
        var hops: [Model.Hop] = []
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

    func decided(_ target: Target, _ found: Found) throws -> TraceAnswer {
        let (node, lookup) = (found.node, found.lookup)
        let resource = resources[found.object]
        guard let scalar = node.scalar else {
            let what = node.isMapping ? "a mapping" : "a list"
            return hold(target, .unsupported, "`\(target.attribute)` is \(what), not a single value")
        }
        let summary = node.origins.summary()
        let hops = try hops(resource) + found.hops + converted(summary.hops)
        let tag =
            node.origins.identity == nil && ImageParts.isImage(target.attribute)
            ? try ImageTag(index: index).find(in: scalar.text, among: summary.tokens) : nil
        guard let token = node.origins.identity ?? tag?.token else {
            if let hold = unresolved(scalar.text) {
                return TraceAnswer(trace: Trace(target: target, status: .held(hold), hops: hops), key: nil)
            }
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
        guard !token.path.isEmpty else {
            let text = "`\(target.attribute)` of \(resource.name) stands in a text that is put together"
            return TraceAnswer(
                trace: Trace(target: target, status: .held(Hold(.derived, text)), hops: hops), key: nil)
        }
        guard let origin = try origin(tag?.part ?? token), let file = try index.store.source(token.path)
        else {
            return hold(target, .limit, "\(token.path) is too large to be read")
        }
        if let refusal = try refusal(target, origin, scalar, file, found.variables) {
            return TraceAnswer(trace: Trace(target: target, status: .held(refusal), hops: hops), key: nil)
        }
        let key = deployment.naming(of: found.object).key(lookup.steps)
        let text = found.text ?? scalar.text
        var trace = Trace(target: target, status: .literal(origin), value: text, hops: hops)
        trace.hops.append(Model.Hop(file, at: Int((tag?.part ?? token).range.lower), "written here"))
        let own = deployment.facts
        guard !own.isCut else { return hold(target, .limit, "\(deployment.root.id) has too many fields") }
        if let variable = deployment.flux?.report.defaults[token] {
            return try unset(target, variable, key, trace)
        }
        let rows = try following(token, tag, in: own)
        add(rows, of: scalar.text, isPart: node.origins.identity == nil, key, to: &trace)
        addWorkload(key, text, to: &trace)
        if !trace.alsoDecides.isEmpty { trace.status = .shared(origin) }
        trace.evaluatedAttributes = own.all.count
        for other in try ecosystem.table().living(reading: [token.path], beside: deployment)
        where other.root.id != deployment.root.id {
            trace.evaluatedRoots += 1
            let (decided, affected) = try following(token, tag, in: other.facts)
            trace.elsewhere += (decided + affected).map { $0.key.decidedElsewhere($0.text) }
            if isListing, trace.elsewhere.count > index.store.limits.elsewhere {
                let limit = Hold.elsewhere(origin.location, index.store.limits.elsewhere)
                return TraceAnswer(trace: Trace(target: target, status: .held(limit), hops: hops), key: nil)
            }
        }
        switch try ecosystem.charts(following: token) {
        case .done(let rows): trace.elsewhere += rows
        case .held(let reason):
            return TraceAnswer(trace: Trace(target: target, status: .held(reason)), key: nil)
        case .failed(let failure): throw failure
        }
        let unbuilt = try ecosystem.unbuilt().filter { $0.files.contains(token.path) }.map(\.deployment)
        if let other = unbuilt.first(where: { !$0.isRefused }) {
            return hold(target, .limit, undone(other, origin))
        }
        if !trace.elsewhere.isEmpty || !trace.alsoDecides.isEmpty || !trace.alsoAffects.isEmpty,
            case .key(let key)? = lookup.steps.last
        {
            trace.override =
                try KustomizeInsertion(
                    ecosystem: ecosystem, deployment: deployment, lookup: lookup.parent, missing: [key]
                ).override() ?? variable(of: token, trace)
                ?? KustomizeOverride(
                    ecosystem: ecosystem, deployment: deployment, resource: resource, steps: lookup.steps,
                    nodes: lookup.nodes, shared: token.path
                ).find()
        }
        var answer = TraceAnswer(trace: trace, key: key)
        if let refused = unbuilt.first {
            // Nothing runs from there until somebody mends it; then it follows the token, so that nothing is edited before.
            answer.ineffective = Hold(.limit, undone(refused, origin))
            let hop = Model.Hop(
                index: index, path: refused.file,
                "reads it too, and Kustomize refuses to build \(refused.root.id)")
            if let hop { answer.trace.hops.insert(hop, at: 0) }
        }
        return answer
    }

    private func undone(_ other: KustomizeDeployment, _ origin: Origin) -> String {
        "what the token at \(origin.location) decides in \(other.root.id) cannot be computed: "
            + (other.refusal?.detail ?? "it cannot be built")
    }

    /// The row of what a layout says that a release makes of a value, for whoever asked about the release.
    private func addWorkload(_ key: Fact.Key, _ text: String, to trace: inout Trace) {
        guard trace.target.kubernetes?.kind == FluxRelease.kind,
            !key.resource.hasPrefix("\(FluxRelease.kind)/")
        else { return }
        if key.root == deployment.root.id {
            trace.alsoDecides.append(key.decided(text, in: key))
        } else {
            trace.elsewhere.append(key.decidedElsewhere(text))
        }
    }

    /// Rows of this deployment: those of the same root, and those of other roots in it.
    private func add(
        _ rows: (decided: [KustomizeFacts.Leaf], affected: [KustomizeFacts.Leaf]), of text: String,
        isPart: Bool = false, _ key: Fact.Key, to trace: inout Trace
    ) {
        for leaf in rows.decided where leaf.key != key {
            if leaf.key.root != key.root {
                trace.elsewhere.append(leaf.key.decidedElsewhere(leaf.text))
            } else if leaf.text == text {
                trace.alsoDecides.append(leaf.key.decided(leaf.text, in: key))
            } else {
                trace.alsoAffects.append(leaf.key.decided(leaf.text, in: key))
            }
        }
        for leaf in rows.affected where leaf.key != key {
            if leaf.key.root != key.root {
                trace.elsewhere.append(leaf.key.decidedElsewhere(leaf.text))
            } else if isPart, leaf.text == text, ImageParts.isImage(leaf.key.attribute) {
                // The same image with the same tag, which is a part of both.
                trace.alsoDecides.append(leaf.key.decided(leaf.text, in: key))
            } else {
                trace.alsoAffects.append(leaf.key.decided(leaf.text, in: key))
            }
        }
    }

    /// Fields that follow a token; of a tag those of which it is the tag: another one may have been put in after it.
    private func following(
        _ token: SourceSpan, _ tag: ImageTag.Found?, in facts: KustomizeFacts
    ) throws -> (decided: [KustomizeFacts.Leaf], affected: [KustomizeFacts.Leaf]) {
        let rows = facts.following(token)
        guard let tag else { return rows }
        let tags = ImageTag(index: index)
        return (rows.decided, try rows.affected.filter { try tags.isTag(tag, of: $0) })
    }

    // MARK: Variables

    /// Why a text that Flux fills in is not known.
    private func unresolved(_ text: String) -> Hold? {
        guard let report = deployment.flux?.report, text.contains("${") else { return nil }
        for (name, reason) in report.unresolved.sorted(by: { $0.key < $1.key })
        where text.contains("${\(name)") {
            let isSecret = reason.contains("secret")
            let isForeign = reason.contains("not in this repository")
            return Hold(
                isSecret ? .encrypted : isForeign ? .notInRepository : .unsupported,
                "`\(text)` is filled in by Flux: \(reason)")
        }
        return nil
    }

    /// Where a variable that others share would get a value for this Kustomization alone.
    private func variable(of token: SourceSpan, _ trace: Trace) throws -> Insertion? {
        guard let flux = deployment.flux, let names = flux.report.names[token], let name = names.first,
            names.count == 1, trace.alsoDecides.isEmpty, trace.alsoAffects.isEmpty,
            flux.kustomization.spec?.at("postBuild", "substitute")?[name] == nil
        else { return nil }
        return try flux.kustomization.insertion(of: name, index)?.0
    }

    /// The answer where a default inside of `${V:=default}` counts: the variable would be set in the substitution.
    private func unset(
        _ target: Target, _ variable: String, _ key: Fact.Key, _ trace: Trace
    ) throws -> TraceAnswer {
        guard let flux = deployment.flux,
            let (insertion, hop) = try flux.kustomization.insertion(of: variable, index)
        else {
            return hold(
                target, .unsupported,
                "the default of `\(variable)` counts, and nothing can be inserted for it")
        }
        var result = trace
        result.status = .absent(insertion)
        result.hops.append(hop)
        let tokens = flux.report.defaults.filter { $0.value == variable }.map(\.key)
        for token in tokens.sorted(by: { ($0.path, $0.range) < ($1.path, $1.range) }) {
            add(deployment.facts.following(token), of: trace.value ?? "", key, to: &result)
        }
        result.evaluatedAttributes = deployment.facts.all.count
        return TraceAnswer(trace: result, key: key)
    }

    /// Why a token must not be taken for the answer.
    private func refusal(
        _ target: Target, _ origin: Origin, _ scalar: Scalar, _ file: SourceFile,
        _ variables: RuntimeVariables?
    ) throws -> Hold? {
        let place = origin.location
        if scalar.value == .null { return Hold(.unsupported, "it is there but empty (null) at \(place)") }
        if origin.token.hasPrefix("|") || origin.token.hasPrefix(">") {
            return Hold(.unsupported, "the value at \(place) is a block of text")
        }
        if scalar.text.hasPrefix("ENC[") { return Hold(.encrypted, "the value at \(place) is encrypted") }
        if let hold = unresolved(scalar.text) { return hold }
        if FileMarks.isPlaceholder(variables?.settled(scalar.text, of: target.attribute) ?? scalar.text) {
            return Hold(.templated, "`\(scalar.text)` at \(place) is filled in before it is applied")
        }
        switch try index.store.manifests(file.path)?.standing {
        case .encrypted: return Hold(.encrypted, "\(file.path) is encrypted with SOPS")
        case .directed(let directive):
            return Hold(.templated, "\(file.path) is a template of ytt: `\(directive)`")
        case .generated(let header): return Hold(.generated, "\(file.path) is generated: `\(header)`")
        default: return try WrittenFiles(index).hold(on: file.path) ?? ecosystem.readers.hold(on: file.path)
        }
    }

    private func origin(_ span: SourceSpan) throws -> Origin? {
        try index.store.source(span.path).map { Origin($0, span.range) }
    }

    /// From the root to the file that declares the object.
    private func hops(_ resource: Resource) throws -> [Model.Hop] {
        (deployment.argo.map { $0.passages + [$0.declared].compactMap { $0 } } ?? [])
            + (try converted(Array(resource.passages.reversed())))
    }

    private func converted(_ hops: [Provenance.Hop]) throws -> [Model.Hop] {
        try hops.compactMap { hop in
            try index.store.source(hop.span.path).map {
                Model.Hop($0, at: Int(hop.span.range.lower), hop.reason)
            }
        }
    }

    // MARK: Nothing

    func absent(
        _ target: Target, _ missing: [String], _ object: Int, _ lookup: NodeLookup,
        hops more: [Model.Hop] = []
    ) throws -> TraceAnswer {
        let resource = resources[object]
        let insertion = KustomizeInsertion(
            ecosystem: ecosystem, deployment: deployment, lookup: lookup, missing: missing)
        switch try insertion.find() {
        case .held(let hold): return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        case .failed(let failure): throw failure
        case .done(let place):
            var steps = lookup.steps
            steps += missing.map { .key($0) }
            let key = deployment.naming(of: object).key(steps)
            let trace = Trace(
                target: target, status: .absent(place.insertion),
                hops: try hops(resource) + more + [place.hop])
            return TraceAnswer(trace: trace, key: key)
        }
    }

    // MARK: Autoscalers

    func autoscaler(of workload: Resource, container: String?, attribute: String) throws -> Hold? {
        try autoscaler(
            KubernetesAddress(
                namespace: workload.namespace ?? "", kind: workload.kind.kind, name: workload.name,
                container: container), attribute: attribute)
    }

    /// The hold when something that is rendered owns the attribute.
    func autoscaler(_ address: KubernetesAddress, attribute: String) throws -> Hold? {
        let attribute = attribute.hasPrefix("spec.") ? String(attribute.dropFirst(5)) : attribute
        let isReplicas = attribute == "replicas"
        guard isReplicas || attribute.hasPrefix("resources.") else { return nil }
        let others = try ecosystem.table().scalers(of: address.name).filter { $0.root != deployment.root.id }
        for scaler in deployment.scalers + others
        where scaler.ownsReplicas == isReplicas && scaler.targetName == address.name
            && scaler.targetKind == address.kind
            && (isReplicas || scaler.scope.owns(attribute, of: address.container))
        {
            // Of other roots only those that surely are in the same namespace.
            guard
                scaler.root == deployment.root.id
                    ? scaler.namespace == address.namespace || scaler.namespace == nil
                        || address.namespace.isEmpty
                    : scaler.namespace != nil && scaler.namespace == address.namespace
            else { continue }
            return Hold(.autoscaled, "\(scaler.kind)/\(scaler.name) (\(scaler.file)) owns `\(attribute)`")
        }
        // Beside what kustomizations render there may be plain ones.
        return try Autoscalers(
            index: index, evaluated: try ecosystem.templates, rendered: ecosystem.claimed()
        ).hold(address, attribute: attribute)
    }

    // MARK: Everything

    func inventory() throws -> [InventoryEntry] {
        try deployment.facts.all.compactMap { leaf in
            let kind = resources[leaf.object].kind
            guard deployment.releases[leaf.object] == nil,
                ecosystem.sizes.contains(leaf.key, steps: leaf.steps, kind: kind.kind, group: kind.group)
            else { return nil }
            return try entry(leaf) { target, address in
                try answer(target, address, object: leaf.object).trace
            }
        }
    }

    /// What a release is known to install.
    func inventory(release number: Int) throws -> [InventoryEntry] {
        guard let release = deployment.releases[number] else { return [] }
        return try deployment.facts.all.compactMap { leaf in
            guard leaf.object == number, Sizing.isSizing(leaf.key),
                !leaf.key.resource.hasPrefix("\(FluxRelease.kind)/")
            else { return nil }
            return try entry(leaf) { target, address in
                let candidates = ReleaseSource(ecosystem: ecosystem).candidates(
                    of: release, number, deployment, for: address)
                guard let candidate = candidates.first else {
                    return Trace(target: target, status: .held(Hold(.noSuchResource, release.location)))
                }
                if let hold = try candidate.hold
                    ?? candidate.autoscaler(address, target.attribute, evaluated: [])
                {
                    return Trace(target: target, status: .held(hold))
                }
                return try candidate.answer(target, address).trace
            }
        }
    }

    private func entry(
        _ leaf: KustomizeFacts.Leaf, _ answer: (Target, KubernetesAddress) throws -> Trace
    ) throws -> InventoryEntry {
        let parts = leaf.key.resource.split(separator: "/", maxSplits: 2).map(String.init)
        let address = KubernetesAddress(
            namespace: leaf.key.namespace ?? "", kind: parts[0], name: parts.count > 1 ? parts[1] : "",
            container: parts.count > 2 ? parts[2] : nil)
        let target = Target(.kubernetes(address), leaf.key.attribute)
        let trace: Trace =
            if let hold = deployment.refusal {
                Trace(target: target, status: .held(hold))
            } else {
                try answer(target, address)
            }
        return InventoryEntry(
            root: leaf.key.root, environment: leaf.key.environment, release: leaf.key.release,
            namespace: leaf.key.namespace, resource: leaf.key.resource, attribute: leaf.key.attribute,
            trace: trace)
    }
}
