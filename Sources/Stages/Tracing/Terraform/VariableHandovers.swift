internal import Diagnostics

/// A command or a line of a script that hands variable files to Terraform.
struct VariableHandover: Sendable {
    var place: PipelineVariables.Place
    /// The root that it is for; nil where that is not certain.
    var root: String?
    /// In order, as they are written.
    var files: [PathPattern]
    /// True when it is one command that plans or applies, and all of it is understood.
    var isWhole = false

    /// The path of a file in the repository, seen from a root; nil when it is elsewhere or is not known where.
    static func path(_ pattern: PathPattern, from root: String) -> String? {
        guard !pattern.text.hasPrefix("*"), !pattern.text.hasPrefix("~") else { return nil }
        return RepositoryPath.join(root, pattern.text)
    }

    /// What the computed part of a path stands for in the name of a file, where all are the same; nil when it does not fit.
    static func substitution(_ pattern: String, _ path: String) -> String? {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last, path.hasPrefix(first) else {
            return nil
        }
        let fixed = parts.reduce(0) { $0 + $1.count }
        let length = path.count - fixed
        guard length > 0, length % (parts.count - 1) == 0 else { return nil }
        let text = String(path.dropFirst(first.count).prefix(length / (parts.count - 1)))
        guard !text.contains("/"), path.hasSuffix(last), parts.joined(separator: text) == path else {
            return nil
        }
        return text
    }
}

/// Variable files that commands hand over beside those of an environment: they are none themselves.
struct VariableAttendants: Sendable {
    /// Those that stand in front of an environment's own, which are stronger.
    var front: Set<String> = []
    /// Those that stand behind them.
    var behind: Set<String> = []
    /// Those that a command names and no other beside them.
    private var alone: Set<String> = []

    var all: Set<String> { front.union(behind).subtracting(alone) }

    /// Adds what a command tells of some of a root's variable files.
    mutating func read(_ handover: VariableHandover, from root: String, files: Set<String>) {
        let patterns = handover.files.map { VariableHandover.path($0, from: root) }
        func isMeant(_ path: String, by index: Int) -> Bool {
            patterns[index].map { PipelineVariables.matches(path, $0) } ?? false
        }
        // What is no file of the root's own tells nothing of those.
        let known = handover.files.indices.filter { index in
            handover.files[index].text.hasPrefix("*") || files.contains { isMeant($0, by: index) }
        }
        let depth = known.map { handover.files[$0].computed.count }.max() ?? 0
        // The environment's own is the one of which the most is computed, or the last.
        let own = known.last { index in
            let stem = RepositoryPath.name(of: handover.files[index].text).prefix { $0 != "." }
            return handover.files[index].computed.count == depth
                && !VariableFileSets.commonNames.contains(String(stem))
        }
        guard let own else { return }
        if known.count == 1, depth == 0 { alone.formUnion(files.filter { isMeant($0, by: own) }) }
        let variables = Set(handover.files[own].computed)
        for index in known where index != own {
            let computed = Set(handover.files[index].computed)
            guard computed.isEmpty || computed.isStrictSubset(of: variables) else { continue }
            let meant = files.filter { isMeant($0, by: index) && !isMeant($0, by: own) }
            if index < own { front.formUnion(meant) } else { behind.formUnion(meant) }
        }
    }
}

/// The environments of a root that the commands which plan and apply it tell by the variable files they name.
struct HandedEnvironments {
    struct Environment {
        var name: String
        var files: [String]
        /// True when one of the files that it takes is not in the repository.
        var isIncomplete = false
    }

    private static let unnamed: Set<String> = [
        "terraform", "variables", "vars", "env", "main", "input", "inputs",
    ]

    let root: String
    let handovers: [VariableHandover]
    /// Every variable file of the repository.
    let present: [String]

    /// Nil unless every command for the root is understood, and they do not contradict each other.
    func environments() -> [Environment]? {
        guard !handovers.isEmpty, handovers.allSatisfy(\.isWhole) else { return nil }
        var found: [String: Environment] = [:]
        for handover in handovers {
            guard let environments = environments(of: handover) else { return nil }
            for environment in environments {
                if let before = found[environment.name], before.files != environment.files { return nil }
                found[environment.name] = environment
            }
        }
        return found.isEmpty ? nil : found.values.sorted { $0.name < $1.name }
    }

    private func environments(of handover: VariableHandover) -> [Environment]? {
        var patterns: [(text: String, computed: [String])] = []
        for file in handover.files {
            guard let path = VariableHandover.path(file, from: root) else { return nil }
            // Terraform loads these by itself.
            let name = RepositoryPath.name(of: path)
            if RepositoryPath.directory(of: path) == root,
                PipelineVariables.isAutomatic(name)
            {
                continue
            }
            patterns.append((path, file.computed))
        }
        let computed = Set(patterns.flatMap(\.computed))
        guard let last = patterns.last else { return [] }
        guard let variable = patterns.first(where: { !$0.computed.isEmpty }) else {
            let files = patterns.map(\.text)
            func stem(_ path: String) -> Substring { RepositoryPath.name(of: path).prefix { $0 != "." } }
            let naming =
                files.last { !VariableFileSets.commonNames.contains(String(stem($0))) } ?? last.text
            let stem = stem(naming)
            let folder = RepositoryPath.name(of: RepositoryPath.directory(of: naming))
            let name = Self.unnamed.contains(String(stem)) && !folder.isEmpty ? folder : String(stem)
            guard files.allSatisfy(present.contains) else { return [] }
            return [Environment(name: name, files: files)]
        }
        guard computed.count == 1 else { return combined(patterns, computed) }
        let fixed = patterns.filter { $0.computed.isEmpty }.map(\.text)
        let names = Set(
            present.filter { !fixed.contains($0) }.compactMap { path in
                patterns.lazy.filter { !$0.computed.isEmpty }.compactMap {
                    VariableHandover.substitution($0.text, path)
                }.first
            })
        return names.subtracting(VariableFileSets.commonNames).sorted().compactMap { name in
            let files = patterns.map { $0.text.replacing("*", with: name) }
            let own = variable.text.replacing("*", with: name)
            guard present.contains(own) else { return nil }
            let there = files.filter(present.contains)
            return Environment(name: name, files: there, isIncomplete: there.count < files.count)
        }
    }

    /// Environments of files whose names several variables make up: each is told by the last file that all of them are in.
    private func combined(_ patterns: [(text: String, computed: [String])], _ variables: Set<String>)
        -> [Environment]?
    {
        guard let widest = patterns.last(where: { Set($0.computed) == variables }) else { return nil }
        let fixed = Set(patterns.filter { $0.computed.isEmpty }.map(\.text))
        let templates = patterns.map { PathBindings($0.text, $0.computed) }
        guard let own = PathBindings(widest.text, widest.computed) else { return nil }
        var found: [Environment] = []
        for path in present where !fixed.contains(path) {
            let bindings = own.bindings(of: path)
            guard !bindings.isEmpty else { continue }
            let sets = bindings.map { binding in
                zip(patterns, templates).map { $1?.path(binding) ?? $0.text }
            }
            let whole = sets.filter { $0.allSatisfy(present.contains) }
            guard whole.count <= 1 else { return nil }
            let files = whole.first ?? [path]
            found.append(
                Environment(name: own.varying(in: path), files: files, isIncomplete: whole.isEmpty))
        }
        return found
    }
}
