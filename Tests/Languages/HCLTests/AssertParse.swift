import Diagnostics
import HCL
import Testing

/// Parses and checks what must hold for any bytes: printing gives them back, and children tile their parents.
@discardableResult
func assertParse(
    _ bytes: [UInt8], json: Bool = false, limits: HCLLimits = .default, errors: [String]? = nil,
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) -> HCLFile {
    let file =
        json
        ? HCLParser.parseJSON(bytes, path: "sample.tf.json", limits: limits)
        : HCLParser.parse(bytes, path: "sample.tf", limits: limits)
    #expect(file.tree.printed() == bytes, comment, sourceLocation: sourceLocation)
    if let fault = tilingFault(file.tree) {
        Issue.record(
            "\(fault) \(comment.map(String.init(describing:)) ?? "")", sourceLocation: sourceLocation)
    }
    if let errors {
        #expect(
            file.diagnostics.map(\.id.rawValue) == errors, comment, sourceLocation: sourceLocation)
    }
    return file
}

/// Parses text that must be free of errors.
@discardableResult
func parseGood(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> HCLFile {
    assertParse(Array(text.utf8), errors: [], Comment(rawValue: text), sourceLocation: sourceLocation)
}

/// The expression of `x = …`.
func expression(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ExpressionView {
    let file = parseGood("x = \(text)\n", sourceLocation: sourceLocation)
    return try #require(file.body.attribute("x")?.expression, sourceLocation: sourceLocation)
}

/// The first place where children do not tile their parent, or an error that is not passed upwards.
func tilingFault(_ tree: HCLTree) -> String? {
    let root = tree[tree.root].range
    guard root.lower == 0, root.upper == UInt32(tree.source.count) else {
        return "the root covers \(root) of \(tree.source.count) bytes"
    }
    var waiting = [tree.root]
    while let id = waiting.popLast() {
        let node = tree[id]
        var position = node.range.lower
        let children = tree.children(of: id)
        for child in children {
            let range = tree[child].range
            guard range.lower == position else {
                return "\(node.kind): \(tree[child].kind) leaves a gap at \(position)"
            }
            if tree[child].flags.contains(.containsError), !node.flags.contains(.containsError) {
                return "\(node.kind): an error below is not marked"
            }
            position = range.upper
            waiting.append(child)
        }
        guard children.isEmpty || position == node.range.upper else {
            return "\(node.kind) ends at \(position)"
        }
    }
    return nil
}
