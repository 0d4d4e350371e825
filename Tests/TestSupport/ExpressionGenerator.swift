/// Random HCL expressions of every form and function, most of which have a value.
///
/// The same seed gives the same expressions; now and then one is of the wrong type, so that errors are compared too.
public struct ExpressionGenerator: Sendable {
    /// What an expression is meant to be.
    public enum Kind: CaseIterable, Sendable {
        /// A number, or a string that reads as one.
        case number
        /// A string.
        case string
        /// A boolean.
        case bool
        /// A list or tuple of numbers.
        case numbers
        /// A list, tuple or set of strings.
        case strings
        /// An object with attributes `a` and `b`.
        case object
        /// A map of strings.
        case map
        /// A list of objects with `name` and `size`.
        case objects
    }

    private var random: SeededGenerator
    private var names: [(name: String, kind: Kind)] = []
    /// How many quoted templates are around; no heredoc stands in one.
    private var quotes = 0

    /// Starts the sequence of a seed.
    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Lets expressions use a reference, such as `local.size`.
    public mutating func offer(_ reference: String, _ kind: Kind) { names.append((reference, kind)) }

    /// Takes an offered reference back, where its scope ends.
    public mutating func withdraw(_ reference: String) { names.removeAll { $0.name == reference } }

    /// The next expression, of any kind.
    public mutating func expression(depth: Int = 4) -> String { expression(any(), depth: depth) }

    /// The next expression of a kind.
    public mutating func expression(_ kind: Kind, depth: Int) -> String { make(kind, depth) }

    // MARK: Choices

    private mutating func pick(_ items: [String]) -> String { items[roll(items.count)] }
    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    private mutating func any() -> Kind { Kind.allCases[roll(Kind.allCases.count)] }

    private mutating func make(_ wanted: Kind, _ depth: Int) -> String {
        let kind = roll(40) == 0 ? any() : wanted
        let fitting = names.filter { $0.kind == kind }.map(\.name)
        if !fitting.isEmpty, roll(3) == 0 { return pick(fitting) }
        if depth <= 0 { return leaf(kind) }
        if roll(12) == 0 {
            return "(\(make(.bool, depth - 1)) ? \(make(kind, depth - 1)) : \(make(kind, depth - 1)))"
        }
        if roll(30) == 0 { return "try(\(make(any(), depth - 1)).missing, \(make(kind, depth - 1)))" }
        switch kind {
        case .number: return number(depth - 1)
        case .string: return string(depth - 1)
        case .bool: return bool(depth - 1)
        case .numbers: return numbers(depth - 1)
        case .strings: return strings(depth - 1)
        case .object: return object(depth - 1)
        case .map: return map(depth - 1)
        case .objects: return objects(depth - 1)
        }
    }

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .number:
            pick([
                "0", "1", "2", "7", "10", "1.5", "0.1", "1000", "-3", "\"12\"", "255", "1e3", "0.001", "-0.5",
                "123456789.25", "1024",
            ])
        case .string:
            pick([
                "\"\"", "\"a\"", "\"b c\"", "\"é\"", "\"10\"", "\"x-y.z\"", "\"A\"", "\"a,b\"", "\"  t \"",
                "\"l1\\nl2\\n\"", "\"q\\\"q\"", "\"true\"", "\"<&>\"", "\"$${x}\"", "\"m5.large\"",
                "\"a/b/c.txt\"",
                "\"ß\"", "null",
            ])
        case .bool: pick(["true", "false", "\"true\""])
        case .numbers: pick(["[1, 2, 3]", "[0.5, 7]", "[5]", "[\"3\", 1]", "[2, 2]"])
        case .strings:
            pick(["[\"a\", \"b\"]", "[\"z\", \"\", \"z\"]", "[\"q\"]", "[]", "toset([\"s\", \"r\"])"])
        case .object:
            pick([
                "{ a = 1, b = \"x\" }", "{ b = [1], a = \"k\" }", "{ a = true, b = \"y\" }",
                "{ a = null, b = {} }", "{ \"a\" : 2, (\"b\") = \"z\", c = 3 }",
            ])
        case .map:
            pick(["tomap({ k = \"v\", j = \"w\" })", "{ k = \"v\" }", "{ env = \"prod\", k = \"1\" }", "{}"])
        case .objects:
            pick([
                "[{ name = \"n1\", size = 1 }, { name = \"n2\", size = 2 }]",
                "[{ name = \"n3\", size = \"big\", extra = true }]", "[{ name = \"n1\", size = null }]",
            ])
        }
    }

    // MARK: Kinds

    private mutating func number(_ depth: Int) -> String {
        switch roll(21) {
        case 0, 1: "(\(make(.number, depth)) \(pick(["+", "-", "*", "/", "%"])) \(make(.number, depth)))"
        case 2: "length(\(make(any(), depth)))"
        case 3: "\(pick(["max", "min"]))(\(make(.number, depth)), \(make(.number, depth)))"
        case 4: "\(pick(["ceil", "floor", "abs"]))(\(make(.number, depth)))"
        case 5: "\(make(.numbers, depth))[\(pick(["0", "1"]))]"
        case 6: "sum(\(make(.numbers, depth)))"
        case 7: "element(\(make(.numbers, depth)), \(pick(["0", "1", "5"])))"
        case 8: "try(\(make(.number, depth)), 4)"
        case 9: "signum(floor(\(make(.number, depth))))"
        case 10: "pow(\(make(.number, depth)), \(pick(["0", "1", "2", "3", "-1", "10"])))"
        case 11:
            "parseint(\(pick(["\"ff\"", "\"-10\"", "\"777\"", "\"z\""])), \(pick(["16", "8", "10", "36", "62"])))"
        case 12: "tonumber(\(make(.number, depth)))"
        case 13: "ceil(log(\(make(.number, depth)), \(pick(["2", "10", "3"]))))"
        case 14: "max(\(make(.numbers, depth))...)"
        case 15: "\(make(.objects, depth))[0].size"
        case 16: "index(\(make(.numbers, depth)), \(make(.number, depth)))"
        case 17: "timecmp(\(time()), \(time()))"
        case 18: "\"${\(make(.number, depth))}\""
        case 19: "lookup(\(make(.object, depth)), \"a\", \(make(.number, depth)))"
        default: "-\(make(.number, depth))"
        }
    }

    private mutating func time() -> String {
        pick([
            "\"2024-02-29T12:00:00Z\"", "\"2023-12-31T23:59:59+02:00\"", "\"1999-01-01T00:00:00.25-05:30\"",
        ])
    }

    private mutating func cidr() -> String {
        pick([
            "\"10.0.0.0/8\"", "\"192.168.7.0/24\"", "\"2001:db8::/32\"", "\"fd00:1:2::/48\"",
            "\"172.16.0.0/12\"",
        ])
    }

    private mutating func string(_ depth: Int) -> String {
        switch roll(34) {
        case 0, 1, 2: return template(depth)
        case 3, 4: return heredoc(depth)
        case 5:
            let name = pick([
                "upper", "lower", "trimspace", "strrev", "base64encode", "md5", "sha1", "sha256", "sha512",
                "base64sha256", "base64sha512", "urlencode", "title", "chomp", "basename", "dirname",
                "nonsensitive",
            ])
            return "\(name)(\(make(.string, depth)))"
        case 6: return "join(\(make(.string, depth)), \(make(.strings, depth)))"
        case 7, 8: return format(depth)
        case 9:
            return
                "substr(\(make(.string, depth)), \(pick(["0", "1", "-1", "-2"])), \(pick(["1", "2", "-1", "0"])))"
        case 10: return "jsonencode(\(make(any(), depth)))"
        case 11: return "yamlencode(\(make(any(), depth)))"
        case 12: return "tostring(\(make(.number, depth)))"
        case 13: return "replace(\(make(.string, depth)), \(make(.string, 0)), \(make(.string, depth)))"
        case 14:
            let pattern = pick([
                "/[a-z]+/", "/(\\\\w)(\\\\d)?/", "/^|$/", "/(?i)A|b/", "/\\\\s*/", "/./", "/(?P<x>l\\\\d)/",
            ])
            return
                "replace(\(make(.string, depth)), \"\(pattern)\", \(pick(["\"<$1>\"", "\"\"", "\"$0-\"", "\"$${x}!\""])))"
        case 15: return "coalesce(\(make(.string, depth)), \"fallback\")"
        case 16:
            return
                "try(regex(\"\(pick(["[a-z]+", "\\\\d+", "^.", "x*$", "\\\\bm5\\\\b"]))\", \(make(.string, depth))), \"no\")"
        case 17:
            return
                "\(pick(["trim", "trimprefix", "trimsuffix"]))(\(make(.string, depth)), \(make(.string, 0)))"
        case 18: return "indent(\(pick(["0", "2"])), \(make(.string, depth)))"
        case 19: return "cidrhost(\(cidr()), \(pick(["5", "-1", "0"])))"
        case 20: return "cidrsubnet(\(cidr()), \(pick(["4", "8"])), \(pick(["1", "3", "15"])))"
        case 21: return "timeadd(\(time()), \"\(pick(["1h", "-90m", "1.5s", "36h10m", "100ms"]))\")"
        case 22:
            return
                "formatdate(\"\(pick(["YYYY-MM-DD", "DD MMM YY hh:mm:ss ZZZ", "EEEE, MMMM D 'at' H:mm aa", "hmsZ"]))\", \(time()))"
        case 23: return "uuidv5(\(pick(["\"dns\"", "\"url\"", "\"oid\""])), \(make(.string, depth)))"
        case 24: return "base64decode(base64encode(\(make(.string, depth))))"
        case 25:
            return
                "textencodebase64(\(make(.string, depth)), \(pick(["\"UTF-16LE\"", "\"UTF-8\"", "\"UTF-16BE\""])))"
        case 26: return "\(make(.strings, depth))[\(pick(["0", "1"]))]"
        case 27: return "lookup(\(make(.map, depth)), \(make(.string, 0)), \(make(.string, depth)))"
        case 28: return "element(\(make(.strings, depth)), \(pick(["0", "1", "7"])))"
        case 29: return "\(make(.map, depth))[\(pick(["\"k\"", "\"env\""]))]"
        case 30: return "one([\(make(.string, depth))])"
        case 31: return "try(\(make(.string, depth)).x, \(make(.string, depth)))"
        case 32: return "[for o in \(make(.objects, depth)) : o.name][0]"
        default: return "\(make(.objects, depth))[0].name"
        }
    }

    private mutating func template(_ depth: Int) -> String {
        quotes += 1
        defer { quotes -= 1 }
        return switch roll(7) {
        case 0: "\"<${\(make(.string, depth))}|${\(make(.number, depth))}>\""
        case 1: "\"%{ if \(make(.bool, depth)) }${\(make(.string, depth))}%{ else }n%{ endif }\""
        case 2: "\"%{ for v in \(make(.strings, depth)) ~} ${v}, %{~ endfor }\""
        case 3: "\"%{ for k, v in \(make(.map, depth)) }${k}=${v};%{ endfor }\""
        case 4: "\" x ${~ \(make(.string, depth)) ~} y \""
        case 5: "\"\\t${\(make(.bool, depth))}\\u00e9$${a}%%{b}\\\\\""
        default: "\"%{ if \(make(.bool, depth)) ~} a %{~ else ~} ${\(make(.string, depth))} %{~ endif ~} z\""
        }
    }

    private mutating func heredoc(_ depth: Int) -> String {
        guard quotes == 0 else { return template(depth) }
        quotes += 1
        defer { quotes -= 1 }
        let mark = pick(["<<E", "<<-E"])
        let (pad, end) = mark == "<<E" ? ("  ", "") : ("    ", "  ")
        let lines: String =
            switch roll(6) {
            case 0: "\(pad)one ${\(make(.string, depth))}\n\(pad)  two\n"
            case 1:
                "\(pad)%{ for v in \(make(.strings, depth)) ~}\n\(pad)- ${v}\n\(pad)%{ endfor ~}\n\(pad)end\n"
            case 2:
                "\(pad)%{ if \(make(.bool, depth)) }\n\(pad)yes\n\(pad)%{ else }\n\(pad)no\n\(pad)%{ endif }\n"
            case 3:
                "\(pad){\"a\": \"${\(make(.string, depth))}\",\n\(pad) \"b\": ${\(make(.number, depth))}}\n"
            case 4: "${\(make(.string, depth))}\n\n\(pad)a $${b} \\n\n"
            default: "\(pad)%{ if \(make(.bool, depth)) ~}\n\(pad)x\n\(pad)%{~ endif ~}\n\(pad)z\n"
            }
        // In parentheses it may stand before a comma.
        return "(\(mark)\n\(lines)\(end)E\n)"
    }

    private mutating func format(_ depth: Int) -> String {
        switch roll(5) {
        case 0:
            "format(\"%s:%v:%5s\", \(make(.string, depth)), \(make(.bool, depth)), \(make(.string, depth)))"
        case 1:
            "format(\"\(pick(["%d", "%05d", "%x", "%+d|", "%-4d|", "%b", "%#o"]))\", floor(\(make(.number, depth))))"
        case 2:
            "format(\"\(pick(["%f", "%.2f", "%e", "%g", "%8.3f", "%.3g", "%v", "%010.1f", "%G"]))\", \(make(.number, depth)))"
        case 3: "format(\"\(pick(["%q", "%#v", "%v", "%-8s|", "%.1s"]))\", \(make(.string, depth)))"
        default: "format(\"%[2]v-%[1]v\", \(make(any(), depth)), \(make(any(), depth)))"
        }
    }

    private mutating func bool(_ depth: Int) -> String {
        switch roll(15) {
        case 0:
            "(\(make(.number, depth)) \(pick(["<", ">", "<=", ">=", "==", "!="])) \(make(.number, depth)))"
        case 1: "(\(make(.string, depth)) \(pick(["==", "!="])) \(make(.string, depth)))"
        case 2: "(\(make(.bool, depth)) \(pick(["&&", "||"])) \(make(.bool, depth)))"
        case 3: "contains(\(make(.strings, depth)), \(make(.string, depth)))"
        case 4: "can(\(make(.object, depth)).\(pick(["a", "c"])))"
        case 5:
            "\(pick(["startswith", "endswith", "strcontains"]))(\(make(.string, depth)), \(make(.string, 0)))"
        case 6: "\(pick(["alltrue", "anytrue"]))([\(make(.bool, depth)), \(make(.bool, depth))])"
        case 7: "(\(make(any(), depth)) == \(make(any(), depth)))"
        case 8: "tobool(\(make(.bool, depth)))"
        case 9: "(\(make(.object, depth)).a == null)"
        case 10: "can(\(make(any(), depth)))"
        case 11: "contains(keys(\(make(.map, depth))), \"k\")"
        case 12: "issensitive(\(make(.string, depth)))"
        case 13: "(length(\(make(.strings, depth))) > \(pick(["0", "1", "2"])))"
        default: "!\(make(.bool, depth))"
        }
    }

    private mutating func numbers(_ depth: Int) -> String {
        switch roll(12) {
        case 0: return "[\(make(.number, depth)), \(make(.number, depth))]"
        case 1: return repeated(.numbers, .number, .number, depth)
        case 2: return "concat(\(make(.numbers, depth)), \(make(.numbers, depth)))"
        case 3: return "\(pick(["reverse", "distinct", "tolist", "toset"]))(\(make(.numbers, depth)))"
        case 4: return "slice(\(make(.numbers, depth)), 0, 1)"
        case 5: return "flatten([\(make(.numbers, depth)), [\(make(.number, depth))]])"
        case 6: return "\(make(.objects, depth))[*].size"
        case 7: return "[for i, v in \(make(.strings, depth)) : i]"
        case 8: return "setunion(\(make(.numbers, depth)), \(make(.numbers, depth)))"
        case 9: return "jsondecode(jsonencode(\(make(.numbers, depth))))"
        case 10: return "coalescelist(\(make(.numbers, depth)), [9])"
        default: return "range(\(pick(["1", "3", "5, 1", "0, 1, 0.25"])))"
        }
    }

    private mutating func strings(_ depth: Int) -> String {
        switch roll(22) {
        case 0: return "[\(make(.string, depth)), \(make(.string, depth))]"
        case 1: return repeated(.strings, .string, .string, depth)
        case 2:
            return
                "\(pick(["sort", "distinct", "toset", "compact", "reverse", "tolist"]))(\(make(.strings, depth)))"
        case 3:
            return "split(\(pick(["\",\"", "\"-\"", "\"a\"", "\"\\n\"", "\"\""])), \(make(.string, depth)))"
        case 4: return "keys(\(make([.object, .map][roll(2)], depth)))"
        case 5: return "formatlist(\"%s!\", \(make(.strings, depth)))"
        case 6: return "formatlist(\"%s-%v\", \(make(.strings, depth)), \(make(.number, depth)))"
        case 7:
            return
                "\(pick(["setunion", "setintersection", "setsubtract"]))(\(make(.strings, depth)), \(make(.strings, depth)))"
        case 8: return "concat(\(make(.strings, depth)), \(make(.strings, depth)))"
        case 9: return "values(\(make(.map, depth)))"
        case 10: return "\(make(.objects, depth))\(pick(["[*]", ".*"])).name"
        case 11:
            return
                "regexall(\"\(pick(["[a-z]", "\\\\d", "(a|b)c?", "(?P<x>[a-z])"]))\", \(make(.string, depth)))"
        case 12:
            return "matchkeys(\(make(.strings, depth)), \(make(.strings, depth)), \(make(.strings, depth)))"
        case 13: return "chunklist(\(make(.strings, depth)), \(pick(["1", "2", "0"])))"
        case 14: return "setproduct(\(make(.strings, depth)), \(make(.strings, depth)))"
        case 15: return "flatten([\(make(.strings, depth)), [[\(make(.string, depth))]]])"
        case 16: return "[for k, v in \(make(.map, depth)) : \"${k}:${v}\"]"
        case 17: return "cidrsubnets(\(cidr()), 4, 4, 8)"
        case 18: return "[for o in \(make(.objects, depth)) : o.name if can(o.extra)]"
        case 19: return "tolist(toset(\(make(.strings, depth))))"
        case 20: return "\(make(.string, depth))[*]"
        default: return "slice(\(make(.strings, depth)), 0, \(pick(["0", "1", "2"])))"
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
        switch roll(9) {
        case 0:
            "{ a = \(make(.number, depth)), b = \(make(.string, depth)), c = \(make(.numbers, depth)) }"
        case 1: "merge(\(make(.object, depth)), \(make([.object, .map][roll(2)], depth)))"
        case 2: "{ for k, v in \(make(.object, depth)) : \"${k}1\" => v }"
        case 3: "{ for v in \(make(.strings, depth)) : v => length(v)... }"
        case 4: "jsondecode(jsonencode(\(make(.object, depth))))"
        case 5: "yamldecode(yamlencode(\(make(.object, depth))))"
        case 6: "zipmap([\"a\", \"b\"], [\(make(.string, depth)), \(make(.number, depth))])"
        case 7: "merge([\(make(.object, depth)), { b = \(make(any(), depth)) }]...)"
        default: "{ (\(make(.string, depth))) = \(make(any(), depth)), b = 1 }"
        }
    }

    private mutating func map(_ depth: Int) -> String {
        switch roll(8) {
        case 0: "tomap({ k = \(make(.string, depth)), z = \(make(.string, depth)) })"
        case 1: "merge(\(make(.map, depth)), \(make(.map, depth)))"
        case 2: "{ for s in \(make(.strings, depth)) : s => upper(s) }"
        case 3: "zipmap(\(make(.strings, depth)), \(make(.strings, depth)))"
        case 4: "{ for k, v in \(make(.map, depth)) : k => v if k != \"j\" }"
        case 5: "tomap(\(make(.map, depth)))"
        case 6: "transpose({ x = \(make(.strings, depth)), y = \(make(.strings, depth)) })"
        default: "{ k = \(make(.string, depth)) }"
        }
    }

    private mutating func objects(_ depth: Int) -> String {
        switch roll(7) {
        case 0: "[{ name = \(make(.string, depth)), size = \(make(.number, depth)) }]"
        case 1: "[for s in \(make(.strings, depth)) : { name = s, size = length(s) }]"
        case 2: "concat(\(make(.objects, depth)), \(make(.objects, depth)))"
        case 3: "tolist(\(make(.objects, depth)))"
        case 4: "csvdecode(\"name,size\\n\(pick(["a,1", "\\\"b, c\\\",2", "x,"]))\\n\")"
        case 5: "flatten([\(make(.objects, depth)), [\(make(.objects, depth))]])"
        default: "[for i, o in \(make(.objects, depth)) : merge(o, { size = i })]"
        }
    }
}
