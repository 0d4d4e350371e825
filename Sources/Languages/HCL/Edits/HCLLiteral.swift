public import Diagnostics

/// A value to be written: what it is, not how.
public enum HCLLiteral: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A number in its source form, such as `3`, `0.5` or `-1`.
    case number(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
    /// An expression in the file's own syntax, taken as it is.
    case source(String)

    /// The value as a token of its own kind.
    func token(in syntax: HCLSyntax) throws(HCLEditError) -> [UInt8] {
        switch self {
        case .string(let text):
            if syntax == .json, StringCoding.hasSequence(text.utf8) {
                throw HCLEditError(.invalid, "writing `\(text)`: in JSON it could be read as a template")
            }
            let inside =
                syntax == .native ? StringCoding.encodeNative(text.utf8) : StringCoding.encodeJSON(text.utf8)
            return [Byte.quote] + inside + [Byte.quote]
        case .number(let text):
            guard HCLNumber(text) != nil else { throw HCLEditError(.invalid, "`\(text)` is no number") }
            return Array(text.utf8)
        case .bool(let flag): return Array((flag ? "true" : "false").utf8)
        case .null: return Array("null".utf8)
        case .source(let text): return Array(text.utf8)
        }
    }
}

extension ExpressionView {
    /// The value of a literal, a number with its sign; nil for every other expression.
    public var literal: HCLLiteral? {
        switch kind {
        case .string: stringLiteral.map { .string($0.value) }
        case .number: .number(text)
        case .bool: bool.map { .bool($0) }
        case .null: .null
        case .unary where operators == [.minus] && operands.first?.kind == .number:
            operands.first.map { .number("-" + $0.text) }
        default: nil
        }
    }

    /// Replaces a literal by a value, in the manner of the old token.
    ///
    /// What was quoted stays quoted, what was a bare number stays one. Only the bytes of the value change; quotes stay where they are.
    ///
    /// - Throws: ``HCLEditError/Code/notALiteral`` for any other expression, ``HCLEditError/Code/wrongType`` when the manner
    ///   cannot hold the value, ``HCLEditError/Code/invalid`` for `${` or `%{` in the JSON syntax.
    public func replaceLiteral(with value: HCLLiteral, reason: String) throws(HCLEditError) -> Edit {
        guard let old = literal else {
            throw HCLEditError(.notALiteral, "replacing `\(text)`: it is not a literal")
        }
        if case .source(let source) = value {
            return Edit(range: range, replacement: Array(source.utf8), reason: reason)
        }
        switch old {
        case .string: return try replaceString(with: value, reason: reason)
        case .number:
            guard let number = value.numberText else { throw wrongType(value, "a bare number") }
            return Edit(range: range, replacement: Array(number.utf8), reason: reason)
        case .bool:
            guard let flag = value.boolText else { throw wrongType(value, "`true` or `false`") }
            return Edit(range: range, replacement: Array(flag.utf8), reason: reason)
        case .null, .source:
            return Edit(range: range, replacement: try value.token(in: tree.syntax), reason: reason)
        }
    }

    private func wrongType(_ value: HCLLiteral, _ what: String) -> HCLEditError {
        HCLEditError(.wrongType, "replacing `\(text)` by \(value): the file has \(what) here")
    }

    private func replaceString(with value: HCLLiteral, reason: String) throws(HCLEditError) -> Edit {
        guard let old = stringLiteral, let new = value.scalarText else { throw wrongType(value, "a string") }
        let isJSON = tree.kind(of: id) == .jsonString
        if isJSON, StringCoding.hasSequence(new.utf8) {
            throw HCLEditError(
                .invalid, "replacing `\(text)` by `\(new)`: in JSON it could be read as a template")
        }
        let inside = isJSON ? StringCoding.encodeJSON(new.utf8) : StringCoding.encodeNative(new.utf8)
        return Edit(range: old.inside, replacement: inside, reason: reason)
    }

    /// Replaces one piece of the literal text of a string, template or heredoc; interpolations stay as they are.
    ///
    /// - Throws: ``HCLEditError/Code/notALiteral`` for other expressions, ``HCLEditError/Code/notUnique`` unless `old` occurs
    ///   exactly once in the literal text, ``HCLEditError/Code/invalid`` when the text would no longer be literal.
    public func replaceText(_ old: String, with new: String, reason: String) throws(HCLEditError) -> Edit {
        let pieces = literalPieces
        guard !pieces.isEmpty else {
            throw HCLEditError(.notALiteral, "replacing text in `\(text)`: it has no literal text")
        }
        let needle = encode(old)
        let places = needle.isEmpty ? [] : pieces.flatMap { occurrences(of: needle, in: $0) }
        guard places.count == 1 else {
            throw HCLEditError(.notUnique, "replacing `\(old)`: it occurs \(places.count) times")
        }
        let edit = Edit(range: places[0], replacement: encode(new), reason: reason)
        guard staysLiteral(edit, in: pieces) else {
            throw HCLEditError(.invalid, "replacing `\(old)` by `\(new)`: the result would not be plain text")
        }
        return edit
    }

    private func encode(_ value: String) -> [UInt8] {
        switch tree.kind(of: id) {
        case .jsonString: StringCoding.encodeJSON(value.utf8)
        case .heredoc: StringCoding.encodeHeredoc(value.utf8)
        default: StringCoding.encodeNative(value.utf8)
        }
    }

    /// The ranges of literal text.
    private var literalPieces: [ByteRange] {
        switch tree.kind(of: id) {
        case .string, .jsonString: return stringLiteral.map { [$0.inside] } ?? []
        case .template, .heredoc:
            var pieces: [ByteRange] = []
            var waiting = Array(tree.children(of: id).reversed())
            while let node = waiting.popLast() {
                switch tree.kind(of: node) {
                case .templateLiteral: pieces.append(tree[node].range)
                case .templateIf, .templateFor: waiting.append(contentsOf: tree.children(of: node).reversed())
                default: break
                }
            }
            return pieces
        default: return []
        }
    }

    private func occurrences(of needle: [UInt8], in piece: ByteRange) -> [ByteRange] {
        let text = tree.source[piece.indices]
        guard text.count >= needle.count else { return [] }
        return (text.startIndex...text.endIndex - needle.count).compactMap { start in
            text[start..<start + needle.count].elementsEqual(needle)
                ? ByteRange(start..<start + needle.count) : nil
        }
    }

    /// Parses the expression alone with the edit in it: it must have the same pieces as before.
    private func staysLiteral(_ edit: Edit, in pieces: [ByteRange]) -> Bool {
        let prefix = Array("x=".utf8)
        let range = range
        let shifted = Edit(
            range: ByteRange(
                Int(edit.range.lower - range.lower) + prefix.count..<Int(edit.range.upper - range.lower)
                    + prefix.count),
            replacement: edit.replacement, reason: edit.reason)
        guard tree.syntax == .native else { return true }
        guard let bytes = [shifted].apply(to: prefix + tree.source[range.indices] + [Byte.newline]) else {
            return false
        }
        let file = HCLParser.parse(bytes, path: "")
        guard file.diagnostics.isEmpty, file.body.attributes.count == 1,
            let value = file.body.attribute("x")?.expression
        else { return false }
        let gone = pieces.filter { $0 == edit.range && edit.replacement.isEmpty }.count
        return value.tree.kind(of: value.id) == tree.kind(of: id)
            && (value.literalPieces.count == pieces.count - gone || tree.kind(of: id) == .string)
    }
}

extension HCLLiteral {
    /// The value where a bare number is wanted.
    fileprivate var numberText: String? {
        switch self {
        case .number(let text), .string(let text): HCLNumber(text) == nil ? nil : text
        default: nil
        }
    }

    /// The value where `true` or `false` is wanted.
    fileprivate var boolText: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .string(let text): text == "true" || text == "false" ? text : nil
        default: nil
        }
    }

    /// The value where text is wanted.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let text): HCLNumber(text) == nil ? nil : text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .source: nil
        }
    }
}
