internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Fills in the template of an ApplicationSet.
struct ApplicationSetTemplate {
    let parameters: ValueTree
    let isGo: Bool
    /// The files in which the template stands, by their paths, so that what is copied from them keeps its place.
    let files: [String: [UInt8]]
    /// Who knows parameters that the repository does not; nil where there are none.
    let unknown: String?
    /// How a missing key is taken: `goTemplateOptions` of the set.
    let options: GoOptions
    private let tokens = TokenTable()

    init(
        parameters: ValueTree, isGo: Bool, files: [String: [UInt8]], unknown: String? = nil,
        options: GoOptions = GoOptions(keepsMissing: true)
    ) {
        self.unknown = unknown
        self.options = options
        self.parameters = parameters
        self.isGo = isGo
        self.files = files
    }

    /// Every text in it filled in.
    func filled(_ tree: ValueTree) throws -> ValueTree {
        switch tree {
        case .mapping(let entries):
            return .mapping(try entries.map { (try key($0.key), try filled($0.value)) })
        case .list(let items): return .list(try items.map(filled))
        case .scalar(.string(let text), let tokens):
            guard text.contains("{{") else { return tree }
            // What is written in the template has a part in it, too.
            guard
                case .scalar(let value, let own) = ValueTree.single(
                    aligned(try rendered(text, tokens), tokens), tokens: self.tokens)
            else { return tree }
            return .scalar(value, tokens: own)
        case .scalar: return tree
        }
    }

    private func key(_ text: String) throws -> String {
        text.contains("{{") ? try rendered(text, []).string : text
    }

    /// The document that a text is, once it is filled in.
    func document(_ text: ValueTree) throws -> ValueTree {
        guard case .scalar(.string(let content), let tokens) = text else { return .empty }
        return try ValueTree(aligned(try rendered(content, tokens), tokens), tokens: self.tokens)
    }

    /// A document in a text of which no place is known.
    static func unplaced(_ text: ValueTree) throws -> ValueTree {
        let table = TokenTable()
        var all = text.tokens
        if all.count == 1 { all += all }
        let origins = Origins(tokens: TokenSet(all.map { table.id($0) }))
        return try ValueTree(GoText(text.text ?? "", origins), tokens: table)
    }

    // MARK: Texts

    /// The blanks that put the lines of a text below its key; nil for a text that does not stand in the file line by line.
    private func indentation(_ spans: [SourceSpan]) -> (path: String, blanks: Int)? {
        guard spans.count == 1, let span = spans.first, let file = files[span.path],
            file.indices.contains(span.range.indices.lowerBound),
            file[span.range.indices.lowerBound] == UInt8(ascii: "|")
        else { return nil }
        let lines = file[span.range.indices].split(separator: 0x0A, omittingEmptySubsequences: true)
            .dropFirst()
        return lines.first { $0.contains { $0 > 0x20 } }.map { (span.path, $0.prefix { $0 == 0x20 }.count) }
    }

    /// The lines of a text that was filled in, as far left as the text begins: what functions put there stays where it is.
    private func aligned(_ text: GoText, _ spans: [SourceSpan]) -> GoText {
        guard let (path, blanks) = indentation(spans), blanks > 0 else { return text }
        var result = GoText([])
        var start = 0
        while start < text.count {
            let end = (text.bytes[start...].firstIndex(of: 0x0A) ?? text.count - 1) + 1
            var first = start
            while first < end, first - start < blanks, text.bytes[first] == 0x20,
                text.runs.contains(where: { run in
                    run.lower <= first && first < run.upper && run.place != nil
                        && run.origins.tokens.members.contains { tokens[$0].path == path }
                })
            {
                first += 1
            }
            result.append(text, first..<end)
            start = end
        }
        return result
    }

    /// The bytes of the file with everything blank that is not the text; the text alone where it has no place.
    private func source(_ text: String, _ spans: [SourceSpan]) -> (path: String, bytes: [UInt8]) {
        guard spans.count == 1, let span = spans.first, let file = files[span.path],
            span.range.indices.upperBound <= file.count
        else { return ("template", Array(text.utf8)) }
        var range = span.range.indices
        let first = file[range.lowerBound]
        if first == UInt8(ascii: "|") || first == UInt8(ascii: ">") {
            guard let line = file[range].firstIndex(of: 0x0A) else {
                return ("template", Array(text.utf8))
            }
            range = (line + 1)..<range.upperBound
        } else {
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                range = (range.lowerBound + 1)..<(range.upperBound - 1)
            }
            // Escapes are none of the template's bytes.
            guard file[range].elementsEqual(text.utf8) else { return ("template", Array(text.utf8)) }
        }
        // Lines stay lines, so that what is copied has the indentation that it has.
        var blank = file[..<range.upperBound].map { $0 == 0x0A ? $0 : UInt8(0x20) }
        for index in range { blank[index] = file[index] }
        return (span.path, blank)
    }

    private func rendered(_ text: String, _ spans: [SourceSpan]) throws -> GoText {
        let (path, bytes) = source(text, spans)
        if isGo {
            let data = parameters.value(tokens)
            if case .map(let map) = data.data { map.unknown = unknown }
            return try render(bytes, path, data)
        }
        return try substituted(bytes, path)
    }

    private func render(_ bytes: [UInt8], _ path: String, _ data: GoValue) throws -> GoText {
        var functions = GoFunctionTable.helm
        functions.add("normalize", "s") { call in
            .string(ApplicationSets.normalized(call.string(0)), call.args[0].origins)
        }
        var set = GoTemplateSet(functions: functions)
        if let error = set.add(bytes, name: "template", path: path).first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, error.message)
        }
        let rendering = set.render("template", data: data, tokens: tokens, options: options)
        if let error = rendering.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, error.message)
        }
        if let choice = rendering.undecided.first(where: { !$0.isTaken }) {
            throw ChartProblem(
                .invalid, "what the template gives hangs on \(choice.unknown.unknownName), which is not here")
        }
        return rendering.text
    }

    /// `{{path.basename}}` and the like replaced; what is not known stays.
    private func substituted(_ bytes: [UInt8], _ path: String) throws -> GoText {
        var plain = bytes
        var places: [(range: Range<Int>, value: ValueTree)] = []
        let flat = ApplicationSetTemplate.flat(parameters)
        var position = 0
        while let open = next("{{", in: bytes, from: position),
            let close = next("}}", in: bytes, from: open + 2)
        {
            let name = String(decoding: bytes[(open + 2)..<close], as: UTF8.self)
                .trimmingPrefix(while: { $0 == " " })
            let key = String(name.reversed().drop { $0 == " " }.reversed())
            // What nobody knows stays as it is written.
            let written = String(decoding: bytes[open..<(close + 2)], as: UTF8.self)
            let other: ValueTree =
                unknown.map {
                    .scalar(.string("$(\(key))"), tokens: [.unknown("\(key) \($0)")])
                } ?? .scalar(.string(written), tokens: [])
            places.append((open..<(close + 2), flat[key] ?? other))
            for index in [open, open + 1, close, close + 1] { plain[index] = 0x20 }
            position = close + 2
        }
        // The text without anything that a template would read has the places of its bytes.
        let base = try render(plain, path, .null)
        guard base.count == bytes.count else { throw ChartProblem(.invalid, "a text cannot be read") }
        var result = GoText([])
        var from = 0
        for (range, value) in places {
            result.append(base, from..<range.lowerBound)
            let text = GoText(
                value.text ?? "", Origins(tokens: TokenSet(value.tokens.map { tokens.id($0) })))
            result.append(text, 0..<text.count)
            from = range.upperBound
        }
        result.append(base, from..<base.count)
        return result
    }

    private func next(_ mark: String, in bytes: [UInt8], from start: Int) -> Int? {
        let mark = Array(mark.utf8)
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == mark[0], bytes[index + 1] == mark[1] { return index }
            index += 1
        }
        return nil
    }

    /// Parameters by the names that classic templates use: `path`, `path.basename`, `path[0]`, `values.x`.
    static func flat(_ tree: ValueTree) -> [String: ValueTree] {
        var flat: [String: ValueTree] = [:]
        func visit(_ tree: ValueTree, _ name: String) {
            switch tree {
            case .mapping(let entries):
                for (key, value) in entries { visit(value, name.isEmpty ? key : "\(name).\(key)") }
            case .list(let items):
                for (number, item) in items.enumerated() { visit(item, "\(name)[\(number)]") }
            case .scalar: flat[name] = tree
            }
        }
        visit(tree, "")
        // The path of a directory is called as its mapping is, and its parts by number.
        for (name, value) in flat where name == "path.path" || name.hasSuffix(".path.path") {
            flat[String(name.dropLast(5))] = value
        }
        for (name, value) in flat {
            if let range = name.firstRange(of: "path.segments[") {
                flat[name.replacingCharacters(range, "path[")] = value
            }
        }
        return flat
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
