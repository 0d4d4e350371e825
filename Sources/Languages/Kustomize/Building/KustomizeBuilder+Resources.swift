internal import Diagnostics
internal import Provenance
internal import YAML

extension KustomizeBuilder {
    /// Adds files and directories; what stands elsewhere is left out and named.
    func addResources(
        _ items: [Node], of kustomization: Kustomization, to accumulator: inout Accumulator
    ) throws {
        for item in items {
            let text = item.text ?? ""
            let place = item.origins.identity
            guard !RelativePath.isRemote(text) else {
                accumulator.opaque.append(
                    KustomizeProblem(.remote, "`\(text)` is not in this repository", at: place))
                continue
            }
            guard let path = RelativePath.join(kustomization.directory, text) else {
                accumulator.opaque.append(
                    KustomizeProblem(.outside, "`\(text)` is outside of the repository", at: place))
                continue
            }
            if let file = files.file(at: path) {
                try addFile(file, item, of: kustomization, to: &accumulator)
            } else if files.isDirectory(path) {
                var inner = try accumulated(path, at: place)
                if let place {
                    let hop = Provenance.Hop(place, "includes `\(text)`")
                    for index in inner.resources.indices { inner.resources[index].passages.append(hop) }
                }
                try accumulator.merge(inner)
            } else {
                accumulator.opaque.append(
                    KustomizeProblem(.missing, "`\(text)` is not in the commit", at: place))
            }
        }
    }

    private func addFile(
        _ file: String, _ item: Node, of kustomization: Kustomization, to accumulator: inout Accumulator
    ) throws {
        accumulator.files.insert(file)
        var read: YAMLFile?
        do {
            read = try files.yaml(of: file)
        } catch let problem as KustomizeProblem where problem.reason == .missing {
            accumulator.opaque.append(
                KustomizeProblem(.missing, problem.message, at: item.origins.identity))
            return
        }
        guard let yaml = read else {
            accumulator.opaque.append(
                KustomizeProblem(.limit, "\(file) is too large to be read", at: item.origins.identity))
            return
        }
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            accumulator.opaque.append(KustomizeProblem(.invalid, error.message, at: error.subject))
            return
        }
        for document in yaml.documents {
            guard let root = document.root else { continue }
            var reader = NodeReader(
                layer: kustomization.directory, isPatch: false, limit: limits.fields)
            for node in try objects(try reader.read(root)) {
                var resource = Resource(node, file: file, layer: kustomization.directory)
                if let place = item.origins.identity {
                    resource.passages.append(Provenance.Hop(place, "lists `\(item.text ?? "")`"))
                }
                try accumulator.append(resource)
            }
        }
    }

    /// The objects of a document: itself, or the items of a list.
    func objects(_ node: Node) throws -> [Node] {
        if node.isNull || node.isEmptyMapping { return [] }
        let place = node.origins.identity
        guard node.isMapping, let kind = node["kind"]?.text, !kind.isEmpty else {
            throw KustomizeProblem(
                .invalid, "an object has no kind", at: place, isCertain: !takesPlainManifests)
        }
        if kind.hasSuffix("List"), let items = node["items"] {
            return try items.items.flatMap { try objects($0) }
        }
        guard let name = node.at("metadata", "name")?.text, !name.isEmpty || kind == "List" else {
            guard takesPlainManifests, let start = node.at("metadata", "generateName"), start.text != nil
            else {
                throw KustomizeProblem(
                    .invalid, "an object of kind \(kind) has no name", at: place,
                    isCertain: !takesPlainManifests)
            }
            var named = node
            named.change("metadata") { $0.set("name", start) }
            return [named]
        }
        return [node]
    }

    /// The documents of a file that a kustomization names.
    func documents(
        at item: Node, of kustomization: Kustomization, isPatch: Bool, _ read: inout Set<String>
    ) throws -> [Node] {
        let text = item.text ?? ""
        let place = item.origins.identity
        guard !RelativePath.isRemote(text) else {
            throw KustomizeProblem(.remote, "`\(text)` is not in this repository", at: place)
        }
        guard let path = RelativePath.join(kustomization.directory, text) else {
            throw KustomizeProblem(.outside, "`\(text)` is outside of the repository", at: place)
        }
        guard let file = files.file(at: path) else {
            throw KustomizeProblem(.missing, "`\(text)` is not in the commit", at: place)
        }
        read.insert(file)
        guard let yaml = try files.yaml(of: file) else {
            throw KustomizeProblem(.limit, "\(file) is too large to be read", at: place)
        }
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeProblem(.invalid, error.message, at: error.subject)
        }
        return try yaml.documents.compactMap { document in
            guard let root = document.root else { return nil }
            var reader = NodeReader(
                layer: kustomization.directory, isPatch: isPatch, limit: limits.fields)
            return try reader.read(root)
        }
    }

    /// The documents in a text of the kustomization.
    func documents(in item: Node, of kustomization: Kustomization, isPatch: Bool) throws -> [Node] {
        guard let text = item.text else { return [] }
        let place = item.origins.identity
        var embedded: YAMLEmbedded?
        if let place, let outer = try files.yaml(of: place.path),
            let view = outer.node(withToken: place.range)
        {
            embedded = YAMLEmbedded(in: view, of: outer)
        }
        let yaml = embedded?.file ?? YAMLParser.parse(Array(text.utf8), path: place?.path ?? "")
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeProblem(.invalid, error.message, at: place)
        }
        return try yaml.documents.compactMap { document in
            guard let root = document.root else { return nil }
            var reader = NodeReader(
                layer: kustomization.directory, isPatch: isPatch, embedded: embedded,
                whole: embedded == nil ? place : nil, limit: limits.fields)
            return try reader.read(root)
        }
    }

    /// The document that a text is, such as `values.yaml` of a ConfigMap, each value with its token.
    ///
    /// - Throws: ``KustomizeProblem`` for a text that is no YAML; what reading throws.
    public func document(in text: Node) throws -> Node {
        let content = text.text ?? ""
        let tokens = text.origins.summary().tokens
        if text.origins.identity == nil, tokens.count == 1, let token = tokens.first,
            token.range.lower == 0, let bytes = try files.bytes(of: token.path),
            bytes.count == Int(token.range.upper), bytes.elementsEqual(content.utf8),
            let yaml = try files.yaml(of: token.path), !yaml.hasErrors
        {
            // A file that a generator took over as it is.
            guard let root = yaml.documents.first?.root else { return .emptyMapping }
            let layer = String(token.path.split(separator: "/").dropLast().joined(separator: "/"))
            var reader = NodeReader(layer: layer, isPatch: false, limit: limits.fields)
            return try reader.read(root)
        }
        let place = text.origins.identity ?? tokens.first
        var embedded: YAMLEmbedded?
        if let place = text.origins.identity, let outer = try files.yaml(of: place.path),
            let view = outer.node(withToken: place.range), view.scalar?.text == content
        {
            embedded = YAMLEmbedded(in: view, of: outer)
        }
        let yaml = embedded?.file ?? YAMLParser.parse(Array(content.utf8), path: place?.path ?? "")
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeProblem(.invalid, error.message, at: place)
        }
        guard let root = yaml.documents.first?.root else { return .emptyMapping }
        let nowhere = SourceSpan(path: "", range: ByteRange(0..<0))
        var reader = NodeReader(
            layer: "", isPatch: false, embedded: embedded,
            whole: embedded == nil ? place ?? nowhere : nil, limit: limits.fields)
        return try reader.read(root)
    }

    // MARK: Generators

    /// Runs `configMapGenerator`, `secretGenerator` and the generators that are built in.
    func generate(_ kustomization: Kustomization, into accumulator: inout Accumulator) throws {
        let common = kustomization.node["generatorOptions"]
        for (key, isSecret) in [("configMapGenerator", false), ("secretGenerator", true)] {
            for item in kustomization.node[key]?.items ?? [] {
                try generate(item, isSecret: isSecret, common: common, kustomization, &accumulator)
            }
        }
        for chart in InflatedChart.all(of: kustomization, in: files) {
            guard chart.chart == nil else {
                accumulator.charts.append(chart)
                continue
            }
            accumulator.fetchedCharts.append(chart)
            accumulator.opaque.append(chart.problem)
        }
        for config in try plugins(kustomization, "generators", &accumulator) {
            guard config["apiVersion"]?.text == "builtin",
                let kind = config["kind"]?.text, kind == "ConfigMapGenerator" || kind == "SecretGenerator"
            else {
                accumulator.opaque.append(
                    KustomizeProblem(
                        .program, "`\(config["kind"]?.text ?? "")` is a program that generates objects",
                        at: config.place))
                continue
            }
            var arguments = config
            if let name = config.at("metadata", "name") { arguments.set("name", name) }
            if let namespace = config.at("metadata", "namespace") { arguments.set("namespace", namespace) }
            try generate(
                arguments, isSecret: kind == "SecretGenerator", common: nil, kustomization, &accumulator)
        }
    }

    private func generate(
        _ arguments: Node, isSecret: Bool, common: Node?, _ kustomization: Kustomization,
        _ accumulator: inout Accumulator
    ) throws {
        let generator = DataGenerator(
            arguments: arguments, isSecret: isSecret, common: common, directory: kustomization.directory,
            file: kustomization.file ?? "")
        do {
            let resource = try generator.generate { text, place in
                guard !RelativePath.isRemote(text) else {
                    throw KustomizeProblem(.remote, "`\(text)` is not in this repository", at: place)
                }
                guard let path = RelativePath.join(kustomization.directory, text) else {
                    throw KustomizeProblem(.outside, "`\(text)` is outside of the repository", at: place)
                }
                guard let file = files.file(at: path), let bytes = try files.bytes(of: file) else {
                    throw KustomizeProblem(.missing, "`\(text)` is not in the commit", at: place)
                }
                accumulator.files.insert(file)
                return (file, bytes)
            }
            try accumulator.absorb(resource)
        } catch let problem as KustomizeProblem
            where problem.reason == .missing || problem.reason == .outside || problem.reason == .remote
        {
            // Secrets are often decrypted into files that are not committed: the rest can be seen all the same.
            accumulator.opaque.append(problem)
        }
    }

    /// The configurations under `generators` or `transformers`: files, directories, or texts.
    func plugins(
        _ kustomization: Kustomization, _ key: String, _ accumulator: inout Accumulator
    ) throws -> [Node] {
        var configurations: [Node] = []
        for item in kustomization.node[key]?.items ?? [] {
            let text = item.text ?? ""
            if text.contains("\n") || text.contains(": ") {
                configurations += try documents(in: item, of: kustomization, isPatch: false)
            } else if let path = RelativePath.join(kustomization.directory, text),
                files.file(at: path) == nil, files.isDirectory(path)
            {
                let inner = try accumulated(path, at: item.origins.identity)
                accumulator.files.formUnion(inner.files)
                configurations += inner.resources.map(\.node)
            } else {
                configurations += try documents(
                    at: item, of: kustomization, isPatch: false, &accumulator.files)
            }
        }
        return configurations
    }
}
