import Diagnostics
import HCL
import Testing

@Suite("expressions")
struct ExpressionTests {
    /// Source of an expression and its shape as ``outline(_:)`` writes it.
    static let forms: [(String, String)] = [
        // Literals.
        ("1", "1"), ("0.5", "0.5"), ("1e3", "1e3"), ("1.5E-10", "1.5E-10"),
        ("12345678901234567890", "12345678901234567890"),
        ("true", "true"), ("false", "false"), ("null", "null"),
        (#""""#, #""""#), (#""a b""#, #""a b""#), (#""a\"b\\""#, #""a\"b\\""#),
        (#""$${a} %%{b}""#, #""$${a} %%{b}""#),
        (#""5% of $10""#, #""5% of $10""#), (#""naïve ☃""#, #""naïve ☃""#),
        // References.
        ("foo", "foo"), ("foo-bar", "foo-bar"), ("_x", "_x"), ("naïve", "naïve"),
        ("var.size", "(ref var .size)"), ("a.b.c", "(ref a .b .c)"), ("a[0].b", "(ref a [0] .b)"),
        (#"a["k"]"#, #"(ref a ["k"])"#), ("a[b.c]", "(ref a [(ref b .c)])"), ("a.0.b", "(ref a [0] .b)"),
        ("a.*.b", "(ref a .* .b)"), ("a[*].b", "(ref a [*] .b)"),
        ("a . b [ 0 ]", "(ref a .b [0])"), ("a[\n0\n]", "(ref a [0])"), ("f(1).a", "(ref (f 1) .a)"),
        ("(a).b", "(ref (paren a) .b)"), (#""abc"[0]"#, #"(ref "abc" [0])"#),
        ("[1][0]", "(ref (tuple 1) [0])"),
        // Calls.
        ("f()", "(f)"), ("f(1, 2)", "(f 1 2)"), ("f(1, 2,)", "(f 1 2)"), ("f(a...)", "(f a ...)"),
        ("f(\n  1,\n  2\n)", "(f 1 2)"), ("provider::aws::arn(1)", "(provider::aws::arn 1)"),
        // Operators.
        ("1 + 2", "(+ 1 2)"), ("1 + 2 * 3", "(+ 1 (* 2 3))"), ("1 * 2 + 3", "(+ (* 1 2) 3)"),
        ("1 - 2 + 3", "(-+ 1 2 3)"),
        ("a || b && c", "(|| a (&& b c))"), ("a && b || c", "(|| (&& a b) c)"),
        ("a == b != c", "(==!= a b c)"),
        ("a < b == c >= d", "(== (< a b) (>= c d))"), ("!a", "(! a)"), ("!!a", "(! (! a))"), ("-1", "(- 1)"),
        ("-a.b + 1", "(+ (- (ref a .b)) 1)"), ("a - -1", "(- a (- 1))"), ("a % b / c", "(%/ a b c)"),
        ("(1 + 2) * 3", "(* (paren (+ 1 2)) 3)"), ("(\n1\n+\n2\n)", "(paren (+ 1 2))"),
        ("a ? b : c", "(? a b c)"), ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a == 1 ? b : c", "(? (== a 1) b c)"),
        // Collections.
        ("[]", "(tuple)"), ("[1, 2]", "(tuple 1 2)"), ("[1, 2,]", "(tuple 1 2)"),
        ("[\n1,\n# c\n2\n]", "(tuple 1 2)"),
        ("{}", "(object)"), ("{ a = 1 }", "(object a=1)"), ("{ a = 1, b : 2 }", "(object a=1 b=2)"),
        ("{\n a = 1\n b = 2,\n\n c = 3 # x\n}", "(object a=1 b=2 c=3)"),
        (#"{ "a b" = 1, (c) = 2 }"#, #"(object "a b"=1 (paren c)=2)"#),
        ("{ a = { b = [1] } }", "(object a=(object b=(tuple 1)))"),
        (#"{ "${a}" = 1 }"#, #"(object (template ${a})=1)"#),
        ("f({\n a = 1\n b = 2\n})", "(f (object a=1 b=2))"), ("{ a.b = 1 }", "(object (ref a .b)=1)"),
        // For.
        ("[for x in xs : x]", "(for x in xs : x)"),
        ("[for i, x in xs : x if i > 0]", "(for i, x in xs : x if (> i 0))"),
        ("{for k, v in m : k => v}", "(for k, v in m : k => v)"),
        ("{ for k, v in m : k => v... if v != null }", "(for k, v in m : k => v ... if (!= v null))"),
        ("[\n for x in [1]:\n x\n]", "(for x in (tuple 1) : x)"),
        // Templates.
        (#""a${b}c""#, "(template 'a' ${b} 'c')"), (#""${~ a ~}""#, "(template ${~a~})"),
        (#""${"${a}"}""#, "(template ${(template ${a})})"),
        (#""%{ if a }x%{ else }y%{ endif }""#, "(template (if a 'x' else 'y'))"),
        (#""%{ if a }x%{ endif }""#, "(template (if a 'x'))"),
        (#""%{ for i, x in xs ~}${x}%{ endfor }""#, "(template (for i, x in xs ${x}))"),
        (#""%{ if a }%{ for x in y }z%{ endfor }%{ endif }""#, "(template (if a (for x in y 'z')))"),
        (#""$$${a}""#, #""$$${a}""#),
        (#""${ {a = 1} }""#, "(template ${(object a=1)})"),
        ("\"${\n  a\n}\"", "(template ${a})"), (#""100%""#, #""100%""#),
        ("<<EOT\na\n  b\nEOT", #"(heredoc 'a\n  b\n')"#),
        ("<<-EOT\n    a ${b} # no comment\n    EOT", #"(heredoc- '    a ' ${b} ' # no comment\n')"#),
        ("<<EOT\nEOT", "(heredoc)"), ("f(<<A\nx\nA\n, 1)", #"(f (heredoc 'x\n') 1)"#),
        ("<<A\nAB\n A B\nA", #"(heredoc 'AB\n A B\n')"#),
        ("<<E\n%{ if a }\nx\n%{ endif }\nE", #"(heredoc (if a '\nx\n') '\n')"#),
        ("<<E\n$${a}\nE", #"(heredoc '${a}\n')"#),
    ]

    @Test("every form has its shape", arguments: forms)
    func shape(source: String, outline expected: String) throws {
        #expect(outline(try expression(source)) == expected)
    }

    @Test(
        "every form has the same shape with CRLF line ends", arguments: forms.filter { $0.0.contains("\n") })
    func shapeWithCRLF(source: String, outline expected: String) throws {
        let text = "x = \(source)\n".replacing("\n", with: "\r\n")
        let file = parseGood(text)
        let shape = outline(try #require(file.body.attribute("x")?.expression))
        #expect(shape == expected.replacing(#"\n"#, with: #"\r\n"#))
    }
}

/// An expression as a short text in which every part can be told apart.
func outline(_ view: ExpressionView) -> String {
    switch view.kind {
    case .string, .number, .bool, .null, .variable: return view.text
    case .missing: return "MISSING"
    case .template: return "(template" + parts(view.templateParts) + ")"
    case .heredoc:
        return "(heredoc" + (view.heredoc?.isIndented == true ? "-" : "") + parts(view.templateParts) + ")"
    case .traversal:
        guard let traversal = view.traversal else { return "?" }
        return "(ref \(outline(traversal.root))" + traversal.steps.map { " " + step($0) }.joined() + ")"
    case .call:
        guard let call = view.call else { return "?" }
        return "(\(call.name)" + call.arguments.map { " " + outline($0) }.joined()
            + (call.expandsLast ? " ...)" : ")")
    case .object:
        return "(object" + view.items.map { " \(outline($0.key))=\(outline($0.value))" }.joined() + ")"
    case .tuple: return "(tuple" + view.elements.map { " " + outline($0) }.joined() + ")"
    case .forTuple, .forObject: return loop(view)
    case .conditional:
        guard let parts = view.conditional else { return "?" }
        return "(? \(outline(parts.condition)) \(outline(parts.whenTrue)) \(outline(parts.whenFalse)))"
    case .binary, .unary:
        return "(\(view.operators.map(symbol).joined())" + view.operands.map { " " + outline($0) }.joined()
            + ")"
    case .parentheses: return "(paren \(view.inner.map(outline) ?? "?"))"
    }
}

private func loop(_ view: ExpressionView) -> String {
    guard let loop = view.forExpression, let introduction = loop.introduction, let value = loop.value else {
        return "?"
    }
    let key = loop.key.map { outline($0) + " => " } ?? ""
    let condition = loop.condition.map { " if " + outline($0) } ?? ""
    return "(for \(names(introduction)) : \(key)\(outline(value))\(loop.groups ? " ..." : "")\(condition))"
}

private func names(_ introduction: ForIntroduction) -> String {
    (introduction.key.map { $0 + ", " } ?? "")
        + "\(introduction.value) in \(outline(introduction.collection))"
}

private func parts(_ parts: [TemplatePart]) -> String {
    parts.map { part in
        switch part {
        case .literal(let text, _):
            return " '" + escaped(text) + "'"
        case .interpolation(let inner, let sequence):
            return " ${" + (sequence.stripsBefore ? "~" : "") + outline(inner)
                + (sequence.stripsAfter ? "~" : "") + "}"
        case .conditional(let condition, let then, let otherwise, _):
            let rest = otherwise.isEmpty ? "" : " else" + (HCLTests.parts(otherwise))
            return " (if \(outline(condition))" + HCLTests.parts(then) + rest + ")"
        case .loop(let introduction, let body, _):
            return " (for \(names(introduction))" + HCLTests.parts(body) + ")"
        case .missing: return " MISSING"
        }
    }.joined()
}

/// Line ends as `\r` and `\n`; a CRLF is one character, so this looks at scalars.
private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { $0 == "\r" ? #"\r"# : $0 == "\n" ? #"\n"# : String($0) }.joined()
}

private func step(_ step: TraversalView.Step) -> String {
    switch step {
    case .attribute(let name, _): "." + name
    case .indexString(let key, _): "[\"\(key)\"]"
    case .indexNumber(let number, let range): range.isEmpty ? "?" : "[\(number)]"
    case .index(let inner): "[\(outline(inner))]"
    case .fullSplat: "[*]"
    case .attributeSplat: ".*"
    case .missing: "MISSING"
    }
}

private func symbol(_ kind: HCLNodeKind) -> String {
    switch kind {
    case .plus: "+"
    case .minus: "-"
    case .star: "*"
    case .slash: "/"
    case .percent: "%"
    case .bang: "!"
    case .equalTo: "=="
    case .notEqualTo: "!="
    case .lessThan: "<"
    case .lessOrEqual: "<="
    case .greaterThan: ">"
    case .greaterOrEqual: ">="
    case .and: "&&"
    case .or: "||"
    default: "?"
    }
}
