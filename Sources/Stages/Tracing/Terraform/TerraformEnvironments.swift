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
    private let unclaimed = Lazily<[UnclaimedFile]>()

    init(_ library: ModuleLibrary, settings: RepositorySettings) {
        index = library.index
        self.library = library
        self.settings = settings
        workspaces = WorkspaceNames(library)
    }

    /// A variable file that is no root's.
    private struct UnclaimedFile {
        var path: String
        /// The variables in it.
        var names: Set<String>
        /// The nearest directory of Terraform that it is below.
        var owner: String?
    }

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
        let found = try handed(root) ?? byConvention(root)
        guard found.isEmpty else {
            return try found.map { context in
                var context = context
                // Files and maps that have the same name mean the same by it.
                context.workspace = names.first { $0 == context.environment }
                try doubt(&context)
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
        try doubt(&context)
        try doubtByFiles(&context)
        return context
    }

    /// Doubts what pipelines or scripts may hand to Terraform.
    func doubt(_ context: inout TerraformContext) throws {
        let root = context.root
        guard !isDeclared(root) else { return }
        let handed = try handed()
        let variables = try library.module(root).variables
        let values = try VariableValues(root: root, variableFiles: context.variableFiles, index: index)
        var isIncomplete = false
        for (name, block) in variables {
            if let place = handed.places[name], context.doubts[name] == nil {
                context.doubts[name] = place.location
            }
            if let place = handed.argument(name, of: root) { context.contested[name] = place.location }
            let isGiven = values.assignments[name] != nil || handed.places[name] != nil
            if block.attribute("default") == nil, !isGiven { isIncomplete = true }
        }
        context.absentFiles =
            context.absentFiles ?? handed.file(of: root, isIncomplete: isIncomplete)?.location
        context.computedNames = handed.computedName(of: root)?.location
        try doubtBySuspects(&context, handed, values, Set(variables.keys))
    }

    /// Doubts what files of the repository give a value that scripts may hand over, although nothing says for certain that they do.
    private func doubtBySuspects(
        _ context: inout TerraformContext, _ handed: PipelineVariables, _ values: VariableValues,
        _ variables: Set<String>
    ) throws {
        let root = context.root
        // What belongs to other environments is not for this one.
        let own = Set(try VariableFileSets(root, index, library).files).union(context.variableFiles).union(
            try self.handed(root)?.flatMap(\.variableFiles) ?? [])
        let suspects = try handed.suspects(of: root, but: own) {
            try library.directories.contains($0) && library.module($0).configuresTerraform
        }
        for (path, place) in suspects {
            for (name, text) in try VariableFileSets.assignments(in: path, index)
            where variables.contains(name) {
                let given = values.assignments[name]?.last?.expression.text
                let detail = "\(path), which \(place.location) may hand over,"
                if given == nil {
                    if context.doubts[name] == nil { context.doubts[name] = detail }
                } else if given != text, context.contested[name] == nil {
                    context.contested[name] = detail
                }
            }
        }
    }

    private func handed() throws -> PipelineVariables {
        try pipelines.get { try PipelineVariables(index, directories: library.directories) }
    }

    /// Environments that commands tell for certain, where the names of files alone do not tell them.
    private func handed(_ root: String) throws -> [TerraformContext]? {
        guard !isDeclared(root), let found = try handed().environments(of: root) else { return nil }
        let own = Set(try VariableFileSets(root, index, library).files)
        let files = Set(found.flatMap(\.files))
        guard own.isSubset(of: files), !files.isSubset(of: own) else { return nil }
        return try found.map { environment in
            var context = TerraformContext(
                root: root, environment: environment.name, variableFiles: environment.files)
            if environment.isIncomplete {
                context.absentFiles = try handed().handovers.first { $0.root == root }?.place.location
            }
            return context
        }
    }

    /// Doubts variables of a root without variable files that files of no root may be meant for, and of one with files that
    /// Terraform loads by itself those that others below it give.
    ///
    /// Of names that the root does not declare Terraform only warns. With most of them undeclared a file may be another
    /// root's: that is a suspicion.
    private func doubtByFiles(_ context: inout TerraformContext) throws {
        let root = context.root
        guard !isDeclared(root) else { return }
        let declared = try library.module(root).variables
        let isComplete = !VariableValues.automatic(root, index).isEmpty
        for file in try unclaimedFiles() {
            let (path, names, owner) = (file.path, file.names, file.owner)
            let own = names.filter { declared[$0] != nil }
            guard !own.isEmpty else { continue }
            // Below the root of the repository there is everything.
            let isSuspect = (owner != root || root.isEmpty) && own.count * 2 < names.count
            if isComplete {
                if owner == root, !isSuspect { try contest(&context, by: path, own) }
                continue
            }
            if own.count < names.count, let owner, owner != root, !RepositoryPath.isInside(root, owner) {
                let others = try library.module(owner).variables
                if names.count(where: { others[$0] != nil }) > own.count { continue }
            }
            for name in own where context.doubts[name] == nil {
                if !isSuspect {
                    context.doubts[name] = path
                } else if context.suspicions[name] == nil {
                    context.suspicions[name] = path
                }
            }
        }
    }

    /// Doubts what a file gives that may be handed over beside those that Terraform loads by itself.
    ///
    /// One that gives the same value is stronger all the same: an edit of the other would change nothing.
    private func contest(_ context: inout TerraformContext, by path: String, _ names: Set<String>) throws {
        let values = try VariableValues(root: context.root, variableFiles: [], index: index)
        for name in names {
            if values.assignments[name] == nil {
                if context.doubts[name] == nil { context.doubts[name] = path }
            } else if context.contested[name] == nil {
                context.contested[name] = path
            }
        }
    }

    /// Variable files that are no root's, by path.
    private func unclaimedFiles() throws -> [UnclaimedFile] {
        try unclaimed.get {
            let all = index.files.filter { path in
                VariableFileSets.isVariables(RepositoryPath.name(of: path))
                    && PathConventions.notDeployed(path) == nil
            }
            guard !all.isEmpty else { return [] }
            var claimed: Set<String> = []
            for root in library.directories {
                let own = VariableValues.automatic(root, index)
                let environments =
                    declared(root).map {
                        $0.environments.flatMap(\.variableFiles).map(RepositoryPath.normalized)
                    } ?? []
                let found = try VariableFileSets(root, index, library).files
                claimed.formUnion((own + environments + found).compactMap(index.realFile))
            }
            return try all.filter { !claimed.contains($0) }.sorted().map { path in
                UnclaimedFile(
                    path: path, names: try VariableFileSets.names(in: path, index),
                    owner: RepositoryPath.ancestors(of: path).first { !library.files(in: $0).isEmpty })
            }
        }
    }

    private func byConvention(_ root: String) throws -> [TerraformContext] {
        try VariableFileSets(root, index, library).contexts()
    }
}
