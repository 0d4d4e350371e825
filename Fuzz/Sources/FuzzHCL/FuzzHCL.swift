import Diagnostics
import HCL

/// Whatever the bytes are: printing gives them back, children tile their parents, and a good file's literals can be edited
/// with nothing else changed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for file in [HCLParser.parse(bytes, path: "fuzz.tf"), HCLParser.parseJSON(bytes, path: "fuzz.tf.json")] {
        precondition(file.tree.printed() == bytes, "printing gives other bytes")
        checkTiling(file.tree)
        readEverything(file.tree)
        if file.diagnostics.isEmpty { edit(file) }
    }
    return 0
}

private func checkTiling(_ tree: HCLTree) {
    var waiting = [tree.root]
    while let id = waiting.popLast() {
        var position = tree[id].range.lower
        let children = tree.children(of: id)
        for child in children {
            precondition(tree[child].range.lower == position, "children leave a gap")
            position = tree[child].range.upper
            waiting.append(child)
        }
        precondition(children.isEmpty || position == tree[id].range.upper, "children end before their parent")
    }
}

/// Asks every view of every node, so that none traps on a tree with errors.
private func readEverything(_ tree: HCLTree) {
    var waiting = [tree.root]
    while let id = waiting.popLast() {
        waiting.append(contentsOf: tree.children(of: id))
        let view = ExpressionView(tree: tree, id: id)
        _ = (view.kind, view.literal, view.templateParts.count, view.heredoc?.content, view.heredoc?.marker)
        _ = (
            view.traversal?.steps.count, view.call?.name, view.items.map(\.literalKey),
            view.conditional?.whenTrue.kind
        )
        _ = (
            view.operands.count, view.operators.count, view.forExpression?.introduction?.value,
            view.inner?.kind
        )
        _ = (
            view.forExpression?.key?.kind, view.forExpression?.value?.kind,
            view.forExpression?.condition?.kind
        )
    }
}

/// Edits the first literal of each kind, also in an object of the JSON syntax, a part of a template, and inserts a name.
private func edit(_ file: HCLFile) {
    let values = literals(file.tree)
    for view in values {
        let new: HCLLiteral
        switch view.literal {
        case .string: new = file.tree.syntax == .native ? .string("a ${\"%{") : .string("a \"\\\n%")
        case .number: new = .number("-4711.5")
        case .bool(let flag): new = .bool(!flag)
        default: new = .source("[1]")
        }
        if let edit = try? view.replaceLiteral(with: new, reason: "fuzz") { check([edit], file) }
    }
    if let template = firstTemplate(file.tree),
        case .literal(let text, _)? = template.templateParts.first(where: {
            if case .literal(let text, _) = $0 { !text.isEmpty } else { false }
        }),
        let edit = try? template.replaceText(text, with: "fuzz $${", reason: "fuzz")
    {
        check([edit], file)
    }
    if let edits = try? file.body.insertAttribute(name: "fuzz_name", value: .number("1"), reason: "fuzz") {
        check(edits, file)
    }
}

private func literals(_ tree: HCLTree) -> [ExpressionView] {
    var found: [ExpressionView.Kind: ExpressionView] = [:]
    var waiting = [tree.root]
    while let id = waiting.popLast() {
        waiting.append(contentsOf: tree.children(of: id))
        switch tree.kind(of: id) {
        case .attribute, .objectItem:
            let children = tree.children(of: id)
            let view = ExpressionView(tree: tree, id: children[children.count - 1])
            if view.literal != nil { found[view.kind] = view }
        default: break
        }
    }
    return Array(found.values)
}

private func firstTemplate(_ tree: HCLTree) -> ExpressionView? {
    var waiting = [tree.root]
    while let id = waiting.popLast() {
        if tree.kind(of: id) == .template || tree.kind(of: id) == .heredoc {
            return ExpressionView(tree: tree, id: id)
        }
        waiting.append(contentsOf: tree.children(of: id))
    }
    return nil
}

private func check(_ edits: [Edit], _ file: HCLFile) {
    guard let plan = try? FmtLayout.keepingClean(edits, in: file),
        let bytes = plan.edits.apply(to: file.source)
    else { return }
    let after = HCLParser.parseAny(bytes, path: file.path)
    precondition(after.diagnostics.isEmpty, "the edited file has errors")
    precondition(
        TreeComparison(file.tree, after.tree, edits: plan.edits).unexpected.isEmpty, "another node changed")
    precondition(
        FmtLayout.isFmtClean(file) != true || FmtLayout.isFmtClean(after) == true,
        "a clean file did not stay clean")
}
