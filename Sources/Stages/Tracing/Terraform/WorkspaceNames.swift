internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance
internal import Synchronization

/// The workspaces of a root that its own code tells: keys of maps that `terraform.workspace` selects from, and names of files
/// that are read by it.
final class WorkspaceNames: Sendable {
    private let library: ModuleLibrary
    private let known = Mutex<[String: [String]]>([:])

    /// More names than these are no environments.
    private static let limit = 50

    init(_ library: ModuleLibrary) { self.library = library }

    /// The names, sorted; none for a root of which one name alone is known, since any other would do as well.
    func names(of root: String) throws -> [String] {
        if let found = known.withLock({ $0[root] }) { return found }
        let found = try find(root)
        known.withLock { $0[root] = found }
        return found
    }

    private func find(_ root: String) throws -> [String] {
        let directories = try library.closure(root).filter { directory in
            try library.module(directory).files.contains { path in
                guard case .success(let source) = try library.index.store.readable(path) else { return false }
                return FileMarks.contains(source.bytes, "terraform.workspace")
            }
        }
        guard !directories.isEmpty else { return [] }
        let context = TerraformContext(root: root, environment: nil, variableFiles: [])
        let evaluation = try RootEvaluation(context, library)
        guard let top = evaluation.top else { return [] }
        var search = Search(evaluation: evaluation, isWhole: directories != [root])
        search.visit(top, aliases: ["terraform.workspace"], depth: 0)
        try search.tryRewritten()
        let names = search.names.filter { name in
            !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        }
        return (2...Self.limit).contains(names.count) ? names.sorted() : []
    }

    /// A walk through the expressions of a root.
    private struct Search {
        let evaluation: RootEvaluation
        /// True when modules below the root use the workspace too, or are handed it.
        let isWhole: Bool
        var names: Set<String> = []
        /// Maps that a rewritten form of the workspace selects from: the key's expression, and the keys.
        private var rewritten: [(key: String, file: SourceFile, keys: Set<String>)] = []
        private var seen: Set<String> = []

        init(evaluation: RootEvaluation, isWhole: Bool) {
            self.evaluation = evaluation
            self.isWhole = isWhole
        }

        /// `aliases` are expressions that are the workspace.
        mutating func visit(_ instance: ModuleInstance, aliases: Set<String>, depth: Int) {
            let module = instance.module
            var aliases = aliases
            var count = 0
            while count != aliases.count {
                count = aliases.count
                for (name, local) in module.locals {
                    let expression = local.attribute.expression
                    if aliases.contains(Self.plain(expression)) {
                        aliases.insert("local.\(name)")
                    } else if Self.isRewritten(expression, aliases) {
                        aliases.insert("~local.\(name)")
                    }
                }
            }
            // The same module handed the same things has the same expressions.
            guard seen.insert("\(module.path) \(aliases.sorted())").inserted else { return }
            for local in module.locals.values { visit(local.attribute, instance, aliases) }
            let blocks = [module.resources, module.data, module.calls, module.outputs].flatMap(\.values)
            for block in blocks + module.providers { visit(block, instance, aliases) }
            for (name, call) in module.calls.sorted(by: { $0.key < $1.key }) {
                let handed = call.attributes.filter { aliases.contains(Self.plain($0.expression)) }
                guard isWhole || !handed.isEmpty, depth < 10,
                    let child = instance.children(of: name).modules.first
                else { continue }
                visit(
                    child, aliases: Set(handed.map { "var.\($0.name)" } + ["terraform.workspace"]),
                    depth: depth + 1)
            }
        }

        private mutating func visit(
            _ block: TerraformBlock, _ instance: ModuleInstance, _ aliases: Set<String>
        ) {
            for attribute in block.attributes { visit(attribute, instance, aliases) }
            for nested in block.blocks { visit(nested, instance, aliases) }
        }

        private mutating func visit(
            _ attribute: TerraformAttribute, _ instance: ModuleInstance, _ aliases: Set<String>
        ) {
            let text = attribute.expression.text
            guard aliases.contains(where: { text.contains($0.drop { $0 == "~" }) }) else { return }
            let expression = attribute.expression
            visit(expression.id, expression.tree, attribute.file, instance, aliases)
        }

        private mutating func visit(
            _ node: HCLNodeID, _ tree: HCLTree, _ file: SourceFile, _ instance: ModuleInstance,
            _ aliases: Set<String>
        ) {
            let view = ExpressionView(tree: tree, id: node)
            if let traversal = view.traversal {
                for case .index(let key) in traversal.steps {
                    // What stands before the bracket.
                    let before = view.text.utf8.count - Int(view.range.upper - key.range.lower)
                    let text = String(decoding: view.text.utf8.prefix(before), as: UTF8.self)
                    guard let bracket = text.lastIndex(of: "[") else { continue }
                    keys(of: String(text[..<bracket]), by: key, file, instance, aliases)
                }
            }
            if let call = view.call, let first = call.arguments.first {
                if call.name == "lookup", call.arguments.count > 1 {
                    keys(of: first.text, by: call.arguments[1], file, instance, aliases)
                }
                if Self.readers.contains(call.name) { files(first, instance, aliases) }
            }
            for child in tree.children(of: node) { visit(child, tree, file, instance, aliases) }
        }

        private mutating func keys(
            of collection: String, by key: ExpressionView, _ file: SourceFile, _ instance: ModuleInstance,
            _ aliases: Set<String>
        ) {
            let isWorkspace = aliases.contains(Self.plain(key))
            guard isWorkspace || instance.parent == nil && Self.isRewritten(key, aliases) else { return }
            let value = value(of: collection, file, instance, evaluation)
            let keys = Set(value?.members?.entries.map(\.key) ?? [])
            if isWorkspace {
                names.formUnion(keys)
            } else {
                rewritten.append((key.text, file, keys))
            }
        }

        private func value(
            of text: String, _ file: SourceFile, _ instance: ModuleInstance, _ evaluation: RootEvaluation
        ) -> Value? {
            let parsed = HCLParser.parse(Array("v = \(text)\n".utf8), path: file.path)
            guard parsed.diagnostics.isEmpty, let expression = parsed.body.attribute("v")?.expression else {
                return nil
            }
            return evaluation.evaluator.evaluate(expression, path: file.path, scope: instance.scope)
        }

        /// Keys that the workspace of the same name is rewritten to.
        mutating func tryRewritten() throws {
            let keys = rewritten.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
            for name in keys.sorted().prefix(WorkspaceNames.limit) {
                var context = evaluation.context
                context.workspace = name
                let trial = try RootEvaluation(context, evaluation.library)
                guard let top = trial.top else { continue }
                let isReached = rewritten.contains { map in
                    map.keys.contains(name) && value(of: map.key, map.file, top, trial)?.string == name
                }
                if isReached { names.insert(name) }
            }
        }

        /// True for `lower(replace(terraform.workspace, "_", "-"))`: a name that has nothing to rewrite stays what it is.
        private static func isRewritten(_ expression: ExpressionView, _ aliases: Set<String>) -> Bool {
            if let call = expression.call, ["lower", "replace", "trimspace"].contains(call.name),
                let first = call.arguments.first,
                call.arguments.dropFirst().allSatisfy({ $0.stringLiteral != nil })
            {
                return aliases.contains(plain(first)) || isRewritten(first, aliases)
            }
            return aliases.contains("~" + plain(expression))
        }

        private static let readers: Set<String> = ["file", "templatefile", "fileexists", "filebase64"]

        /// `file("sizes/${terraform.workspace}.json")`: the files that it could be.
        private mutating func files(
            _ path: ExpressionView, _ instance: ModuleInstance, _ aliases: Set<String>
        ) {
            var parts = [""]
            for part in path.templateParts {
                switch part {
                case .literal(let text, _): parts[parts.count - 1] += text
                case .interpolation(let expression, _):
                    switch Self.plain(expression) {
                    case "path.module": parts[parts.count - 1] += instance.path
                    case "path.root": parts[parts.count - 1] += "."
                    case let text where aliases.contains(text): parts.append("")
                    default: return
                    }
                default: return
                }
            }
            guard parts.count == 2 else { return }
            let index = evaluation.library.index
            let root = evaluation.context.root
            let stem =
                parts[0].lastIndex(of: "/").map { parts[0][parts[0].index(after: $0)...] } ?? parts[0][...]
            guard let folder = RepositoryPath.join(root, String(parts[0].dropLast(stem.count))),
                !parts[1].contains("../")
            else { return }
            let start = folder.isEmpty ? String(stem) : "\(folder)/\(stem)"
            for file in index.files(below: folder) where file.hasPrefix(start) && file.hasSuffix(parts[1]) {
                let name = file.dropFirst(start.count).dropLast(parts[1].count)
                if file.count >= start.count + parts[1].count, !name.contains("/") {
                    names.insert(String(name))
                }
            }
        }

        /// `terraform.workspace` of `(terraform.workspace)` and of `"${terraform.workspace}"`.
        private static func plain(_ expression: ExpressionView) -> String {
            if let inner = expression.inner { return plain(inner) }
            if case .interpolation(let only, _)? = expression.templateParts.first,
                expression.templateParts.count == 1
            {
                return plain(only)
            }
            return expression.text
        }
    }
}
