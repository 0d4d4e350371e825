internal import Diagnostics
internal import Provenance

/// What a kustomization and everything below it have come to.
struct Accumulator {
    var resources: [Resource] = [] { didSet { identities = nil } }
    /// What tells the objects apart, as long as nothing but ``append(_:)`` changed them.
    private var identities: Set<ResourceID>?
    var configuration = TransformerConfiguration.builtIn
    var variables: [Variable] = []
    var files: Set<String> = []
    var layers: [String] = []
    var opaque: [KustomizeProblem] = []
    /// Charts whose objects are not seen here, but can be rendered.
    var charts: [InflatedChart] = []
    /// Those whose objects something changes in a way that cannot be told.
    var changedCharts: [InflatedChart] = []
    /// Charts that Helm fetches from elsewhere; they are named in ``opaque``, too.
    var fetchedCharts: [InflatedChart] = []
    var clouded: KustomizeProblem?
    /// True where an object may be there twice; Kustomize refuses that.
    var keepsRepeated = false

    /// True when every object can be seen.
    var isComplete: Bool { opaque.isEmpty && charts.isEmpty && clouded == nil }

    /// Adds an object that no other has the identity of, but where repeated ones are kept.
    mutating func append(_ resource: Resource) throws {
        // With every object that is added to hundreds, comparing all of them would take most of the time.
        var known = identities ?? Set(resources.map(\.identity))
        identities = nil
        guard known.insert(resource.identity).inserted || keepsRepeated else {
            throw KustomizeProblem(
                .invalid, "\(resource.label) is there twice",
                at: resource.node.at("metadata", "name")?.place, isCertain: true)
        }
        resources.append(resource)
        identities = known
    }

    /// Takes over everything of a kustomization below.
    mutating func merge(_ other: Accumulator) throws {
        for resource in other.resources { try append(resource) }
        if !other.configuration.isBuiltIn { configuration.merge(other.configuration) }
        try add(other.variables)
        files.formUnion(other.files)
        for layer in other.layers where !layers.contains(layer) { layers.append(layer) }
        opaque += other.opaque
        charts += other.charts
        changedCharts += other.changedCharts
        fetchedCharts += other.fetchedCharts
        clouded = clouded ?? other.clouded
    }

    /// Lets a kustomization at the charts, with what it changes of objects that are not seen; nil where that cannot be told.
    mutating func changeCharts(_ kustomization: Kustomization, _ changes: [UnseenChange]?) {
        let node = kustomization.node
        let namespace = node["namespace"]?.text
        for index in fetchedCharts.indices {
            if let namespace { fetchedCharts[index].namespace = namespace }
            fetchedCharts[index].prefix = (node["namePrefix"]?.text ?? "") + fetchedCharts[index].prefix
            fetchedCharts[index].suffix += node["nameSuffix"]?.text ?? ""
            fetchedCharts[index].changes += changes ?? []
            if changes == nil { fetchedCharts[index].isUnclear = true }
        }
        guard let changes else {
            opaque += charts.map(\.problem)
            changedCharts += charts
            charts = []
            return
        }
        for index in charts.indices {
            if let namespace { charts[index].namespace = namespace }
            charts[index].changes += changes
        }
    }

    /// Notes that charts may name objects that are called otherwise in the end.
    mutating func referCharts() {
        guard !charts.isEmpty || !fetchedCharts.isEmpty,
            resources.contains(where: { $0.needsHash || !$0.prefixes.isEmpty || !$0.suffixes.isEmpty })
        else { return }
        // Configurations may say of any field that it names an object.
        let change = configuration.isBuiltIn ? UnseenChange.references : .fields([[]], name: nil)
        for index in charts.indices { charts[index].changes.append(change) }
        for index in fetchedCharts.indices { fetchedCharts[index].changes.append(change) }
    }

    mutating func add(_ more: [Variable]) throws {
        for variable in more {
            if let known = variables.first(where: { $0.name == variable.name }) {
                guard known.object == variable.object, known.field == variable.field else {
                    throw KustomizeProblem(
                        .invalid, "the variable `\(variable.name)` is there twice",
                        at: variable.declaration.place)
                }
                continue
            }
            variables.append(variable)
        }
    }

    /// Adds a generated object, or merges it into the one that is there.
    mutating func absorb(_ generated: Resource) throws {
        let id = generated.id
        let matches = resources.indices.filter { resources[$0].matches(id) }
        let place = generated.node.at("metadata", "name")?.place
        guard let index = matches.first else {
            switch generated.behavior {
            case .merge, .replace:
                guard !isComplete else {
                    throw KustomizeProblem(
                        .invalid, "\(generated.label) is to be merged, but it is not there", at: place)
                }
                // It is one of those that cannot be seen, and remains so: what it says changes none of the others.
                guard !opaque.isEmpty || !charts.isEmpty else {
                    clouded =
                        clouded
                        ?? KustomizeProblem(
                            .remote, "\(generated.label) merges with one that cannot be seen", at: place)
                    return
                }
            case .create, .unspecified: try append(generated)
            }
            return
        }
        guard matches.count == 1 else {
            throw KustomizeProblem(
                .invalid, "several objects could be merged with \(generated.label)", at: place)
        }
        let old = resources[index]
        var new = Resource(generated.node, file: old.file, layer: old.layer)
        switch generated.behavior {
        case .replace: break
        case .merge:
            for key in ["data", "binaryData"] {
                guard let before = old.node[key], before.isMapping else { continue }
                var merged = before
                for entry in generated.node[key]?.entries ?? [] { merged.set(entry.key, entry.value) }
                new.node.set(key, merged)
            }
        case .create, .unspecified:
            throw KustomizeProblem(
                .invalid, "\(generated.label) is there already; `behavior` has to be merge or replace",
                at: place, isCertain: true)
        }
        for key in ["labels", "annotations"] {
            guard var merged = old.node.at("metadata", key) else { continue }
            for entry in generated.node.at("metadata", key)?.entries ?? [] {
                merged.set(entry.key, entry.value)
            }
            new.node.change("metadata") { $0.set(key, merged) }
        }
        for key in ["name", "namespace"] {
            let value = old.node.at("metadata", key)
            new.node.change("metadata") { metadata in
                if let value { metadata.set(key, value) } else { metadata.remove(key) }
            }
        }
        new.previous = old.previous
        new.prefixes = old.prefixes
        new.suffixes = old.suffixes
        new.variables = old.variables
        new.needsHash = old.needsHash && generated.needsHash
        new.behavior = old.behavior
        new.passages = old.passages
        resources[index] = new
    }
}
