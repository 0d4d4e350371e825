internal import Diagnostics
internal import Model

/// Manifests that a script of the repository writes anew: what people change there is gone the next time it runs.
struct WrittenFiles {
    private let index: RepositoryIndex

    init(_ index: RepositoryIndex) { self.index = index }

    /// The hold for a file that a script writes; nil for any other.
    func hold(on path: String) throws -> Hold? {
        let written = try index.written.get { try find() }
        guard !written.isEmpty else { return nil }
        return ([path] + RepositoryPath.ancestors(of: path)).lazy.compactMap { written[$0] }.first.map {
            Hold(.generated, "\(path) is written by \($0)")
        }
    }

    private static let names: Set<String> = [
        "Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml",
    ]

    /// Programs that make manifests of something else.
    private static let makers = ["jsonnet", "tk", "cue", "dhall-to-yaml", "cdk8s", "ytt"]
    /// Programs of which one command does.
    private static let commands = [
        "helm": "template", "helmfile": "template", "kustomize": "build", "kubectl": "kustomize",
    ]

    /// File or directory → the line that writes it.
    func find() throws -> [String: String] {
        var found: [String: String] = [:]
        for path in index.files {
            let name = RepositoryPath.name(of: path)
            if name == ".kapitan" {
                let home = RepositoryPath.directory(of: path)
                found[home.isEmpty ? "compiled" : home + "/compiled"] = "kapitan compile (\(path))"
            }
            guard WrittenFiles.names.contains(name) || name.hasSuffix(".sh") || name.hasSuffix(".mk"),
                let source = try index.store.source(path),
                (WrittenFiles.makers + WrittenFiles.commands.keys).contains(where: {
                    FileMarks.containsWord(source.bytes, $0)
                })
            else { continue }
            let lines = String(decoding: source.bytes, as: UTF8.self).split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            for (number, line) in lines.enumerated() {
                for target in WrittenFiles.targets(line) {
                    let target = target == "$@" ? WrittenFiles.rule(above: number, lines) : target
                    guard let place = place(target, of: path) else { continue }
                    found[place] = found[place] ?? "\(path):\(number + 1)"
                }
            }
        }
        // Kapitan needs no settings of its own.
        for directory in index.allDirectories
        where directory == "inventory/targets" || directory.hasSuffix("/inventory/targets") {
            let place = String(directory.dropLast("inventory/targets".count)) + "compiled"
            if index.isDirectory(place) { found[place] = found[place] ?? "kapitan compile (\(directory))" }
        }
        return found
    }

    /// What a line hands such a program to write into.
    private static func targets(_ line: Substring) -> [String] {
        let words = line.split { " \t\r|;()\"'".contains($0) }.map(String.init)
        guard words.first?.hasPrefix("#") != true,
            let maker = words.indices.first(where: { number in
                let name = RepositoryPath.name(of: String(words[number].drop { $0 == "@" }))
                return makers.contains(name)
                    || commands[name].map { words[(number + 1)...].contains($0) } == true
            })
        else { return [] }
        var targets: [String] = []
        for (number, word) in words.enumerated() where number > maker {
            if word.count > 1, word.hasPrefix(">") { targets.append(String(word.dropFirst())) }
            for option in ["-m", "--multi", "-o", "--output-dir", "--output-files", ">"] {
                if word == option, number + 1 < words.count { targets.append(words[number + 1]) }
                if word.hasPrefix(option + "=") { targets.append(String(word.dropFirst(option.count + 1))) }
            }
        }
        return targets
    }

    /// What the rule of a makefile makes in which a line stands.
    private static func rule(above number: Int, _ lines: [Substring]) -> String {
        let head = lines[..<number].last { !$0.hasPrefix("\t") && $0.contains(":") }
        return head.map { String($0.prefix { $0 != ":" && $0 != " " }) } ?? "$@"
    }

    /// The file or the directory that is meant, seen from the script and from the top; never one with the script in it.
    private func place(_ text: String, of script: String) -> String? {
        guard !text.contains("$"), !text.hasPrefix("/"), !text.hasPrefix("-") else { return nil }
        let home = RepositoryPath.directory(of: script)
        return [RepositoryPath.join(home, text), RepositoryPath.join("", text)].lazy.compactMap { $0 }.first {
            !$0.isEmpty && !RepositoryPath.isInside(script, $0)
                && (index.isFile($0) && PathConventions.isManifest($0) || index.isDirectory($0))
        }
    }
}
