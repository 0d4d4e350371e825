import Diagnostics

/// What `terraform fmt` rewrites beyond blanks; a file with one of these is not clean.
enum FmtRewriting {
    static func wouldRewrite(_ body: BodyView, inVariable: Bool = false) -> Bool {
        for attribute in body.attributes {
            let isType = inVariable && attribute.name == "type"
            if isType ? rewritesType(attribute.expression) : rewritesValue(attribute.expression) {
                return true
            }
        }
        return body.blocks.contains { block in
            rewritesLabels(block)
                || wouldRewrite(block.body, inVariable: body.isTop && block.type == "variable")
        }
    }

    /// Bare labels get quotes, and odd escapes their usual form.
    private static func rewritesLabels(_ block: BlockView) -> Bool {
        zip(block.labels, block.labelRanges).contains { label, range in
            let usual = [Byte.quote] + StringCoding.encodeNative(label.utf8) + [Byte.quote]
            return !block.tree.source[range.indices].elementsEqual(usual)
        } || hasCommentBetweenLabels(block)
    }

    private static func hasCommentBetweenLabels(_ block: BlockView) -> Bool {
        let end = block.labelRanges.last?.upper ?? block.typeRange.upper
        let names = [block.typeRange] + block.labelRanges
        let gaps = zip(names, names.dropFirst()).map { Int($0.upper)..<Int($1.lower) }
        return end > block.typeRange.upper
            && gaps.contains { gap in
                block.tree.source[gap].contains { $0 != Byte.space && $0 != Byte.tab }
            }
    }

    /// `"${x}"` becomes `x`.
    private static func rewritesValue(_ value: ExpressionView) -> Bool {
        guard value.tree.kind(of: value.id) == .template, value.templateParts.count == 1,
            case .interpolation(let inner, _) = value.templateParts[0]
        else { return false }
        return !hasBareSequence(value.tree, inner.id)
    }

    /// A template sequence inside `node` that stands in no quotes: a heredoc.
    private static func hasBareSequence(_ tree: HCLTree, _ node: HCLNodeID) -> Bool {
        var waiting = [node]
        while let id = waiting.popLast() {
            switch tree.kind(of: id) {
            case .template: continue
            case .openInterpolation, .closeTemplateSequence: return true
            default: waiting.append(contentsOf: tree.children(of: id))
            }
        }
        return false
    }

    /// `type = "list"` and `type = list`, from before types had their own grammar.
    private static func rewritesType(_ value: ExpressionView) -> Bool {
        switch value.kind {
        case .variable: ["list", "map", "set"].contains(value.text)
        case .string: ["string", "list", "map"].contains(value.stringLiteral?.value)
        default: false
        }
    }
}
