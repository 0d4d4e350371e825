internal import Diagnostics

extension YAMLFile {
    /// Plans and verifies a new text for a scalar, in the manner of the old token.
    ///
    /// Plain stays plain where the new text then reads as itself and is of the same family (number, string, boolean) to
    /// the reader; a string that would turn into something else is put in double quotes. Quoted stays in the same
    /// quotes. A literal block keeps its header and indentation. A value that is not written is written.
    ///
    /// Whether the node is shared is the caller's question: see ``YAMLNodeView/isShared``.
    ///
    /// - Parameters:
    ///   - node: the value; not a key, not an alias.
    ///   - text: what the scalar shall read afterwards, escapes and quotes not included.
    ///   - allowingTypeChange: permits a number to become a string (`1` → `800m`), or nothing to become something.
    ///   - dialect: who reads the file, which decides what is a number.
    ///   - reason: for the edit.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``.
    public func replaceScalar(
        _ node: YAMLNodeView, with text: String, allowingTypeChange: Bool = false,
        dialect: YAMLDialect = .helm,
        reason: String
    ) throws(YAMLRefusal) -> YAMLChange {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        precondition(node.tree === tree, "a node of another file")
        guard let scalar = node.scalar, !node.isKey else {
            throw YAMLRefusal(.notAValue, "`\(node.path)` is not a single value")
        }
        let edit: Edit
        switch scalar.style {
        case .literal, .folded:
            edit = try YAMLBlockWriter(file: self, scalar: scalar).replacement(text, reason: reason)
        default:
            let token = try replacementToken(scalar, text, allowingTypeChange, dialect)
            edit = Edit(
                range: node.tokenRange, replacement: Array((try lead(scalar) + token).utf8), reason: reason)
        }
        let change = YAMLChange([edit], .replace(node: node.id.index, text: text))
        _ = try verify([change])
        return change
    }

    /// Plans and verifies that one user of an anchored scalar gets its own value, and the others keep the anchor's.
    ///
    /// - Parameters:
    ///   - alias: the alias node that gives way to a token of its own, in the manner of the anchor's.
    ///   - text: what this user shall read.
    ///   - allowingTypeChange: as in ``replaceScalar(_:with:allowingTypeChange:dialect:reason:)``.
    ///   - dialect: who reads the file.
    ///   - reason: for the edit.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``; an alias of a collection is refused.
    public func overrideAlias(
        _ alias: YAMLNodeView, with text: String, allowingTypeChange: Bool = false,
        dialect: YAMLDialect = .helm,
        reason: String
    ) throws(YAMLRefusal) -> YAMLChange {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        guard alias.kind == .alias, !alias.isKey, let scalar = alias.resolved.scalar else {
            throw YAMLRefusal(.notAValue, "`\(alias.path)` is not an alias of a single value")
        }
        guard scalar.style != .literal, scalar.style != .folded else {
            throw YAMLRefusal(.notRepresentable, "the anchor of `\(alias.path)` is a block scalar")
        }
        let token = try replacementToken(scalar, text, allowingTypeChange, dialect, isFlow: alias.isInFlow)
        let edit = Edit(range: alias.tokenRange, replacement: Array(token.utf8), reason: reason)
        let change = YAMLChange([edit], .replace(node: alias.id.index, text: text))
        _ = try verify([change])
        return change
    }

    private func replacementToken(
        _ scalar: YAMLScalar, _ text: String, _ allowingTypeChange: Bool, _ dialect: YAMLDialect,
        isFlow: Bool? = nil
    ) throws(YAMLRefusal) -> String {
        let writer = YAMLTokenWriter(format: format, isFlow: isFlow ?? scalar.view.isInFlow, dialect: dialect)
        guard scalar.style == .plain else {
            if let token = writer.token(text, style: scalar.style) { return token }
            if let token = writer.token(text, style: .doubleQuoted) { return token }
            throw YAMLRefusal(.notRepresentable, "`\(text)` cannot be written in quotes")
        }
        let was = scalar.value(in: dialect).family
        if writer.canBePlain(text) {
            let becomes = dialect.resolve(text, style: .plain, tag: scalar.tag).family
            if becomes == was || (allowingTypeChange && becomes != .invalid) { return text }
            guard was == .string else { throw typeChange(scalar, text, was, becomes) }
        } else if was != .string, !allowingTypeChange {
            throw typeChange(scalar, text, was, .string)
        }
        guard let token = writer.token(text, style: .doubleQuoted) else {
            throw YAMLRefusal(.notRepresentable, "`\(text)` cannot be written here")
        }
        return token
    }

    private func typeChange(
        _ scalar: YAMLScalar, _ text: String, _ was: YAMLScalarValue.Family, _ becomes: YAMLScalarValue.Family
    ) -> YAMLRefusal {
        YAMLRefusal(
            .typeWouldChange, "`\(scalar.view.path)` is \(was.noun), and `\(text)` would be \(becomes.noun)")
    }

    /// What must stand before a value where there was none.
    private func lead(_ scalar: YAMLScalar) throws(YAMLRefusal) -> String {
        guard scalar.isAbsent else { return "" }
        let position = scalar.tokenRange.indices.lowerBound
        guard position > 0, scalar.view.parent != nil else {
            throw YAMLRefusal(.layout, "the document is empty, so there is no place for a value")
        }
        switch bytes[position - 1] {
        case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"): return " "
        case 0x20, 0x09, 0x0A, 0x0D: return ""
        // Behind an anchor or a tag a blank is enough; behind a key without a colon (`{a}`) the colon is missing.
        default:
            if !scalar.view.range.isEmpty { return " " }
            guard scalar.view.isInFlow else {
                throw YAMLRefusal(.layout, "the key of `\(scalar.view.path)` has no colon")
            }
            return ": "
        }
    }
}

extension YAMLScalarValue.Family {
    /// With its article, for sentences.
    var noun: String {
        switch self {
        case .null: "nothing"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .invalid: "invalid"
        }
    }
}

extension YAMLNodeView {
    /// True for the key of an entry.
    public var isKey: Bool {
        guard let parent, parent.kind == .mapping else { return false }
        return parent.entries.contains { $0.key == self }
    }

    /// True inside brackets.
    var isInFlow: Bool {
        var view = parent
        while let current = view {
            if current.style == .flow { return true }
            view = current.parent
        }
        return false
    }
}
