import Diagnostics

extension GoTree {
    /// A node as Go's messages write it: words with single blanks, literals as in the source.
    func text(of id: GoNodeID) -> String {
        let node = self[id]
        switch node.form {
        case .pipe(let variables, let isAssignment, let commands):
            let names = variables.joined(separator: ", ")
            let words = commands.map(text).joined(separator: " | ")
            return names.isEmpty ? words : names + (isAssignment ? " = " : " := ") + words
        case .command(let words): return words.map(operand).joined(separator: " ")
        case .identifier(let name): return name
        case .variable(let name, let fields): return ([name] + fields).joined(separator: ".")
        case .field(let fields): return fields.map { "." + $0 }.joined()
        case .chain(let inner, let fields): return operand(inner) + fields.map { "." + $0 }.joined()
        case .dot: return "."
        case .null: return "nil"
        case .template(let name, let pipe):
            let target = GoQuote.quote(GoText(name)).string
            return "{{template \(target)\(pipe.map { " " + text(of: $0) } ?? "")}}"
        case .branch(let kind, let pipe, let body, let otherwise):
            let rest = otherwise.map { "{{else}}" + text(of: $0) } ?? ""
            return "{{\(kind.rawValue) \(text(of: pipe))}}\(text(of: body))\(rest){{end}}"
        case .action(let pipe): return "{{\(text(of: pipe))}}"
        case .list(let items): return items.map(text).joined()
        case .leave: return "{{break}}"
        case .next: return "{{continue}}"
        case .text, .bool, .int, .float, .unusableNumber, .string:
            return String(decoding: source.bytes[node.range.indices], as: UTF8.self)
        }
    }

    private func operand(_ id: GoNodeID) -> String {
        if case .pipe = self[id].form { return "(" + text(of: id) + ")" }
        return text(of: id)
    }

    /// Line from 1 and column from 0, as Go's messages count.
    func place(of id: GoNodeID) -> (line: Int, column: Int) {
        let position = Int(self[id].position)
        let before = source.bytes[..<position]
        let line = before.count { $0 == 10 } + 1
        let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        return (line, position - start)
    }
}
