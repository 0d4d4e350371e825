internal import Diagnostics
internal import HCL
internal import Model

/// The environments of a root that the names of its variable files tell.
///
/// A file is an environment, or a folder of files is, or each file of each folder: what gives one variable two values is never
/// one environment. Files that may be for all of them, such as `common.tfvars`, are no environment; what they give a value
/// is in doubt.
struct VariableFileSets {
    private let root: String
    private let index: RepositoryIndex
    private let library: ModuleLibrary
    /// Environment → its files.
    private var environments: [String: [String]] = [:]
    /// Files that may be handed over for every environment.
    private var common: [String] = []
    /// Environment → files that may be handed over with its own.
    private var companions: [String: [String]] = [:]

    /// Files that commands hand over together with those of environments.
    private let attendants: VariableAttendants

    /// Every file that is for the root.
    var files: [String] { environments.values.flatMap { $0 } + common + companions.values.flatMap { $0 } }

    static let folders = [
        "env", "envs", "environment", "environments", "vars", "tfvars", "var-files", "varfiles", "variables",
        "config", "configs", "workspaces",
    ]
    static let commonNames: Set<String> = [
        "common", "global", "globals", "shared", "default", "defaults", "base", "all", "secret", "secrets",
    ]

    init(
        _ root: String, _ index: RepositoryIndex, _ library: ModuleLibrary,
        attendants: VariableAttendants = VariableAttendants()
    ) throws {
        self.attendants = attendants
        self.root = root
        self.index = index
        self.library = library
        try read(root, folders: try others(), isNamed: false)
        for folder in Self.folders {
            let directory = path(root, folder)
            // A folder with Terraform files is a root of its own.
            let inner = index.subdirectories(of: directory).filter {
                !index.entries(in: path(directory, $0)).contains(where: ModuleLibrary.isTerraform)
            }
            try read(directory, folders: inner, isNamed: true)
        }
        // What belongs to a file that is no environment itself belongs to that file's.
        for name in companions.keys where environments[name] == nil {
            let bases = environments.keys.filter { name.hasPrefix("\($0)-") || name.hasPrefix("\($0)_") }
            guard let base = bases.max(by: { $0.count < $1.count }) else { continue }
            companions[base, default: []] += companions.removeValue(forKey: name) ?? []
        }
        let attending = environments.filter { $0.value.allSatisfy(attendants.all.contains) }
        if attending.count < environments.count {
            for (name, files) in attending {
                common += files
                environments[name] = nil
            }
        }
        if Set(environments.keys).isSubset(of: Self.commonNames) { return }
        for name in environments.keys where Self.commonNames.contains(name) {
            common += environments.removeValue(forKey: name) ?? []
        }
    }

    /// Every environment, by name.
    func contexts() throws -> [TerraformContext] {
        let everywhere = try Set(common.flatMap { try Self.names(in: $0, index) })
        return try environments.keys.sorted().map { name in
            let files = environments[name] ?? []
            var context = TerraformContext(root: root, environment: name, variableFiles: files)
            var seen: [String: String] = [:]
            for file in files {
                for (variable, text) in try given(in: file) {
                    if let before = seen[variable], before != text { context.contested[variable] = file }
                    seen[variable] = text
                }
            }
            for variable in everywhere where seen[variable] == nil {
                context.doubts[variable] = try common.first {
                    try Self.names(in: $0, index).contains(variable)
                }
            }
            for file in (companions[name] ?? []) + common.filter(attendants.behind.contains) {
                for (variable, text) in try Self.assignments(in: file, index) where seen[variable] != text {
                    if seen[variable] == nil {
                        context.doubts[variable] = file
                    } else {
                        context.contested[variable] = file
                    }
                }
            }
            return context
        }
    }

    // MARK: One directory

    /// Other folders of variable files below the root, when they are for variables of it.
    private func others() throws -> [String] {
        try index.subdirectories(of: root).filter { folder in
            guard !Self.folders.contains(folder) else { return false }
            let directory = path(root, folder)
            let names = index.entries(in: directory)
            guard names.contains(where: Self.isVariables), !names.contains(where: ModuleLibrary.isTerraform),
                PathConventions.notDeployed("\(directory)/x") == nil
            else { return false }
            let variables = try library.module(root).variables
            return try names.contains { name in
                guard stem(name) != nil else { return false }
                return try Self.names(in: path(directory, name), index).contains { variables[$0] != nil }
            }
        }
    }

    /// Files in a directory and in folders of it; in a directory that is `isNamed` for it a folder is an environment.
    private mutating func read(_ directory: String, folders: [String], isNamed: Bool) throws {
        let direct = index.entries(in: directory).compactMap(stem)
        let attending = Set(
            index.entries(in: directory).filter { attendants.all.contains(path(directory, $0)) }.compactMap(
                stem))
        let named = Set(direct).subtracting(Self.commonNames).subtracting(attending)
        for name in index.entries(in: directory) {
            guard let stem = stem(name) else { continue }
            let file = path(directory, name)
            if let dot = stem.firstIndex(of: "."), named.contains(String(stem[..<dot])) {
                companions[String(stem[..<dot]), default: []].append(file)
            } else if let base = try base(of: file, stem, named, in: directory) {
                companions[base, default: []].append(file)
            } else {
                environments[stem, default: []].append(file)
            }
        }
        var sets: [(folder: String, files: [(stem: String, path: String)])] = []
        for folder in folders {
            let inner = path(directory, folder)
            let files = index.entries(in: inner).compactMap { name -> (stem: String, path: String)? in
                guard isNamed ? Self.isVariables(name) : stem(name) != nil else { return nil }
                return (stem(name) ?? folder, path(inner, name))
            }
            guard !files.isEmpty else { continue }
            // `tfvars/network/prod.tfvars` beside `tfvars/prod.tfvars`: more files of the same environments.
            if !named.contains(folder), named.isSuperset(of: files.map(\.stem)) {
                for file in files { environments[file.stem, default: []].append(file.path) }
            } else {
                sets.append((folder, files))
            }
        }
        try add(sets, isNamed: isNamed)
    }

    /// The environment that a file such as `prod-overrides.tfvars` belongs to; nil for one that can stand alone.
    ///
    /// It cannot where it lacks what the root requires and the file of the environment gives, or where the two have no variable
    /// in common.
    private func base(of file: String, _ stem: String, _ named: Set<String>, in directory: String) throws
        -> String?
    {
        let bases = named.filter { stem.hasPrefix("\($0)-") || stem.hasPrefix("\($0)_") }
        guard let base = bases.max(by: { $0.count < $1.count }), try !hasErrors(file),
            let other = index.entries(in: directory).first(where: { self.stem($0) == base })
        else { return nil }
        let own = try Self.names(in: file, index)
        let given = try Self.names(in: path(directory, other), index)
        let variables = try library.module(root).variables
        let lacks = given.subtracting(own).contains {
            variables[$0].map { $0.attribute("default") == nil } ?? false
        }
        return lacks || own.isEmpty || own.isDisjoint(with: given) && !given.isEmpty ? base : nil
    }

    /// True for a file that cannot be read, of which nobody knows what is in it.
    private func hasErrors(_ path: String) throws -> Bool {
        guard let real = index.realFile(path), let file = try index.store.hcl(real) else { return true }
        return file.diagnostics.contains { $0.severity == .error }
    }

    private mutating func add(
        _ sets: [(folder: String, files: [(stem: String, path: String)])], isNamed: Bool
    ) throws {
        let stems = sets.flatMap { $0.files.map(\.stem) }
        let isUnique = Set(stems).count == stems.count
        let isSplit = try sets.contains { try isContradictory($0.files.map(\.path)) }
        for set in sets {
            for file in set.files {
                let name =
                    if isNamed, !isSplit {
                        set.folder
                    } else if !isNamed, isUnique {
                        file.stem
                    } else if set.files.count == 1, Set(stems).count == 1 || file.stem == set.folder {
                        set.folder
                    } else {
                        "\(set.folder)/\(file.stem)"
                    }
                environments[name, default: []].append(file.path)
            }
        }
    }

    /// True for files that give one variable different values.
    private func isContradictory(_ files: [String]) throws -> Bool {
        guard files.count > 1 else { return false }
        var seen: [String: String] = [:]
        for file in files {
            for (name, text) in try given(in: file) {
                if let before = seen[name], before != text { return true }
                seen[name] = text
            }
        }
        return false
    }

    // MARK: Files

    /// The names of the variables that a file gives values to.
    static func names(in path: String, _ index: RepositoryIndex) throws -> Set<String> {
        Set(try assignments(in: path, index).keys)
    }

    /// What a file of an environment gives; nothing where its contents are not in this clone, which is said where they are used.
    private func given(in path: String) throws -> [String: String] {
        guard let real = index.realFile(path), case .success = try index.store.readable(real) else {
            return [:]
        }
        return try Self.assignments(in: path, index)
    }

    static func assignments(in path: String, _ index: RepositoryIndex) throws -> [String: String] {
        guard let real = index.realFile(path), let file = try index.store.hcl(real) else { return [:] }
        return file.body.attributes.reduce(into: [:]) { $0[$1.name] = $1.expression.text }
    }

    /// `prod` of `prod.tfvars`; nil for files that Terraform loads by itself and for others.
    private func stem(_ name: String) -> String? {
        guard Self.isVariables(name), name != "terraform.tfvars", name != "terraform.tfvars.json",
            !name.contains(".auto.tfvars")
        else { return nil }
        for suffix in [".tfvars", ".tfvars.json"] where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        return nil
    }

    /// Settings of a backend have the same suffix and are no variables.
    static func isVariables(_ name: String) -> Bool {
        (name.hasSuffix(".tfvars") || name.hasSuffix(".tfvars.json")) && !name.contains("backend")
            && !name.hasSuffix(".example.tfvars") && !name.hasPrefix("template.tfvars")
    }

    private func path(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }
}
