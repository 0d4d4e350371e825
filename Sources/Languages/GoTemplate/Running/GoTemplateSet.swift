public import Diagnostics

/// Templates that see each other, such as those of a chart and its dependencies.
public struct GoTemplateSet: Sendable {
    /// The functions that templates may call.
    public let functions: GoFunctionTable
    /// The definitions by name.
    private(set) var definitions: [String: GoDefinition] = [:]

    /// Makes an empty set.
    public init(functions: GoFunctionTable = .helm) { self.functions = functions }

    /// The names that can be rendered or included.
    public var names: [String] { definitions.keys.sorted() }

    /// Parses a file and adds what it defines; a later definition replaces an earlier one unless it is empty.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - name: its name in messages and for `render`; Helm's is `chart/templates/file.yaml`.
    ///   - path: its path in the repository.
    /// - Returns: what is wrong with the file; it is not added when there is anything.
    public mutating func add(_ bytes: [UInt8], name: String, path: String) -> [Diagnostic] {
        let (tree, diagnostics) = GoTemplateParser.parse(
            GoText(bytes), name: name, path: path, functions: functions.names)
        if let tree { add(tree) }
        return diagnostics
    }

    mutating func add(_ tree: GoTree) {
        for (name, root) in tree.roots {
            if definitions[name] != nil, tree.isEmpty(root) { continue }
            definitions[name] = GoDefinition(name: name, tree: tree, root: root)
        }
    }

    /// The order in which Helm adds files: deeper paths first, so that a parent chart's definitions win.
    public static func helmOrder(_ names: [String]) -> [String] {
        names.sorted { a, b in
            let (left, right) = (a.utf8.count { $0 == 0x2F }, b.utf8.count { $0 == 0x2F })
            if left != right { return left > right }
            return b.utf8.lexicographicallyPrecedes(a.utf8)
        }
    }

    /// Runs a template.
    ///
    /// - Parameters:
    ///   - name: the template.
    ///   - data: what dot is; `set` in a template changes the maps in it.
    ///   - tokens: numbers the tokens of the values, and takes those of the templates.
    ///   - options: how to run.
    /// - Returns: the text with its origins, and what went wrong.
    public func render(
        _ name: String, data: GoValue, tokens: TokenTable, options: GoOptions = GoOptions()
    ) -> GoRendering {
        let run = GoRun(set: self, tokens: tokens, options: options)
        var text = GoText([])
        var diagnostics: [Diagnostic] = []
        var message: String?
        var function: String?
        do {
            guard let definition = definitions[name] else {
                let message = "template: no template \"\(name)\" associated with template \"gotpl\""
                throw GoRunError(
                    message: message, chain: message, id: "template-execution",
                    span: SourceSpan(path: name, range: ByteRange(0..<0)))
            }
            try run.execute(definition, dot: data, branch: .outside, deciders: TokenSet(), into: &text)
        } catch let error as GoRunError {
            diagnostics.append(error.diagnostic)
            message = error.chain
            function = error.function
        } catch {
            diagnostics.append(
                Diagnostic(
                    "template-execution", .error, "\(error)",
                    at: SourceSpan(path: name, range: ByteRange(0..<0))))
        }
        if options.removesNoValue { text = text.removing(Array("<no value>".utf8)) }
        return GoRendering(
            text: text, branches: run.branches, diagnostics: diagnostics, isVolatile: run.isVolatile,
            isChosenByChance: run.isChosenByChance, undecided: run.undecided,
            message: message, unsupported: function)
    }
}

/// A template that can be executed.
struct GoDefinition: Sendable {
    var name: String
    var tree: GoTree
    var root: GoNodeID
}
