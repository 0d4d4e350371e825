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
        add("tpl", "sa") { call in
            let source = call.text(0)
            try call.run.step(1 + source.count / 100)
            let name = "tpl"
            let outer = call.run.set
            let (tree, diagnostics) = GoTemplateParser.parse(
                source, name: name, path: "tpl", functions: outer.functions.names, isValue: true)
            guard let tree, let root = tree.roots[name] else {
                throw GoFault(
                    "cannot parse template \"\(source.string.prefix(80))\": \(diagnostics.first?.message ?? "")",
                    id: diagnostics.first?.id.rawValue ?? "template-syntax")
            }
            // What the text defines is known inside of it only.
            call.run.set.add(tree)
            defer { call.run.set = outer }
            var text = GoText([])
            try call.run.execute(
                GoDefinition(name: name, tree: tree, root: root), dot: call.args[1], branch: call.branch,
                deciders: call.deciders, into: &text)
            return .text(text.removing(Array("<no value>".utf8)))
        }
        add("lookup", "ssss") { _ in .map([:]) }
        add("getHostByName", "s") { _ in .string("") }
    }
}
