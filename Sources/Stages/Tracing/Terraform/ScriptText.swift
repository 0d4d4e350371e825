internal import Diagnostics

/// A path as a script writes it: `*` stands for each part that is computed.
struct PathPattern: Hashable, Sendable {
    var text: String
    /// What computes the parts, in order.
    var computed: [String] = []
}

/// A script or pipeline as lines: which of them are one command, and in which directory it runs.
struct ScriptText {
    private enum Kind { case shell, recipe, workflow, pipeline, program }

    /// A command over one or several lines, numbered from 0.
    struct Command {
        var lines: Range<Int>
        var text: String
    }

    private let path: String
    private let lines: [String]
    private let kind: Kind

    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).map(String.init)
        kind = Self.kind(path)
    }

    private static func kind(_ path: String) -> Kind {
        let name = RepositoryPath.name(of: path).lowercased()
        if name.hasPrefix("makefile") || name.hasSuffix(".mk") || name == "package.json" { return .recipe }
        if name.hasPrefix("taskfile") || name.hasPrefix("dockerfile") || name.hasPrefix("justfile") {
            return .program
        }
        if PathConventions.isYAML(path) { return path.hasPrefix(".github/") ? .workflow : .pipeline }
        let isShell = name.hasSuffix(".sh") || name.hasSuffix(".bash") || !name.contains(".")
        return isShell && !name.hasPrefix("jenkinsfile") ? .shell : .program
    }

    // MARK: Commands

    /// The command that a line is part of, lines that a backslash continues with it.
    func command(at line: Int) -> Command {
        guard lines.indices.contains(line) else { return Command(lines: line..<line, text: "") }
        func continues(_ line: Int) -> Bool {
            lines[line].last { $0 != " " && $0 != "\t" && $0 != "\r" } == "\\"
        }
        var first = line
        while first > 0, continues(first - 1) { first -= 1 }
        var last = line
        while last + 1 < lines.count, continues(last) { last += 1 }
        let text = lines[first...last].map { line in
            let end = line.lastIndex { $0 != " " && $0 != "\t" && $0 != "\r" && $0 != "\\" }
            return end.map { String(line[...$0]) } ?? ""
        }
        return Command(lines: first..<(last + 1), text: text.joined(separator: " "))
    }

    /// What a command has Terraform do: `plan`; nil when it does not name Terraform.
    static func action(_ command: Command) -> String? {
        let words = command.text.split { " \t\"',[]@(){}`;&|".contains($0) }
        guard
            let start = words.lastIndex(where: { word in
                ["terraform", "tofu", "terragrunt"].contains(word.split(separator: "/").last ?? "")
            })
        else { return nil }
        var rest = words[(start + 1)...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else { return String(word) }
            // `-chdir="boot"` is two words here.
            if word.hasSuffix("=") { _ = rest.popFirst() }
        }
        return nil
    }

    /// True for a command that shows no sign of going on in lines that no backslash joins to it.
    func isWhole(_ command: Command) -> Bool {
        guard kind != .program else { return false }
        let next = lines.indices.contains(command.lines.upperBound) ? lines[command.lines.upperBound] : ""
        return !next.drop { " \t\"'".contains($0) }.hasPrefix("-var")
            && !next.drop { " \t\"'".contains($0) }.hasPrefix("--var")
    }

    // MARK: Directories

    /// The one of `known` directories in which a command runs, or in that of a path that it writes; nil where that is not certain.
    func directory(of command: Command, known: Set<String>) -> String? {
        let found = Set(workingDirectories(of: command).filter(known.contains))
        return found.count == 1 ? found.first : nil
    }

    /// The directories that a command may run in; none where nothing tells.
    func workingDirectories(of command: Command) -> [String] {
        var bases: [String]
        switch kind {
        case .shell, .recipe, .program: bases = [RepositoryPath.directory(of: path), ""]
        case .workflow, .pipeline: bases = [""]
        }
        switch kind {
        case .shell:
            let before = lines[..<command.lines.lowerBound].flatMap { Self.changes(in: $0) }
            guard before.count <= 1 else { return [] }
            if let change = before.first { bases = moved(bases, change) }
        case .workflow:
            let step = step(around: command.lines.lowerBound)
            let before = lines[step.lowerBound..<command.lines.lowerBound].flatMap { Self.changes(in: $0) }
            guard before.count <= 1, let own = declaredDirectory(in: step) else { return [] }
            bases = moved(bases, own)
            if let change = before.first { bases = moved(bases, change) }
        case .pipeline:
            let others = lines.indices.filter { !command.lines.contains($0) }
            guard others.allSatisfy({ Self.changes(in: lines[$0]).isEmpty }),
                let own = declaredDirectory(in: step(around: command.lines.lowerBound))
            else { return [] }
            bases = moved(bases, own)
        case .recipe, .program: break
        }
        let own = Self.changes(in: command.text)
        if kind != .program || own.isEmpty { for change in own { bases = moved(bases, change) } }
        if let argument = Self.argument("-chdir=", in: command.text) {
            bases = moved(bases, argument)
        } else if kind == .program {
            return []
        }
        return bases
    }

    private func moved(_ bases: [String], _ pattern: PathPattern) -> [String] {
        var text = pattern.text
        var bases = bases
        if text.hasPrefix("*"), let first = pattern.computed.first {
            guard Self.places.contains(where: first.lowercased().contains) else { return [] }
            text = String(text.dropFirst().drop { $0 == "/" })
            // `${{ inputs.root }}` alone may be any directory.
            if text.isEmpty, !Self.fixedPlaces.contains(where: first.lowercased().contains) { return [] }
            if kind == .shell || kind == .recipe { bases = [RepositoryPath.directory(of: path), ""] }
        }
        guard !text.contains("*") else { return [] }
        var found: [String] = []
        for base in bases {
            if let path = RepositoryPath.join(base, text), !found.contains(path) { found.append(path) }
        }
        return found
    }

    /// Words in what computes the place of a script or of the repository.
    private static let places = [
        "dirname", "bash_source", "pwd", "script", "root", "toplevel", "workspace", "repo", "project_dir",
        "base", "here",
    ]

    /// Those of them that are never another directory.
    private static let fixedPlaces = [
        "dirname", "bash_source", "pwd", "toplevel", "github.workspace", "github_workspace", "project_dir",
    ]

    /// Arguments of `cd` in a line; what goes back to somewhere is one too, and leads nowhere.
    private static func changes(in line: String) -> [PathPattern] {
        let bytes = Array(line.utf8)
        guard let first = line.first(where: { $0 != " " && $0 != "\t" }), first != "#" else { return [] }
        var found: [PathPattern] = []
        for word in ["cd ", "pushd ", "popd"] {
            for start in FileMarks.positions(of: word, in: bytes) {
                guard start == 0 || " \t;&|(\"'@`".utf8.contains(bytes[start - 1]) else { continue }
                var lower = start + word.utf8.count
                while lower < bytes.count, " \"'".utf8.contains(bytes[lower]) { lower += 1 }
                found.append(Self.pattern(at: lower, in: bytes) ?? PathPattern(text: "*"))
            }
        }
        return found
    }

    private static func argument(_ option: String, in text: String) -> PathPattern? {
        let bytes = Array(text.utf8)
        guard let start = FileMarks.positions(of: option, in: bytes).last else { return nil }
        var lower = start + option.utf8.count
        while lower < bytes.count, "\"'".utf8.contains(bytes[lower]) { lower += 1 }
        return pattern(at: lower, in: bytes)
    }

    /// The item of a list that a line of YAML is in.
    private func step(around line: Int) -> Range<Int> {
        func indent(_ line: Int) -> Int { lines[line].prefix { $0 == " " }.count }
        func isItem(_ line: Int) -> Bool { lines[line].drop { $0 == " " }.hasPrefix("- ") }
        var first = line
        while first > 0, !(isItem(first) && (first == line || indent(first) < indent(line))) { first -= 1 }
        var last = first + 1
        while last < lines.count {
            let isBlank = lines[last].allSatisfy { $0 == " " || $0 == "\r" }
            if !isBlank, indent(last) <= indent(first) { break }
            last += 1
        }
        return first..<max(last, line + 1)
    }

    /// `working-directory` of a step or else the one default there is; empty without any, nil where several may count.
    private func declaredDirectory(in step: Range<Int>) -> PathPattern? {
        func value(_ line: Int) -> PathPattern? {
            let text = lines[line].drop { " -".contains($0) }
            let key = ["working-directory:", "workingDirectory:", "working_directory:"].first {
                text.hasPrefix($0)
            }
            guard let key else { return nil }
            let bytes = Array(text.dropFirst(key.count).drop { " \"'".contains($0) }.utf8)
            return Self.pattern(at: 0, in: bytes)
        }
        if let own = step.lazy.compactMap(value).first { return own }
        let defaults = Set(
            lines.indices.filter { line in
                lines[max(0, line - 2)..<line].contains { $0.drop { $0 == " " }.hasPrefix("defaults:") }
            }.compactMap(value))
        if defaults.isEmpty { return PathPattern(text: "") }
        return defaults.count == 1 ? defaults.first : nil
    }

    // MARK: Paths

    /// A path with what the script says once and for all of the variables that it computes parts from.
    func expanded(_ pattern: PathPattern) -> PathPattern {
        guard kind == .shell || kind == .recipe else { return pattern }
        return expanded(pattern, within: [])
    }

    private func expanded(_ pattern: PathPattern, within names: Set<String>) -> PathPattern {
        let parts = pattern.text.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count == pattern.computed.count + 1, let first = parts.first else { return pattern }
        var result = PathPattern(text: String(first))
        for (name, part) in zip(pattern.computed, parts.dropFirst()) {
            if names.count < Self.depth, !names.contains(name), let value = assigned(name) {
                let inner = expanded(value, within: names.union([name]))
                result.text += inner.text
                result.computed += inner.computed
            } else {
                result.text += "*"
                result.computed.append(name)
            }
            result.text += part
        }
        return result
    }

    /// Variables of variables are followed this far.
    private static let depth = 8

    /// What a variable is assigned, where only one line does it, to one path.
    private func assigned(_ name: String) -> PathPattern? {
        var found: [Substring] = []
        for line in lines {
            var text = line.drop { $0 == " " || $0 == "\t" }
            for word in ["export ", "local ", "readonly ", "override "] where text.hasPrefix(word) {
                text = text.dropFirst(word.count)
            }
            guard text.hasPrefix(name) else { continue }
            let rest = text.dropFirst(name.count).drop { $0 == " " }
            if rest.hasPrefix("=") || rest.hasPrefix(":=") {
                found.append(rest.drop { $0 == ":" }.dropFirst())
            } else if rest.hasPrefix("+=") || rest.hasPrefix("?=") || rest.hasPrefix("::=") {
                return nil
            }
        }
        guard found.count == 1, let text = found.first else { return nil }
        let value = text.filter { !" \t\r\"'".contains($0) }
        let isOne = text.split(whereSeparator: \.isWhitespace).count == 1 && !value.contains("*")
        return isOne
            ? Self.pattern(at: 0, in: Array(value.utf8)).flatMap { path in
                // All of it was read.
                path.text.hasSuffix(String(value.suffix(1))) || path.text.hasSuffix("*") ? path : nil
            } : nil
    }

    /// A path that stands at a place in a text; nil where there is none.
    static func pattern(at start: Int, in bytes: [UInt8]) -> PathPattern? {
        let pairs: [UInt8: UInt8] = [0x7B: 0x7D, 0x28: 0x29, 0x3C: 0x3E]
        var pattern = PathPattern(text: "")
        func computed(_ lower: Int, _ upper: Int) {
            let name = String(decoding: bytes[lower..<upper], as: UTF8.self)
            pattern.text += "*"
            pattern.computed.append(name.filter { !"${}()<> ".contains($0) })
        }
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "$"), index + 1 < bytes.count, pairs[bytes[index + 1]] == nil,
                bytes[index + 1] != UInt8(ascii: "$")
            {
                let lower = index
                index += 1
                while index < bytes.count, isName(bytes[index]) { index += 1 }
                // `$1` and `$*`
                if index == lower + 1, index < bytes.count, "*@#".utf8.contains(bytes[index]) { index += 1 }
                computed(lower, index)
            } else if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "#") {
                index += 1
            } else if let close = pairs[byte] {
                let lower = index
                var depth = 0
                repeat {
                    if bytes[index] == byte { depth += 1 } else if bytes[index] == close { depth -= 1 }
                    index += 1
                } while index < bytes.count && depth > 0 && bytes[index] != UInt8(ascii: "\n")
                computed(lower, index)
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // `"${NAME}".tfvars` goes on behind the quote.
                guard index > start, index + 1 < bytes.count,
                    isName(bytes[index + 1]) || ".-/$".utf8.contains(bytes[index + 1])
                else { break }
                index += 1
            } else if byte <= 0x20 || ",;)]}>&|`\\".utf8.contains(byte) {
                break
            } else {
                pattern.text.unicodeScalars.append(Unicode.Scalar(byte))
                index += 1
            }
        }
        return pattern.text.isEmpty ? nil : pattern
    }

    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
