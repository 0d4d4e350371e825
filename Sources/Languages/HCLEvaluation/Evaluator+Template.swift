import Diagnostics
import HCL
import Provenance

extension Evaluator {
    func template(_ expression: ExpressionView, _ frame: Frame) -> Value {
        if expression.tree.syntax == .json { return jsonTemplate(expression, frame) }
        let parts = expression.templateParts
        if expression.kind == .template, let only = Self.wrapped(parts) { return evaluate(only, frame) }
        var pieces = TemplatePiece.read(
            parts, splitsLines: expression.kind == .heredoc, tree: expression.tree)
        // In this order: a line whose end was stripped has no indentation of its own.
        TemplatePiece.strip(&pieces)
        if expression.heredoc?.isIndented == true { TemplatePiece.flush(&pieces) }
        var inner = frame
        inner.hasBackslashes = expression.kind == .template
        return render(pieces, inner, frame.span(expression.range), expression.tree)
    }

    /// `"${x}"` is x itself, of any type.
    private static func wrapped(_ parts: [TemplatePart]) -> ExpressionView? {
        guard parts.count == 1, case .interpolation(let inner, _) = parts[0] else { return nil }
        return inner
    }

    /// A string of the JSON syntax is a template of its own.
    private func jsonTemplate(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let literal = expression.stringLiteral else { return unreadable(expression.range, frame) }
        var inner = frame
        inner.fixed = frame.span(expression.range)
        return evaluateTemplate(Array(literal.value.utf8), inner)
    }

    func evaluateTemplate(_ bytes: [UInt8], _ frame: Frame) -> Value {
        let whole = SourceSpan(path: frame.path, range: ByteRange(0..<bytes.count))
        guard step() else { return limit("more than \(limits.steps) steps", at: whole) }
        // A template of its own is the inside of a heredoc with a marker that it does not have.
        var marker = "TEMPLATE"
        let text = String(decoding: bytes, as: UTF8.self)
        while text.contains(marker) { marker += "X" }
        let head = Array("t = <<\(marker)\n".utf8)
        let file = HCLParser.parse(head + bytes + Array("\n\(marker)\n".utf8), path: frame.path)
        guard file.diagnostics.isEmpty, let expression = file.body.attribute("t")?.expression else {
            return failure(
                "hcl-template", "this template cannot be read: \(file.diagnostics.first?.message ?? "")",
                at: frame.fixed ?? whole)
        }
        var inner = frame
        inner.shift = UInt32(head.count)
        var pieces = TemplatePiece.read(expression.templateParts, splitsLines: true, tree: file.tree)
        TemplatePiece.strip(&pieces)
        TemplatePiece.dropLastLineEnd(&pieces)
        if pieces.count == 1, case .value(let only, _) = pieces[0] { return evaluate(only, inner) }
        return render(pieces, inner, frame.fixed ?? whole, file.tree)
    }

    private func render(_ pieces: [TemplatePiece], _ frame: Frame, _ span: SourceSpan, _ tree: HCLTree)
        -> Value
    {
        var output = TemplateOutput(tree: frame.fixed == nil ? tree : nil)
        write(pieces, frame, &output)
        return output.value(limits, self, span)
    }

    private func write(_ pieces: [TemplatePiece], _ frame: Frame, _ output: inout TemplateOutput) {
        for piece in pieces {
            guard output.count <= limits.stringBytes else { return }
            guard output.unknown == nil else {
                account(for: piece, frame, &output)
                continue
            }
            switch piece {
            case .literal(let text, let range): output.append(text, range, frame)
            case .value(let expression, _):
                output.append(evaluate(expression, frame), frame, expression, self)
            case .missing(let range): output.fail(unreadable(range, frame))
            case .conditional(let condition, let then, let otherwise, _):
                write(condition, then, otherwise, frame, &output)
            case .loop(let introduction, let body, _): write(introduction, body, frame, &output)
            }
        }
    }

    /// Behind a part for which nothing more is written: what the text would be made of all the same.
    private func account(for piece: TemplatePiece, _ frame: Frame, _ output: inout TemplateOutput) {
        switch piece {
        case .literal(_, let range): output.account(for: Value(.bool(true), frame.token(range)))
        case .value(let expression, _):
            let attempt = attempt { evaluate(expression, frame) }
            if attempt.failed { output.isTraced = false } else { output.account(for: attempt.value) }
        case .missing, .conditional, .loop: output.isTraced = false
        }
    }

    private func write(
        _ condition: ExpressionView, _ then: [TemplatePiece], _ otherwise: [TemplatePiece], _ frame: Frame,
        _ output: inout TemplateOutput
    ) {
        let value = evaluate(condition, frame)
        if value.unknown != nil {
            output.isTraced = false
            return output.fail(value)
        }
        guard let flag = try? Conversion.bool(value) else {
            return output.fail(
                failure(
                    "hcl-evaluation-condition", "a condition is a bool, not \(value.type.text)",
                    at: frame.span(condition.range)))
        }
        let outer = output.control
        output.control = output.control.joined(value.origins)
        output.isSensitive = output.isSensitive || value.isSensitive
        output.decisions = output.decisions.joined(value.origins)
        write(flag ? then : otherwise, frame, &output)
        output.control = outer
    }

    private func write(
        _ introduction: ForIntroduction, _ body: [TemplatePiece], _ frame: Frame,
        _ output: inout TemplateOutput
    ) {
        let collection = evaluate(introduction.collection, frame)
        if collection.unknown != nil {
            output.isTraced = false
            return output.fail(collection)
        }
        guard let items = iterate(collection) else {
            return output.fail(
                failure(
                    "hcl-not-iterable", "a \(Self.kindName(collection)) cannot be iterated over",
                    at: frame.span(introduction.collection.range)))
        }
        let outer = output.control
        output.control = output.control.joined(collection.origins)
        output.isSensitive = output.isSensitive || collection.isSensitive
        output.decisions = output.decisions.joined(collection.origins)
        for item in items {
            guard step() else {
                return output.fail(
                    limit("more than \(limits.steps) steps", at: frame.span(introduction.collection.range)))
            }
            var bindings = [(introduction.value, item.value)]
            if let key = introduction.key { bindings.append((key, item.key)) }
            write(body, frame.binding(bindings), &output)
        }
        output.control = outer
    }
}

/// The text that a template has produced so far.
struct TemplateOutput {
    /// Where literals are written; nil where their places are not known.
    var tree: HCLTree?
    private var bytes: [UInt8] = []
    private var parts: [Text.Part] = []
    private var origins = Origins.none

    init(tree: HCLTree?) { self.tree = tree }

    /// Origins of the directives around.
    var control = Origins.none
    /// Origins of all directives.
    var decisions = Origins.none
    var isSensitive = false
    /// Why nothing more is to be written.
    private(set) var unknown: Unknown?
    /// Parts that only production knows.
    private var holes: [PartialText.Hole] = []
    /// True when the origins name all that those parts and what stopped the writing may depend on.
    var isTraced = true
    var count: Int { bytes.count }

    mutating func append(_ text: String, _ range: ByteRange, _ frame: Frame) {
        guard !text.isEmpty else { return }
        let start = bytes.count
        bytes += text.utf8
        let source = frame.token(range).chosen(by: control)
        origins = origins.joined(source)
        let runs =
            tree.map {
                EscapedRuns.parts(
                    of: text, source: $0.source[range.indices], hasBackslashes: frame.hasBackslashes
                ) { frame.token(ByteRange($0)).chosen(by: control) }
            } ?? []
        guard !runs.isEmpty else { return parts.append(Text.Part(start..<bytes.count, source)) }
        for run in runs {
            parts.append(
                Text.Part((run.range.lowerBound + start)..<(run.range.upperBound + start), run.origins))
        }
    }

    mutating func fail(_ value: Value) {
        unknown = unknown ?? value.unknown
        isTraced = isTraced && value.isDeeplyTraced
        origins = origins.joined(value.origins)
        isSensitive = isSensitive || value.isSensitive
    }

    /// Takes the origins of what is not written any more.
    mutating func account(for value: Value) {
        isTraced = isTraced && value.isDeeplyTraced
        origins = origins.joined(value.deepOrigins)
    }

    mutating func append(_ value: Value, _ frame: Frame, _ expression: ExpressionView, _ evaluator: Evaluator)
    {
        if let unknown = value.unknown {
            guard unknown.isOfProduction else { return fail(value) }
            return append(unknown: value)
        }
        guard let converted = try? Conversion.convert(value, to: .string),
            case .string(let text) = converted.content
        else {
            let what = value.isNull ? "null" : value.type.text
            return fail(
                evaluator.failure(
                    "hcl-evaluation-template", "a template holds strings, not \(what)",
                    at: frame.span(expression.range)))
        }
        guard evaluator.step(text.string.utf8.count / 64) else {
            return fail(
                evaluator.limit("more than \(evaluator.limits.steps) steps", at: frame.span(expression.range))
            )
        }
        isSensitive = isSensitive || value.isSensitive
        let start = bytes.count
        bytes += text.string.utf8
        origins = origins.joined(value.origins).chosen(by: control)
        if text.parts.isEmpty {
            parts.append(Text.Part(start..<bytes.count, value.origins.chosen(by: control)))
        } else {
            let whole = text.isComposite ? value.origins.deciders.chosen(by: control) : value.origins
            for part in text.parts {
                parts.append(
                    Text.Part(
                        (part.range.lowerBound + start)..<(part.range.upperBound + start),
                        part.origins.chosen(by: whole)))
            }
        }
    }

    /// A part that production knows: what is known of it, and what is around it, stays known.
    private mutating func append(unknown value: Value) {
        origins = origins.joined(value.origins).chosen(by: control)
        isSensitive = isSensitive || value.isSensitive
        isTraced = isTraced && value.isDeeplyTraced
        guard case .text(let text, let inner) = value.partial?.content else {
            return holes.append(.init(bytes.count, value.chosen(by: Value(.bool(true), control))))
        }
        let start = bytes.count
        bytes += text.string.utf8
        for part in text.parts {
            let range = (part.range.lowerBound + start)..<(part.range.upperBound + start)
            parts.append(Text.Part(range, part.origins.chosen(by: value.origins)))
        }
        for hole in inner { holes.append(.init(hole.offset + start, hole.value.inheriting(from: value))) }
    }

    func value(_ limits: EvaluationLimits, _ evaluator: Evaluator, _ span: SourceSpan) -> Value {
        let origins = origins.content.chosen(by: decisions)
        if let unknown {
            var reason = unknown
            reason.type = .string
            var value = Value(.unknown(reason), origins, isSensitive: isSensitive)
            value.isTraced = isTraced
            return value
        }
        if var reason = holes.first?.value.unknown {
            reason.type = .string
            var value = Value(.unknown(reason), origins, isSensitive: isSensitive)
            value.isTraced = isTraced
            let string = String(decoding: bytes, as: UTF8.self)
            if bytes.count <= limits.stringBytes, Strings.normalized(string).utf8.count == bytes.count {
                value.content = .partial(
                    PartialText(.text(Text(string, parts: parts), holes: holes), unknown: reason))
            }
            return value
        }
        if bytes.count > limits.stringBytes {
            return evaluator.limit("a string of more than \(limits.stringBytes) bytes", at: span)
        }
        let string = String(decoding: bytes, as: UTF8.self)
        let normal = Strings.normalized(string)
        var text = Text(normal, parts: normal.utf8.count == bytes.count ? parts : [])
        text.isComposite = true
        return Value(.string(text), origins, isSensitive: isSensitive)
    }
}
