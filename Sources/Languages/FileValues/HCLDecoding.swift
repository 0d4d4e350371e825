internal import HCL

extension ExpressionView {
    /// The value of an expression that is made of literals only; nil for every other.
    var decoded: DecodedValue? {
        switch kind {
        case .string: stringLiteral.map { .string($0.value) }
        case .number: DecodedValue.jsonNumber(text)
        case .bool: bool.map { .bool($0) }
        case .null: .null
        case .unary:
            literal.flatMap { if case .number(let text) = $0 { DecodedValue.jsonNumber(text) } else { nil } }
        case .template where tree.syntax == .json: stringLiteral.map { .string($0.value) }
        case .heredoc: heredocText.map { .string($0) }
        case .parentheses: inner?.decoded
        case .tuple: all(elements.map(\.decoded)).map { .list($0) }
        case .object: decodedObject
        default: nil
        }
    }

    private var decodedObject: DecodedValue? {
        let members = items.map { item in
            item.literalKey.flatMap { key in item.value.decoded.map { DecodedValue.Member(key, $0) } }
        }
        return all(members).map { .map($0) }
    }

    private func all<T>(_ values: [T?]) -> [T]? {
        let known = values.compactMap { $0 }
        return known.count == values.count ? known : nil
    }

    /// The value, with the expressions in it as the JSON syntax writes them: `"${var.size}"`.
    var described: DecodedValue {
        if let decoded { return decoded }
        switch kind {
        case .tuple: return .list(elements.map(\.described))
        case .object:
            return .map(
                items.map { DecodedValue.Member($0.literalKey ?? "${\($0.key.text)}", $0.value.described) })
        case .parentheses: return inner?.described ?? .string(text)
        case .template where tree.kind(of: id) == .template:
            return .string(String(text.dropFirst().dropLast()))
        default: return .string("${\(text)}")
        }
    }

    /// The text of a heredoc without interpolation: the indentation that `<<-` takes away is gone.
    var heredocText: String? {
        guard let heredoc else { return nil }
        var text = ""
        for part in templateParts {
            guard case .literal(let literal, _) = part else { return nil }
            text += literal
        }
        return heredoc.isIndented ? HeredocLines.flushed(text) : text
    }
}

/// The lines of a heredoc.
enum HeredocLines {
    /// True for a line of blanks alone, which `<<-` neither counts nor cuts.
    static func isBlank(_ line: some Collection<UInt8>) -> Bool { line.allSatisfy(isSpace) }

    /// The blanks that a line begins with.
    static func indentation(_ line: some Collection<UInt8>) -> [UInt8] { Array(line.prefix(while: isSpace)) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// The text without the blanks that all lines begin with.
    static func flushed(_ text: String) -> String {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        let least = lines.filter { !isBlank($0) }.map { indentation($0).count }.min() ?? 0
        let cut = lines.map { isBlank($0) ? Array($0) : Array($0.dropFirst(least)) }
        return String(decoding: Array(cut.joined(separator: [0x0A])), as: UTF8.self)
    }
}

extension BodyView {
    /// The body as an object: arguments, and nested blocks under their types and labels.
    var described: DecodedValue {
        var members = attributes.map { DecodedValue.Member($0.name, $0.expression.described) }
        for block in blocks {
            block.body.described.put(at: ([block.type] + block.labels)[...], into: &members)
        }
        return .map(members)
    }
}

extension DecodedValue {
    /// Puts the value under names inside one another; a second block of the same names makes a list.
    fileprivate func put(at names: ArraySlice<String>, into members: inout [Member]) {
        guard let name = names.first else { return }
        let index = members.firstIndex { $0.name == name }
        guard names.count > 1 else {
            guard let index else { return members.append(Member(name, self)) }
            let old = members[index].value
            if case .list(let items) = old {
                members[index].value = .list(items + [self])
            } else {
                members[index].value = .list([old, self])
            }
            return
        }
        var inner: [Member] = []
        if let index, case .map(let old) = members[index].value { inner = old }
        put(at: names.dropFirst(), into: &inner)
        if let index {
            members[index].value = .map(inner)
        } else {
            members.append(Member(name, .map(inner)))
        }
    }
}
