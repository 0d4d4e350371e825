internal import Diagnostics
internal import Provenance
internal import YAML

/// Builds kustomizations as `kustomize build` does, each value with the tokens that decide it.
///
/// Nothing is read but through ``KustomizeFiles``, and no program is run: what comes from elsewhere is left out and named.
/// What a directory renders is kept, so that overlays share their bases. Not for use by several tasks at once.
public final class KustomizeBuilder {
    let files: any KustomizeFiles
    let limits: KustomizeLimits
    private var known: [String: Result<Accumulator, KustomizeProblem>] = [:]
    /// The directories that are being built.
    private var stack: [String] = []
    /// True while files are taken as they are, without what Kustomize refuses: objects whose name the cluster makes, and such as are there twice.
    var takesPlainManifests = false

    /// Reads from `files`.
    public init(files: any KustomizeFiles, limits: KustomizeLimits = KustomizeLimits()) {
        self.files = files
        self.limits = limits
    }

    /// What it reads from.
    public var source: any KustomizeFiles { files }

    /// Renders a directory that has a kustomization file.
    ///
    /// - Parameters:
    ///   - directory: relative to the repository; empty for its root.
    ///   - additions: what a controller adds to the kustomization before it builds it: lists are appended, the rest replaced.
    /// - Returns: the objects, and what could not be seen.
    /// - Throws: ``KustomizeProblem`` where Kustomize would build nothing; what reading throws.
    public func build(_ directory: String, additions: Node? = nil) throws -> RenderedKustomization {
        let kustomization = try Kustomization.load(directory, from: self)
        return try build(additions.map(kustomization.adding) ?? kustomization)
    }

    /// Renders a directory without a kustomization file, as if it had one with these resources.
    ///
    /// Kustomize refuses objects without a name, and such as are there twice; with `asPlainManifests` those with a `generateName` have
    /// that, and the others are all there.
    public func build(
        _ directory: String, resources: [String], additions: Node? = nil, asPlainManifests: Bool = false
    ) throws -> RenderedKustomization {
        takesPlainManifests = asPlainManifests
        defer { takesPlainManifests = false }
        let list = Node(.sequence(resources.map { Node(text: $0) }))
        let kustomization = Kustomization(
            directory: directory, file: nil, node: Node(.mapping([Node.Entry("resources", list)])))
        return try build(additions.map(kustomization.adding) ?? kustomization)
    }

    private func build(_ kustomization: Kustomization) throws -> RenderedKustomization {
        stack = []
        var accumulator = Accumulator()
        accumulator.keepsRepeated = takesPlainManifests
        try enter(kustomization.directory, at: nil) {
            try accumulate(kustomization, into: &accumulator)
        }
        accumulator.referCharts()
        try finish(&accumulator)
        return RenderedKustomization(
            resources: kustomization.ordered(accumulator.resources), files: accumulator.files,
            layers: accumulator.layers, opaque: accumulator.opaque, charts: accumulator.charts,
            changedCharts: accumulator.changedCharts, fetchedCharts: accumulator.fetchedCharts,
            clouded: accumulator.clouded)
    }

    /// What is done once, at the end: hashes, references, variables.
    private func finish(_ accumulator: inout Accumulator) throws {
        for index in accumulator.resources.indices where accumulator.resources[index].needsHash {
            guard let hash = ContentHash.suffix(of: accumulator.resources[index].node) else { continue }
            let data = accumulator.resources[index].node
            let origins = ["data", "binaryData", "stringData", "type"].reduce(Origins.none) {
                $0.joined(data[$1]?.deepOrigins ?? .none)
            }
            accumulator.resources[index].rememberID()
            accumulator.resources[index].node.change("metadata") { metadata in
                metadata.change("name") {
                    $0.setText("\($0.text ?? "")-\(hash)", origins: $0.origins.joined(origins))
                }
            }
        }
        try NameReferenceTransformer(references: accumulator.configuration.nameReferences)
            .apply(to: &accumulator.resources)
        try resolveVariables(&accumulator)
        accumulator.resources.removeAll { resource in
            guard let mark = resource.node.at("metadata", "annotations")?["config.kubernetes.io/local-config"]
            else { return false }
            return mark.text != "false"
        }
        for index in accumulator.resources.indices {
            accumulator.resources[index].node.change("metadata") { metadata in
                // Kustomize keeps its notes there: it removes what is left empty, and writes everything as text.
                if let notes = metadata["annotations"], notes.isNull || notes.isEmptyMapping {
                    metadata.remove("annotations")
                }
                metadata.change("annotations") { notes in
                    for entry in notes.entries where entry.value.scalar != nil {
                        notes.change(entry.key) { value in
                            let text = value.text ?? ""
                            value.content = .scalar(Scalar(text: text, value: .string(text)))
                        }
                    }
                }
            }
        }
    }

    private func resolveVariables(_ accumulator: inout Accumulator) throws {
        var values: [String: Node] = [:]
        for variable in accumulator.variables {
            let place = variable.declaration.place
            guard let resource = accumulator.resources.first(where: { $0.variables.contains(variable.name) })
            else {
                guard !accumulator.isComplete else {
                    throw KustomizeProblem(
                        .invalid, "the object of variable `\(variable.name)` is not there", at: place)
                }
                accumulator.clouded =
                    accumulator.clouded
                    ?? KustomizeProblem(
                        .remote, "variable `\(variable.name)` reads what cannot be seen", at: place)
                continue
            }
            guard let value = FieldPaths.lookup(FieldPaths.split(variable.bracketed)[...], in: resource.node)
            else {
                throw KustomizeProblem(
                    .invalid, "\(resource.label) has no `\(variable.field)` for variable `\(variable.name)`",
                    at: place)
            }
            var shown = value
            if let place {
                shown.origins = shown.origins.passing(
                    Provenance.Hop(place, "variable `\(variable.name)` reads it"))
            }
            values[variable.name] = shown
        }
        VariableTransformer(values: values, fields: accumulator.configuration.variables)
            .apply(to: &accumulator.resources)
    }

    // MARK: One directory

    /// Builds a directory inside another, unless that is being done already.
    func enter(_ directory: String, at place: SourceSpan?, _ body: () throws -> Void) throws {
        if stack.contains(directory) {
            throw KustomizeProblem(
                .cycle, "\(directory.isEmpty ? "." : directory) includes itself", at: place)
        }
        guard stack.count < limits.depth else {
            throw KustomizeProblem(
                .limit, "kustomizations include each other more than \(limits.depth) deep", at: place)
        }
        stack.append(directory)
        defer { stack.removeLast() }
        try body()
    }

    /// What a directory renders on its own, kept for the next overlay.
    func accumulated(_ directory: String, at place: SourceSpan?) throws -> Accumulator {
        if let result = known[directory] { return try result.get() }
        do {
            var accumulator = Accumulator()
            try enter(directory, at: place) {
                let kustomization = try Kustomization.load(directory, from: self)
                guard !kustomization.isComponent else {
                    throw KustomizeProblem(
                        .invalid, "\(directory) is a component, which belongs under `components`", at: place)
                }
                try accumulate(kustomization, into: &accumulator)
            }
            known[directory] = .success(accumulator)
            return accumulator
        } catch let problem as KustomizeProblem {
            // A cycle is found from where it was entered; from elsewhere it may look otherwise.
            if problem.reason != .cycle, problem.reason != .limit { known[directory] = .failure(problem) }
            throw problem
        }
    }

    /// Resources, generators, components, transformers, variables: in this order.
    func accumulate(_ kustomization: Kustomization, into accumulator: inout Accumulator) throws {
        if let file = kustomization.file { accumulator.files.insert(file) }
        try addResources(kustomization.resources, of: kustomization, to: &accumulator)
        try addConfigurations(of: kustomization, to: &accumulator)
        try generate(kustomization, into: &accumulator)
        for item in kustomization.node["components"]?.items ?? [] {
            try addComponent(item, of: kustomization, to: &accumulator)
        }
        guard accumulator.resources.count <= limits.resources else {
            throw KustomizeProblem(.limit, "more than \(limits.resources) objects")
        }
        try transform(kustomization, &accumulator)
        let variables = try (kustomization.node["vars"]?.items ?? []).map { try Variable($0) }
        for variable in variables {
            let matches = accumulator.resources.indices.filter { variable.matches(accumulator.resources[$0]) }
            guard matches.count < 2 else {
                throw KustomizeProblem(
                    .invalid, "variable `\(variable.name)` may mean several objects",
                    at: variable.declaration.place)
            }
            if let index = matches.first { accumulator.resources[index].variables.insert(variable.name) }
        }
        try accumulator.add(variables)
        accumulator.layers.removeAll { $0 == kustomization.directory }
        accumulator.layers.append(kustomization.directory)
    }

    private func addComponent(
        _ item: Node, of kustomization: Kustomization, to accumulator: inout Accumulator
    ) throws {
        let text = item.text ?? ""
        let place = item.origins.identity
        guard !RelativePath.isRemote(text) else {
            // A component may change every object.
            accumulator.clouded =
                accumulator.clouded
                ?? KustomizeProblem(.remote, "the component `\(text)` is not in this repository", at: place)
            return
        }
        guard let directory = RelativePath.join(kustomization.directory, text) else {
            accumulator.clouded =
                accumulator.clouded
                ?? KustomizeProblem(
                    .outside, "the component `\(text)` is outside of the repository", at: place)
            return
        }
        try enter(directory, at: place) {
            let component = try Kustomization.load(directory, from: self)
            guard component.isComponent else {
                throw KustomizeProblem(.invalid, "\(directory) is no component", at: place)
            }
            try accumulate(component, into: &accumulator)
        }
    }

    private func addConfigurations(
        of kustomization: Kustomization, to accumulator: inout Accumulator
    ) throws {
        for item in kustomization.node["configurations"]?.items ?? [] {
            for node in try documents(at: item, of: kustomization, isPatch: false, &accumulator.files) {
                accumulator.configuration.merge(TransformerConfiguration(node))
            }
        }
        for item in kustomization.node["crds"]?.items ?? [] {
            for node in try documents(at: item, of: kustomization, isPatch: false, &accumulator.files) {
                accumulator.configuration.merge(CustomDefinitions(node).configuration)
            }
        }
        if let openapi = kustomization.node["openapi"], openapi["path"] != nil {
            accumulator.clouded =
                accumulator.clouded
                ?? KustomizeProblem(
                    .unsupported, "`openapi` says how lists are merged, which is not evaluated",
                    at: openapi.place)
        }
    }
}
