import TestSupport

/// Random expressions that mostly have a value.
struct ExpressionGenerator {
    private var random: SeededGenerator
    private var names: [(String, Kind)] = []

    private enum Kind: CaseIterable { case number, string, bool, numbers, strings, object }

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func expression() -> String {
        names = []
        return make(Kind.allCases[Int.random(in: 0..<6, using: &random)], 4)
    }

    private mutating func pick(_ items: [String]) -> String {
        items[Int.random(in: items.indices, using: &random)]
    }
    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func make(_ kind: Kind, _ depth: Int) -> String {
        let fitting = names.filter { $0.1 == kind }.map(\.0)
        if !fitting.isEmpty, roll(3) == 0 { return pick(fitting) }
        if depth == 0 { return leaf(kind) }
        if roll(8) == 0 {
            return "(\(make(.bool, depth - 1)) ? \(make(kind, depth - 1)) : \(make(kind, depth - 1)))"
        }
        switch kind {
        case .number: return number(depth - 1)
        case .string: return string(depth - 1)
        case .bool: return bool(depth - 1)
        case .numbers: return numbers(depth - 1)
        case .strings: return strings(depth - 1)
        case .object: return object(depth - 1)
        }
    }

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .number: pick(["0", "1", "2", "7", "10", "1.5", "0.1", "1000", "-3", "\"12\""])
        case .string: pick(["\"\"", "\"a\"", "\"b c\"", "\"é\"", "\"10\"", "\"x-y.z\"", "\"A\""])
        case .bool: pick(["true", "false"])
        case .numbers: pick(["[1, 2, 3]", "[0.5, 7]", "[5]"])
        case .strings: pick(["[\"a\", \"b\"]", "[\"z\", \"\", \"z\"]", "[\"q\"]"])
        case .object: pick(["{ a = 1, b = \"x\" }", "{ b = [1], a = \"k\" }", "{ a = true, b = \"y\" }"])
        }
    }

    private mutating func number(_ depth: Int) -> String {
        switch roll(9) {
        case 0: "(\(make(.number, depth)) \(pick(["+", "-", "*", "/", "%"])) \(make(.number, depth)))"
        case 1: "length(\(make([.string, .strings, .numbers, .object][roll(4)], depth)))"
        case 2: "\(pick(["max", "min"]))(\(make(.number, depth)), \(make(.number, depth)))"
        case 3: "\(pick(["ceil", "floor", "abs"]))(\(make(.number, depth)))"
        case 4: "\(make(.numbers, depth))[0]"
        case 5: "sum(\(make(.numbers, depth)))"
        case 6: "element(\(make(.numbers, depth)), \(pick(["0", "1", "5"])))"
        case 7: "try(\(make(.number, depth)), 4)"
        default: "-\(make(.number, depth))"
        }
    }

    private mutating func string(_ depth: Int) -> String {
        switch roll(11) {
        case 0: "\"<${\(make(.string, depth))}|${\(make(.number, depth))}>\""
        case 1:
            "\(pick(["upper", "lower", "trimspace", "strrev", "base64encode", "md5", "sha256", "urlencode", "title"]))(\(make(.string, depth)))"
        case 2: "join(\(make(.string, depth)), \(make(.strings, depth)))"
        case 3:
            "format(\"%s:%v:%5s\", \(make(.string, depth)), \(make(.bool, depth)), \(make(.string, depth)))"
        case 4: "substr(\(make(.string, depth)), \(pick(["0", "1", "-1"])), \(pick(["1", "2", "-1"])))"
        case 5: "jsonencode(\(make(Kind.allCases[roll(6)], depth)))"
        case 6: "\"%{ if \(make(.bool, depth)) }${\(make(.string, depth))}%{ else }n%{ endif }\""
        case 7: "\"%{ for v in \(make(.strings, depth)) ~} ${v}, %{~ endfor }\""
        case 8: "tostring(\(make(.number, depth)))"
        case 9: "replace(\(make(.string, depth)), \"a\", \(make(.string, depth)))"
        default: "coalesce(\(make(.string, depth)), \"fallback\")"
        }
    }

    private mutating func bool(_ depth: Int) -> String {
        switch roll(6) {
        case 0:
            "(\(make(.number, depth)) \(pick(["<", ">", "<=", ">=", "==", "!="])) \(make(.number, depth)))"
        case 1: "(\(make(.string, depth)) \(pick(["==", "!="])) \(make(.string, depth)))"
        case 2: "(\(make(.bool, depth)) \(pick(["&&", "||"])) \(make(.bool, depth)))"
        case 3: "contains(\(make(.strings, depth)), \(make(.string, depth)))"
        case 4: "can(\(make(.object, depth)).\(pick(["a", "c"])))"
        default: "!\(make(.bool, depth))"
        }
    }

    private mutating func numbers(_ depth: Int) -> String {
        switch roll(5) {
        case 0: return "[\(make(.number, depth)), \(make(.number, depth))]"
        case 1: return repeated(.numbers, .number, .number, depth)
        case 2: return "concat(\(make(.numbers, depth)), \(make(.numbers, depth)))"
        case 3: return "\(pick(["reverse", "distinct", "tolist"]))(\(make(.numbers, depth)))"
        default: return "range(\(pick(["1", "3", "5"])))"
        }
    }

    private mutating func strings(_ depth: Int) -> String {
        switch roll(7) {
        case 0: return "[\(make(.string, depth)), \(make(.string, depth))]"
        case 1: return repeated(.strings, .string, .string, depth)
        case 2:
            return "\(pick(["sort", "distinct", "toset", "compact", "reverse"]))(\(make(.strings, depth)))"
        case 3: return "split(\(pick(["\",\"", "\"-\"", "\"a\""])), \(make(.string, depth)))"
        case 4: return "keys(\(make(.object, depth)))"
        case 5: return "formatlist(\"%s!\", \(make(.strings, depth)))"
        default: return "setunion(\(make(.strings, depth)), \(make(.strings, depth)))"
        }
    }

    private mutating func repeated(_ collection: Kind, _ element: Kind, _ result: Kind, _ depth: Int)
        -> String
    {
        let name = "v\(names.count)"
        let source = make(collection, depth)
        names.append((name, element))
        defer { names.removeLast() }
        let filter = roll(3) == 0 ? " if \(make(.bool, depth))" : ""
        return "[for \(name) in \(source) : \(make(result, depth))\(filter)]"
    }

    private mutating func object(_ depth: Int) -> String {
        switch roll(5) {
        case 0:
            return
                "{ a = \(make(.number, depth)), b = \(make(.string, depth)), c = \(make(.numbers, depth)) }"
        case 1: return "merge(\(make(.object, depth)), \(make(.object, depth)))"
        case 2: return "{ for k, v in \(make(.object, depth)) : \"${k}1\" => v }"
        case 3: return "{ for v in \(make(.strings, depth)) : v => length(v)... }"
        default: return "jsondecode(jsonencode(\(make(.object, depth))))"
        }
    }
}
