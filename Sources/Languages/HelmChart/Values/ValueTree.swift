public import Diagnostics
public import GoTemplate
public import YAML

/// Values that were put together before Helm sees them, each with the tokens it comes from.
public indirect enum ValueTree: Sendable {
    /// Keys and values.
    case mapping([(key: String, value: ValueTree)])
    /// A list.
    case list([ValueTree])
    /// A single value; one token is the value itself, several are what it was computed from.
    case scalar(YAMLScalarValue, tokens: [SourceSpan])

    /// Nothing.
    public static var empty: ValueTree { .mapping([]) }

    /// Text that a template made, read as YAML.
    ///
    /// - Parameters:
    ///   - text: what the template made.
    ///   - tokens: the numbers that its origins use.
    /// - Throws: ``ChartProblem`` for text that is no YAML.
    public init(_ text: GoText, tokens: TokenTable) throws {
        let file = YAMLParser.parse(text.bytes, path: "values")
        if let error = file.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "what is rendered is no YAML: \(error.message)")
        }
        guard let root = file.documents.first?.root else {
            self = .empty
            return
        }
        var budget = 500_000
        self = try ValueTree.read(root, 0, &budget) { node in
            ValueTree.spans(of: node, at: node.tokenRange, in: text) { tokens[$0] }
        }
    }

    /// A value of a document that a chart rendered.
    ///
    /// - Parameters:
    ///   - node: the value in the document.
    ///   - text: the document with its origins.
    ///   - tokens: the tokens of the rendered chart.
    /// - Throws: ``ChartProblem`` for what Helm refuses.
    public init(_ node: YAMLNodeView, in text: GoText, tokens: [SourceSpan]) throws {
        var budget = 500_000
        self = try ValueTree.read(node, 0, &budget) { node in
            ValueTree.spans(of: node, at: node.tokenRange, in: text) { tokens[Int($0.rawValue)] }
        }
    }

    /// A document that stands in a text of a document that a chart rendered, such as `values: |` of an Argo CD application.
    ///
    /// - Parameters:
    ///   - scalar: the text in the rendered document.
    ///   - file: the rendered document.
    ///   - text: the rendered document with its origins.
    ///   - tokens: the tokens of the rendered chart.
    /// - Throws: ``ChartProblem`` for a text that is no YAML.
    public init(
        documentIn scalar: YAMLNodeView, of file: YAMLFile, in text: GoText, tokens: [SourceSpan]
    ) throws {
        func token(_ id: TokenID) -> SourceSpan { tokens[Int(id.rawValue)] }
        let embedded = YAMLEmbedded(in: scalar, of: file)
        let inner =
            embedded?.file ?? YAMLParser.parse(Array((scalar.scalar?.text ?? "").utf8), path: file.path)
        if let error = inner.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "the values in a text are no YAML: \(error.message)")
        }
        guard let root = inner.documents.first?.root else {
            self = .empty
            return
        }
        // Where the way back to the bytes is not exact, every value may come from every token.
        var all = text.origins(in: scalar.tokenRange.indices).origins.tokens.members.map(token)
        if all.count == 1 { all += all }
        var budget = 500_000
        self = try ValueTree.read(root, 0, &budget) { node in
            guard let embedded else { return all }
            return ValueTree.spans(
                of: node, at: embedded.outerRange(of: node.tokenRange), in: text, token)
        }
    }

    /// A value of a file.
    ///
    /// - Throws: ``ChartProblem`` for what Helm refuses.
    public init(_ node: YAMLNodeView) throws {
        var budget = 500_000
        self = try ValueTree.read(node, 0, &budget) { [$0.span] }
    }

    /// A document that stands in a text, such as `values: |`; the tokens are those of the file around it.
    ///
    /// - Throws: ``ChartProblem`` for a text that is no YAML.
    public init(_ document: YAMLEmbedded) throws {
        if let error = document.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "the values in a text are no YAML: \(error.message)")
        }
        guard let root = document.file.documents.first?.root else {
            self = .empty
            return
        }
        var budget = 500_000
        self = try ValueTree.read(root, 0, &budget) { node in
            [SourceSpan(path: document.outer.path, range: document.outerRange(of: node.tokenRange))]
        }
    }

    private static func read(
        _ node: YAMLNodeView, _ depth: Int, _ budget: inout Int, _ spans: (YAMLNodeView) -> [SourceSpan]
    ) throws -> ValueTree {
        let node = node.resolved
        budget -= 1
        guard depth < 200, budget > 0 else { throw ChartProblem(.limit, "the values are too large") }
        switch node.kind {
        case .sequence:
            var items: [ValueTree] = []
            for item in node.items { items.append(try read(item, depth + 1, &budget, spans)) }
            return .list(items)
        case .mapping:
            var entries: [(key: String, value: ValueTree)] = []
            for entry in node.effectiveEntries(order: YAMLDialect.helm.mergeOrder) {
                guard let key = entry.key.resolved.scalar?.text else {
                    throw ChartProblem(.invalid, "a key is not text")
                }
                entries.append((key, try read(entry.value, depth + 1, &budget, spans)))
            }
            return .mapping(entries)
        default:
            guard let scalar = node.scalar else { return .scalar(.null, tokens: []) }
            let value = scalar.value(in: .helm)
            if case .invalid(let reason) = value { throw ChartProblem(.invalid, reason) }
            return .scalar(value, tokens: spans(node))
        }
    }

    /// The one token whose text a scalar is, or the tokens it was put together from; none where chance or the world outside
    /// had a part in it.
    private static func spans(
        of node: YAMLNodeView, at place: ByteRange, in text: GoText, _ token: (TokenID) -> SourceSpan
    ) -> [SourceSpan] {
        let whole = place.indices
        let isQuoted = node.style == .singleQuoted || node.style == .doubleQuoted
        let content = isQuoted ? (whole.lowerBound + 1)..<(whole.upperBound - 1) : whole
        return spans(whole, content, text, token)
    }

    /// A text that a template made, as a single value.
    ///
    /// - Parameters:
    ///   - text: what the template made; blanks around it do not count.
    ///   - tokens: the numbers that its origins use.
    /// - Returns: the text, with the one token whose text it is or the tokens it was put together from.
    public static func single(_ text: GoText, tokens: TokenTable) -> ValueTree {
        var range = 0..<text.count
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        while let first = range.first, isBlank(text.bytes[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, isBlank(text.bytes[last]) { range = range.lowerBound..<last }
        let value = String(decoding: text.bytes[range], as: UTF8.self)
        return .scalar(.string(value), tokens: spans(range, range, text) { tokens[$0] })
    }

    private static func spans(
        _ whole: Range<Int>, _ content: Range<Int>, _ text: GoText, _ token: (TokenID) -> SourceSpan
    ) -> [SourceSpan] {
        for range in [whole, content] {
            if let span = copied(range, text, token) { return [span] }
        }
        let runs = text.runs.filter { $0.lower < content.upperBound && $0.upper > content.lowerBound }
        if runs.contains(where: \.origins.isVolatile) { return [] }
        let origins = text.origins(in: content).origins
        let isCovered = runs.reduce(0) {
            $0 + min($1.upper, content.upperBound) - max($1.lower, content.lowerBound)
        }
        let members = origins.tokens.members
        if members.count == 1, isCovered == content.count, runs.allSatisfy({ $0.place == nil }) {
            return [token(members[0])]
        }
        // Never one alone: it is not the value.
        let all = members.map(token)
        return all.count == 1 ? all + all : all
    }

    /// The place in a template from which a stretch was copied as it is.
    private static func copied(
        _ range: Range<Int>, _ text: GoText, _ token: (TokenID) -> SourceSpan
    ) -> SourceSpan? {
        var position = range.lowerBound
        var start: (path: String, offset: Int)?
        for run in text.runs where run.lower < range.upperBound && run.upper > range.lowerBound {
            guard run.lower <= position, let place = run.place, !run.origins.isVolatile,
                run.origins.tokens.members.count == 1, let id = run.origins.tokens.members.first
            else { return nil }
            let path = token(id).path
            let offset = place + position - run.lower
            if let start {
                guard start.path == path, start.offset + position - range.lowerBound == offset else {
                    return nil
                }
            } else {
                start = (path, offset)
            }
            position = min(run.upper, range.upperBound)
        }
        guard let start, position >= range.upperBound else { return nil }
        return SourceSpan(
            path: start.path, range: ByteRange(start.offset..<(start.offset + range.count)))
    }

    // MARK: Reading

    /// The value of a key.
    public subscript(_ key: String) -> ValueTree? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.last { $0.key == key }?.value
    }

    /// The entries of a mapping.
    public var entries: [(key: String, value: ValueTree)] {
        if case .mapping(let entries) = self { entries } else { [] }
    }

    /// The items of a list.
    public var items: [ValueTree] {
        if case .list(let items) = self { items } else { [] }
    }

    /// The text of a scalar.
    public var text: String? {
        guard case .scalar(let value, _) = self else { return nil }
        switch value {
        case .null, .invalid: return nil
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let digits): return digits
        case .float(let number): return "\(number)"
        case .string(let text): return text
        }
    }

    /// The tokens of a scalar.
    public var tokens: [SourceSpan] {
        if case .scalar(_, let tokens) = self { tokens } else { [] }
    }

    /// All tokens in it.
    public var allTokens: Set<SourceSpan> {
        switch self {
        case .scalar(_, let tokens): Set(tokens)
        case .list(let items): items.reduce(into: []) { $0.formUnion($1.allTokens) }
        case .mapping(let entries): entries.reduce(into: []) { $0.formUnion($1.value.allTokens) }
        }
    }

    /// Values over values, as Helm lays files over each other.
    public func overlaid(by upper: ValueTree) -> ValueTree {
        guard case .mapping(var entries) = self, case .mapping(let others) = upper else { return upper }
        for (key, value) in others {
            if let index = entries.firstIndex(where: { $0.key == key }) {
                entries[index].value = entries[index].value.overlaid(by: value)
            } else {
                entries.append((key, value))
            }
        }
        return .mapping(entries)
    }

    // MARK: Templates

    /// The value as templates see it.
    ///
    /// - Parameters:
    ///   - table: numbers the tokens.
    ///   - isVolatile: whether a value without any token counts as one that nobody knows.
    /// - Returns: maps of their own, which templates may change.
    public func value(_ table: TokenTable, isVolatile: Bool = false) -> GoValue {
        switch self {
        case .mapping(let entries):
            let map = GoMap()
            for (key, value) in entries {
                map.entries[key] = GoMap.Entry(value: value.value(table, isVolatile: isVolatile))
            }
            return GoValue(.map(map))
        case .list(let items): return .list(items.map { $0.value(table, isVolatile: isVolatile) })
        case .scalar(let value, let tokens):
            let origins = Origins(
                tokens: TokenSet(tokens.map { table.id($0) }), isVolatile: isVolatile && tokens.isEmpty)
            switch value {
            case .null, .invalid: return GoValue(.null, origins)
            case .bool(let flag): return .bool(flag, origins)
            case .int(let digits): return .float(Double(digits) ?? 0, origins)
            case .float(let number): return .float(number, origins)
            case .string(let text): return .string(text, origins)
            }
        }
    }
}
