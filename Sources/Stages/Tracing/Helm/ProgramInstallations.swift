internal import Diagnostics
internal import Model
internal import YAML

/// What installs charts of the repository beside GitOps: scripts, pipelines, Terraform, Skaffold, Fleet.
///
/// What such a program says is not computed; a chart that it installs with a file of values that none of the chart's
/// environments has is not deployed as its own values say.
struct ProgramInstallations {
    let library: ChartLibrary

    private var index: RepositoryIndex { library.index }

    /// A statement that installs something.
    private struct Statement {
        var path: String
        var line: Int
        var chart: String
        var values: [String]
        /// Keys that it sets itself, among those that may be sizes.
        var sizes: [String] = []
    }

    /// Chart → why its own values may not be what production runs.
    func holds() throws -> [String: Hold] {
        guard !library.directories.isEmpty else { return [:] }
        var holds: [String: Hold] = [:]
        for path in index.files where ProgramInstallations.mayInstall(path) {
            guard let source = try index.store.source(path), source.bytes.count < 1 << 20,
                FileMarks.contains(source.bytes, "helm") || FileMarks.contains(source.bytes, "chartPath")
            else { continue }
            if RepositoryPath.name(of: path) == "fleet.yaml", let (directory, hold) = bundle(source) {
                holds[directory] = holds[directory] ?? hold
            }
            let lines = String(decoding: source.bytes, as: UTF8.self).split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            for statement in statements(path, lines) {
                guard let directory = chart(statement), holds[directory] == nil else { continue }
                if let key = statement.sizes.first {
                    holds[directory] = Hold(
                        .ambiguous, "\(path):\(statement.line) installs \(directory) and sets `\(key)` itself"
                    )
                    continue
                }
                guard let file = outside(statement, directory) else { continue }
                holds[directory] = Hold(
                    .ambiguous,
                    "\(path):\(statement.line) installs \(directory) with `\(file)`, which is no file of values of the chart or one of its environments"
                )
            }
        }
        return holds
    }

    // MARK: Which files

    private static let names: Set<String> = [
        "Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml",
        "Jenkinsfile", "skaffold.yaml", "skaffold.yml", "fleet.yaml", ".gitlab-ci.yml", "azure-pipelines.yml",
        "azure-pipelines.yaml", "bitbucket-pipelines.yml", "cloudbuild.yaml", ".drone.yml",
    ]
    private static let endings = [".sh", ".bash", ".tf", ".mk"]
    private static let folders = [".github/workflows/", ".circleci/", ".gitlab/", ".buildkite/"]

    private static func mayInstall(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        guard
            names.contains(name) || endings.contains(where: name.hasSuffix)
                || folders.contains(where: path.hasPrefix)
        else { return false }
        return PathConventions.notDeployed(path) == nil && !isForTrying(path)
    }

    /// True where a part of a path says that things are tried out there.
    private static func isForTrying(_ path: String) -> Bool {
        path.split(separator: "/").contains { part in
            part != "ci" && ChartEnvironments.isForTrying(String(part))
                || part.split { "-_.".contains($0) }.contains {
                    ["test", "tests", "e2e", "kind"].contains($0)
                }
        }
    }

    // MARK: Statements

    private func statements(_ path: String, _ lines: [Substring]) -> [Statement] {
        let name = RepositoryPath.name(of: path)
        if name == "fleet.yaml" || name.hasPrefix("skaffold.") {
            return declared(path, lines, key: name == "fleet.yaml" ? "chart:" : "chartPath:")
        }
        if name.hasSuffix(".tf") { return blocks(path, lines) }
        return commands(path, lines)
    }

    /// `helm upgrade … CHART … -f FILE`, on one line or several.
    private func commands(_ path: String, _ lines: [Substring]) -> [Statement] {
        var found: [Statement] = []
        for (number, line) in lines.enumerated() {
            let words = ProgramInstallations.words(line)
            guard let helm = words.firstIndex(where: { $0 == "helm" || $0.hasSuffix("/helm") }),
                words[helm...].contains(where: { $0 == "upgrade" || $0 == "install" }),
                !line.drop(while: { " \t".contains($0) }).hasPrefix("#")
            else { continue }
            var all = Array(words[helm...])
            var next = number + 1
            var last = line
            while next < lines.count, next < number + 40,
                ProgramInstallations.continues(last) || ProgramInstallations.isOption(lines[next])
            {
                all += ProgramInstallations.words(lines[next])
                last = lines[next]
                next += 1
            }
            let values = ProgramInstallations.values(all)
            let sizes = ProgramInstallations.sizes(all)
            for word in all.dropFirst() where word.contains("/") && !word.hasPrefix("-") {
                found.append(
                    Statement(path: path, line: number + 1, chart: word, values: values, sizes: sizes))
            }
        }
        return found
    }

    /// Keys of `--set` whose values may be sizes.
    private static func sizes(_ words: [String]) -> [String] {
        words.enumerated().flatMap { number, word -> [String] in
            guard word.hasPrefix("--set") else { return [] }
            let text = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
            let keys = (text ?? (number + 1 < words.count ? words[number + 1] : "")).split(separator: ",").map
            {
                String($0.prefix { $0 != "=" })
            }
            return keys.filter { key in sizeWords.contains { key.lowercased().contains($0) } }
        }
    }

    private static let sizeWords = [
        "resources", "replica", "memory", "cpu", "storage", "autoscaling", "size",
    ]

    private static func continues(_ line: Substring) -> Bool {
        line.last { $0 != " " && $0 != "\r" } == "\\"
    }

    private static func isOption(_ line: Substring) -> Bool {
        let text = line.drop { " \t".contains($0) }
        return text.hasPrefix("--") || text.hasPrefix("-f ")
    }

    private static func words(_ line: some StringProtocol) -> [String] {
        line.split { " \t\r;|&()".contains($0) }.map { word in
            String(word).filter { $0 != "\"" && $0 != "'" }
        }
    }

    private static func values(_ words: [String]) -> [String] {
        var values: [String] = []
        for (number, word) in words.enumerated() {
            for option in ["-f", "--values"] {
                if word == option, number + 1 < words.count { values.append(words[number + 1]) }
                if word.hasPrefix("\(option)=") { values.append(String(word.dropFirst(option.count + 1))) }
            }
        }
        return values.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// `helm_release` of Terraform.
    private func blocks(_ path: String, _ lines: [Substring]) -> [Statement] {
        var found: [Statement] = []
        for (number, line) in lines.enumerated() where line.hasPrefix("resource \"helm_release\"") {
            let block = lines[number...].prefix { $0 == line || !$0.hasPrefix("}") }
            guard
                let chart = block.first(where: { line in
                    let text = line.drop { $0 == " " }
                    return text.hasPrefix("chart ") || text.hasPrefix("chart=")
                })
            else { continue }
            let texts = ProgramInstallations.quoted(chart)
            let values = block.flatMap(ProgramInstallations.quoted).filter(ProgramInstallations.isValues)
            guard let text = texts.first else { continue }
            found.append(Statement(path: path, line: number + 1, chart: text, values: values))
        }
        return found
    }

    private static func quoted(_ line: Substring) -> [String] {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }

    private static func isValues(_ text: String) -> Bool {
        [".yaml", ".yml", ".tpl", ".tftpl", ".json"].contains(where: text.hasSuffix)
    }

    /// The chart that a bundle of Fleet installs with values of its own, and why the chart's own do not tell.
    private func bundle(_ source: SourceFile) -> (String, Hold)? {
        guard let root = YAMLParser.parse(source.bytes, path: source.path).documents.first?.root else {
            return nil
        }
        let home = RepositoryPath.directory(of: source.path)
        let text = root["helm"]?["chart"]?.scalar?.text ?? "."
        guard !text.contains("://"), let directory = RepositoryPath.join(home, text),
            library.isChart(directory)
        else { return nil }
        let customized = (root["targetCustomizations"]?.items ?? []).map { $0.resolved["helm"] }
        for (number, helm) in ([root["helm"]] + customized).enumerated() {
            // Files beside a chart that is named are known with the other statements.
            let isRead = number == 0 && root["helm"]?["chart"] != nil
            for key in ["values", "valuesFrom"] + (isRead ? [] : ["valuesFiles"]) {
                guard let node = helm?[key], !node.entries.isEmpty || !node.items.isEmpty else { continue }
                let place = source.location(node.range)
                return (
                    directory,
                    Hold(.ambiguous, "\(place) installs \(directory) and says `\(key)` of its own")
                )
            }
        }
        return nil
    }

    /// Releases that a file declares with a chart and files of values beside it.
    private func declared(_ path: String, _ lines: [Substring], key: String) -> [Statement] {
        lines.enumerated().compactMap { number, line in
            guard let found = line.firstRange(of: key) else { return nil }
            let indentation = line.prefix { " -".contains($0) }.count
            // The mapping around the key, as far as it is indented like it.
            func isBeside(_ other: Substring) -> Bool {
                other.prefix { " -".contains($0) }.count >= indentation && !other.isEmpty
            }
            let after = lines[number...].prefix { isBeside($0) }
            let before = lines[..<number].reversed().prefix { isBeside($0) }
            let text = (before.reversed() + after).joined(separator: "\n")
            let values = text.split { " \t\n,[]{}\"'".contains($0) }.map(String.init).filter(
                ProgramInstallations.isValues)
            let chart = line[found.upperBound...].filter { !" \"'\r".contains($0) }
            return Statement(path: path, line: number + 1, chart: chart, values: values)
        }
    }

    // MARK: What is meant

    /// The chart of the repository that a text means.
    private func chart(_ statement: Statement) -> String? {
        paths(statement.chart, in: statement.path) { library.isChart($0) ? $0 : nil }
            ?? open(statement.chart).flatMap { open in
                let fitting = library.directories.filter { open.mayBe($0) }
                return fitting.count == 1 ? fitting[0] : nil
            }
    }

    /// What a path gives, seen from the file, from the top, and behind what goes up.
    private func paths<T>(_ text: String, in file: String, _ take: (String) -> T?) -> T? {
        let text = text.replacing("${path.module}/", with: "").replacing("${path.root}/", with: "")
        guard !FileMarks.isPlaceholder(text), !text.contains("$"), !text.contains("://") else { return nil }
        let home = RepositoryPath.directory(of: file)
        var bare = text[...]
        while bare.hasPrefix("../") || bare.hasPrefix("./") {
            bare = bare.dropFirst(bare.hasPrefix("../") ? 3 : 2)
        }
        for path in [RepositoryPath.join(home, text), RepositoryPath.join("", text), String(bare)] {
            if let path, let found = take(path) { return found }
        }
        return nil
    }

    /// A path whose start or parts are variables; at least its last name is known.
    private func open(_ text: String) -> OpenPath? {
        // `$DIR/x` is `${DIR}/x`.
        let text = text.replacing(/\$([A-Za-z_][A-Za-z0-9_]*)/) { "${\($0.output.1)}" }
        guard let open = OpenPath(text), !open.isWhollyOpen, open.texts.last?.isEmpty == false else {
            return nil
        }
        return open
    }

    /// A file of values that is none of the chart's; nil where all are known, or nothing but secrets.
    private func outside(_ statement: Statement, _ directory: String) -> String? {
        let own = directory.isEmpty ? "values.yaml" : "\(directory)/values.yaml"
        let known = Set(ChartEnvironments.find(directory, index).map(\.file) + [own])
        return statement.values.first { text in
            let name = RepositoryPath.name(of: text).lowercased()
            let words = name.split { "-_.".contains($0) }
            guard !words.contains(where: { ChartEnvironments.isForTrying(String($0)) }),
                !ProgramInstallations.isForTrying(text),
                !["secret", "sops", "/dev/"].contains(where: text.lowercased().contains)
            else { return false }
            if let path = paths(text, in: statement.path, { index.realFile($0) }) {
                return !known.contains(path)
            }
            if let inner = index.realFile(directory.isEmpty ? text : "\(directory)/\(text)") {
                return !known.contains(inner)
            }
            guard let open = open(text) else {
                // A name that is a variable as a whole may mean any of them.
                return !text.contains("$") && !text.contains("{{")
                    && !known.contains { RepositoryPath.name(of: $0) == RepositoryPath.name(of: text) }
            }
            return !known.contains { open.mayBe($0) || open.mayBe(RepositoryPath.name(of: $0)) }
        }
    }
}
