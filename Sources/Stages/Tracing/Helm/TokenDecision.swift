internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// What decides one scalar of a rendered object.
enum TokenDecision: Sendable, Hashable {
    /// The text of this token, unchanged; of a part of the scalar where that part is what the attribute is about.
    case token(SourceSpan, isPart: Bool)
    /// Computed from these tokens.
    case computed([SourceSpan])
    /// Nothing that is written in a file: the release's name, a built-in constant.
    case nothing
}

/// Finds the tokens of scalars in rendered text.
struct TokenReader {
    let files: TokenFiles
    let rendered: RenderedChart

    /// A stretch of a scalar that comes from one place.
    private struct Piece {
        var range: Range<Int>
        var span: SourceSpan?
        var origins: Origins
        /// The bytes stand in the template as they are here.
        var isCopied: Bool
    }

    /// All tokens that have a part in a scalar, those that chose included.
    func tokens(of node: YAMLNodeView, in text: GoText) -> Set<SourceSpan> {
        var spans: Set<SourceSpan> = []
        for piece in pieces(node.tokenRange.indices, text) {
            if piece.isCopied, let span = piece.span { spans.insert(span) }
            if !piece.isCopied { for id in piece.origins.tokens.members { spans.insert(rendered[id]) } }
            for id in piece.origins.deciders.members { spans.insert(rendered[id]) }
        }
        return spans
    }

    /// The innermost branch in which a scalar begins.
    func branch(of node: YAMLNodeView, in text: GoText) -> BranchID {
        let start = node.tokenRange.indices.lowerBound
        let runs = text.runs
        let index = TokenReader.firstRun(runs, endingAfter: start)
        return index < runs.count && runs[index].lower <= start ? runs[index].branch : .outside
    }

    /// Where a stretch of the text stands in a template as it is here; nil where it is put together, or made.
    func copied(_ range: Range<Int>, in text: GoText) -> SourceSpan? {
        let pieces = pieces(range, text)
        guard pieces.count == 1, pieces[0].isCopied, !chosenByValue(pieces[0]) else { return nil }
        return pieces[0].span
    }

    /// Tokens of the values that admitted what stands in a branch.
    func conditions(_ branch: BranchID, _ template: RenderedChart.File) -> Set<Fact.Token> {
        var tokens: Set<Fact.Token> = []
        for condition in template.branches?.chain(branch) ?? [] {
            let origins = condition.origins
            for id in origins.tokens.members + origins.deciders.members
            where !files.isTemplate(rendered[id].path) {
                tokens.insert(Fact.Token(rendered[id]))
            }
        }
        return tokens
    }

    /// What decides a scalar.
    ///
    /// - Parameters:
    ///   - node: the scalar in the rendered document.
    ///   - text: the document with its origins.
    ///   - isImage: whether the scalar is an image, of which the tag is what matters.
    /// - Returns: the token, where there is exactly one that the scalar copies.
    func decision(_ node: YAMLNodeView, in text: GoText, isImage: Bool) -> TokenDecision {
        guard let scalar = node.scalar else { return .nothing }
        let token = node.tokenRange.indices
        let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        let content = isQuoted ? (token.lowerBound + 1)..<(token.upperBound - 1) : token
        let pieces = pieces(content, text)
        let all = sorted(tokens(of: node, in: text), pieces)
        guard !pieces.isEmpty else { return all.isEmpty ? .nothing : .computed(all) }
        if pieces.count == 1, let piece = pieces.first {
            return whole(piece, token, scalar, text, all)
        }
        guard isImage, scalar.isVerbatim || scalar.style == .plain,
            let tag = ImageParts.tag(in: text.bytes, content)
        else { return computed(all) }
        let parts = self.pieces(tag, text)
        guard parts.count == 1, let piece = parts.first else { return computed(all) }
        let tagText = String(decoding: text.bytes[tag], as: UTF8.self)
        return part(piece, tagText, all)
    }

    /// What people set before what templates say, and what the text is made of before what chose it.
    private func sorted(_ all: Set<SourceSpan>, _ pieces: [Piece]) -> [SourceSpan] {
        let made = pieces.reduce(into: Set<SourceSpan>()) { spans, piece in
            if piece.isCopied, let span = piece.span { spans.insert(span) }
            if !piece.isCopied { spans.formUnion(piece.origins.tokens.members.map { rendered[$0] }) }
        }
        func rank(_ span: SourceSpan) -> Int {
            (made.contains(span) ? 0 : 2) + (files.isTemplate(span.path) ? 1 : 0)
        }
        return all.sorted { (rank($0), $0.path, $0.range) < (rank($1), $1.path, $1.range) }
    }

    private func computed(_ all: [SourceSpan]) -> TokenDecision { all.isEmpty ? .nothing : .computed(all) }

    /// The scalar is of one piece.
    private func whole(
        _ piece: Piece, _ token: Range<Int>, _ scalar: YAMLScalar, _ text: GoText, _ all: [SourceSpan]
    ) -> TokenDecision {
        guard let span = piece.span else { return computed(all) }
        if piece.isCopied {
            // Quotes that stand in the template beside the text belong to the token.
            let quoted = pieces(token, text)
            if chosenByValue(piece) { return .computed(all) }
            if quoted.count == 1, quoted[0].isCopied, let whole = quoted[0].span {
                return .token(whole, isPart: false)
            }
            return .token(span, isPart: token != piece.range)
        }
        guard files.reads(span, as: scalar.text, isText: scalar.style != .plain) else { return computed(all) }
        if files.isTemplate(span.path), chosenByValue(piece) { return .computed(all) }
        return .token(span, isPart: false)
    }

    private func part(_ piece: Piece, _ text: String, _ all: [SourceSpan]) -> TokenDecision {
        guard let span = piece.span else { return computed(all) }
        if piece.isCopied { return chosenByValue(piece) ? .computed(all) : .token(span, isPart: true) }
        guard files.reads(span, as: text, isText: true) else { return computed(all) }
        if files.isTemplate(span.path), chosenByValue(piece) { return .computed(all) }
        return .token(span, isPart: true)
    }

    /// True when a value that is set chose this literal among others, as a preset does.
    private func chosenByValue(_ piece: Piece) -> Bool {
        piece.origins.deciders.members.contains { id in
            let span = rendered[id]
            return !files.isTemplate(span.path) && !files.isEmptyValue(span) && !files.isMapping(span)
        }
    }

    // MARK: Pieces

    private func pieces(_ range: Range<Int>, _ text: GoText) -> [Piece] {
        var pieces: [Piece] = []
        var position = range.lowerBound
        let runs = text.runs
        for index in TokenReader.firstRun(runs, endingAfter: range.lowerBound)..<runs.count {
            let run = runs[index]
            guard run.lower < range.upperBound else { break }
            let lower = max(run.lower, range.lowerBound)
            let upper = min(run.upper, range.upperBound)
            if lower > position {
                add(Piece(range: position..<lower, span: nil, origins: .none, isCopied: false), to: &pieces)
            }
            add(piece(run, lower..<upper), to: &pieces)
            position = upper
        }
        if position < range.upperBound {
            add(
                Piece(range: position..<range.upperBound, span: nil, origins: .none, isCopied: false),
                to: &pieces)
        }
        return pieces
    }

    private static func firstRun(_ runs: [GoText.Run], endingAfter offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upper <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func piece(_ run: GoText.Run, _ range: Range<Int>) -> Piece {
        let ids = run.origins.tokens.members
        guard ids.count == 1, let id = ids.first, !run.origins.isVolatile else {
            return Piece(range: range, span: nil, origins: run.origins, isCopied: false)
        }
        guard let place = run.place else {
            return Piece(range: range, span: rendered[id], origins: run.origins, isCopied: false)
        }
        let start = place + range.lowerBound - run.lower
        let span = SourceSpan(path: rendered[id].path, range: ByteRange(start..<(start + range.count)))
        return Piece(range: range, span: span, origins: run.origins, isCopied: true)
    }

    private func add(_ piece: Piece, to pieces: inout [Piece]) {
        guard var last = pieces.last, last.isCopied == piece.isCopied else {
            pieces.append(piece)
            return
        }
        if piece.isCopied {
            guard let a = last.span, let b = piece.span, a.path == b.path, a.range.upper == b.range.lower
            else {
                pieces.append(piece)
                return
            }
            last.span = SourceSpan(path: a.path, range: ByteRange(lower: a.range.lower, upper: b.range.upper))
        } else {
            guard last.span == piece.span, last.origins.tokens == piece.origins.tokens else {
                pieces.append(piece)
                return
            }
        }
        last.origins.formUnion(piece.origins)
        last.range = last.range.lowerBound..<piece.range.upperBound
        pieces[pieces.count - 1] = last
    }
}

/// The parts of an image's name.
enum ImageParts {
    /// Where the tag stands, the digest after it included; nil when there is none.
    static func tag(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        let at = bytes[range].firstIndex(of: UInt8(ascii: "@")) ?? range.upperBound
        let slash = bytes[range.lowerBound..<at].lastIndex(of: UInt8(ascii: "/")) ?? range.lowerBound
        guard let colon = bytes[slash..<at].lastIndex(of: UInt8(ascii: ":")), colon + 1 < at else {
            return nil
        }
        return (colon + 1)..<range.upperBound
    }

    /// Where the digest stands, `sha256:…`; nil when there is none.
    static func digest(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        guard let at = bytes[range].firstIndex(of: UInt8(ascii: "@")), at + 1 < range.upperBound else {
            return nil
        }
        return (at + 1)..<range.upperBound
    }
}

/// The files in which tokens stand, parsed when they are asked about.
final class TokenFiles {
    private let index: RepositoryIndex
    /// Templates of the charts at hand.
    private let templates: Set<String>
    private var parsed: [String: YAMLFile?] = [:]

    init(_ index: RepositoryIndex, templates: Set<String>) {
        self.index = index
        self.templates = templates
    }

    func isTemplate(_ path: String) -> Bool { templates.contains(path) }

    func file(_ path: String) -> SourceFile? {
        (try? index.store.source(path)) ?? nil
    }

    func yaml(_ path: String) -> YAMLFile? {
        if let known = parsed[path] { return known }
        let file = file(path).map { YAMLParser.parse($0.bytes, path: path) }
        parsed[path] = .some(file)
        return file
    }

    /// The scalar of a values file that is written at the token.
    func scalar(_ span: SourceSpan) -> YAMLScalar? {
        guard !isTemplate(span.path) else { return nil }
        return yaml(span.path)?.node(withToken: span.range)?.scalar
    }

    /// True when the token, read by Helm and printed again, is the text.
    func reads(_ span: SourceSpan, as text: String, isText: Bool) -> Bool {
        // What is no file of the repository is held by whoever asks for the file.
        if span.path.hasPrefix("--set") || span.path.contains("!") || span.isUnknown { return true }
        if isTemplate(span.path) {
            guard let source = file(span.path)?.text(span.range) else { return false }
            let isQuoted =
                source.count > 1
                && ["\"", "`", "'"].contains { source.hasPrefix($0) && source.hasSuffix($0) }
            return (isQuoted ? String(source.dropFirst().dropLast()) : source) == text
        }
        guard let scalar = scalar(span) else {
            // In a text inside of the file, such as an inline patch, the token is what is written there.
            guard yaml(span.path)?.node(withToken: span.range) == nil,
                let source = file(span.path)?.text(span.range)
            else { return false }
            let isQuoted =
                source.count > 1 && ["\"", "'"].contains { source.hasPrefix($0) && source.hasSuffix($0) }
            return (isQuoted ? String(source.dropFirst().dropLast()) : source) == text
        }
        switch scalar.value(in: .helm) {
        case .string(let own): return own == text || own.trimmingNewlines == text
        case .bool(let flag): return text == (flag ? "true" : "false")
        case .int(let digits): return text == digits || text == scalar.text
        case .float(let number): return text == scalar.text || Double(text) == number
        case .null, .invalid: return false
        }
    }

    /// True for a mapping: what chose there is that it lacks a key.
    func isMapping(_ span: SourceSpan) -> Bool {
        yaml(span.path)?.node(withToken: span.range)?.kind == .mapping
    }

    /// True for a token that says nothing: null, false, zero or an empty text.
    func isEmptyValue(_ span: SourceSpan) -> Bool {
        guard !isTemplate(span.path) else { return false }
        guard let node = yaml(span.path)?.node(withToken: span.range) else { return false }
        guard let scalar = node.scalar else { return node.children.isEmpty }
        switch scalar.value(in: .helm) {
        case .null: return true
        case .string(let text): return text.isEmpty
        case .bool(let flag): return !flag
        case .int(let digits): return digits == "0"
        case .float(let number): return number == 0
        case .invalid: return false
        }
    }
}

extension String {
    /// Without line breaks at the end.
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
