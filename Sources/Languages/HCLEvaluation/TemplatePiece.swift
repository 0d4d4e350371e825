import Diagnostics
import HCL

/// A part of a template as it is rendered: literals broken at line ends where Terraform breaks them, strip markers obeyed.
indirect enum TemplatePiece {
    case literal(String, ByteRange)
    case value(ExpressionView, TemplateSequence)
    case conditional(ExpressionView, then: [TemplatePiece], otherwise: [TemplatePiece], [TemplateSequence])
    case loop(ForIntroduction, body: [TemplatePiece], [TemplateSequence])
    case missing(ByteRange)

    static func read(_ parts: [TemplatePart], splitsLines: Bool, tree: HCLTree) -> [TemplatePiece] {
        parts.flatMap { part -> [TemplatePiece] in
            switch part {
            case .literal(let text, let range):
                splitsLines ? lines(text, range, tree) : [.literal(text, range)]
            case .interpolation(let expression, let sequence): [.value(expression, sequence)]
            case .conditional(let condition, let then, let otherwise, let sequences):
                [
                    .conditional(
                        condition, then: read(then, splitsLines: splitsLines, tree: tree),
                        otherwise: read(otherwise, splitsLines: splitsLines, tree: tree), sequences)
                ]
            case .loop(let introduction, let body, let sequences):
                [.loop(introduction, body: read(body, splitsLines: splitsLines, tree: tree), sequences)]
            case .missing(let range): [.missing(range)]
            }
        }
    }

    /// Source lines and value lines correspond: no escape of a heredoc makes or hides a line end.
    private static func lines(_ text: String, _ range: ByteRange, _ tree: HCLTree) -> [TemplatePiece] {
        var pieces: [TemplatePiece] = []
        var rest = Array(text.utf8)[...]
        var start = Int(range.lower)
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            let source = tree.source[start..<Int(range.upper)]
            let sourceEnd = source.firstIndex(of: 0x0A).map { $0 + 1 } ?? Int(range.upper)
            pieces.append(
                .literal(String(decoding: rest[..<end], as: UTF8.self), ByteRange(start..<sourceEnd)))
            rest = rest[end...]
            start = sourceEnd
        }
        return pieces
    }

    // MARK: Indentation of `<<-`

    /// Takes the smallest indentation from all lines.
    static func flush(_ pieces: inout [TemplatePiece]) {
        var atLineStart = true
        var smallest = Int.max
        measure(pieces, &atLineStart, &smallest)
        guard smallest > 0, smallest < Int.max else { return }
        atLineStart = true
        cut(&pieces, &atLineStart, smallest)
    }

    private static func measure(_ pieces: [TemplatePiece], _ atLineStart: inout Bool, _ smallest: inout Int) {
        for piece in pieces {
            if atLineStart {
                atLineStart = false
                if case .literal(let text, _) = piece {
                    let blanks = text.prefix(while: isSpace).count
                    if !(blanks == text.count && text.utf8.last == 0x0A) { smallest = min(smallest, blanks) }
                } else {
                    smallest = 0
                }
            }
            switch piece {
            case .literal(let text, _): if text.utf8.last == 0x0A { atLineStart = true }
            case .conditional(_, let then, let otherwise, let sequences):
                measure(then, &atLineStart, &smallest)
                // The directives `else` and `endif` are parts too; at the start of a line they have no blanks.
                token(&atLineStart, &smallest)
                measure(otherwise, &atLineStart, &smallest)
                if sequences.count > 2 { token(&atLineStart, &smallest) }
            case .loop(_, let body, _):
                measure(body, &atLineStart, &smallest)
                token(&atLineStart, &smallest)
            default: break
            }
        }
    }

    private static func token(_ atLineStart: inout Bool, _ smallest: inout Int) {
        if atLineStart { smallest = 0 }
        atLineStart = false
    }

    private static func cut(_ pieces: inout [TemplatePiece], _ atLineStart: inout Bool, _ count: Int) {
        for index in pieces.indices {
            let starts = atLineStart
            atLineStart = false
            switch pieces[index] {
            case .literal(let text, let range):
                if text.utf8.last == 0x0A { atLineStart = true }
                guard starts else { continue }
                let blanks = text.prefix(while: isSpace)
                if blanks.count == text.count, text.utf8.last == 0x0A { continue }
                let gone = text.prefix(count)
                let lower = min(range.lower + UInt32(gone.utf8.count), range.upper)
                pieces[index] = .literal(
                    String(text.dropFirst(count)), ByteRange(lower: lower, upper: range.upper))
            case .conditional(let condition, var then, var otherwise, let sequences):
                cut(&then, &atLineStart, count)
                atLineStart = false
                cut(&otherwise, &atLineStart, count)
                if sequences.count > 2 { atLineStart = false }
                pieces[index] = .conditional(condition, then: then, otherwise: otherwise, sequences)
            case .loop(let introduction, var body, let sequences):
                cut(&body, &atLineStart, count)
                atLineStart = false
                pieces[index] = .loop(introduction, body: body, sequences)
            default: break
            }
        }
    }

    static func isSpace(_ character: Character) -> Bool { character.isWhitespace }

    // MARK: Strip markers

    /// What `~` takes away: blanks of the literal next to it, up to and with one line end.
    static func strip(_ pieces: inout [TemplatePiece]) {
        for index in pieces.indices {
            guard let (first, last) = pieces[index].sequences else { continue }
            if first.stripsBefore, index > pieces.startIndex { pieces[index - 1].trimEnd() }
            if last.stripsAfter, index + 1 < pieces.endIndex { pieces[index + 1].trimStart() }
            pieces[index].stripInside()
        }
    }

    private var sequences: (TemplateSequence, TemplateSequence)? {
        switch self {
        case .value(_, let sequence): (sequence, sequence)
        case .conditional(_, _, _, let sequences), .loop(_, _, let sequences):
            sequences.first.flatMap { first in sequences.last.map { (first, $0) } }
        default: nil
        }
    }

    private mutating func stripInside() {
        switch self {
        case .conditional(let condition, var then, var otherwise, let sequences):
            if sequences.count > 1 {
                if sequences[0].stripsAfter { then.first?.isLiteral == true ? then[0].trimStart() : () }
                if sequences[1].stripsBefore, !then.isEmpty { then[then.count - 1].trimEnd() }
            }
            if sequences.count > 2, !otherwise.isEmpty {
                if sequences[1].stripsAfter { otherwise[0].trimStart() }
                if sequences[2].stripsBefore { otherwise[otherwise.count - 1].trimEnd() }
            }
            Self.strip(&then)
            Self.strip(&otherwise)
            self = .conditional(condition, then: then, otherwise: otherwise, sequences)
        case .loop(let introduction, var body, let sequences):
            if sequences.count > 1, !body.isEmpty {
                if sequences[0].stripsAfter { body[0].trimStart() }
                if sequences[1].stripsBefore { body[body.count - 1].trimEnd() }
            }
            Self.strip(&body)
            self = .loop(introduction, body: body, sequences)
        default: break
        }
    }

    private var isLiteral: Bool { if case .literal = self { true } else { false } }

    private mutating func trimStart() {
        guard case .literal(let text, let range) = self else { return }
        let rest = text.drop(while: Self.isSpace)
        let gone = UInt32(text.utf8.count - rest.utf8.count)
        self = .literal(
            String(rest), ByteRange(lower: min(range.lower + gone, range.upper), upper: range.upper))
    }

    private mutating func trimEnd() {
        guard case .literal(var text, let range) = self else { return }
        let before = text.utf8.count
        while let last = text.last, Self.isSpace(last) { text.removeLast() }
        let gone = UInt32(before - text.utf8.count)
        self = .literal(text, ByteRange(lower: range.lower, upper: max(range.lower, range.upper - gone)))
    }

    /// Takes back the line end that a template of its own got when it was parsed.
    static func dropLastLineEnd(_ pieces: inout [TemplatePiece]) {
        guard case .literal(let text, let range)? = pieces.last, text.utf8.last == 0x0A else { return }
        let rest = String(decoding: text.utf8.dropLast(), as: UTF8.self)
        if rest.isEmpty {
            pieces.removeLast()
        } else {
            pieces[pieces.count - 1] = .literal(rest, ByteRange(lower: range.lower, upper: range.upper - 1))
        }
    }
}
