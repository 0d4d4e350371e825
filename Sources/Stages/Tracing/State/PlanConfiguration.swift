/// The `configuration` of a plan: which expressions the arguments of resources and modules are made of.
struct PlanConfiguration: Sendable {
    private let root: JSONNode?

    init(_ node: JSONNode) { root = node["root_module"] }

    /// An argument of a module call, or a variable of the root, that feeds an attribute.
    struct Feed: Hashable, Sendable {
        /// `module.db["a"]`; empty for a variable of the root.
        var module: String
        /// The argument or variable and what is taken out of it.
        var path: [AttributeStep]
    }

    /// Why it is not known what feeds an attribute.
    struct Unproven: Error { var detail: String }

    /// What feeds the attribute of a resource, from the innermost module call to the variable of the root.
    ///
    /// Every step must be an expression with one reference and nothing else to choose from; that it hands the value on
    /// unchanged is for the caller to compare. The list ends where an expression has no reference.
    func feeds(_ address: String, _ attribute: [AttributeStep]) throws(Unproven) -> [Feed] {
        let parts = AddressParts.parts(address)
        guard let resource = parts.resource else { throw Unproven(detail: "\(address) is no resource") }
        var modules: [JSONNode] = []
        var module = root
        for call in parts.modules {
            if let module { modules.append(module) }
            module = module?["module_calls"]?[call.name]?["module"]
        }
        guard let module else { throw Unproven(detail: "the plan does not show the module of \(address)") }
        modules.append(module)
        guard case .array(let resources) = module["resources"],
            let block = resources.first(where: { $0["address"]?.text == resource.name })
        else { throw Unproven(detail: "the plan does not show how \(resource.name) is written") }
        var reference = try self.reference(
            block["expressions"], attribute, block["for_each_expression"], resource.key)
        var feeds: [Feed] = []
        for level in stride(from: parts.modules.count, through: 1, by: -1) {
            feeds.append(Feed(module: AddressParts.module(parts.modules.prefix(level)), path: reference))
            let call = parts.modules[level - 1]
            let node = modules[level - 1]["module_calls"]?[call.name]
            guard
                let outer = try? self.reference(
                    node?["expressions"], reference, node?["for_each_expression"], call.key)
            else { return feeds }
            reference = outer
        }
        feeds.append(Feed(module: "", path: reference))
        return feeds
    }

    /// The variable that an argument refers to, and nothing else, with what is taken out of it.
    private func reference(
        _ expressions: JSONNode?, _ path: [AttributeStep], _ forEach: JSONNode?, _ key: String?
    ) throws(Unproven) -> [AttributeStep] {
        let (expression, rest) = try find(expressions, path)
        var steps = try only(expression)
        if steps.first == .name("each"), steps.dropFirst().first == .name("value") {
            guard let key, let forEach else { throw Unproven(detail: "it is an element of something") }
            steps = try only(forEach) + [.name(key)] + steps.dropFirst(2)
        }
        guard steps.first == .name("var"), steps.count > 1 else {
            throw Unproven(detail: "it refers to \(AttributeStep.text(steps))")
        }
        return Array(steps.dropFirst()) + rest
    }

    /// The expression of an argument, which may stand in blocks, and what is left of the path below it.
    private func find(_ node: JSONNode?, _ path: [AttributeStep]) throws(Unproven) -> (
        JSONNode, [AttributeStep]
    ) {
        guard var node else { throw Unproven(detail: "nothing is written there") }
        var rest = path[...]
        while node["references"] == nil, node["constant_value"] == nil, let step = rest.popFirst() {
            guard let next = node.value(at: [step]) else {
                throw Unproven(detail: "`\(AttributeStep.text(path))` is not set")
            }
            node = next
        }
        return (node, Array(rest))
    }

    /// The one reference of an expression; parents of a reference, which plans list too, do not count.
    private func only(_ expression: JSONNode) throws(Unproven) -> [AttributeStep] {
        guard case .array(let list) = expression["references"] else {
            throw Unproven(detail: "the module itself decides it")
        }
        let references = Set(list.compactMap(\.text)).map(AttributeStep.path)
        let longest = references.filter { one in
            !references.contains { $0.count > one.count && $0.starts(with: one) }
        }
        guard longest.count == 1, let only = longest.first else {
            throw Unproven(detail: "it is made of \(longest.count) things")
        }
        return only
    }
}

/// Reads addresses as Terraform prints them.
enum AddressParts {
    /// A name with the key of an instance.
    struct Part: Hashable, Sendable {
        var name: String
        /// The key without quotes and brackets; nil where there is none.
        var key: String?
        /// The key as it is written: `["a"]`, `[0]`, or empty.
        var suffix = ""
    }

    /// The module calls on the way and the resource (`aws_instance.web`); nil for the address of a module.
    static func parts(_ address: String) -> (modules: [Part], resource: Part?) {
        var modules: [Part] = []
        var rest = address[...]
        while rest.hasPrefix("module.") {
            rest = rest.dropFirst("module.".count)
            modules.append(part(&rest, dots: 0))
            if rest.first == "." { rest = rest.dropFirst() }
        }
        guard !rest.isEmpty else { return (modules, nil) }
        return (modules, part(&rest, dots: 1))
    }

    /// `module.a["x"].module.b`.
    static func module(_ parts: some Sequence<Part>) -> String {
        parts.map { "module.\($0.name)\($0.suffix)" }.joined(separator: ".")
    }

    private static func part(_ rest: inout Substring, dots: Int) -> Part {
        var dots = dots
        let name = rest.prefix { character in
            if character == "." {
                dots -= 1
                return dots >= 0
            }
            return character != "["
        }
        rest = rest.dropFirst(name.count)
        var part = Part(name: String(name))
        guard rest.first == "[" else { return part }
        var end = rest.index(after: rest.startIndex)
        var isQuoted = false
        while end < rest.endIndex, isQuoted || rest[end] != "]" {
            if rest[end] == "\\", isQuoted {
                end = rest.index(after: end)
            } else if rest[end] == "\"" {
                isQuoted.toggle()
            }
            if end < rest.endIndex { end = rest.index(after: end) }
        }
        guard end < rest.endIndex else { return part }
        part.suffix = String(rest[...end])
        let inside = part.suffix.dropFirst().dropLast()
        part.key =
            inside.hasPrefix("\"")
            ? String(inside.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing(
                "\\\\", with: "\\")
            : String(inside)
        rest = rest[rest.index(after: end)...]
        return part
    }
}
