import Diagnostics

extension GoFunctionTable {
    /// Helm's own: `include`, `tpl`, `lookup` and names.
    mutating func addHelm() {
        add("include", "sa") { call in
            let name = call.string(0)
            guard let target = call.run.set.definitions[name] else {
                throw GoFault("template: no template \"\(name)\" associated with template \"gotpl\"")
            }
            var text = GoText([])
            try call.run.execute(
                target, dot: call.args[1].isNothing ? GoValue(.missing) : call.args[1], branch: call.branch,
                deciders: call.deciders, into: &text)
            return .text(text)
        }
        add("tpl", "sa") { try Self.tpl($0) }
        add("lookup", "ssss", state: .empty) { _ in .map([:]) }
        add("getHostByName", "s", state: .empty) { _ in .string("") }
    }

    /// Runs text as a template; what it defines is known inside of it only.
    private static func tpl(_ call: GoCall) throws -> GoValue {
        let source = call.text(0)
        try call.run.step(1 + source.count / 100)
        if source.bytes.firstIndex(of: Array("{{".utf8), from: 0) == nil {
            // Most values that are passed through here are plain text.
            var text = source
            text.mark(from: 0, branch: call.branch, elsewhere: call.deciders)
            return .text(text.removing(Array("<no value>".utf8)))
        }
        // Helm's messages call it so.
        let name = "gotpl"
        let outer = call.run.set
        let (tree, diagnostics) = GoTemplateParser.parse(
            source, name: name, path: "tpl", functions: outer.functions.names, isValue: true)
        func quoted() -> String { GoQuote.quote(source).string }
        guard let tree, let root = tree.roots[name] else {
            let reason = diagnostics.first?.message ?? ""
            var fault = GoFault(
                "cannot parse template \(quoted()): template: \(name):\(reason)",
                id: diagnostics.first?.id.rawValue ?? "template-syntax")
            if let lower = diagnostics.first?.subject.range.lower {
                let line = source.bytes.prefix(Int(lower)).count { $0 == 10 } + 1
                fault.message = "cannot parse template \(quoted()): template: \(name):\(line): \(reason)"
            }
            throw fault
        }
        if tree.roots.count > 1 { call.run.set.add(tree) }
        defer { if tree.roots.count > 1 { call.run.set = outer } }
        var text = GoText([])
        do {
            try call.run.execute(
                GoDefinition(name: name, tree: tree, root: root), dot: call.args[1], branch: call.branch,
                deciders: call.deciders, into: &text)
        } catch var error as GoRunError {
            error.prefix = "error during tpl function execution for \(quoted()): "
            throw error
        }
        return .text(text.removing(Array("<no value>".utf8)))
    }
}
