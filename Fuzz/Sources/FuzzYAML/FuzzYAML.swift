import Diagnostics
import YAML

/// Whatever the bytes are: the file keeps them, ranges nest, every view answers, and an edit that is not refused changes
/// its target and nothing else.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for path in ["fuzz.yaml", "fuzz.json"] {
        let file = YAMLParser.parse(bytes, path: path)
        precondition(file.bytes == bytes, "the file has other bytes")
        for diagnostic in file.diagnostics {
            precondition(
                diagnostic.subject.range.indices.upperBound <= bytes.count, "a diagnostic outside the file")
        }
        precondition(!file.hasErrors || file.documents.isEmpty, "documents of a file with errors")
        checkRanges(file)
        readEverything(file)
        edit(file)
        _ = YAMLConfiguration.decode(SourceFile(path: path, bytes: bytes))
    }
    return 0
}

private func checkRanges(_ file: YAMLFile) {
    for view in file.tree.allNodes {
        precondition(view.range.indices.upperBound <= file.bytes.count, "a node outside the file")
        precondition(view.range.contains(view.tokenRange), "a token outside its node")
        if let parent = view.parent {
            precondition(parent.range.contains(view.range), "a node outside its parent")
        }
        for (before, after) in zip(view.children, view.children.dropFirst()) {
            precondition(before.range.upper <= after.range.lower, "children overlap")
        }
    }
}

/// Asks every view of every node, so that none traps.
private func readEverything(_ file: YAMLFile) {
    for view in file.tree.allNodes.prefix(200) {
        _ = (view.anchor, view.tag, view.resolved.kind, view.users.count, view.path.description, view.isKey)
        _ = view.effectiveEntries(order: .topToBottom).count
        for dialect in YAMLDialect.allCases {
            _ = view.scalar?.value(in: dialect)
            _ = view.entries.map { $0.name(in: dialect) }
        }
        if let inner = YAMLEmbedded(in: view, of: file) {
            for node in inner.file.tree.allNodes.prefix(20) {
                precondition(
                    inner.outerRange(of: node.tokenRange).indices.upperBound <= file.bytes.count,
                    "an inner node outside")
            }
        }
    }
}

/// The edit functions verify themselves; what is left to check here is that they answer, and where they edit.
private func edit(_ file: YAMLFile) {
    guard let root = file.documents.first?.root else { return }
    for view in file.tree.allNodes.prefix(30) where view.kind == .scalar && !view.isKey {
        guard
            let change = try? file.replaceScalar(
                view, with: "a: \"b\"", allowingTypeChange: true, reason: "fuzz")
        else {
            continue
        }
        precondition(
            change.edits.allSatisfy { view.tokenRange.contains($0.range) }, "an edit outside its token")
        guard let edited = try? file.verify([change]) else {
            preconditionFailure("a verified change is refused")
        }
        precondition(edited.tree[view.id].scalar?.text == "a: \"b\"", "the target reads otherwise")
    }
    for path in [YAMLPath(keys: ["x", "y"]), YAMLPath(root.path.steps + [.key("z")])] {
        _ = try? file.insertKey(path, value: .plain("1Gi"), reason: "fuzz")
    }
    if let key = root.entries.last?.key.scalar?.text {
        _ = try? file.deleteKey(YAMLPath(keys: [key]), reason: "fuzz")
    }
}
