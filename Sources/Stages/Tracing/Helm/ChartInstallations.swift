internal import Diagnostics
internal import HCL
internal import Model

/// Commands of the repository's scripts and pipelines, and Terraform's releases, that install charts of the repository.
///
/// They are not carried out: one that gives a chart values from elsewhere makes the chart's own no answer.
struct ChartInstallations: Sendable {
    /// One command or release.
    private struct Installation: Sendable {
        /// Where it stands, with the line.
        var location: String
        /// Where paths in it may begin.
        var bases: [String]
        /// Values files, in order.
        var files: [PathPattern]
        /// True when it gives values beside the files that sizes may be among.
        var setsSizes: Bool
    }

    /// Chart → what installs it.
    private let installations: [String: [Installation]]

    /// - Throws: what reading a file throws.
    init(_ library: ChartLibrary) throws {
        var found: [String: [Installation]] = [:]
        let index = library.index
        for path in index.files where PathConventions.notDeployed(path) == nil && !Self.isForTrying(path) {
            let isTerraform = path.hasSuffix(".tf")
            guard isTerraform || PipelineVariables.runsThings(path),
                case .success(let source) = try index.store.readable(path),
                FileMarks.contains(source.bytes, isTerraform ? "helm_release" : "helm")
            else { continue }
            let installed =
                isTerraform
                ? try Self.releases(path, source, library) : Self.commands(path, source, library)
            for (chart, installation) in installed { found[chart, default: []].append(installation) }
        }
        installations = found
    }

    /// Why the values of the chart in these contexts may not be those in force; nil when every installation is one of them.
    func doubt(about chart: String, installedAs contexts: [ChartContext]) -> Hold? {
        let base = chart.isEmpty ? "" : chart + "/"
        let own = base + "values.yaml"
        let isAnyEnvironment = contexts.contains { $0.environment != nil }
        for installation in installations[chart] ?? [] {
            let known = installation.files.allSatisfy { file in
                // `-f $VALUES` may be the file of any environment.
                if file.text == "*" { return isAnyEnvironment }
                return installation.bases.contains { base in
                    guard let path = RepositoryPath.join(base, file.text) else { return false }
                    let pattern = PathBindings(path, file.computed)
                    return ([own] + contexts.flatMap(\.files)).contains {
                        $0 == path || pattern?.bindings(of: $0).isEmpty == false
                    }
                }
            }
            if known, !installation.setsSizes { continue }
            let values =
                installation.setsSizes
                ? "values of its own" : installation.files.map(\.text).joined(separator: ", ")
            return Hold(
                .ambiguous,
                "\(installation.location) installs the chart with \(values), which is not computed; --values and --set say what it is given"
            )
        }
        return nil
    }

    // MARK: Commands

    private static func commands(_ path: String, _ source: SourceFile, _ library: ChartLibrary) -> [(
        chart: String, Installation
    )] {
        var found: [(String, Installation)] = []
        var seen: Set<Int> = []
        let text = Lazily<ScriptText>()
        for start in FileMarks.positions(of: "helm", in: source.bytes)
        where !PipelineVariables.isComment(start, in: source.bytes) {
            let script = text.get { ScriptText(path, source.bytes) }
            let line = source.lines.position(of: start).line
            let command = script.command(at: line - 1)
            guard seen.insert(command.lines.lowerBound).inserted else { continue }
            let words = command.text.split { " \t\"'".contains($0) }.map(String.init)
            guard let action = action(words) else { continue }
            let bases = unique(
                script.workingDirectories(of: command) + [RepositoryPath.directory(of: path), ""])
            func pattern(_ word: String) -> PathPattern? {
                ScriptText.pattern(at: 0, in: Array(word.utf8)).map(script.expanded)
            }
            let (files, keys, others) = arguments(words[action...])
            let installation = Installation(
                location: "\(path):\(line)", bases: bases, files: files.compactMap(pattern),
                setsSizes: keys.contains(where: isSize))
            // What is tried out is not what runs.
            guard !installation.files.contains(where: { isForTrying($0.text) }) else { continue }
            for chart in unique(others.compactMap(pattern).flatMap { charts($0, bases, library) }) {
                found.append((chart, installation))
            }
        }
        return found
    }

    /// The place behind `helm upgrade` and `helm install`.
    private static func action(_ words: [String]) -> Int? {
        guard let helm = words.lastIndex(where: { isHelm($0) }) else { return nil }
        let next = words[(helm + 1)...].firstIndex { !$0.hasPrefix("-") }
        return next.flatMap { ["upgrade", "install"].contains(words[$0]) ? $0 + 1 : nil }
    }

    private static func isHelm(_ word: String) -> Bool {
        let name = word.split(separator: "/").last?.drop { "@$({[".contains($0) } ?? ""
        return ["helm", "helm3", "HELM)", "HELM}", "HELM"].contains(String(name))
    }

    private static func arguments(_ words: ArraySlice<String>) -> (
        files: [String], keys: [String], others: [String]
    ) {
        var (files, keys, others): ([String], [String], [String]) = ([], [], [])
        var rest = words
        while let word = rest.popFirst() {
            // Another command begins.
            if ["&&", "||", "|", ";"].contains(word) { break }
            guard word.hasPrefix("-") else {
                others.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = { parts.count > 1 ? parts[1] : rest.popFirst() ?? "" }
            switch parts[0] {
            case "-f", "--values": files += value().split(separator: ",").map(String.init)
            case let flag where flag.hasPrefix("--set"):
                keys += value().split(separator: ",").compactMap {
                    $0.split(separator: "=").first.map(String.init)
                }
            default: break
            }
        }
        return (files, keys, others)
    }

    /// Charts of the repository that a word of a command means.
    private static func charts(_ word: PathPattern, _ bases: [String], _ library: ChartLibrary) -> [String] {
        guard word.text == "." || word.text.contains("/"), !word.text.hasPrefix("*") else { return [] }
        for base in bases {
            guard let path = RepositoryPath.join(base, word.text) else { continue }
            if word.computed.isEmpty {
                if library.isChart(path) { return [path] }
                continue
            }
            let pattern = PathBindings(path, word.computed)
            let found = library.directories.filter { pattern?.bindings(of: $0).isEmpty == false }
            if !found.isEmpty { return found }
        }
        return []
    }

    /// True for a key whose value may be a size.
    private static func isSize(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["resources", "replica", "memory", "cpu", "storage", "autoscaling", "size"].contains(
            where: key.contains)
    }

    /// True for a path that speaks of trying things out.
    private static func isForTrying(_ path: String) -> Bool {
        let words = path.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.contains { trying.contains(String($0)) }
    }

    private static let trying: Set<String> = [
        "test", "tests", "testing", "e2e", "lint", "kind", "minikube", "k3d", "k3s", "local", "dev",
        "development", "ci", "example", "examples", "sample", "demo", "hack", "bench", "benchmark", "preview",
        "sandbox",
    ]

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    // MARK: Terraform

    /// `helm_release` resources whose chart is a directory of the repository.
    private static func releases(_ path: String, _ source: SourceFile, _ library: ChartLibrary) throws -> [(
        chart: String, Installation
    )] {
        guard let file = try library.index.store.hcl(path) else { return [] }
        let home = RepositoryPath.directory(of: path)
        return file.body.blocks.compactMap { block in
            guard block.type == "resource", block.labels.first == "helm_release",
                let text = block.body.attribute("chart")?.expression.text,
                block.body.attribute("values") != nil || block.body.attribute("set") != nil
                    || block.body.blocks.contains(where: { $0.type.hasPrefix("set") })
            else { return nil }
            let parts = ["path.module", "path.root", "path.cwd"]
            var chart = text.filter { $0 != "\"" }
            for part in parts { chart = chart.replacing("${\(part)}", with: ".") }
            guard !chart.contains("${"), chart.contains("/") || chart == ".",
                let directory = RepositoryPath.join(home, chart), library.isChart(directory)
            else { return nil }
            let line = source.lines.position(of: Int(block.range.lower)).line
            let values = PathPattern(text: "values of the release \(block.labels.dropFirst().first ?? "")")
            return (
                directory,
                Installation(location: "\(path):\(line)", bases: [home], files: [values], setsSizes: false)
            )
        }
    }
}
