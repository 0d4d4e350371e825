internal import HCL
internal import Model
internal import Settings

/// The environments of a root: declared, or found by the names of its variable files, or by what `terraform.workspace` selects.
struct TerraformEnvironments {
    let index: RepositoryIndex
    let settings: RepositorySettings
    private let library: ModuleLibrary
    private let workspaces: WorkspaceNames
    private let pipelines = Lazily<PipelineVariables>()
    private let unclaimed = Lazily<[String: Set<String>]>()

    init(_ library: ModuleLibrary, settings: RepositorySettings) {
        index = library.index
        self.library = library
        self.settings = settings
        workspaces = WorkspaceNames(library)
    }

    private static let folders = [
        "env", "envs", "environment", "environments", "vars", "tfvars", "var-files", "varfiles", "variables",
        "config", "configs", "workspaces",
    ]

    func isDeclared(_ root: String) -> Bool { declared(root) != nil }

    private func declared(_ root: String) -> TerraformRootSettings? {
        settings.terraformRoots.first {
            let path = RepositoryPath.normalized($0.path)
            return path == root || root.isEmpty && path == "."
        }
    }

    /// Every environment of the root; one without a name where it has none.
    func contexts(_ root: String) throws -> [TerraformContext] {
        if let declared = declared(root), !declared.environments.isEmpty {
            return declared.environments.map {
                TerraformContext(
                    root: root, environment: $0.name,
                    variableFiles: $0.variableFiles.map(RepositoryPath.normalized), workspace: $0.workspace,
                    declared: $0.variables)
            }
        }
        let names = try workspaces.names(of: root)
        let found = try byConvention(root)
        guard found.isEmpty else {
            let handed = try handed(to: root)
            return found.map { context in
                var context = context
                // Files and maps that have the same name mean the same by it.
                context.workspace = names.first { $0 == context.environment }
                context.doubts = handed
                return context
            }
        }
        guard !names.isEmpty else {
            return [try plain(root, nil)]
        }
        return try names.map {
            var context = try plain(root, $0)
            context.workspace = $0
            return context
        }
    }

    /// The root with the files that Terraform loads by itself and no other.
    func plain(_ root: String, _ environment: String?) throws -> TerraformContext {
        var context = TerraformContext(root: root, environment: environment, variableFiles: [])
        context.doubts = try doubts(root)
        return context
    }

    /// Variables of a root that pipelines or scripts hand to Terraform, with the place.
    func handed(to root: String) throws -> [String: String] {
        guard !isDeclared(root) else { return [:] }
        let places = try pipelines.get { try PipelineVariables(index) }.places
        return try library.module(root).variables.reduce(into: [:]) { $0[$1.key] = places[$1.key] }
    }

    /// Variables of a root without variable files that files of no root may be meant for, with the file.
    private func doubts(_ root: String) throws -> [String: String] {
        var doubts = try handed(to: root)
        guard !isDeclared(root), VariableValues.automatic(root, index).isEmpty else { return doubts }
        let declared = try library.module(root).variables
        for (path, names) in try unclaimedFiles().sorted(by: { $0.key < $1.key })
        where !names.isEmpty && names.allSatisfy({ declared[$0] != nil }) {
            for name in names where doubts[name] == nil { doubts[name] = path }
        }
        return doubts
    }

    /// Variable files that are no root's, by the names of the variables in them.
    private func unclaimedFiles() throws -> [String: Set<String>] {
        try unclaimed.get {
            let all = index.files.filter { path in
                isVariables(RepositoryPath.name(of: path)) && PathConventions.notDeployed(path) == nil
            }
            guard !all.isEmpty else { return [:] }
            var claimed: Set<String> = []
            for root in library.directories {
                let own = VariableValues.automatic(root, index)
                let environments =
                    declared(root).map {
                        $0.environments.flatMap(\.variableFiles).map(RepositoryPath.normalized)
                    } ?? []
                let found = try byConvention(root).flatMap(\.variableFiles)
                claimed.formUnion((own + environments + found).compactMap(index.realFile))
            }
            var result: [String: Set<String>] = [:]
            for path in all where !claimed.contains(path) { result[path] = try names(in: path) }
            return result
        }
    }

    /// The names of the variables that a file gives values to.
    private func names(in path: String) throws -> Set<String> {
        guard let real = index.realFile(path), let file = try index.store.hcl(real) else { return [] }
        return Set(file.body.attributes.map(\.name))
    }

    private func byConvention(_ root: String) throws -> [TerraformContext] {
        var files: [String: [String]] = [:]
        func add(_ environment: String, _ path: String) { files[environment, default: []].append(path) }
        for name in index.entries(in: root) {
            if let stem = stem(name) { add(stem, path(root, name)) }
        }
        for folder in TerraformEnvironments.folders {
            let directory = path(root, folder)
            for name in index.entries(in: directory) {
                if let stem = stem(name) { add(stem, path(directory, name)) }
            }
            // `variables/prod/network.tfvars`: all files of a folder belong to the environment of that name.
            for environment in index.subdirectories(of: directory) {
                let inner = path(directory, environment)
                // A folder with Terraform files is a root of its own.
                guard !index.entries(in: inner).contains(where: ModuleLibrary.isTerraform) else { continue }
                for name in index.entries(in: inner) where isVariables(name) {
                    add(environment, path(inner, name))
                }
            }
        }
        // Any other folder of variable files, when they are for variables of this root.
        for folder in index.subdirectories(of: root) where !TerraformEnvironments.folders.contains(folder) {
            let directory = path(root, folder)
            let names = index.entries(in: directory)
            guard names.contains(where: isVariables), !names.contains(where: ModuleLibrary.isTerraform),
                PathConventions.notDeployed("\(directory)/x") == nil
            else { continue }
            let variables = try library.module(root).variables
            for name in names {
                guard let stem = stem(name) else { continue }
                let file = path(directory, name)
                if try self.names(in: file).contains(where: { variables[$0] != nil }) { add(stem, file) }
            }
        }
        return files.keys.sorted().map {
            TerraformContext(root: root, environment: $0, variableFiles: files[$0] ?? [])
        }
    }

    /// `prod` of `prod.tfvars`; nil for files that Terraform loads by itself and for others.
    private func stem(_ name: String) -> String? {
        guard isVariables(name), name != "terraform.tfvars", name != "terraform.tfvars.json",
            !name.contains(".auto.tfvars")
        else { return nil }
        for suffix in [".tfvars", ".tfvars.json"] where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        return nil
    }

    /// Settings of a backend have the same suffix and are no variables.
    private func isVariables(_ name: String) -> Bool {
        (name.hasSuffix(".tfvars") || name.hasSuffix(".tfvars.json")) && !name.contains("backend")
            && !name.hasSuffix(".example.tfvars")
    }

    private func path(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }
}
