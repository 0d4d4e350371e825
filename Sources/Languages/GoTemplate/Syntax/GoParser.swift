public import Diagnostics

/// Reads Go templates.
public enum GoTemplateParser {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - source: the bytes; with origins where the template is itself a value.
    ///   - name: the name of the file's own template.
    ///   - path: where the file is in its repository.
    ///   - functions: the known functions' names; a call of any other is an error.
    ///   - isValue: whether origins are those of `source` rather than places of a file.
    /// - Returns: the tree, or nil and the reason.
    public static func parse(
        _ source: GoText, name: String, path: String, functions: Set<String>, isValue: Bool = false
    ) -> (tree: GoTree?, diagnostics: [Diagnostic]) {
        var parser = GoParser(source.bytes, name: name, functions: functions)
        do {
            try parser.file()
        } catch {
            let upper = min(max(error.range.upperBound, error.range.lowerBound), source.count)
            let range = ByteRange(min(error.range.lowerBound, upper)..<upper)
            return (
                nil,
                [
                    Diagnostic(
                        DiagnosticID(rawValue: error.id), .error, error.message,
                        at: SourceSpan(path: path, range: range))
                ]
            )
        }
        let tree = GoTree(
            name: name, path: path, source: source, nodes: parser.nodes, roots: parser.roots, isValue: isValue
        )
        return (tree, [])
    }
}

/// The parser proper: recursive descent over the tokens of each action.
struct GoParser {
    let bytes: [UInt8]
    let name: String
    let functions: Set<String>
    var nodes: ContiguousArray<GoNode> = []
    var roots: [String: GoNodeID] = [:]
    var position = 0
    var trimsNext = false
    var tokens: [GoToken] = []
    var index = 0
    var variables = ["$"]
    var ranges = 0
    var depth = 0

    init(_ bytes: [UInt8], name: String, functions: Set<String>) {
        self.bytes = bytes
        self.name = name
        self.functions = functions
    }

    /// How a list of nodes ended.
    enum Ending {
        case end(Range<Int>)
        /// `else`, with the parser standing after the word.
        case otherwise(Range<Int>)
        case file
    }

    mutating func file() throws(GoSyntaxError) {
        let (items, ending) = try list(isTop: true)
        switch ending {
        case .file: break
        case .end(let range): throw GoSyntaxError(message: "unexpected {{end}}", range: range)
        case .otherwise(let range): throw GoSyntaxError(message: "unexpected {{else}}", range: range)
        }
        let root = add(.list(items), 0..<bytes.count)
        if roots[name] == nil { roots[name] = root }
    }

    mutating func add(_ form: GoForm, _ range: Range<Int>, position: Int? = nil) -> GoNodeID {
        nodes.append(
            GoNode(
                form: form, range: ByteRange(range), position: UInt32(position ?? range.lowerBound)))
        return GoNodeID(index: nodes.count - 1)
    }

    /// Text and actions until an `end`, an `else` or the end of the file.
    mutating func list(isTop: Bool = false) throws(GoSyntaxError) -> ([GoNodeID], Ending) {
        var items: [GoNodeID] = []
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else {
            throw GoSyntaxError(
                message: "nested too deeply", range: position..<position, id: "template-limit")
        }
        while position < bytes.count {
            guard let start = openAction(into: &items) else { break }
            guard let word = try keyword(start) else {
                items.append(try action(start))
                continue
            }
            switch word {
            case "end":
                try finish("end")
                return (items, .end(start..<position))
            case "else": return (items, .otherwise(start..<position))
            case "define":
                guard isTop else {
                    throw GoSyntaxError(message: "unexpected <define> in command", range: start..<position)
                }
                try define(start)
            case "comment": continue
            default: items.append(try structure(word, start))
            }
        }
        return (items, .file)
    }

    /// Takes the text up to the next action; returns where that starts, the parser standing inside it.
    private mutating func openAction(into items: inout [GoNodeID]) -> Int? {
        var lower = position
        if trimsNext {
            while lower < bytes.count, GoCharacters.isSpace(bytes[lower]) { lower += 1 }
            trimsNext = false
        }
        let start = bytes.firstIndex(of: Array("{{".utf8), from: lower) ?? bytes.count
        var upper = start
        var inside = start + 2
        if start + 3 < bytes.count, bytes[start + 2] == UInt8(ascii: "-"),
            GoCharacters.isSpace(bytes[start + 3])
        {
            while upper > lower, GoCharacters.isSpace(bytes[upper - 1]) { upper -= 1 }
            inside = start + 3
        }
        if upper > lower { items.append(add(.text, lower..<upper)) }
        position = min(inside, bytes.count)
        return start < bytes.count ? start : nil
    }

    /// Reads the action's tokens; the word when it is a keyword.
    private mutating func keyword(_ start: Int) throws(GoSyntaxError) -> String? {
        var inside = position
        while inside < bytes.count, GoCharacters.isSpace(bytes[inside]) { inside += 1 }
        // A comment stands immediately after the delimiter or its trim marker and blank.
        let mayComment = bytes[position...].starts(with: "/*".utf8) || position == start + 3
        if mayComment, inside + 1 < bytes.count, bytes[inside] == UInt8(ascii: "/"),
            bytes[inside + 1] == UInt8(ascii: "*")
        {
            try comment(start, inside)
            return "comment"
        }
        var lexer = GoLexer(bytes, at: position)
        tokens = try lexer.action()
        position = lexer.position
        trimsNext = lexer.trimsAfter
        index = 0
        skipSpace()
        guard case .word(let word) = tokens[index].kind else { return nil }
        switch word {
        case "if", "with", "range", "template", "block", "define", "end", "else", "break", "continue":
            if word == "break" || word == "continue", functions.contains(word) { return nil }
            index += 1
            return word
        default: return nil
        }
    }

    private mutating func comment(_ start: Int, _ inside: Int) throws(GoSyntaxError) {
        guard let close = bytes.firstIndex(of: Array("*/".utf8), from: inside + 2) else {
            throw GoSyntaxError(message: "unclosed comment", range: start..<bytes.count)
        }
        let after = close + 2
        let rest = bytes[after...]
        if rest.starts(with: "}}".utf8) {
            position = after + 2
            trimsNext = false
        } else if let blank = rest.first, GoCharacters.isSpace(blank),
            rest.dropFirst().starts(with: "-}}".utf8)
        {
            position = after + 4
            trimsNext = true
        } else {
            throw GoSyntaxError(message: "comment ends before closing delimiter", range: start..<after)
        }
    }

    private mutating func action(_ start: Int) throws(GoSyntaxError) -> GoNodeID {
        let pipe = try pipeline("command", declares: true, from: start)
        return add(.action(pipe), start..<position)
    }

    private mutating func structure(_ word: String, _ start: Int) throws(GoSyntaxError) -> GoNodeID {
        switch word {
        case "if": return try branch(.if, start)
        case "with": return try branch(.with, start)
        case "range": return try branch(.range, start)
        case "break", "continue":
            guard ranges > 0 else {
                throw GoSyntaxError(message: "{{\(word)}} outside {{range}}", range: start..<position)
            }
            try finish("{{\(word)}}")
            return add(word == "break" ? .leave : .next, start..<position)
        case "template":
            skipSpace()
            let place = tokens[index].range.lowerBound
            let target = try templateName("template clause")
            skipSpace()
            if tokens[index].kind == .end {
                return add(.template(name: target, pipe: nil), start..<position, position: place)
            }
            let range = start..<position
            let pipe = try pipeline("template clause", declares: true, from: start)
            return add(.template(name: target, pipe: pipe), range, position: place)
        default: return try block(start)
        }
    }

    private mutating func branch(_ kind: GoBranchKind, _ start: Int) throws(GoSyntaxError) -> GoNodeID {
        let scope = variables.count
        let pipe = try pipeline(kind.rawValue, declares: true, from: start)
        if kind == .range { ranges += 1 }
        let bodyStart = position
        var (body, ending) = try list()
        if kind == .range { ranges -= 1 }
        let bodyNode = add(.list(body), bodyStart..<position)
        var otherwise: GoNodeID?
        if case .otherwise(let range) = ending {
            skipSpace()
            if kind != .range, case .word(let word) = tokens[index].kind, word == kind.rawValue {
                index += 1
                depth += 1
                guard depth < 200 else {
                    throw GoSyntaxError(message: "nested too deeply", range: range, id: "template-limit")
                }
                let inner = try branch(kind, range.lowerBound)
                depth -= 1
                otherwise = add(.list([inner]), range.lowerBound..<position)
                ending = .end(range)
            } else {
                if case .word(let word) = tokens[index].kind, word == "if" || word == "with" {
                    throw unexpected("input")
                }
                try finish("else")
                let elseStart = position
                (body, ending) = try list()
                otherwise = add(.list(body), elseStart..<position)
                if case .otherwise(let again) = ending {
                    throw GoSyntaxError(message: "expected end; found {{else}}", range: again)
                }
            }
        }
        if case .file = ending {
            throw GoSyntaxError(message: "unexpected EOF", range: start..<bytes.count)
        }
        variables.removeLast(variables.count - scope)
        return add(.branch(kind, pipe: pipe, body: bodyNode, otherwise: otherwise), start..<position)
    }

    private mutating func define(_ start: Int) throws(GoSyntaxError) {
        let target = try templateName("define clause")
        try finish("define clause")
        try body(of: target, start)
    }

    private mutating func block(_ start: Int) throws(GoSyntaxError) -> GoNodeID {
        let target = try templateName("block clause")
        let pipe = try pipeline("block clause", declares: true, from: start)
        let range = start..<position
        try body(of: target, start)
        return add(.template(name: target, pipe: pipe), range)
    }

    private mutating func body(of target: String, _ start: Int) throws(GoSyntaxError) {
        let outer = variables
        let outerRanges = ranges
        variables = ["$"]
        ranges = 0
        let bodyStart = position
        let (items, ending) = try list()
        guard case .end = ending else {
            let message: String
            if case .file = ending { message = "unexpected EOF" } else { message = "unexpected {{else}}" }
            throw GoSyntaxError(message: message, range: start..<position)
        }
        variables = outer
        ranges = outerRanges
        let root = add(.list(items), bodyStart..<position)
        if let known = roots[target] {
            if isEmpty(root) { return }
            if isEmpty(known) {
                roots[target] = root
                return
            }
            throw GoSyntaxError(
                message: "multiple definition of template \"\(target)\"", range: start..<bodyStart)
        }
        roots[target] = root
    }

    /// Whether a body has nothing but blanks and comments.
    private func isEmpty(_ id: GoNodeID) -> Bool {
        switch nodes[id.index].form {
        case .list(let items): items.allSatisfy(isEmpty)
        case .text: bytes[nodes[id.index].range.indices].allSatisfy { GoCharacters.isSpace($0) }
        default: false
        }
    }

    private mutating func templateName(_ context: String) throws(GoSyntaxError) -> String {
        skipSpace()
        let token = tokens[index]
        guard token.kind == .string || token.kind == .rawString,
            let text = GoStringLiteral.unquote(bytes[token.range])
        else { throw unexpected(context) }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    mutating func skipSpace() {
        while index < tokens.count - 1, tokens[index].kind == .space { index += 1 }
    }

    private mutating func finish(_ context: String) throws(GoSyntaxError) {
        skipSpace()
        guard tokens[index].kind == .end else { throw unexpected(context) }
    }

    func unexpected(_ context: String) -> GoSyntaxError {
        let token = tokens[index]
        var text = String(decoding: bytes[token.range], as: UTF8.self)
        if token.kind == .end { text = "}}" }
        let keywords: Set<String> = [
            ".", "block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template",
            "with",
        ]
        let isLong = text.unicodeScalars.count > 10
        if isLong { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(10))) }
        let what =
            keywords.contains(text) && !isLong
            ? "<\(text)>" : GoQuote.quote(GoText(text)).string + (isLong ? "..." : "")
        return GoSyntaxError(message: "unexpected \(what) in \(context)", range: token.range)
    }
}
