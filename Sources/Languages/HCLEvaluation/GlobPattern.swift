/// The patterns of `fileset`: `*`, `**`, `?`, `[…]` and `{a,b}`.
struct GlobPattern {
    private indirect enum Piece {
        case byte(Unicode.Scalar)
        case any
        case many
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }
    private enum Part {
        /// `**` alone: any number of directories.
        case directories
        case name([Piece])
    }

    private var alternatives: [[Part]]

    /// Nil for patterns that leave the directory, that are malformed, or that have absurdly many alternatives.
    init?(_ text: String) {
        guard let expanded = Self.expand(Array(text.unicodeScalars), budget: 256) else { return nil }
        alternatives = []
        for scalars in expanded {
            var parts: [Part] = []
            for part in scalars.split(separator: "/") where part != ["."] {
                if part == [".", "."] { return nil }
                if part == ["*", "*"] {
                    parts.append(.directories)
                    continue
                }
                guard let pieces = Self.pieces(Array(part)) else { return nil }
                parts.append(.name(pieces))
            }
            alternatives.append(parts)
        }
    }

    /// Writes `{a,b}` out.
    private static func expand(_ text: [Unicode.Scalar], budget: Int) -> [[Unicode.Scalar]]? {
        var results: [[Unicode.Scalar]] = [[]]
        var index = 0
        while index < text.count {
            let scalar = text[index]
            index += 1
            if scalar == "\\", index < text.count {
                for position in results.indices { results[position] += [scalar, text[index]] }
                index += 1
                continue
            }
            guard scalar == "{" else {
                for position in results.indices { results[position].append(scalar) }
                continue
            }
            var options: [[Unicode.Scalar]] = [[]]
            var depth = 1
            while depth > 0 {
                guard index < text.count else { return nil }
                let inner = text[index]
                index += 1
                if inner == "{" { depth += 1 }
                if inner == "}" { depth -= 1 }
                if inner == ",", depth == 1 {
                    options.append([])
                } else if depth > 0 {
                    options[options.count - 1].append(inner)
                }
            }
            var expanded: [[Unicode.Scalar]] = []
            // Braces do not reach across directories.
            guard !options.contains(where: { $0.contains("/") }) else { return nil }
            for option in options {
                guard let inner = expand(option, budget: budget - expanded.count) else { return nil }
                expanded += inner
            }
            guard expanded.count * results.count <= budget else { return nil }
            results = results.flatMap { head in expanded.map { head + $0 } }
        }
        return results
    }

    private static func pieces(_ text: [Unicode.Scalar]) -> [Piece]? {
        var pieces: [Piece] = []
        var index = 0
        while index < text.count {
            let scalar = text[index]
            index += 1
            switch scalar {
            case "*": if case .many? = pieces.last {} else { pieces.append(.many) }
            case "?": pieces.append(.any)
            case "\\":
                guard index < text.count else { return nil }
                pieces.append(.byte(text[index]))
                index += 1
            case "[":
                guard let set = set(text, &index) else { return nil }
                pieces.append(set)
            default: pieces.append(.byte(scalar))
            }
        }
        return pieces
    }

    private static func set(_ text: [Unicode.Scalar], _ index: inout Int) -> Piece? {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isNegated = false
        if index < text.count, text[index] == "^" || text[index] == "!" {
            isNegated = true
            index += 1
        }
        while index < text.count, text[index] != "]" {
            if text[index] == "\\" { index += 1 }
            guard index < text.count else { return nil }
            let lower = text[index]
            index += 1
            guard index + 1 < text.count, text[index] == "-", text[index + 1] != "]" else {
                ranges.append(lower...lower)
                continue
            }
            let upper = text[index + 1]
            index += 2
            guard lower <= upper else { return nil }
            ranges.append(lower...upper)
        }
        guard index < text.count, !ranges.isEmpty else { return nil }
        index += 1
        return .set(ranges, isNegated: isNegated)
    }

    /// True when a path relative to the directory matches.
    func matches(_ path: String) -> Bool {
        let names = path.unicodeScalars.split(separator: "/").map(Array.init)
        return alternatives.contains { Self.matches($0, names) }
    }

    /// Both loops remember only the last wildcard, so the work is at most the product of the lengths.
    private static func matches(_ parts: [Part], _ names: [[Unicode.Scalar]]) -> Bool {
        walk(
            parts, names,
            isMany: { if case .directories = $0 { true } else { false } },
            fits: { if case .name(let pieces) = $0 { matches(pieces, $1) } else { false } })
    }

    private static func matches(_ pieces: [Piece], _ name: [Unicode.Scalar]) -> Bool {
        walk(
            pieces, name,
            isMany: { if case .many = $0 { true } else { false } },
            fits: { piece, scalar in
                switch piece {
                case .byte(let wanted): wanted == scalar
                case .any: true
                case .many: false
                case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
                }
            })
    }

    private static func walk<Rule, Item>(
        _ rules: [Rule], _ items: [Item], isMany: (Rule) -> Bool, fits: (Rule, Item) -> Bool
    ) -> Bool {
        var (rule, item) = (0, 0)
        var resume: (rule: Int, item: Int)?
        while item < items.count {
            if rule < rules.count, isMany(rules[rule]) {
                resume = (rule + 1, item)
                rule += 1
            } else if rule < rules.count, fits(rules[rule], items[item]) {
                rule += 1
                item += 1
            } else if let last = resume {
                resume = (last.rule, last.item + 1)
                (rule, item) = (last.rule, last.item + 1)
            } else {
                return false
            }
        }
        return rules[rule...].allSatisfy(isMany)
    }
}
