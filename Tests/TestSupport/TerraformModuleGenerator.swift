/// A configuration of several modules, as files.
public struct GeneratedConfiguration: Sendable {
    /// The text of each file, by its path below the root.
    public var files: [String: String]
    /// Expressions that can be asked in the root module: its variables, its locals and the outputs of its modules.
    public var questions: [String]
    /// The addresses of all resources as Terraform prints them, where the generator can say so.
    public var resources: [String]
}

/// Random Terraform configurations that need no provider: variables with types and defaults, tfvars, locals, nested local modules
/// with `count` and `for_each`, and `terraform_data` resources.
///
/// What a variable, a local or an output holds is known from how it is made, so most expressions have a value.
public struct TerraformModuleGenerator: Sendable {
    private var random: SeededGenerator
    private let seed: UInt64
    /// True where resources mention each other: what one of them computes is not known before an apply.
    private let mentionsResources: Bool

    /// Starts the sequence of a seed; `mentionsResources` lets resources refer to what others of their module compute.
    public init(seed: UInt64, mentionsResources: Bool = false) {
        self.seed = seed
        self.mentionsResources = mentionsResources
        random = SeededGenerator(seed: seed)
    }

    private typealias Kind = ExpressionGenerator.Kind

    /// A variable that a module has: its type, a default or none, and the kind of its value.
    private struct Variable {
        var name: String
        var type: String
        var fallback: String?
        var kind: Kind
        /// How its value is referred to, which is a part of it where the whole is an object.
        var reference: String
    }

    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    private mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(items.count)] }

    private mutating func expressions() -> ExpressionGenerator { ExpressionGenerator(seed: random.next()) }

    /// The next configuration: a root and up to two levels of modules below it.
    public mutating func configuration() -> GeneratedConfiguration {
        var result = GeneratedConfiguration(files: [:], questions: [], resources: [])
        let variables = (0..<(3 + roll(4))).map { variable("v\($0)") }
        var files: [String: String] = [:]
        var arguments = ""
        for variable in variables where variable.fallback == nil || roll(3) == 0 {
            arguments += "\(variable.name) = \(value(for: variable.type))\n"
        }
        files["terraform.tfvars"] = arguments
        if roll(2) == 0, let first = variables.first {
            files["z.auto.tfvars"] = "\(first.name) = \(value(for: first.type))\n"
        }
        let questions = module("", "root", variables, depth: 2, &files, &result.resources, prefix: "")
        result.files = files
        result.questions = variables.map { "var.\($0.name)" } + questions
        return result
    }

    // MARK: Modules

    /// Writes a module and those below it; gives what can be asked in it.
    private mutating func module(
        _ directory: String, _ name: String, _ variables: [Variable], depth: Int,
        _ files: inout [String: String],
        _ resources: inout [String], prefix: String
    ) -> [String] {
        var generator = expressions()
        var questions: [String] = []
        var text = variables.map(Self.declaration).joined()
        for variable in variables { generator.offer(variable.reference, variable.kind) }

        var locals = ""
        for index in 0..<(3 + roll(5)) {
            let kind = pick(Kind.allCases)
            locals += "  l\(index) = try(\(generator.expression(kind, depth: 2)), \(Self.fallback(kind)))\n"
            generator.offer("local.l\(index)", kind)
            questions.append("local.l\(index)")
        }
        text += "locals {\n\(locals)}\n"

        if depth > 0 {
            for index in 0..<(1 + roll(2)) {
                let (call, asked) = child(
                    "m\(index)", directory, depth, &generator, &files, &resources, prefix: prefix)
                text += call
                questions += asked
            }
        }
        var computed: [String] = []
        for index in 0..<(1 + roll(2) + (mentionsResources ? 2 : 0)) {
            let name = "r\(index)"
            let (resource, addresses) = self.resource(name, &generator, prefix: prefix, mentioning: computed)
            text += resource
            resources += addresses
            // How it is referred to hangs on its instances.
            switch resource {
            case let some where some.contains("  count = 0"): break
            case let some where some.contains("  count = "): computed.append("terraform_data.\(name)[0].id")
            case let some where some.contains("  for_each = "):
                computed.append("terraform_data.\(name)[\"x\"].id")
            default: computed.append("terraform_data.\(name).id")
            }
        }
        let result = pick(questions.filter { $0.hasPrefix("local.") })
        text += "output \"out\" {\n  value = \(result)\n}\n"
        let note = generator.expression(.string, depth: 1)
        text += "output \"note\" {\n  value = try(tostring(\(note)), \"none\")\n}\n"
        files["\(directory)main.tf"] = text
        return questions
    }

    /// A call of a new module, with what can be asked of it.
    private mutating func child(
        _ name: String, _ directory: String, _ depth: Int, _ generator: inout ExpressionGenerator,
        _ files: inout [String: String], _ resources: inout [String], prefix: String
    ) -> (String, [String]) {
        let variables = (0..<(2 + roll(3))).map { variable("v\($0)") }
        var call = "module \"\(name)\" {\n  source = \"./modules/\(name)\"\n"
        var (keys, outputs): ([String], [String]) = ([""], ["module.\(name).out", "module.\(name).note"])
        switch roll(4) {
        case 0:
            let count = roll(3)
            call += "  count = \(count)\n"
            keys = (0..<count).map { "[\($0)]" }
            outputs = ["module.\(name)[*].out", "length(module.\(name))"]
        case 1:
            call += "  for_each = { a = 1, b = 2 }\n"
            keys = ["[\"a\"]", "[\"b\"]"]
            outputs = ["module.\(name)[\"b\"].out", "{ for k, m in module.\(name) : k => m.note }"]
        default: break
        }
        for variable in variables where variable.fallback == nil || roll(2) == 0 {
            let isSimple = ["string", "number", "bool"].contains(variable.type)
            let value =
                isSimple && roll(2) == 0
                ? "try(\(simple(variable.type))(\(generator.expression(variable.kind, depth: 1))), \(value(for: variable.type)))"
                : value(for: variable.type)
            call += "  \(variable.name) = \(value)\n"
        }
        call += "}\n"
        for (index, key) in keys.enumerated() {
            // The files are the same for all; the addresses are not.
            var (same, addresses) = (files, [String]())
            var copy = self
            _ = copy.module(
                "\(directory)modules/\(name)/", name, variables, depth: depth - 1, &same, &addresses,
                prefix: "\(prefix)module.\(name)\(key).")
            resources += addresses
            if index == keys.count - 1 { (self, files) = (copy, same) }
        }
        if keys.isEmpty {
            var none: [String] = []
            _ = module(
                "\(directory)modules/\(name)/", name, variables, depth: depth - 1, &files, &none, prefix: "")
        }
        return (call, outputs)
    }

    private func simple(_ type: String) -> String { "to\(type)" }

    private mutating func resource(
        _ name: String, _ generator: inout ExpressionGenerator, prefix: String, mentioning computed: [String]
    ) -> (String, [String]) {
        var text = "resource \"terraform_data\" \"\(name)\" {\n"
        var addresses = ["\(prefix)terraform_data.\(name)"]
        switch roll(4) {
        case 0:
            let count = roll(3)
            text += "  count = \(count)\n"
            addresses = (0..<count).map { "\(prefix)terraform_data.\(name)[\($0)]" }
        case 1:
            text += "  for_each = toset([\"x\", \"y\"])\n"
            addresses = ["x", "y"].map { "\(prefix)terraform_data.\(name)[\"\($0)\"]" }
            generator.offer("each.key", .string)
        default: break
        }
        let kind = pick(Kind.allCases)
        let input = "try(\(generator.expression(kind, depth: 2)), \(Self.fallback(kind)))"
        if mentionsResources, !computed.isEmpty, roll(4) > 0 {
            text += "  input = \(mention(pick(computed), beside: input))\n}\n"
        } else {
            text += "  input = \(input)\n}\n"
        }
        generator.withdraw("each.key")
        return (text, addresses)
    }

    /// Something known and something that only an apply tells, in one of the ways people put them together.
    private mutating func mention(_ computed: String, beside input: String) -> String {
        let known = pick(["\"m5.large\"", "8", "true", "[1, 2]", "{ a = 1 }"])
        return pick([
            "{ known = \(input), later = \(computed) }",
            "{ known = \(known), text = \"id-${\(computed)}\", list = [\(known), \(computed), 3] }",
            "[\(input), \(computed)]",
            "merge({ a = \(known), b = 1 }, { b = \(computed), c = \(input) })",
            "{ for k, v in { a = \(known), b = \(computed) } : k => v }",
            "concat([\(known)], [\(computed)])",
            "{ known = lookup({ a = \(known), b = \(computed) }, \"a\", null), later = coalesce(\(computed), \"x\") }",
            "{ choice = true ? \"m5.large\" : \(computed), later = tostring(\(computed)), json = jsonencode([\(computed)]) }",
            "{ known = length([\(computed), 1]), later = upper(\"${\(computed)}\"), whole = \(input) }",
            "flatten([[\(known)], [[\(computed)], \(known)]])",
        ])
    }

    // MARK: Variables

    private mutating func variable(_ name: String) -> Variable {
        let (type, kind, path): (String, Kind, String) = pick([
            ("string", .string, ""), ("number", .number, ""), ("bool", .bool, ""),
            ("list(string)", .strings, ""),
            ("set(string)", .strings, ""), ("list(number)", .numbers, ""), ("map(string)", .map, ""),
            ("object({ a = number, b = optional(string, \"dflt\") })", .object, ""),
            ("object({ size = optional(number, 3), tags = optional(map(string), {}) })", .number, ".size"),
            ("list(object({ name = string, size = optional(number) }))", .objects, ""),
            (
                "map(object({ size = optional(string, \"small\"), n = optional(object({ k = optional(number, 1) }), {}) }))",
                .string, "[\"one\"].size"
            ),
            ("tuple([string, number])", .number, "[1]"), ("any", .string, ""),
        ])
        let fallback = roll(3) == 0 ? nil : value(for: type)
        return Variable(
            name: name, type: type, fallback: fallback, kind: kind, reference: "var.\(name)\(path)")
    }

    private static func declaration(_ variable: Variable) -> String {
        "variable \"\(variable.name)\" {\n  type = \(variable.type)\n"
            + (variable.fallback.map { "  default = \($0)\n" } ?? "") + "}\n"
    }

    /// A constant that converts to a type; often it is not of that type yet.
    private mutating func value(for type: String) -> String {
        switch type {
        case "string", "any": pick(["\"s\"", "\"m5.large\"", "12", "true", "\"a-b\""])
        case "number": pick(["1", "\"2\"", "3.5", "40"])
        case "bool": pick(["true", "\"false\"", "false"])
        case "list(string)", "set(string)": pick(["[\"b\", \"a\"]", "[]", "[1, true]", "[\"x\", \"x\"]"])
        case "list(number)": pick(["[1, 2]", "[\"3\"]"])
        case "map(string)": pick(["{ k = \"v\" }", "{ env = 1, k = true }"])
        case "tuple([string, number])": pick(["[\"t\", 1]", "[2, \"3\"]"])
        default:
            if type.hasPrefix("object({ a") {
                pick(["{ a = 1 }", "{ a = \"2\", b = \"set\" }", "{ a = 3, b = null, extra = 1 }"])
            } else if type.hasPrefix("object({ size") {
                pick(["{}", "{ size = 9 }", "{ size = null, tags = { x = 1 } }"])
            } else if type.hasPrefix("list(object") {
                pick(["[{ name = \"n\" }]", "[{ name = 1, size = \"2\" }, { name = \"o\" }]"])
            } else {
                pick(["{ one = {} }", "{ one = { size = \"big\", n = {} }, two = { n = { k = 5 } } }"])
            }
        }
    }

    private static func fallback(_ kind: Kind) -> String {
        switch kind {
        case .number: "0"
        case .string: "\"\""
        case .bool: "false"
        case .numbers, .strings, .objects: "[]"
        case .object, .map: "{}"
        }
    }
}
