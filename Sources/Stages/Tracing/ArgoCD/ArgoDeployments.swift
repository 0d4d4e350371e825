internal import Diagnostics
internal import HelmChart
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// What Argo CD Applications deploy that is no chart: kustomizations, with what the Application adds to them, and plain
/// manifests.
struct ArgoDeployments {
    let library: ChartLibrary
    let builder: KustomizeBuilder
    /// What was built of the same repository before some files changed.
    let base: RenderedBefore?

    private var index: RepositoryIndex { library.index }

    func deployments(_ applications: [ArgoApplication]) throws -> [KustomizeDeployment] {
        try applications.flatMap { application in
            try application.sources.indices.compactMap { number in
                try deployment(application, application.sources[number], number)
            }
        }
    }

    private func deployment(
        _ application: ArgoApplication, _ source: ArgoSource, _ number: Int
    ) throws -> KustomizeDeployment? {
        // What is taken from elsewhere, or gives nothing but files of values.
        guard try !index.own.isForeign(source.repository) else { return nil }
        guard let text = source.path, ElsewhereChart(source.tree) == nil,
            let directory = RepositoryPath.join("", text)
        else { return nil }
        let isPlugin = source.tree["plugin"] != nil
        if library.isChart(directory) { return nil }
        // One id for each environment: those of charts are told apart by it.
        let id =
            application.root + (number == 0 ? "" : "/\(number)")
            + (application.environment.map { "@\($0)" } ?? "")
        let file = application.declared?.file ?? application.maker
        if let before = reusable(id, application, file) { return before }
        var failure = application.hold ?? source.hold
        var output: RenderedKustomization?
        var (isElsewhere, isRefused) = (false, false)
        // What would be there without it stands for what follows a token.
        let doubt =
            isPlugin ? Hold(.unsupported, "\(application.location): a plugin makes its manifests") : nil
        if FileMarks.isPlaceholder(text) {
            failure =
                application.hold
                ?? Hold(.templated, "\(application.location): the path `\(text)` is filled in later")
        } else if !index.isDirectory(directory) {
            failure = Hold(
                .notInRepository,
                "the path `\(directory)` of \(application.location) is not in this repository")
        } else if failure == nil,
            let hold = try index.own.hold(
                source.repository, revision: source.tree["targetRevision"]?.text, of: application.location)
        {
            failure = hold
            isElsewhere = hold.reason == .external
        } else if failure == nil {
            do {
                output = try rendered(directory, application, source)
            } catch let problem as KustomizeProblem {
                failure = Hold(problem, in: id)
                isRefused = problem.isCertain && !isPlugin
            } catch let refusal as HoldCarrier {
                failure = refusal.hold
            }
        }
        var files = source.files
        files.insert(file)
        output?.files.formUnion(files)
        let namespaces = Set((output?.resources ?? []).compactMap(\.settledNamespace))
        let root = Root(
            id: id, kind: .argocd, path: file, cluster: application.cluster,
            environment: application.environment, namespaces: namespaces.sorted(),
            release: application.name,
            layers: (output?.files ?? files).subtracting([file]).sorted() + [file],
            excluded: (failure ?? doubt)?.detail)
        return KustomizeDeployment(
            root: root, directory: directory, file: file, namespace: application.namespace,
            rendered: output.map { .success($0) }
                ?? .failure(
                    HoldCarrier(
                        hold: doubt ?? failure ?? Hold(.unsupported, id), isCertain: isElsewhere,
                        isRefused: isRefused)),
            hold: doubt, limits: index.store.limits, argo: application)
    }

    private func reusable(
        _ id: String, _ application: ArgoApplication, _ file: String
    ) -> KustomizeDeployment? {
        guard let base, application.files.isDisjoint(with: base.changed),
            let same = base.application(id, application.environment),
            same.argo?.shape == application.shape
        else { return nil }
        return same.carriedOver
    }

    private func rendered(
        _ directory: String, _ application: ArgoApplication, _ source: ArgoSource
    ) throws -> RenderedKustomization {
        let isKustomization = PathConventions.kustomizationNames.contains {
            index.realFile(directory.isEmpty ? $0 : "\(directory)/\($0)") != nil
        }
        var output: RenderedKustomization
        if isKustomization, !ArgoDeployments.isPlain(source.tree["directory"]) {
            output = try builder.build(
                directory, additions: try additions(source.tree["kustomize"], directory, application))
        } else {
            output = try builder.build(
                directory, resources: try manifests(directory, source.tree["directory"], application),
                asPlainManifests: true)
        }
        if let namespace = application.namespace {
            let node = Node(text: namespace, origins: Origins(tokens: application.namespaceTokens))
            for index in output.resources.indices { output.resources[index].setDefaultNamespace(node) }
        }
        return output
    }

    /// True where an Application says something about a directory of manifests; Argo CD takes what says nothing away.
    private static func isPlain(_ options: ValueTree?) -> Bool {
        guard let options else { return false }
        return options.entries.contains { entry in
            switch entry.key {
            case "recurse": entry.value.text == "true"
            case "include", "exclude": entry.value.text?.isEmpty == false
            default: !(entry.value.entries.isEmpty && entry.value.items.isEmpty && entry.value.text == nil)
            }
        }
    }

    // MARK: Kustomize

    private static let taken: Set<String> = [
        "namePrefix", "nameSuffix", "images", "replicas", "commonLabels", "commonAnnotations", "patches",
        "namespace", "components", "version", "forceCommonLabels", "forceCommonAnnotations",
        "labelWithoutSelector", "labelIncludeTemplates", "apiVersions", "kubeVersion",
        "ignoreMissingComponents", "commonAnnotationsEnvsubst",
    ]

    /// What the Application has Kustomize do beside what the kustomization says.
    private func additions(
        _ options: ValueTree?, _ directory: String, _ application: ArgoApplication
    ) throws -> Node? {
        guard let options else { return nil }
        if let other = options.entries.first(where: { !ArgoDeployments.taken.contains($0.key) }) {
            throw HoldCarrier(
                hold: Hold(
                    .unsupported, "\(application.location): `\(other.key)` of Kustomize is not evaluated"))
        }
        if options["commonAnnotationsEnvsubst"]?.text == "true" {
            throw HoldCarrier(
                hold: Hold(.unsupported, "\(application.location): annotations are filled in by Argo CD"))
        }
        var entries: [Node.Entry] = []
        for key in ["namePrefix", "nameSuffix", "namespace"] where options[key]?.text?.isEmpty == false {
            entries.append(Node.Entry(key, try Node(options[key] ?? .empty)))
        }
        for key in ["replicas", "patches", "components", "commonAnnotations"] {
            guard let value = options[key], !(value.items.isEmpty && value.entries.isEmpty) else { continue }
            entries.append(Node.Entry(key, try Node(value)))
        }
        if let labels = options["commonLabels"], !labels.entries.isEmpty {
            if options["labelWithoutSelector"]?.text == "true" {
                var pairs = [Node.Entry("pairs", try Node(labels))]
                if options["labelIncludeTemplates"]?.text == "true" {
                    pairs.append(
                        Node.Entry(
                            "includeTemplates", Node(.scalar(Scalar(text: "true", value: .bool(true))))))
                }
                entries.append(Node.Entry("labels", Node(.sequence([Node(.mapping(pairs))]))))
            } else {
                entries.append(Node.Entry("commonLabels", try Node(labels)))
            }
        }
        let images = try (options["images"]?.items ?? []).compactMap { try image($0, directory, application) }
        if !images.isEmpty { entries.append(Node.Entry("images", Node(.sequence(images)))) }
        return entries.isEmpty ? nil : Node(.mapping(entries))
    }

    /// `name=new:tag`, `name:tag` or `name@digest` as an entry of `images`.
    private func image(_ item: ValueTree, _ directory: String, _ application: ArgoApplication) throws -> Node?
    {
        guard let text = item.text else { return nil }
        let bytes = Array(text.utf8)
        let equals = bytes.firstIndex(of: UInt8(ascii: "="))
        let start = equals.map { $0 + 1 } ?? 0
        let at = bytes[start...].firstIndex(of: UInt8(ascii: "@"))
        let slash = bytes[start...].lastIndex(of: UInt8(ascii: "/")) ?? start
        let colon = at == nil ? bytes[slash...].lastIndex(of: UInt8(ascii: ":")) : nil
        let end = at ?? colon ?? bytes.count
        func part(_ range: Range<Int>) throws -> Node {
            let origins = Origins(tokens: item.tokens)
            let text = String(decoding: bytes[range], as: UTF8.self)
            guard item.tokens.count == 1, let token = item.tokens.first,
                let file = try index.store.source(token.path)
            else { return Node(text: text, origins: origins.derived) }
            // The text stands in the token as it is, behind quotes perhaps.
            let written = Array(file.text(token.range).utf8)
            let quotes = (written.count - bytes.count) / 2
            guard written.count >= bytes.count, quotes <= 1,
                Array(written[quotes..<(quotes + bytes.count)]) == bytes
            else { return Node(text: text, origins: origins.derived) }
            let lower = token.range.indices.lowerBound + quotes
            let span = SourceSpan(
                path: token.path, range: ByteRange((lower + range.lowerBound)..<(lower + range.upperBound)))
            return Node(text: text, origins: origins.part(span))
        }
        let name = try part(0..<(equals ?? end))
        if try renames(name.text ?? "", in: directory) {
            throw HoldCarrier(
                hold: Hold(
                    .unsupported,
                    "\(application.location) and \(directory) both give the image \(name.text ?? "") another name"
                ))
        }
        var entries = [Node.Entry("name", name)]
        if equals != nil, start < end { entries.append(Node.Entry("newName", try part(start..<end))) }
        if let at { entries.append(Node.Entry("digest", try part((at + 1)..<bytes.count))) }
        if let colon { entries.append(Node.Entry("newTag", try part((colon + 1)..<bytes.count))) }
        return Node(.mapping(entries))
    }

    /// True when the kustomization itself gives the image another name: which of the two counts depends on its order.
    private func renames(_ name: String, in directory: String) throws -> Bool {
        for file in PathConventions.kustomizationNames {
            guard let path = index.realFile(directory.isEmpty ? file : "\(directory)/\(file)"),
                let manifest = try index.store.manifests(path)
            else { continue }
            let images = manifest.yaml?.documents.first?.root?["images"]?.items ?? []
            return images.contains {
                $0.resolved["name"]?.scalar?.text == name && $0.resolved["newName"] != nil
            }
        }
        return false
    }

    // MARK: Plain manifests

    /// The manifests of a directory that Argo CD applies, relative to it.
    private func manifests(
        _ directory: String, _ options: ValueTree?, _ application: ArgoApplication
    ) throws -> [String] {
        let recurses = options?["recurse"]?.text == "true"
        // A star goes over the borders of directories here.
        func fits(_ key: String, _ name: String) -> Bool? {
            guard let pattern = options?[key]?.text, !pattern.isEmpty else { return nil }
            return PathGlob.matches(pattern, name)
        }
        let start = directory.isEmpty ? "" : directory + "/"
        let all =
            recurses
            ? index.files(below: directory).map { String($0.dropFirst(start.count)) }
            : index.entries(in: directory)
        let names = all.filter { name in
            guard PathConventions.isManifest(name) || name.hasSuffix(".jsonnet") else { return false }
            return fits("exclude", name) != true && fits("include", name) != false
        }
        if let name = names.first(where: { $0.hasSuffix(".jsonnet") }) {
            throw HoldCarrier(
                hold: Hold(.templated, "\(application.location): \(start)\(name) is a program in Jsonnet"))
        }
        return try names.filter { name in
            guard let file = index.realFile(start + name), let source = try index.store.source(file) else {
                return true
            }
            guard !FileMarks.contains(source.bytes, "+argocd:skip-file-rendering") else { return false }
            return try isObject(source)
        }
    }
}

extension ArgoDeployments {
    /// False for a file that Argo CD passes over: YAML without a single object that does not look as if it should have one.
    private func isObject(_ source: SourceFile) throws -> Bool {
        guard PathConventions.isYAML(source.path) else { return true }
        if ["apiVersion:", "kind:", "metadata:"].allSatisfy({ FileMarks.contains(source.bytes, $0) }) {
            return true
        }
        let documents = YAMLParser.parse(source.bytes, path: source.path).documents
        return documents.contains { $0.root?["kind"]?.scalar?.text.isEmpty == false }
    }
}

extension Origins {
    /// One token is the value itself; several are what it was computed from.
    init(tokens: [SourceSpan]) {
        self = .none
        for (number, token) in tokens.enumerated() {
            self = number == 0 ? Origins(token: token) : joined(Origins(token: token))
        }
    }
}

extension Node {
    /// A value that was put together.
    ///
    /// - Throws: `KustomizeProblem` for what is no value.
    init(_ tree: ValueTree) throws {
        switch tree {
        case .mapping(let entries):
            self.init(.mapping(try entries.map { Entry($0.key, try Node($0.value)) }))
        case .list(let items): self.init(.sequence(try items.map { try Node($0) }))
        case .scalar(let value, let tokens):
            self.init(
                .scalar(Scalar(text: tree.text ?? "", value: value)), origins: Origins(tokens: tokens))
        }
    }
}
