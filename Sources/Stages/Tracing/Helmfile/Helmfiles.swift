internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

extension HelmfileState {
    /// A file of values as it stands.
    static func plain(_ bytes: [UInt8], file: String) throws -> ValueTree {
        let yaml = YAMLParser.parse(bytes, path: file)
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "\(file): \(error.message)")
        }
        guard let root = yaml.documents.first?.root else { return .empty }
        return try ValueTree(root)
    }
}

/// The releases that helmfiles of the repository install, as ways of installing charts.
struct Helmfiles {
    let library: ChartLibrary

    private var index: RepositoryIndex { library.index }

    private static let names: Set<String> = [
        "helmfile.yaml", "helmfile.yml", "helmfile.yaml.gotmpl", "helmfile.yml.gotmpl",
    ]

    /// True for the file that helmfile takes by itself, one of `helmfile.d`, and others that are called after it.
    static func isOne(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        if names.contains(name) { return true }
        guard [".yaml", ".yml", ".yaml.gotmpl", ".yml.gotmpl"].contains(where: name.hasSuffix) else {
            return false
        }
        return RepositoryPath.name(of: RepositoryPath.directory(of: path)) == "helmfile.d"
            || name.hasPrefix("helmfile-") || name.hasPrefix("helmfile_")
    }

    /// True for a file that says what helmfile installs, by its name or, given with `helmfile -f`, by its keys.
    private func installs(_ path: String) throws -> Bool {
        if Helmfiles.names.contains(RepositoryPath.name(of: path)) { return true }
        if Helmfiles.isOne(path) {
            guard let source = try index.store.source(path) else { return false }
            return ["releases:", "helmfiles:"].contains { Helmfiles.hasKey($0, source.bytes) }
        }
        guard [".yaml", ".yml", ".gotmpl"].contains(where: path.hasSuffix) else { return false }
        do {
            return try index.store.source(path).map { Helmfiles.isCalledOtherwise($0.bytes) } ?? false
        } catch  where SourceStore.missing(error) != nil {
            // Nothing but its contents would tell.
            return false
        }
    }

    /// True for a text with releases, charts and something else that only helmfile knows, whatever its file is called.
    static func isCalledOtherwise(_ bytes: [UInt8]) -> Bool {
        hasKey("releases:", bytes) && FileMarks.contains(bytes, "chart:")
            && ["repositories:", "helmDefaults:", "environments:", "bases:"].contains { hasKey($0, bytes) }
    }

    /// True where a line begins with the key.
    private static func hasKey(_ key: String, _ bytes: [UInt8]) -> Bool {
        FileMarks.positions(of: key, in: bytes).contains { $0 == 0 || bytes[$0 - 1] == 0x0A }
    }

    /// A helmfile for one environment.
    struct Evaluated {
        var path: String
        var environment: String
        var contexts: [ChartContext]
        var files: Set<String>
        var namespaces: Set<String>
        var hold: Hold?
        /// Releases whose chart is elsewhere.
        var foreign: [String]
        /// Those of them of which nothing more is known.
        var unseen: [UnseenRelease] = []
        /// Charts of the repository that are installed all the same, perhaps, in a way that is not known.
        var supposed: [ChartContext] = []
        /// Charts of the repository of releases that are switched off, and what says so.
        var uninstalled: [String: String] = [:]
        /// It and the helmfiles that it includes, as they were read.
        var parts: [Part] = []
    }

    /// A helmfile by itself.
    struct Part {
        var path: String
        var top: String
        var environment: String
        var files: Set<String>
        /// Why it cannot be read.
        var hold: Hold?
        /// True where it may install charts that none of its files speaks of.
        var isOpen = false
        /// Its own releases whose chart is elsewhere.
        var foreign: [String] = []
    }

    /// Values that an outer helmfile gives, and the files they are computed from.
    struct Given: Sendable {
        var files: Set<String> = []
        var values: @Sendable (_ replacing: [String: [UInt8]]) throws -> ValueTree = { _ in .empty }
    }

    /// All helmfiles in all their environments; those that others include are seen in these.
    func evaluated() throws -> [Evaluated] {
        let asked = try Parallel.map(index.files) { path in
            try PathConventions.notDeployed(path) == nil && installs(path)
        }
        let all = zip(index.files, asked).filter(\.1).map(\.0)
        let made = try Parallel.map(all) { path in
            var nested: Set<String> = []
            var found: [Evaluated] = []
            let probe = try HelmfileState(path, environment: "default", index: index)
            var environments = probe.environments
            if environments.isEmpty { environments = ["default"] }
            // A name that is declared without any file of values is never asked for where others have some.
            for environment in environments.sorted() {
                var seen: Set<String> = []
                found += try evaluate(
                    path, top: path, environment, given: Given(), nested: &nested, seen: &seen, depth: 0)
            }
            return (found: found, nested: nested)
        }
        let nested = made.reduce(into: Set<String>()) { $0.formUnion($1.nested) }
        var found = made.flatMap(\.found)
        found = found.filter { !nested.contains($0.path) }
        let readable = Set(found.flatMap(\.parts).filter { $0.hold == nil }.map(\.path))
        for position in found.indices {
            for part in found[position].parts where !readable.contains(part.path) {
                found[position].supposed += try mentioned(part)
            }
        }
        return found
    }

    /// The charts that a helmfile names which is evaluated in none of its environments.
    private func mentioned(_ helmfile: Part) throws -> [ChartContext] {
        let home = RepositoryPath.directory(of: helmfile.path)
        var directories: Set<String> = []
        var paths = helmfile.files.union([helmfile.path])
        if helmfile.isOpen {
            // What it would have read is near it.
            directories.formUnion(library.directories.filter { RepositoryPath.isInside($0, home) })
            paths.formUnion(
                index.files(below: home).filter { path in Helmfiles.texts.contains { path.hasSuffix($0) } })
        }
        for path in paths {
            guard let source = try index.store.source(path), FileMarks.contains(source.bytes, "chart:")
            else { continue }
            let text = String(decoding: source.bytes, as: UTF8.self)
            for line in text.split(whereSeparator: \.isNewline) {
                guard let value = Helmfiles.chart(in: line) else { continue }
                directories.formUnion(
                    try value.contains("{{")
                        ? charts(filledIn: value, in: home) : charts(called: value, in: home))
            }
        }
        return directories.sorted().map {
            supposed($0, helmfile.top, helmfile.environment, helmfile.hold)
        }
    }

    /// How files end in which helmfiles say something.
    private static let texts = [".yaml", ".yml", ".gotmpl", ".tpl", ".helmfile"]

    /// What a line says behind `chart:`, in a block or between braces; nil where it says nothing of the kind.
    private static func chart(in line: Substring) -> String? {
        guard let key = line.firstRange(of: "chart:") else { return nil }
        let before = line[..<key.lowerBound]
        guard before.allSatisfy({ " -\t".contains($0) }) || before.last.map({ "{, ".contains($0) }) == true,
            !before.contains("#")
        else { return nil }
        var value = line[key.upperBound...]
        if before.contains("{"), !value.contains("{{") { value = value.prefix { $0 != "," && $0 != "}" } }
        let text = value.filter { $0 != " " && $0 != "\"" && $0 != "'" }
        return text.isEmpty ? nil : text
    }

    /// Charts that a path may mean whose end is filled in by a template: all below the directory that is sure.
    private func charts(filledIn text: String, in directory: String) throws -> [String] {
        let literal = text.firstRange(of: "{{").map { text[..<$0.lowerBound] } ?? text[...]
        let slash = literal.lastIndex(of: "/").map { literal[..<$0] } ?? ""
        guard let start = RepositoryPath.join(directory, slash.isEmpty ? "." : String(slash)) else {
            return []
        }
        return library.directories.filter { RepositoryPath.isInside($0, start) }
    }

    /// Charts of the repository that a release may mean: by a path, or under the name of a chart repository.
    private func charts(called text: String, in directory: String) throws -> [String] {
        if let path = RepositoryPath.join(directory, text), library.isChart(path) { return [path] }
        guard text.contains("/"), !text.hasPrefix("."), let name = text.split(separator: "/").last else {
            return []
        }
        return try library.charts(named: String(name))
    }

    private func supposed(
        _ directory: String, _ path: String, _ environment: String, _ hold: Hold?, release: String? = nil
    ) -> ChartContext {
        var context = ChartContext(
            directory: directory, root: release.map { "\(path)#\($0)" } ?? path, kind: .helmfile)
        context.isSupposed = true
        context.environment = environment
        context.release = release
        context.hold = Hold(
            hold?.reason ?? .notInRepository,
            "\(path) installs \(release.map { "release \($0) of " } ?? "")a chart that may be \(directory); "
                + (hold?.detail ?? "which version of it is not known"))
        return context
    }

    private func evaluate(
        _ path: String, top: String, _ environment: String, given: Given, nested: inout Set<String>,
        seen: inout Set<String>, depth: Int
    ) throws -> [Evaluated] {
        guard depth < 10, seen.insert(path).inserted else { return [] }
        let state = try HelmfileState(
            path, environment: environment, index: index, given: given.values([:]))
        var result = Evaluated(
            path: top, environment: environment, contexts: [], files: state.files, namespaces: [],
            hold: state.hold, foreign: [])
        result.parts = [
            Part(
                path: path, top: top, environment: environment, files: state.files, hold: state.hold,
                isOpen: state.isOpen)
        ]
        for release in state.hold == nil ? state.uninstalled : [] {
            for directory in try charts(called: release.chart, in: release.directory) {
                result.uninstalled[directory] = "\(path) does not install its release \(release.name)"
            }
        }
        for release in state.hold == nil ? state.releases : [] {
            result.namespaces.formUnion(release.namespace.map { [$0] } ?? [])
            let context = try context(release, state, path, top, given)
            if context.map({ LaidOutCharts.isPath($0.directory) }) ?? true {
                result.foreign.append(release.name)
                result.parts[0].foreign.append(release.name)
            }
            guard let context else {
                let perhaps = try charts(called: release.chart, in: release.directory).map {
                    supposed($0, top, environment, nil, release: release.name)
                }
                result.supposed += perhaps
                if perhaps.isEmpty {
                    result.unseen.append(UnseenRelease(release, of: path, state.environment, index))
                }
                continue
            }
            result.contexts.append(context)
        }
        for (number, (inner, _)) in state.nested.enumerated() {
            nested.insert(inner)
            let below = Given(files: given.files.union(state.files)) { [index] replacing in
                let outer = try given.values(replacing)
                let state = try HelmfileState(
                    path, environment: environment, index: index, given: outer, replacing: replacing)
                guard state.nested.indices.contains(number), state.nested[number].path == inner else {
                    throw ChartProblem(.invalid, "\(path) does not include \(inner)")
                }
                return outer.overlaid(by: state.nested[number].values)
            }
            for other in try evaluate(
                inner, top: top, environment, given: below, nested: &nested, seen: &seen,
                depth: depth + 1)
            {
                result.contexts += other.contexts
                result.files.formUnion(other.files)
                result.namespaces.formUnion(other.namespaces)
                result.foreign += other.foreign
                result.unseen += other.unseen
                result.supposed += other.supposed
                result.parts += other.parts
                result.uninstalled.merge(other.uninstalled) { first, _ in first }
                // A part that cannot be read leaves the others alone.
            }
        }
        return [result]
    }

    private func context(
        _ release: HelmfileRelease, _ state: HelmfileState, _ path: String, _ top: String, _ given: Given
    ) throws -> ChartContext? {
        guard let directory = try directory(of: release) else { return nil }
        var context = ChartContext(
            directory: directory, root: "\(top)#\(release.name)", kind: .helmfile)
        context.release = release.name
        context.namespace = release.namespace
        context.environment = state.environment
        context.hold = release.hold
        context.declared = Hop(
            index: index, path: index.realFile(path) ?? path,
            at: Int(release.tree["name"]?.tokens.first { $0.path == path }?.range.lower ?? 0),
            "release `\(release.name)` installs \(LaidOutCharts.label(of: directory) ?? directory) in environment \(state.environment)"
        )
        var own = state
        var values: ValueTree?
        do {
            // Which files it reads is known once it was put together.
            values = try own.values(of: release)
        } catch let problem as ChartProblem {
            let isMissing = problem.description.contains("is missing")
            let hold = Hold(
                isMissing ? .notInRepository : .unsupported,
                "\(path) [\(state.environment)]: \(problem.description)")
            if problem.isCertain { context.refusal = hold }
            context.hold = context.hold ?? hold
        }
        context.layers = layers(release, own, path, given, values)
        // Of a chart of elsewhere nothing is said but what is certain.
        return LaidOutCharts.isPath(directory) && context.hold != nil ? nil : context
    }

    /// Values files that stand for themselves as such, everything else as it is computed.
    private func layers(
        _ release: HelmfileRelease, _ state: HelmfileState, _ path: String, _ given: Given,
        _ known: ValueTree?
    ) -> [ChartContext.Layer] {
        let isPlain =
            release.tree["set"] == nil && release.tree["setTemplate"] == nil
            && release.tree["valuesTemplate"] == nil && release.tree["secrets"] == nil
        let items = release.tree["values"]?.items ?? []
        let files = items.compactMap { item -> String? in
            guard let text = item.text, !text.contains("{{"), !text.contains("*"), !text.hasSuffix(".gotmpl")
            else { return nil }
            return RepositoryPath.join(release.directory, text).flatMap { index.realFile($0) }
        }
        if isPlain, files.count == items.count { return files.map { .file($0) } }
        let environment = state.environment
        let name = release.name
        let namespace = release.namespace
        let values = ComputedValues(
            id: "\(path) \(environment) \(name) \(namespace ?? "")", files: state.files.union(given.files),
            templated: state.templated, strongest: state.strongest,
            layers: state.strongest == nil ? state.templatedValues : [], order: state.valueOrder,
            label: "release \(name) of \(path)"
        ) { [index] replacing in
            if replacing.isEmpty, let known { return known }
            var state = try HelmfileState(
                path, environment: environment, index: index, given: try given.values(replacing),
                replacing: replacing)
            if let hold = state.hold { throw ChartProblem(.invalid, hold.detail) }
            guard
                let release = state.releases.first(where: { $0.name == name && $0.namespace == namespace })
            else { throw ChartProblem(.invalid, "\(path) installs no release \(name)") }
            return try state.values(of: release)
        }
        return [.computed(values)]
    }
}
