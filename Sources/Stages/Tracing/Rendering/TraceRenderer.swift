internal import Diagnostics
public import Model
public import Ports

/// Prints a trace for people: the value, the line with the token underlined, why, and what else follows it.
public struct TraceRenderer: Sendable {
    private let tree: any SourceTree
    /// The most rows of a blast radius that are printed one by one.
    private let rows: Int

    /// Source lines are taken from `tree`.
    public init(tree: any SourceTree, rows: Int = 20) {
        self.tree = tree
        self.rows = rows
    }

    /// The text, ending in a newline.
    ///
    /// - Throws: what reading the tree throws.
    public func render(_ trace: Trace) throws -> String {
        let text =
            switch trace.status {
            case .literal(let origin), .shared(let origin): try decided(trace, origin)
            case .absent(let insertion): absent(trace, insertion)
            case .held(let hold): held(trace, hold)
            }
        return text + changes(trace)
    }

    // MARK: The three forms

    private func decided(_ trace: Trace, _ origin: Origin) throws -> String {
        let shown = trace.value == "(sensitive)" ? "(sensitive)" : origin.token
        var text = "\(name(trace.target)) = \(shown)\n\n"
        text += field("decided by", origin.location)
        if trace.value != "(sensitive)" { text += try snippet(origin) }
        text += because(trace.hops)
        text += "\n" + radius(trace)
        return text
    }

    private func absent(_ trace: Trace, _ insertion: Insertion) -> String {
        var text = "\(name(trace.target)) is not set\n\n"
        text += field("would stand", "\(insertion.file):\(insertion.line)  \(insertion.keyPath)")
        text += because(trace.hops)
        if !(trace.alsoDecides + trace.elsewhere).isEmpty { text += "\n" + radius(trace) }
        return text
    }

    private func held(_ trace: Trace, _ hold: Hold) -> String {
        var text = "held: \(hold.reason.rawValue). \(hold.detail)\n"
        for (index, origin) in trace.derivesFrom.enumerated() {
            text += field(
                index == 0 ? "derives from" : "", "\(origin.location)  `\(Self.line(origin.token))`")
        }
        text += because(trace.hops)
        return text
    }

    // MARK: Parts

    /// A token on one line: a heredoc, or an object over several, is shortened to its beginning.
    private static func line(_ token: String) -> String {
        guard token.contains(where: \.isNewline) else { return token }
        let words = token.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 60 ? words.prefix(59) + "…" : words
    }

    private func name(_ target: Target) -> String {
        switch target.address {
        case .kubernetes: "\(target.address.argument) \(target.attribute)"
        case .terraform(let address): "\(address.address).\(target.attribute)"
        }
    }

    private func field(_ label: String, _ value: String) -> String {
        "  " + label.padding(to: 13) + value + "\n"
    }

    private func snippet(_ origin: Origin) throws -> String {
        guard let bytes = try tree.read(origin.file) else { return "" }
        let file = SourceFile(path: origin.file, bytes: bytes)
        let line = file.lineText(origin.line)
        guard line.utf8.count <= 500 else { return "" }
        let start = Int(origin.range.lower) - origin.column + 1
        let before = file.text(ByteRange(start..<Int(origin.range.lower)))
        let padding = String(before.filter { $0 != "\u{FEFF}" }.map { $0 == "\t" ? "\t" : " " })
        let end = min(Int(origin.range.upper), start + line.utf8.count)
        let width = max(
            1, file.text(ByteRange(Int(origin.range.lower)..<max(end, Int(origin.range.lower)))).count)
        let number = String(origin.line)
        let indent = String(repeating: " ", count: 15)
        let gutter = String(repeating: " ", count: number.count)
        let marks = String(repeating: "^", count: width)
        let shown = line.filter { $0 != "\u{FEFF}" }
        return "\(indent)\(number) │ \(shown)\n\(indent)\(gutter) │ \(padding)\(marks)\n"
    }

    private func because(_ hops: [Hop]) -> String {
        let width = hops.map { "\($0.file):\($0.line):\($0.column)".count }.max() ?? 0
        var files: [String: SourceFile] = [:]
        let texts = hops.map { source($0, &files) }
        let column = texts.map(\.count).max() ?? 0
        return zip(hops, texts).enumerated().map { index, step in
            let (hop, text) = step
            return field(
                index == 0 ? "because" : "",
                "\(hop.file):\(hop.line):\(hop.column)".padding(to: width) + "  "
                    + (column == 0 ? "" : text.padding(to: column) + "  ") + hop.reason)
        }.joined()
    }

    /// What stands at a hop, as far as it fits.
    private func source(_ hop: Hop, _ files: inout [String: SourceFile]) -> String {
        if files[hop.file] == nil, let bytes = try? tree.read(hop.file) {
            files[hop.file] = SourceFile(path: hop.file, bytes: bytes)
        }
        guard let line = files[hop.file]?.lineText(hop.line), line.utf8.count <= 2_000 else { return "" }
        let rest = String(decoding: line.utf8.dropFirst(hop.column - 1), as: UTF8.self)
        let text = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.count > 36 ? text.prefix(35) + "…" : text
    }

    private func radius(_ trace: Trace) -> String {
        let evaluated =
            trace.evaluatedAttributes > 0
            ? " (\(grouped(trace.evaluatedAttributes)) attribute\(trace.evaluatedAttributes == 1 ? "" : "s") evaluated)"
            : ""
        if trace.alsoDecides.isEmpty, trace.alsoAffects.isEmpty, trace.elsewhere.isEmpty {
            let others =
                switch trace.evaluatedRoots {
                case 0: ""
                case 1: ", here or in 1 other root"
                default: ", here or in \(trace.evaluatedRoots) other roots"
                }
            return field("also decides", "nothing else\(others)\(evaluated)")
        }
        return list("also decides", trace.alsoDecides) + list("also affects", trace.alsoAffects)
            + list("elsewhere", trace.elsewhere)
    }

    /// What another value would change, one attribute a line.
    private func changes(_ trace: Trace) -> String {
        guard let changes = trace.changes else { return "" }
        var text = changes.isEmpty ? field("would change", "nothing") : ""
        for (index, row) in changes.prefix(rows).enumerated() {
            let place = [row.root, row.environment.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
            let values = "\(row.before ?? "(not known)") → \(row.after ?? "(not known)")"
            text += field(
                index == 0 ? "would change" : "", "\(place)  \(row.resource) \(row.attribute)  \(values)")
        }
        if changes.count > rows { text += field("", "and \(changes.count - rows) more") }
        return "\n" + text
    }

    private func list(_ label: String, _ decided: [DecidedAttribute]) -> String {
        var text = ""
        for (index, row) in decided.prefix(rows).enumerated() {
            var place = [row.root, row.environment.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
            if !place.isEmpty { place += "  " }
            text += field(index == 0 ? label : "", "\(place)\(row.resource) \(row.attribute) = \(row.value)")
        }
        if decided.count > rows { text += field("", "and \(decided.count - rows) more") }
        return text
    }

    /// `2,114`.
    private func grouped(_ number: Int) -> String {
        var digits = String(number)
        var parts: [String] = []
        while digits.count > 3 {
            parts.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + parts).joined(separator: ",")
    }
}

extension String {
    /// The text with blanks behind it up to a width.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
