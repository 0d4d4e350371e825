internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import Synchronization
internal import YAML

/// A release that a helmfile declares for an environment.
struct HelmfileRelease: Sendable {
    var name: String
    var namespace: String?
    /// What it says of the chart.
    var chart: String
    /// The release as the helmfile says it.
    var tree: ValueTree
    /// The directory that its paths start at.
    var directory: String
    /// The values of its secrets; nil where they were not evaluated yet, or cannot be told.
    var secrets: ValueTree?
    var hold: Hold?
}

/// One `helmfile.yaml` evaluated for one environment.
///
/// A helmfile is a template first and YAML second: its parts are rendered one after the other, each with the values of the
/// environment as far as they are known by then.
struct HelmfileState {
    let index: RepositoryIndex
    let environment: String
    /// Other contents of some files.
    let replacing: [String: [UInt8]]
    /// Numbers the tokens of everything that is rendered.
    let tokens = TokenTable()
    /// The files that were read.
    var files: Set<String> { own.union(log.files) }
    private var own: Set<String> = []
    /// The files that templates read.
    private let log = ReadLog()
    /// Those of them that are templates.
    private(set) var templated: Set<String> = []
    /// The last plain values file of the release that was put together last.
    var strongest: String?
    /// The values files of that release that are templates, the strongest last.
    var templatedValues: [String] = []
    /// All files in which that release says values of its own, the strongest last.
    var valueOrder: [String] = []
    /// Values of the environment.
    private(set) var values = ValueTree.empty
    var releases: [HelmfileRelease] = []
    /// Releases that are declared and switched off.
    var uninstalled: [HelmfileRelease] = []
    /// Environments that are declared.
    private(set) var environments: Set<String> = []
    /// Nested helmfiles, with the values that they are given.
    private(set) var nested: [(path: String, values: ValueTree)] = []
    /// Why nothing of it is installed.
    private(set) var hold: Hold?

    var templates = ValueTree.empty
    var ignoresMissing = false

    init(
        _ path: String, environment: String, index: RepositoryIndex, given: ValueTree = .empty,
        replacing: [String: [UInt8]] = [:]
    ) throws {
        self.index = index
        self.environment = environment
        self.replacing = replacing
        values = given
        try load(path, in: RepositoryPath.directory(of: path), depth: 0)
        // What an outer helmfile gives counts most.
        values = values.overlaid(by: given)
    }

    // MARK: Files

    mutating func bytes(_ path: String) throws -> [UInt8]? {
        guard let real = index.realFile(path), let source = try index.store.source(real) else { return nil }
        own.insert(real)
        return replacing[real] ?? source.bytes
    }

    private func join(_ directory: String, _ text: String) -> String? {
        guard !text.contains("://"), !text.hasPrefix("/"), !text.hasPrefix("git::") else { return nil }
        return RepositoryPath.join(directory, text)
    }

    /// The paths that a pattern means; those of a plain path are itself, whether it is there or not.
    func paths(_ directory: String, _ pattern: String) -> [String] {
        guard let path = join(directory, pattern) else { return [] }
        let glob = PathGlob(path)
        return glob.isPlain ? [path] : glob.files(in: index)
    }

    // MARK: One file

    mutating func refuse(_ reason: HoldReason, _ text: String) { hold = hold ?? Hold(reason, text) }

    /// True where files that it reads are not known, so that it may install what none of the others speaks of.
    var isOpen: Bool { hold?.detail.contains(HelmfileFunctions.unknown) ?? false }

    /// Reads a file; paths in it start at the directory of the helmfile that is loaded, those of its bases too.
    private mutating func load(_ path: String, in directory: String, depth: Int) throws {
        guard depth < 10 else { return refuse(.limit, "\(path): bases include each other") }
        guard let bytes = try bytes(path) else {
            return refuse(.notInRepository, "\(path) is not in this repository")
        }
        let isTemplate = path.hasSuffix(".gotmpl") || FileMarks.contains(bytes, "{{")
        if isTemplate, let real = index.realFile(path) { templated.insert(real) }
        for part in HelmfileState.parts(bytes) {
            if isTemplate, !path.hasSuffix(".gotmpl") {
                try takeEnvironments(foreseen(bytes, part, path, directory), path, directory)
                if hold != nil { return }
            }
            let tree: ValueTree
            do {
                tree =
                    isTemplate
                    ? try rendered(bytes, part, path, directory, release: nil)
                    : try HelmfileState.plain(bytes, part, path)
            } catch let problem as ChartProblem {
                guard let plain = asPlainYAML(bytes, part, path, directory, problem) else {
                    return refuse(.unsupported, "\(path): \(problem.description)")
                }
                tree = plain
            }
            try take(tree, path, directory, depth)
            if hold != nil { return }
        }
    }

    /// The stretches between lines of `---`.
    static func parts(_ bytes: [UInt8]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var line = 0
        while line < bytes.count {
            let end = bytes[line...].firstIndex(of: 0x0A) ?? bytes.count
            var text = bytes[line..<end]
            while let last = text.last, last == 0x20 || last == 0x0D { text = text.dropLast() }
            if text.elementsEqual([0x2D, 0x2D, 0x2D]) {
                if line > start { parts.append(start..<line) }
                start = min(end + 1, bytes.count)
            }
            line = end + 1
        }
        if start < bytes.count { parts.append(start..<bytes.count) }
        return parts
    }

    /// Everything but the part made blank, so that offsets are those of the file.
    static func blanked(_ bytes: [UInt8], outside part: Range<Int>) -> [UInt8] {
        var result = bytes
        for index in bytes.indices where !part.contains(index) && bytes[index] != 0x0A {
            result[index] = 0x20
        }
        return result
    }

    static func plain(_ bytes: [UInt8], _ part: Range<Int>, _ path: String) throws -> ValueTree {
        let table = TokenTable()
        let blank = blanked(bytes, outside: part)
        // Without templates the text is the file, byte by byte.
        var set = GoTemplateSet(functions: .go)
        let escaped = set.add(blank, name: "plain", path: path)
        if let error = escaped.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, error.message)
        }
        let rendering = set.render("plain", data: .null, tokens: table)
        return try ValueTree(rendering.text, tokens: table)
    }

    /// A part of a file as a template, with everything that it may call.
    private func template(
        _ bytes: [UInt8], _ part: Range<Int>, _ path: String, _ directory: String
    ) throws -> GoTemplateSet {
        let functions = HelmfileFunctions { [index, replacing, log] text in
            guard let path = RepositoryPath.join(directory, text), let real = index.realFile(path),
                let bytes = replacing[real] ?? ((try? index.store.source(real)) ?? nil)?.bytes
            else { return nil }
            log.add(real)
            return (real, bytes)
        } isDirectory: { [index] text in
            RepositoryPath.join(directory, text).map { index.isDirectory($0) } ?? false
        }
        var set = GoTemplateSet(functions: functions.table())
        let blank = HelmfileState.blanked(bytes, outside: part)
        if let error = set.add(blank, name: path, path: index.realFile(path) ?? path).first(where: {
            $0.severity == .error
        }) {
            throw ChartProblem(.invalid, error.message)
        }
        return set
    }

    /// A part of a file, rendered.
    func rendered(
        _ bytes: [UInt8], _ part: Range<Int>, _ path: String, _ directory: String, release: ValueTree?
    ) throws -> ValueTree {
        let set = try template(bytes, part, path, directory)
        var options = GoOptions()
        options.isStrict = true
        let rendering = set.render(path, data: data(release), tokens: tokens, options: options)
        if let error = rendering.diagnostics.first(where: { $0.severity == .error }) {
            // Helmfile takes no value for one that nobody sets.
            throw ChartProblem(
                .invalid, error.message, isCertain: error.message.contains(GoOptions.missingKey))
        }
        if let choice = rendering.undecided.first(where: { !$0.isTaken }) {
            throw ChartProblem(
                .invalid,
                "what \(path) says depends on a variable or program outside of the repository: \(choice.unknown.unknownName)"
            )
        }
        if rendering.isChosenByChance {
            throw ChartProblem(.invalid, "what \(path) says depends on chance")
        }
        return try ValueTree(rendering.text, tokens: tokens)
    }

    /// A release whose fields stand for themselves, to be filled in when that is known.
    static let fieldsFilledInLater = ValueTree.mapping(
        [("name", "Name"), ("namespace", "Namespace"), ("chart", "Chart")].map { key, field in
            (key, .scalar(.string("{{ .Release.\(field) }}"), tokens: []))
        })

    /// What templates see.
    private func data(_ release: ValueTree?) -> GoValue {
        func own() -> GoValue { values.value(tokens) }
        var entries: [String: GoValue] = [
            "Values": own(), "StateValues": own(), "Namespace": .string(""),
            "Environment": .map([
                "Name": .string(environment), "Values": own(), "KubeContext": .string(""),
            ]),
        ]
        if let release {
            func text(_ key: String) -> GoValue { release[key]?.value(tokens) ?? .string("") }
            entries["Release"] = .map([
                "Name": text("name"), "Namespace": text("namespace"), "Chart": text("chart"),
                "Labels": release["labels"]?.value(tokens) ?? .map([:]), "KubeContext": .string(""),
            ])
        }
        return .map(entries)
    }

    // MARK: One part

    private mutating func take(_ tree: ValueTree, _ path: String, _ directory: String, _ depth: Int) throws {
        for base in tree["bases"]?.items ?? [] {
            guard let text = base.text, let file = join(directory, text) else {
                return refuse(.external, "\(path): the base `\(base.text ?? "")` is not in this repository")
            }
            guard index.realFile(file) != nil else {
                return refuse(.notInRepository, "\(path): the base \(file) is not in this repository")
            }
            try load(file, in: directory, depth: depth + 1)
            if hold != nil { return }
        }
        if let own = tree["templates"] { templates = templates.overlaid(by: own) }
        if tree["missingFileHandler"]?.text.map({ $0 != "Error" }) == true { ignoresMissing = true }
        for item in tree["values"]?.items ?? [] {
            try layer(item, path, directory, below: true, ignoresMissing: false)
        }
        try takeEnvironments(tree, path, directory)
        for item in tree["releases"]?.items ?? [] { try add(item, path, directory) }
        for item in tree["helmfiles"]?.items ?? [] {
            let text = item.text ?? item["path"]?.text ?? ""
            var given = ValueTree.empty
            for value in item["values"]?.items ?? [] {
                if case .mapping = value {
                    given = given.overlaid(by: value)
                } else if let text = value.text, let file = join(directory, text), try bytes(file) != nil {
                    given = given.overlaid(by: try document(file, release: nil))
                }
            }
            nested += paths(directory, text).map { ($0, given) }
        }
    }

    /// What a part says of environments before its values are known, as far as it can be rendered.
    ///
    /// Helmfile renders files that are not called `.gotmpl` twice, and the values of an environment that a part declares are
    /// there the second time. Whatever goes wrong in the first pass is told by the second.
    private func foreseen(
        _ bytes: [UInt8], _ part: Range<Int>, _ path: String, _ directory: String
    ) -> ValueTree {
        guard let set = try? template(bytes, part, path, directory) else { return .empty }
        var options = GoOptions()
        options.isStrict = false
        let rendering = set.render(path, data: data(nil), tokens: tokens, options: options)
        return (try? ValueTree(rendering.text, tokens: tokens)) ?? .empty
    }

    /// The environments that are declared, and the values of the one that is asked about.
    private mutating func takeEnvironments(_ tree: ValueTree, _ path: String, _ directory: String) throws {
        guard case .mapping(let declared)? = tree["environments"] else { return }
        environments.formUnion(declared.map(\.key))
        guard let own = declared.first(where: { $0.key == environment })?.value else { return }
        let ignores = own["missingFileHandler"]?.text.map { $0 != "Error" } == true
        for item in own["values"]?.items ?? [] {
            try layer(item, path, directory, below: false, ignoresMissing: ignores)
        }
        for item in own["secrets"]?.items ?? [] {
            guard let secrets = try secrets(item, directory, ignoresMissing: ignores || ignoresMissing) else {
                return refuse(
                    .encrypted,
                    "\(path): the environment \(environment) has secrets whose keys cannot be told")
            }
            values = values.overlaid(by: secrets)
        }
    }

    /// One source of values of the environment.
    private mutating func layer(
        _ item: ValueTree, _ path: String, _ directory: String, below: Bool, ignoresMissing: Bool
    ) throws {
        var trees: [ValueTree] = []
        if case .mapping = item {
            trees = [item]
        } else {
            let text = item.text ?? ""
            let found = paths(directory, text)
            if found.isEmpty { refuse(.external, "\(path): the values `\(text)` are not in this repository") }
            for file in found {
                guard try bytes(file) != nil else {
                    if ignoresMissing || self.ignoresMissing { continue }
                    return refuse(
                        .notInRepository,
                        "\(path): the values file \(file) of environment \(environment) is missing")
                }
                do { trees.append(try document(file, release: nil)) } catch let problem
                    as ChartProblem
                {
                    return refuse(.unsupported, "\(file): \(problem.description)")
                }
            }
        }
        for tree in trees {
            values = below ? tree.overlaid(by: values) : values.overlaid(by: tree)
        }
    }

    /// A values file, rendered where it is a template; what that reads is looked for beside it.
    mutating func document(_ file: String, release: ValueTree?) throws
        -> ValueTree
    {
        guard let bytes = try bytes(file) else { throw ChartProblem(.invalid, "\(file) is missing") }
        guard file.hasSuffix(".gotmpl") else {
            return try HelmfileState.plain(bytes, file: index.realFile(file) ?? file)
        }
        if let real = index.realFile(file) { templated.insert(real) }
        return try rendered(
            bytes, 0..<bytes.count, file, RepositoryPath.directory(of: file), release: release)
    }
}

/// The files that templates of a helmfile read.
private final class ReadLog: Sendable {
    private let paths = Mutex<Set<String>>([])

    var files: Set<String> { paths.withLock { $0 } }

    func add(_ path: String) { _ = paths.withLock { $0.insert(path) } }
}
