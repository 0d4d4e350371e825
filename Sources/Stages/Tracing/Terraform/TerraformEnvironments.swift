internal import Diagnostics
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
        /// True when its name says that it is one.
        var isNamed: Bool
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
            ?? template(of: root)
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
        // Where the commands tell the environments, nothing else goes with their files.
        let companions =
            try self.handed(root) == nil
            ? handed.companions(
                of: context.variableFiles, among: handed.present.filter(own.contains), for: root) : []
        for (path, place, isStronger) in suspects.map({ ($0.path, $0.place, true) }) + companions {
            for (name, text) in try VariableFileSets.assignments(in: path, index)
            where variables.contains(name) {
                let given = values.assignments[name]?.last?.expression.text
                let detail = "\(path), which \(place.location) may hand over,"
                if given == nil {
                    if context.doubts[name] == nil { context.doubts[name] = detail }
                } else if isStronger, given != text, context.contested[name] == nil {
                    context.contested[name] = detail
                }
            }
        }
    }

    /// A template beside the root's files of one that Terraform loads by itself: what is made of it stands nowhere in Git.
    private func template(of root: String) -> String? {
        index.entries(in: root).first { name in
            guard PipelineVariables.isAutomatic(name), let end = name.split(separator: ".").last else {
                return false
            }
            return Self.templateEndings.contains(String(end))
        }.map { root.isEmpty ? $0 : "\(root)/\($0)" }
    }

    private static let templateEndings: Set<String> = [
        "j2", "jinja", "jinja2", "tpl", "tmpl", "tftpl", "erb", "gotmpl", "mustache", "ctmpl", "in",
    ]

    private func handed() throws -> PipelineVariables {
        try pipelines.get { try PipelineVariables(index, directories: library.directories) }
    }

    /// Environments that commands tell for certain, where the names of files alone do not tell them.
    private func handed(_ root: String) throws -> [TerraformContext]? {
        guard !isDeclared(root), let found = try handed().environments(of: root) else { return nil }
        let own = Set(try VariableFileSets(root, index, library).files)
        let files = Set(found.flatMap(\.files))
        // Which files go together only the commands say.
        let isMore = !files.isSubset(of: own) || found.contains { $0.files.count > 1 }
        guard own.isSubset(of: files), isMore else { return nil }
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
            guard !own.isEmpty, file.isNamed || owner == root else { continue }
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
            let all = try index.files.filter { path in
                guard PathConventions.notDeployed(path) == nil else { return false }
                return try VariableFileSets.isVariables(RepositoryPath.name(of: path))
                    || isUnnamed(path)
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
                    owner: RepositoryPath.ancestors(of: path).first { !library.files(in: $0).isEmpty },
                    isNamed: VariableFileSets.isVariables(RepositoryPath.name(of: path)))
            }
        }
    }

    /// True for a file of variables that another name than Terraform's hides: it is below a root, is nothing but assignments of
    /// constants, and the root declares most of the names.
    private func isUnnamed(_ path: String) throws -> Bool {
        let name = RepositoryPath.name(of: path)
        let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) : nil
        guard !name.hasPrefix("."), !name.contains("backend"), !Self.otherEndings.contains(ending ?? ""),
            !Self.otherNames.contains(name), let root = try above(path),
            case .success(let source) = try index.store.readable(path), Self.beginsAssigning(source.bytes),
            let file = try index.store.hcl(path), file.diagnostics.isEmpty, file.body.blocks.isEmpty
        else { return false }
        let names = file.body.attributes.map(\.name)
        let declared = try library.module(root).variables
        return !names.isEmpty && names.count(where: { declared[$0] != nil }) * 2 > names.count
    }

    /// True for a text whose first line that is no remark begins with a name and `=`.
    private static func beginsAssigning(_ bytes: [UInt8]) -> Bool {
        guard bytes.count < 1 << 18 else { return false }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = line.drop { " \t\r".utf8.contains($0) }
            guard let first = text.first, !"#/".utf8.contains(first) else { continue }
            let rest = text.drop { ScriptText.isName($0) || $0 == UInt8(ascii: "-") }
            guard rest.startIndex > text.startIndex else { return false }
            return rest.first { !" \t".utf8.contains($0) } == UInt8(ascii: "=")
        }
        return false
    }

    /// The nearest directory of Terraform above a file, when it takes variables.
    private func above(_ path: String) throws -> String? {
        let root = RepositoryPath.ancestors(of: path).first { !library.files(in: $0).isEmpty }
        return try root.flatMap { try library.module($0).variables.isEmpty ? nil : $0 }
    }

    /// Endings of files that are something else.
    private static let otherEndings: Set<String> = [
        "tf", "tofu", "tfvars", "md", "json", "yaml", "yml", "sh", "py", "js", "ts", "go", "rb", "java",
        "tpl",
        "tmpl", "tftpl", "j2", "txt", "toml", "xml", "html", "css", "sql", "lock", "png", "jpg", "svg", "gif",
        "zip", "ps1", "bat", "swift", "rs", "c", "h", "jsonnet", "libsonnet", "rego", "csv", "pem", "pub",
        "crt",
    ]
    private static let otherNames: Set<String> = [
        "Makefile", "Dockerfile", "Jenkinsfile", "LICENSE", "README", "CODEOWNERS", "Vagrantfile", "Gemfile",
    ]

    private func byConvention(_ root: String) throws -> [TerraformContext] {
        let files = Set(try VariableFileSets(root, index, library).files)
        let attendants = try handed().attendants(of: root, among: files)
        return try VariableFileSets(root, index, library, attendants: attendants).contexts()
    }
}
