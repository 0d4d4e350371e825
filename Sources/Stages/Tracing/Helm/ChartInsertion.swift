internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// Finds the values key that would set an attribute which nothing sets, by setting keys and rendering again.
///
/// Names only say which keys are worth a trial. The key that is given made exactly the attribute appear.
struct ChartInsertion {
    let ecosystem: ChartEcosystem
    let evaluation: ChartEvaluation
    let key: Fact.Key

    /// The place, and what else would change.
    struct Found: Sendable {
        var insertion: Insertion
        var affected: [DecidedAttribute]
        /// The file with a trial value at the place, where it had to be tried out there.
        var trial: [UInt8]?
    }

    private static let mostTrials = 400
    private static let mostSingleTrials = 24

    private var context: ChartContext { evaluation.context }

    func find() throws -> Outcome<Found> {
        guard let layer = narrowest() else {
            return .held(
                Hold(
                    .notInRepository,
                    "nothing sets `\(key.attribute)`, and \(context.label) has no values file"))
        }
        return try find(in: layer)
    }

    private func find(in layer: Layer) throws -> Outcome<Found> {
        let components = ChartInsertion.components(key.attribute)
        guard let sample = ChartInsertion.sample(key.attribute) else {
            return .held(
                Hold(.unsupported, "nothing sets `\(key.attribute)`, and no trial value is known for it"))
        }
        let candidates = candidates(components)
        guard let path = try tried(candidates, sample) else {
            return .held(
                Hold(
                    .unsupported,
                    "nothing sets `\(key.attribute)` of \(key.resource), and no key of the values was found that would"
                ))
        }
        let old = ChartTrial.values(evaluation, ecosystem.index.store.limits)
        guard let new = try trial([(path, sample(1))]), new[key] == [sample(1)] else {
            return .held(
                Hold(.derived, "`\(YAMLPath(keys: path))` sets `\(key.attribute)` only together with others"))
        }
        if let lost = key.lost(from: old, in: new) {
            return .held(
                Hold(
                    .derived,
                    "setting `\(YAMLPath(keys: path))` would unset \(lost.attribute) of \(lost.resource), which is computed now"
                ))
        }
        let affected = new.keys.filter { $0 != key && new[$0] != old[$0] }.sorted()
        if case .computed(let values) = layer {
            return try ComputedInsertion(
                ecosystem: ecosystem, evaluation: evaluation, key: key, values: values
            )
            .find(path, sample(1), old)
        }
        return .done(
            Found(
                insertion: insertion(path, layer),
                affected: affected.map { $0.decided(old[$0]?.first ?? "", in: key) }))
    }

    /// Where the attribute would be set for this root alone, over a token in `file` that decides elsewhere too; nil where the
    /// layer above the token is somebody else's as well.
    func override(of file: String) throws -> Insertion? {
        guard let layer = narrowest(), context.layers.contains(where: \.isOfRepository) else {
            return try parameters() ?? section()
        }
        if case .computed = layer {
            guard case .done(let found) = try find(), found.affected.isEmpty, found.insertion.file != file,
                try isOwn(found)
            else { return nil }
            return found.insertion
        }
        let path = insertion([], layer).file
        guard path != file else {
            // The layer itself is shared; one above it is not.
            guard case .file = layer else { return nil }
            return try parameters() ?? section()
        }
        if case .file = layer {
            guard
                try !ecosystem.contexts(reading: [path]).contains(where: {
                    $0 != context && $0.readFiles.contains(path)
                })
            else { return try parameters() ?? section() }
        }
        guard case .done(let found) = try find(in: layer), found.affected.isEmpty else { return nil }
        return found.insertion
    }

    /// Keys of an application that say values of its own.
    private static let saying = ["values", "valuesObject", "parameters", "fileParameters", "valuesFrom"]

    /// Values of an application that says none of its own yet, in the manner of the repository's other applications.
    private func section() throws -> Insertion? {
        guard let application = context.application, application.kind == .mapping, !application.isShared,
            let source = try ecosystem.index.store.source(application.tree.path),
            Untouchable.hold(on: source) == nil,
            try WrittenFiles(ecosystem.index).hold(on: source.path) == nil,
            try isDeployedOnce(source.path)
        else { return nil }
        if let helm = application["helm"] {
            guard helm.kind == .mapping, !helm.isShared,
                ChartInsertion.saying.allSatisfy({ helm[$0] == nil })
            else { return nil }
        }
        let manners = try ChartInsertion.manners(ecosystem.index)
        let layer: Layer
        if manners.contains("valuesObject") {
            layer = .section(application, manner: ["helm", "valuesObject"])
        } else if manners.contains("parameters") || !manners.contains("values") {
            layer = .section(application, manner: ["helm", "parameters"])
        } else {
            // A text of values is nothing that one key is written into.
            return nil
        }
        guard case .done(let found) = try find(in: layer), found.affected.isEmpty else { return nil }
        return found.insertion
    }

    /// False for a file that several overlays, applications or Kustomizations may deploy: what it declares is there several times.
    private func isDeployedOnce(_ file: String) throws -> Bool {
        let reader = KustomizationReader(index: ecosystem.index)
        let above = try reader.renderers(of: file)
        for (position, deployer) in above.enumerated() {
            guard try reader.renderers(of: deployer.file).count == above.count - 1 - position else {
                return false
            }
        }
        let places = above.map(\.file) + [file]
        let deploying = try ecosystem.index.manifests().objects.filter { object in
            guard ["Application", "ApplicationSet", "Kustomization"].contains(object.kind) else {
                return false
            }
            let spec =
                object.kind == "ApplicationSet"
                ? object.node["spec"]?["template"]?["spec"] : object.node["spec"]
            let sources =
                [spec, spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
            return sources.contains { source in
                guard let text = source["path"]?.scalar?.text else { return false }
                if let open = OpenPath(text) {
                    return open.isWhollyOpen
                        || places.contains { open.mayBe(RepositoryPath.directory(of: $0)) }
                }
                return RepositoryPath.join("", text).map { path in
                    places.contains { RepositoryPath.isInside($0, path) }
                } ?? true
            }
        }
        return deploying.count < 2
    }

    /// How the applications of a repository say values.
    private static func manners(_ index: RepositoryIndex) throws -> Set<String> {
        var found: Set<String> = []
        for object in try index.manifests().objects
        where object.kind == "Application" && object.group == "argoproj.io" {
            let spec = object.node["spec"]
            let sources =
                [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
            for source in sources { found.formUnion(saying.filter { source["helm"]?[$0] != nil }) }
        }
        return found
    }

    /// One more parameter of an application that says all it says to its chart by parameters.
    private func parameters() throws -> Insertion? {
        guard case .parameter(_, let value, let isText)? = context.layers.last, !isText,
            let item = value.parent, let list = item.parent, list.kind == .sequence, !list.isShared,
            list.tree.path == context.declared?.file,
            let source = try ecosystem.index.store.source(list.tree.path),
            Untouchable.hold(on: source) == nil
        else { return nil }
        guard case .done(let found) = try find(in: .parameters(list)), found.affected.isEmpty else {
            return nil
        }
        return found.insertion
    }

    /// True when the key changes nothing in any other root.
    private func isOwn(_ found: Found) throws -> Bool {
        guard let bytes = found.trial else { return false }
        let (file, limits) = (found.insertion.file, ecosystem.index.store.limits)
        return try ecosystem.contexts(reading: [file]).allSatisfy { other in
            guard other != context else { return true }
            guard case .success(let evaluation) = try ecosystem.evaluate(other) else { return false }
            guard evaluation.hold == nil else { return true }
            let new = try ChartTrial(ecosystem: ecosystem, context: other).values(
                of: evaluation.chart, replacing: [file: bytes])
            return try new.map { new in
                let old = ChartTrial.values(evaluation, limits)
                return try Set(new.keys).union(old.keys).allSatisfy {
                    try old[$0] == new[$0] || ecosystem.isSeenElsewhere($0)
                }
            } ?? false
        }
    }

    // MARK: Where

    private enum Layer {
        case file(YAMLNodeView?, path: String)
        case inline(YAMLNodeView)
        /// The document in a text.
        case text(file: String, path: YAMLPath, line: Int)
        /// A list of parameters, each a name and a value.
        case parameters(YAMLNodeView)
        /// Values of an application that are not there yet: the application's source, and the way to them.
        case section(YAMLNodeView, manner: [String])
        /// What is put together has no place of its own for a key: that is looked for among what it is made of.
        case computed(ComputedValues)
    }

    /// The most specific source of values that is a file of the repository.
    private func narrowest() -> Layer? {
        let files = ecosystem.tokenFiles(evaluation)
        for layer in context.layers.reversed() {
            switch layer {
            case .file(let path): return .file(files.yaml(path)?.documents.first?.root, path: path)
            case .inline(let node, _): return .inline(node)
            case .assignments, .parameter, .computedParameter: continue
            case .computed(let values) where values.layers.isEmpty && values.text != nil:
                guard let text = values.text else { return nil }
                return .text(file: text.file, path: text.path, line: text.line)
            case .computed(let values) where values.layers.isEmpty:
                // What is put together of templates alone has no place of its own for a key.
                guard let path = values.strongest else { return nil }
                return .file(files.yaml(path)?.documents.first?.root, path: path)
            case .computed(let values):
                // What says nothing is no layer.
                if let tree = try? values.make([:]), tree.entries.isEmpty { continue }
                return .computed(values)
            }
        }
        guard let path = evaluation.chart.values?.path else { return nil }
        return .file(files.yaml(path)?.documents.first?.root, path: path)
    }

    private func insertion(_ keys: [String], _ layer: Layer) -> Insertion {
        switch layer {
        case .file(let root, let path):
            return Insertion(
                file: path, keyPath: YAMLPath(keys: keys).description, line: line(keys, root, path))
        case .computed(let values): preconditionFailure("\(values.id) has no place of its own")
        case .text(let file, let path, let line):
            return Insertion(
                file: file, keyPath: YAMLPath(path.steps + keys.map { .key($0) }).description, line: line)
        case .section(let node, let manner):
            let isList = manner.last == "parameters"
            let steps = node.path.steps + (manner + (isList ? [] : keys)).map { .key($0) }
            return Insertion(
                file: node.tree.path, keyPath: YAMLPath(steps).description,
                line: line(manner, node, node.tree.path),
                item: isList ? ChartInsertion.parameter(keys).joined(separator: "\n") : nil)
        case .parameters(let list):
            let pairs = ChartInsertion.parameter(keys)
            let isFlow = list.items.last?.style == .flow
            return Insertion(
                file: list.tree.path, keyPath: list.path.description, line: line([], list, list.tree.path),
                item: isFlow ? "{\(pairs.joined(separator: ", "))}" : pairs.joined(separator: "\n"))
        case .inline(let node):
            let full = node.path.steps + keys.map { .key($0) }
            return Insertion(
                file: node.tree.path, keyPath: YAMLPath(full).description,
                line: line(keys, node, node.tree.path))
        }
    }

    /// A parameter that sets a key, as name and value.
    private static func parameter(_ keys: [String]) -> [String] {
        let name = keys.map { $0.replacing(".", with: "\\.") }.joined(separator: ".")
        return ["name: \(name)", "value: \"\(Insertion.placeholder)\""]
    }

    /// The last line of the deepest mapping on the way that is there.
    private func line(_ keys: [String], _ root: YAMLNodeView?, _ path: String) -> Int {
        guard var node = root, let file = (try? ecosystem.index.store.source(path)) ?? nil else { return 1 }
        for key in keys {
            guard let next = node.ownEntry(key)?.value.resolved, next.kind == .mapping else { break }
            node = next
        }
        let end = node.range.isEmpty ? Int(node.range.lower) : Int(node.range.upper) - 1
        return file.lines.position(of: end).line
    }

    // MARK: What to try

    /// `resources`, `limits`, `memory`; what follows `limits.` is one name.
    static func components(_ attribute: String) -> [String] {
        var result: [String] = []
        var rest = attribute[...]
        while let dot = rest.firstIndex(of: ".") {
            let key = String(rest[..<dot])
            result.append(key)
            rest = rest[rest.index(after: dot)...]
            if key == "limits" || key == "requests" { break }
        }
        return result + [String(rest)]
    }

    /// Makes values that fit the attribute, one for each number.
    static func sample(_ attribute: String) -> ((Int) -> String)? {
        let last = components(attribute).last ?? ""
        let isResource = attribute.contains("resources.")
        switch last {
        case "memory", "storage", "ephemeral-storage", "size": return { "\(7_000 + $0)Mi" }
        case "cpu": return { "\(7_000 + $0)m" }
        case "replicas", "minReplicas", "maxReplicas", "instances", "shards", "count", "members",
            "minReplicaCount", "maxReplicaCount", "replicaCount", "minAvailable", "maxUnavailable":
            return { "\(7_000 + $0)" }
        case _
        where isResource || last.hasSuffix("Seconds") || last.hasSuffix("Threshold")
            || last.hasSuffix("Limit"):
            return { "\(7_000 + $0)" }
        default: return nil
        }
    }

    /// Paths in the values of the root chart that might set the attribute, without repetition.
    private func candidates(_ components: [String]) -> [[String]] {
        // Of a path in an object, values mostly have the last part.
        let components =
            components.first == "spec"
            ? Array(components[(components.lastIndex(of: "resources") ?? components.count - 1)...])
            : components
        guard let first = components.first else { return [] }
        var bases: Set<[String]> = []
        let names = first == "replicas" ? ["replicas", "replicaCount", "replicacount"] : [first]
        func fits(_ key: String) -> Bool {
            names.contains(key) || names.contains { key.lowercased().hasSuffix($0.lowercased()) }
        }
        for part in parts(evaluation.chart, []) {
            for template in part.chart.templates {
                for chain in ChartInsertion.chains(template.bytes) {
                    guard let index = chain.lastIndex(where: fits) else { continue }
                    bases.insert(part.prefix + chain[...index])
                }
            }
            if let root = part.chart.values?.documents.first?.root {
                collect(root, part.prefix, fits, into: &bases, depth: 0)
            }
        }
        for layer in context.layers {
            switch layer {
            case .file(let path):
                if let root = ecosystem.tokenFiles(evaluation).yaml(path)?.documents.first?.root {
                    collect(root, [], fits, into: &bases, depth: 0)
                }
            case .inline(let node, _): collect(node, [], fits, into: &bases, depth: 0)
            case .assignments, .parameter, .computed, .computedParameter: break
            }
        }
        return bases.map { $0 + components.dropFirst() }.sorted {
            ($0.count, $0.joined(separator: ".")) < ($1.count, $1.joined(separator: "."))
        }
    }

    private func parts(_ chart: Chart, _ prefix: [String]) -> [(chart: Chart, prefix: [String])] {
        [(chart, prefix)]
            + chart.dependencies.flatMap { inner -> [(chart: Chart, prefix: [String])] in
                let aliases = chart.metadata.dependencies.filter { inner.satisfies($0) }.map(\.effectiveName)
                let names = aliases.isEmpty ? [inner.metadata.name.text] : aliases
                return names.flatMap { parts(inner, prefix + [$0]) }
            }
    }

    private func collect(
        _ node: YAMLNodeView, _ path: [String], _ fits: (String) -> Bool, into bases: inout Set<[String]>,
        depth: Int
    ) {
        guard depth < 20 else { return }
        for entry in node.members {
            guard let key = entry.name(in: .helm) else { continue }
            let value = entry.value.resolved
            if fits(key) { bases.insert(path + [key]) }
            if value.kind == .mapping { collect(value, path + [key], fits, into: &bases, depth: depth + 1) }
        }
    }

    /// Every `.Values.a.b.c` that a template mentions.
    static func chains(_ bytes: [UInt8]) -> Set<[String]> {
        var chains: Set<[String]> = []
        for start in FileMarks.positions(of: ".Values.", in: bytes) {
            var chain: [String] = []
            var word: [UInt8] = []
            var position = start + 8
            func isWord(_ byte: UInt8) -> Bool {
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x5F || byte >= 0x80
            }
            while position < bytes.count {
                let byte = bytes[position]
                if isWord(byte) {
                    word.append(byte)
                } else {
                    if !word.isEmpty { chain.append(String(decoding: word, as: UTF8.self)) }
                    word = []
                    if byte != 0x2E { break }
                }
                position += 1
            }
            if !word.isEmpty { chain.append(String(decoding: word, as: UTF8.self)) }
            if !chain.isEmpty { chains.insert(chain) }
        }
        return chains
    }

    // MARK: Trials

    private func trial(_ entries: [(path: [String], text: String)]) throws -> ChartTrial.Values? {
        try ChartTrial(ecosystem: ecosystem, context: context).values(
            of: evaluation.chart, adding: ValueLayer(.trial(entries), label: "trial"))
    }

    /// The candidate that sets the attribute; all at once first, each with a value of its own.
    private func tried(_ candidates: [[String]], _ sample: (Int) -> String) throws -> [String]? {
        let candidates = Array(candidates.prefix(ChartInsertion.mostTrials))
        guard !candidates.isEmpty else { return nil }
        let entries = candidates.enumerated().map { (path: $0.element, text: sample($0.offset + 1)) }
        if let values = try trial(entries), let found = values[key]?.first {
            return entries.first { $0.text == found }?.path
        }
        // Together they may be refused, or be in each other's way.
        for entry in entries.prefix(ChartInsertion.mostSingleTrials) {
            if let values = try trial([entry]), values[key] == [entry.text] { return entry.path }
        }
        return nil
    }
}

extension Fact.Key {
    /// An attribute that is gone after this one was set, other than what makes room for it.
    func lost(from old: ChartTrial.Values, in new: ChartTrial.Values) -> Fact.Key? {
        old.keys.sorted().first { other in
            // What was empty, or stood in the way, makes room for the mapping.
            new[other] == nil && !(other.resource == resource && attribute.hasPrefix(other.attribute + "."))
        }
    }
}
