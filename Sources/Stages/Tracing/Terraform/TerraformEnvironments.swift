internal import Model
internal import Settings

/// The environments of a root: declared, or found by the names of its variable files, or by what `terraform.workspace` selects.
struct TerraformEnvironments {
    let index: RepositoryIndex
    let settings: RepositorySettings
    private let workspaces: WorkspaceNames

    init(_ library: ModuleLibrary, settings: RepositorySettings) {
        index = library.index
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
        let found = byConvention(root)
        guard found.isEmpty else {
            return found.map { context in
                var context = context
                // Files and maps that have the same name mean the same by it.
                context.workspace = names.first { $0 == context.environment }
                return context
            }
        }
        guard !names.isEmpty else {
            return [TerraformContext(root: root, environment: nil, variableFiles: [])]
        }
        return names.map {
            TerraformContext(root: root, environment: $0, variableFiles: [], workspace: $0)
        }
    }

    private func byConvention(_ root: String) -> [TerraformContext] {
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
