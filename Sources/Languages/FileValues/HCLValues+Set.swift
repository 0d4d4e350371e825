internal import Diagnostics
internal import HCL

extension HCLValues {
    func setting(_ path: ValuePath, to value: String, creating: Bool) throws(ValueRefusal)
        -> ValueFile.Edited
    {
        let new = try source(value)
        let search = HCLSearch(path, in: file)
        guard search.found.isEmpty else {
            return try replacing(try only(search), at: path, with: new, value)
        }
        guard creating else {
            let refusal = missing(search)
            throw refusal.adding(note: "--create makes it")
        }
        return try creation(search, new, value)
    }

    /// Reads the new value in the syntax of the file.
    private func source(_ value: String) throws(ValueRefusal) -> ExpressionSource {
        let argument = SourceFile(path: "VALUE", bytes: Array(value.utf8))
        let parsed: ExpressionSource
        do throws(ExpressionSource.Invalid) {
            parsed = try ExpressionSource(value, in: file.tree.syntax, name: "VALUE")
        } catch {
            var refusal = ValueRefusal(.badValue, error.diagnostics, [argument])
            if Self.looksLikeText(value) { refusal = refusal.adding(note: Self.quotingHint(value)) }
            throw refusal
        }
        guard Self.isVariables(file.path), let place = parsed.expression.firstNonLiteral else {
            return parsed
        }
        var range = place.range.indices
        let shift = Int(parsed.expression.tree.syntax == .native ? 2 : 0)
        range = range.lowerBound - shift..<range.upperBound - shift
        throw ValueRefusal.one(
            .badValue, "a file of variables holds literal values, and this is \(Self.noun(place))",
            at: SourceSpan(path: "VALUE", range: ByteRange(range)), in: [argument]
        ).adding(note: Self.quotingHint(value))
    }

    private static func isVariables(_ path: String) -> Bool { path.hasSuffix(".tfvars") }

    /// True for words that somebody may have meant as text and not as an expression.
    private static func looksLikeText(_ value: String) -> Bool {
        !value.isEmpty && !value.contains { "\"{}[]\n".contains($0) }
    }

    private static func quotingHint(_ value: String) -> String {
        "a string is written in quotes: '\"\(value)\"'"
    }

    // MARK: Replacing

    private func replacing(
        _ place: HCLPlace, at path: ValuePath, with new: ExpressionSource, _ value: String
    ) throws(ValueRefusal) -> ValueFile.Edited {
        guard case .expression(let old) = place else {
            throw .one(
                .notPossible, "`\(path)` is a block; its arguments are set one by one",
                at: file.span(place.shown), in: [source])
        }
        var notes: [String] = []
        if old.kind == .string || old.kind == .heredoc,
            new.expression.kind == .variable || new.expression.kind == .traversal
        {
            notes.append(
                "`\(path)` was a string and is the reference `\(new.expression.text)` now; \(Self.quotingHint(value))"
            )
        }
        let edit = heredocEdit(old, new) ?? old.replace(with: new, reason: "set \(path)")
        return try finish([edit], at: path, new, notes)
    }

    /// A string that takes the place of a heredoc's text; nil where the heredoc cannot hold it.
    private func heredocEdit(_ old: ExpressionView, _ new: ExpressionSource) -> Edit? {
        guard let heredoc = old.heredoc, old.heredocText != nil,
            let text = new.expression.stringLiteral?.value,
            text.hasSuffix("\n"), !text.contains("\r")
        else { return nil }
        let body = HeredocBody(heredoc, in: file)
        guard let replacement = body.bytes(for: text) else { return nil }
        return Edit(range: heredoc.content, replacement: replacement, reason: "set")
    }

    // MARK: Proof

    /// Applies edits, and proves that the value reads as asked and that no other token changed.
    func finish(_ edits: [Edit], at path: ValuePath, _ new: ExpressionSource, _ notes: [String])
        throws(ValueRefusal) -> ValueFile.Edited
    {
        var notes = notes
        var all = edits
        do throws(HCLEditError) {
            all = try FmtLayout.keepingClean(edits, in: file).edits
        } catch {
            guard error.code == .layoutConflict else {
                throw refused(path, error.description)
            }
            notes.append("the file is no longer laid out as `terraform fmt` does it")
        }
        guard let bytes = all.apply(to: file.source) else { throw refused(path, "two edits overlap") }
        let after = HCLParser.parseAny(bytes, path: file.path)
        if let problem = after.diagnostics.first {
            throw refused(path, "the file would not be readable: \(problem.message)")
        }
        guard TreeComparison(file.tree, after.tree, edits: all).unexpected.isEmpty else {
            throw refused(path, "other parts of the file would change")
        }
        let search = HCLSearch(path, in: after)
        guard search.found.count == 1, case .expression(let view) = search.found[0], reads(view, new) else {
            throw refused(path, "the file would not read as asked")
        }
        return ValueFile.Edited(bytes: bytes, edits: all, notes: notes)
    }

    /// True when an expression is the new one, or the heredoc that means the same.
    private func reads(_ view: ExpressionView, _ new: ExpressionSource) -> Bool {
        if new.isEqual(to: view) { return true }
        guard let text = view.heredocText, let wanted = new.expression.stringLiteral?.value else {
            return false
        }
        return text.replacing("\r\n", with: "\n") == wanted
    }

    func refused(_ path: ValuePath, _ why: String) -> ValueRefusal {
        .one(
            .notPossible, "`\(path)` cannot be set: \(why)",
            at: SourceSpan(path: file.path, range: ByteRange(0..<0)), in: [])
    }
}

/// The text between the markers of a heredoc.
private struct HeredocBody {
    private let view: HeredocView
    private let file: HCLFile

    init(_ view: HeredocView, in file: HCLFile) {
        self.view = view
        self.file = file
    }

    /// The lines that make the heredoc read `text`, or nil where it cannot.
    func bytes(for text: String) -> [UInt8]? {
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        let isMarker = { (line: Substring) in line.drop { $0 == " " || $0 == "\t" } == view.marker }
        guard !lines.contains(where: isMarker) else { return nil }
        let old = file.source[view.content.indices]
        let lineEnd = old.contains(0x0D) ? "\r\n" : "\n"
        let indentation = view.isIndented ? self.indentation(old) : ""
        let full = lines.filter { !HeredocLines.isBlank($0.utf8) }
        // `<<-` would take the blanks away that all lines begin with.
        let keeps = full.isEmpty || full.contains { HeredocLines.indentation($0.utf8).isEmpty }
        guard !view.isIndented || keeps else { return nil }
        let body = lines.map { line in
            let escaped = line.replacing("${", with: "$${").replacing("%{", with: "%%{")
            return (HeredocLines.isBlank(line.utf8) ? "" : indentation) + escaped + lineEnd
        }
        return Array(body.joined().utf8)
    }

    /// The blanks that every line begins with now.
    private func indentation(_ old: ArraySlice<UInt8>) -> String {
        let lines = old.split(separator: 0x0A).filter { !HeredocLines.isBlank($0) }
        let least = lines.map(HeredocLines.indentation).min { $0.count < $1.count } ?? []
        return String(decoding: least, as: UTF8.self)
    }
}

extension ExpressionView {
    /// The first part that is neither a literal nor made of literals.
    fileprivate var firstNonLiteral: ExpressionView? {
        switch kind {
        case .string, .number, .bool, .null, .heredoc: nil
        case .unary: literal == nil ? self : nil
        case .parentheses: inner?.firstNonLiteral
        case .tuple: elements.lazy.compactMap(\.firstNonLiteral).first
        case .object: items.lazy.compactMap(\.value.firstNonLiteral).first
        default: self
        }
    }
}

extension ValueRefusal {
    /// The refusal with one more remark.
    func adding(note: String) -> ValueRefusal {
        var diagnostics = diagnostics
        guard let last = diagnostics.indices.last else { return self }
        diagnostics[last].notes.append(Diagnostic.Note(note))
        return ValueRefusal(code, diagnostics, sources)
    }
}
