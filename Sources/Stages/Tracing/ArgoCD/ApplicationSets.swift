internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// The Applications that ApplicationSets make, as far as the repository tells.
///
/// Parameters of generators keep their tokens: an element of a list, a key of a file. What only the cluster knows (clusters,
/// pull requests, other repositories) is not known, and what is made of it is held.
struct ApplicationSets {
    let index: RepositoryIndex
    /// Other contents of some files.
    var replacing: [String: [UInt8]] = [:]

    /// Everything that is said of one set.
    struct Declaration: Sendable {
        var name: String
        /// The object.
        var tree: ValueTree
        /// The files whose bytes the tokens of the object count in; none for one that a chart renders.
        var files: Set<String> = []
        var location: String
    }

    /// An Application that a set makes.
    struct Made {
        var name: String
        /// The spec, filled in.
        var spec: ValueTree
        var sources: [ArgoSource]
        /// The files that its parameters come from.
        var files: Set<String>
        var hold: Hold?
    }

    /// One set of parameters.
    struct Parameters {
        var tree: ValueTree
        var files: Set<String> = []
        /// True where only the cluster knows them.
        var isUnknown = false
        /// What the generator says of the template.
        var template: ValueTree?
    }

    private static let most = 2_000

    private func bytes(_ path: String) throws -> [UInt8]? {
        try replacing[path] ?? index.store.source(path)?.bytes
    }

    // MARK: Applications

    /// Everything that the set makes; what cannot be said is held, with the sources as the template has them.
    func applications(_ set: Declaration) -> [Made] {
        do {
            return try all(set)
        } catch {
            let reason = (error as? ChartProblem)?.description ?? "\(error)"
            return [unknown(set, Hold(.unsupported, "\(set.location): \(reason)"))]
        }
    }

    /// What the template says as it stands.
    private func unknown(_ set: Declaration, _ hold: Hold) -> Made {
        let spec = set.tree["spec"]?["template"]?["spec"] ?? .empty
        let prefixes = ApplicationSets.prefixes(set.tree["spec"]?["generators"])
        let nodes = ([spec["source"]].compactMap { $0 } + (spec["sources"]?.items ?? [])).flatMap {
            node -> [ValueTree] in
            guard let path = node["path"]?.text, OpenPath(path)?.isWhollyOpen == true, !prefixes.isEmpty
            else { return [node] }
            // What generators find is below what they look through.
            return prefixes.map { prefix in
                let open = ValueTree.scalar(.string("\(prefix)/$(path)"), tokens: [])
                return node.overlaid(by: .mapping([("path", open)]))
            }
        }
        return Made(
            name: set.name, spec: spec, sources: nodes.map { ArgoSource($0, of: set.location) { .empty } },
            files: [], hold: hold)
    }

    /// The directories below which the generators look through the repository; none where one looks anywhere else.
    private static func prefixes(_ node: ValueTree?, depth: Int = 0) -> [String] {
        guard let node, depth < 8 else { return [] }
        var found: [String] = []
        for key in ["directories", "files"] {
            for item in node[key]?.items ?? [] where item["exclude"]?.text != "true" {
                guard let path = item["path"]?.text else { continue }
                let literal = path.prefix { !"*[?{$".contains($0) }
                let whole = literal.count == path.count && key == "directories"
                let prefix = whole ? path : RepositoryPath.directory(of: String(literal) + "x")
                if prefix.isEmpty { return [] }
                found.append(prefix)
            }
        }
        for inner in node.items + node.entries.map(\.value) { found += prefixes(inner, depth: depth + 1) }
        return Set(found).sorted()
    }

    private func all(_ set: Declaration) throws -> [Made] {
        let spec = set.tree["spec"] ?? .empty
        let isGo = spec["goTemplate"]?.text == "true"
        var all: [Parameters] = []
        for generator in spec["generators"]?.items ?? [] {
            all += try parameters(generator, set, isGo, outer: nil)
        }
        guard all.count <= ApplicationSets.most else {
            throw ChartProblem(.limit, "\(set.location) makes more than \(ApplicationSets.most) Applications")
        }
        return try all.map { try made($0, spec, set, isGo) }
    }

    private func made(
        _ parameters: Parameters, _ spec: ValueTree, _ set: Declaration, _ isGo: Bool
    ) throws -> Made {
        let filler = ApplicationSetTemplate(
            parameters: parameters.tree, isGo: isGo,
            files: try set.files.reduce(into: [:]) { $0[$1] = try bytes($1) },
            unknown: parameters.isUnknown ? "of \(set.location)" : nil, options: ApplicationSets.options(spec)
        )
        var template = spec["template"] ?? .empty
        if let own = parameters.template { template = template.overlaid(by: own) }
        var filled = try filler.filled(template)
        var hold: Hold?
        if let patch = spec["templatePatch"] {
            if isGo {
                filled = ApplicationSets.patched(filled, by: try filler.document(patch))
            } else {
                hold = Hold(.unsupported, "\(set.location) has a templatePatch without goTemplate")
            }
        }
        let name = filled["metadata"]?["name"]?.text ?? ""
        let own = filled["spec"] ?? .empty
        let place = "the Application \(name) of \(set.location)"
        let nodes = [own["source"]].compactMap { $0 } + (own["sources"]?.items ?? [])
        let texts =
            [template["spec"]?["source"]].compactMap { $0 } + (template["spec"]?["sources"]?.items ?? [])
        let sources = nodes.enumerated().map { number, node in
            ArgoSource(node, of: place) {
                // The text in the template has its places in the file; one that a patch made has not.
                let text = texts.indices.contains(number) ? texts[number]["helm"]?["values"] : nil
                if let text, spec["templatePatch"] == nil { return try filler.document(text) }
                return try ApplicationSetTemplate.unplaced(node["helm"]?["values"] ?? .empty)
            }
        }
        if parameters.isUnknown, hold == nil,
            sources.contains(where: { ApplicationSets.isOpen($0.tree.withoutValues) })
        {
            hold = Hold(
                .notInRepository, "what \(set.location) deploys depends on what is not in this repository")
        }
        return Made(name: name, spec: own, sources: sources, files: parameters.files, hold: hold)
    }

    /// How the set wants missing keys to be taken.
    private static func options(_ spec: ValueTree) -> GoOptions {
        let said = spec["goTemplateOptions"]?.items.compactMap(\.text).last { $0.hasPrefix("missingkey=") }
        return GoOptions(
            isStrict: said == "missingkey=error", keepsMissing: said != "missingkey=zero",
            removesNoValue: false)
    }

    /// True where a parameter is left that nobody knows.
    private static func isOpen(_ tree: ValueTree) -> Bool {
        switch tree {
        case .mapping(let entries): entries.contains { isOpen($0.value) }
        case .list(let items): items.contains(where: isOpen)
        case .scalar:
            tree.tokens.contains(where: \.isUnknown) || tree.text?.contains("{{") == true
                || tree.text?.contains("<no value>") == true
        }
    }

    /// Values over values; null takes away.
    private static func patched(_ tree: ValueTree, by patch: ValueTree) -> ValueTree {
        guard case .mapping(var entries) = tree, case .mapping(let others) = patch else { return patch }
        for (key, value) in others {
            let position = entries.firstIndex { $0.key == key }
            if case .scalar(.null, _) = value {
                if let position { entries.remove(at: position) }
            } else if let position {
                entries[position].value = patched(entries[position].value, by: value)
            } else {
                entries.append((key, value))
            }
        }
        return .mapping(entries)
    }

    // MARK: Generators

    /// The parameters of a generator; `outer` are those of the generator before it in a matrix.
    private func parameters(
        _ generator: ValueTree, _ set: Declaration, _ isGo: Bool, outer: Parameters?
    ) throws -> [Parameters] {
        guard let kind = generator.entries.map(\.key).first(where: { $0 != "selector" }) else { return [] }
        let written = generator[kind] ?? .empty
        var own = written
        if let outer {
            // A generator in a matrix may name what the one before it found.
            own = try ApplicationSetTemplate(parameters: outer.tree, isGo: isGo, files: [:]).filled(own)
        }
        var found: [Parameters]
        switch kind {
        case "list":
            found = own["elements"]?.items.map { Parameters(tree: $0) } ?? []
            if let text = written["elementsYaml"] { found += try elements(text, set, isGo, outer) }
        case "git" where try index.own.isForeign(own["repoURL"]?.text):
            found = [Parameters(tree: .empty, isUnknown: true)]
        case "git" where own["directories"] != nil: found = directories(own)
        case "git" where own["files"] != nil: found = try files(own)
        case "matrix":
            let inner = own["generators"]?.items ?? []
            guard inner.count == 2 else {
                throw ChartProblem(.invalid, "\(set.location): a matrix has two generators")
            }
            found = try parameters(inner[0], set, isGo, outer: outer).flatMap { first in
                try parameters(inner[1], set, isGo, outer: first).map { second in
                    Parameters(
                        tree: first.tree.overlaid(by: second.tree), files: first.files.union(second.files),
                        isUnknown: first.isUnknown || second.isUnknown)
                }
            }
        case "merge": found = try merged(own, set, isGo, outer)
        default:
            found = [Parameters(tree: .empty, isUnknown: true)]
        }
        if let values = own["values"], kind != "list" {
            for position in found.indices {
                let filled = try ApplicationSetTemplate(
                    parameters: found[position].tree, isGo: isGo, files: [:]
                ).filled(values)
                found[position].tree = found[position].tree.overlaid(by: .mapping([("values", filled)]))
            }
        }
        if let template = own["template"] {
            for position in found.indices { found[position].template = template }
        }
        if let selector = generator["selector"] {
            found = try found.filter { try $0.isUnknown || fits($0.tree, selector, set) }
        }
        return found
    }

    /// The elements in a text, which in a matrix may be a list that the generator before it found.
    private func elements(
        _ text: ValueTree, _ set: Declaration, _ isGo: Bool, _ outer: Parameters?
    ) throws -> [Parameters] {
        guard isGo || text.text?.contains("{{") == false, outer?.isUnknown != true else {
            return [Parameters(tree: .empty, isUnknown: true)]
        }
        let filler = ApplicationSetTemplate(
            parameters: outer?.tree ?? .empty, isGo: isGo,
            files: try set.files.reduce(into: [:]) { $0[$1] = try bytes($1) })
        return try filler.document(text).items.map { Parameters(tree: $0) }
    }

    private func directories(_ own: ValueTree) -> [Parameters] {
        var included: [PathGlob] = []
        var excluded: [PathGlob] = []
        for item in own["directories"]?.items ?? [] {
            guard let path = item["path"]?.text else { continue }
            if item["exclude"]?.text == "true" {
                excluded.append(PathGlob(path))
            } else {
                included.append(PathGlob(path))
            }
        }
        let found = Set(included.flatMap { $0.directories(in: index) }).filter { path in
            !path.isEmpty && !excluded.contains { $0.matches(path) }
                && !path.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        return found.sorted().map { Parameters(tree: prefixed(["path": path($0)], own)) }
    }

    private func files(_ own: ValueTree) throws -> [Parameters] {
        var included: Set<String> = []
        var excluded: Set<String> = []
        for item in own["files"]?.items ?? [] {
            guard let path = item["path"]?.text else { continue }
            let found = PathGlob(path).files(in: index)
            if item["exclude"]?.text == "true" {
                excluded.formUnion(found)
            } else {
                included.formUnion(found)
            }
        }
        return try included.subtracting(excluded).sorted().flatMap { file -> [Parameters] in
            guard let real = index.realFile(file), let bytes = try bytes(real) else { return [] }
            let yaml = YAMLParser.parse(bytes, path: real)
            guard !yaml.hasErrors, let root = yaml.documents.first?.root else {
                throw ChartProblem(.invalid, "\(file) is no YAML")
            }
            var place = path(RepositoryPath.directory(of: file))
            let name = RepositoryPath.name(of: file)
            place.append(("filename", .scalar(.string(name), tokens: [])))
            place.append(
                ("filenameNormalized", .scalar(.string(ApplicationSets.normalized(name)), tokens: [])))
            let tree = try ValueTree(root)
            let all: [ValueTree] = if case .list(let items) = tree { items } else { [tree] }
            return all.map {
                Parameters(tree: $0.overlaid(by: prefixed(["path": place], own)), files: [real])
            }
        }
    }

    private typealias Entries = [(key: String, value: ValueTree)]

    private func prefixed(_ path: [String: Entries], _ own: ValueTree) -> ValueTree {
        let tree = ValueTree.mapping(path.map { ($0.key, .mapping($0.value)) })
        guard let prefix = own["pathParamPrefix"]?.text, !prefix.isEmpty else { return tree }
        return .mapping([(prefix, tree)])
    }

    private func path(_ path: String) -> Entries {
        func text(_ text: String) -> ValueTree { .scalar(.string(text), tokens: []) }
        let name = RepositoryPath.name(of: path)
        return [
            ("path", text(path)), ("basename", text(name)),
            ("basenameNormalized", text(ApplicationSets.normalized(name))),
            ("segments", .list(path.split(separator: "/").map { text(String($0)) })),
        ]
    }

    /// As a name of an object may be.
    static func normalized(_ name: String) -> String {
        let mapped = name.lowercased().map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "-" }
        var text = mapped.prefix(253)
        while let last = text.last, last == "-" || last == "." { text = text.dropLast() }
        return String(text.drop { $0 == "-" || $0 == "." })
    }

    private func merged(
        _ own: ValueTree, _ set: Declaration, _ isGo: Bool, _ outer: Parameters?
    ) throws -> [Parameters] {
        let keys = own["mergeKeys"]?.items.compactMap(\.text) ?? []
        let all = try (own["generators"]?.items ?? []).map { try parameters($0, set, isGo, outer: outer) }
        guard var base = all.first, !keys.isEmpty else { return [] }
        func identity(_ tree: ValueTree) -> [String?] {
            keys.map { key in
                ApplicationSetTemplate.flat(tree)[key]?.text
            }
        }
        for others in all.dropFirst() {
            for other in others {
                if other.isUnknown {
                    for position in base.indices { base[position].isUnknown = true }
                    continue
                }
                let wanted = identity(other.tree)
                for position in base.indices where identity(base[position].tree) == wanted {
                    base[position].tree = base[position].tree.overlaid(by: other.tree)
                    base[position].files.formUnion(other.files)
                }
            }
        }
        return base
    }

    private func fits(_ tree: ValueTree, _ selector: ValueTree, _ set: Declaration) throws -> Bool {
        let flat = ApplicationSetTemplate.flat(tree)
        for (key, value) in selector["matchLabels"]?.entries ?? [] where flat[key]?.text != value.text {
            return false
        }
        for item in selector["matchExpressions"]?.items ?? [] {
            let value = item["key"]?.text.flatMap { flat[$0]?.text }
            let values = item["values"]?.items.compactMap(\.text) ?? []
            switch item["operator"]?.text {
            case "In": if !(value.map(values.contains) ?? false) { return false }
            case "NotIn": if value.map(values.contains) ?? false { return false }
            case "Exists": if value == nil { return false }
            case "DoesNotExist": if value != nil { return false }
            default: throw ChartProblem(.invalid, "\(set.location): an operator of a selector is not known")
            }
        }
        return true
    }
}

extension ApplicationSets {
    /// The Applications of the sets that stand in files as they are.
    static func plain(_ library: ChartLibrary) throws -> [ArgoApplication] {
        let index = library.index
        let kustomized = try library.kustomized()
        let plain = try library.declaredApplications("ApplicationSet").filter {
            !kustomized.isChanged($0)
        }.flatMap { object -> [ArgoApplication] in
            guard let tree = try? ValueTree(object.node) else { return [] }
            let hold = kustomized.hold(on: object)
            let declared = Hop(
                object.file, at: Int(object.node.range.lower), "ApplicationSet `\(object.name)` makes it")
            let path = object.file.path
            let name = object.name
            return ApplicationSets(index: index).list(
                Declaration(
                    name: name, tree: tree, files: [path], location: "the ApplicationSet \(name) (\(path))"),
                maker: path, declared: declared, files: [path], hold: hold
            ) { replacing in
                guard let bytes = replacing[path] else { return tree }
                let file = ManifestFile(SourceFile(path: path, bytes: bytes))
                guard
                    let node = file.objects.first(where: { $0.kind == "ApplicationSet" && $0.name == name })?
                        .node
                else { throw ChartProblem(.invalid, "\(path) has no ApplicationSet \(name)") }
                return try ValueTree(node)
            }
        }
        return plain + (try library.applicationsOfKustomizations().ofSets)
    }

    /// The Applications of a set, each of which can be made again.
    func list(
        _ set: Declaration, maker: String, declared: Hop?, files: Set<String>, templated: Set<String> = [],
        layers: [String] = [], passages: [Hop] = [], environment: String? = nil, cluster: String? = nil,
        variant: String? = nil, hold: Hold? = nil,
        tree: @escaping @Sendable (_ replacing: [String: [UInt8]]) throws -> ValueTree
    ) -> [ArgoApplication] {
        let made = applications(set)
        let all = files.union(made.flatMap(\.files))
        return made.enumerated().map { number, one in
            let destination = one.spec["destination"]
            var application = ArgoApplication(
                name: one.name, maker: maker,
                identity: "\(maker) \(environment ?? "") \(variant ?? "") \(set.name) \(number)",
                declared: declared, passages: passages, environment: environment,
                cluster: cluster ?? ArgoDestination.cluster(destination?["name"]?.text),
                namespace: destination?["namespace"].flatMap {
                    $0.tokens.contains(where: \.isUnknown) ? nil : $0.text
                },
                sources: one.sources, files: all,
                templated: templated, layers: layers, hold: hold ?? one.hold
            ) { [index] replacing in
                var again = set
                again.tree = try tree(replacing)
                let made = ApplicationSets(index: index, replacing: replacing).list(
                    again, maker: maker, declared: declared, files: files, templated: templated,
                    layers: layers, passages: passages, environment: environment, cluster: cluster,
                    variant: variant, hold: hold, tree: tree)
                guard made.indices.contains(number) else {
                    throw ChartProblem(.invalid, "\(set.location) would not make \(one.name)")
                }
                return made[number]
            }
            application.namespaceTokens =
                application.namespace == nil ? [] : destination?["namespace"]?.tokens ?? []
            application.set = set.name
            application.variant = variant
            if application.layers.isEmpty {
                application.layers =
                    one.files.sorted() + (set.files == [maker] ? [maker] : [])
            }
            return application
        }
    }
}

extension ValueTree {
    /// A source of an Application without what it says to the values of its chart.
    fileprivate var withoutValues: ValueTree {
        guard case .mapping(let entries) = self else { return self }
        // Of a name that is not known, the parts that are stand in what is rendered.
        let values: Set<String> = ["parameters", "releaseName", "values", "valuesObject"]
        return .mapping(
            entries.map { entry in
                guard entry.key == "helm", case .mapping(let helm) = entry.value else { return entry }
                return (entry.key, .mapping(helm.filter { !values.contains($0.key) }))
            })
    }
}
