import Diagnostics

/// The execution of one template.
struct GoExecution {
    let run: GoRun
    let definition: GoDefinition
    var tree: GoTree { definition.tree }
    var dot: GoValue
    var branch: BranchID
    /// Tokens of all conditions around here.
    var deciders: TokenSet
    var variables: [(name: String, value: GoValue)]
    var output = GoText([])
    /// The node that a fault is blamed on, moved as Go moves it.
    var current: GoNodeID

    /// How a list ended.
    enum Flow { case normal, leave, next }

    init(run: GoRun, definition: GoDefinition, dot: GoValue, branch: BranchID, deciders: TokenSet) {
        self.run = run
        self.definition = definition
        self.dot = dot
        self.branch = branch
        self.deciders = deciders
        variables = [("$", dot)]
        current = definition.root
    }

    /// Executes a node.
    mutating func walk(_ id: GoNodeID) throws -> Flow {
        let node = tree[id]
        try run.step()
        switch node.form {
        case .list(let items):
            for item in items {
                let flow = try walk(item)
                if flow != .normal { return flow }
            }
        case .text:
            current = id
            if tree.isValue {
                let start = output.count
                output.append(tree.source, node.range.indices)
                output.mark(from: start, branch: branch, elsewhere: deciders)
            } else {
                output.append(
                    copying: node.range.indices, of: tree.source, token: origins(of: id), branch: branch)
            }
            try run.checkSize(output.count)
        case .action(let pipe):
            current = id
            let value = try pipeline(pipe)
            if case .pipe(let names, _, _) = tree[pipe].form, !names.isEmpty { break }
            let start = output.count
            current = pipe
            output.append(try GoFormat.text(value, limit: run.options.limits.output))
            try run.checkSize(output.count)
            output.mark(from: start, branch: branch, elsewhere: deciders)
        case .branch(let kind, let pipe, let body, let otherwise):
            current = id
            let scope = variables.count
            defer { variables.removeLast(variables.count - scope) }
            if kind == .range { return try range(id, pipe, body, otherwise) }
            return try choose(id, kind, pipe, body, otherwise)
        case .template(let name, let pipe):
            current = id
            guard let target = run.set.definitions[name] else {
                throw GoFault("template \"\(name)\" not defined")
            }
            let value = try pipe.map { try pipeline($0) } ?? GoValue(.missing)
            do {
                try run.execute(target, dot: value, branch: branch, deciders: deciders, into: &output)
            } catch var error as GoRunError {
                error.note(definition.name, span(id))
                throw error
            }
        case .leave: return .leave
        case .next: return .next
        default: break
        }
        return .normal
    }

    private mutating func choose(
        _ id: GoNodeID, _ kind: GoBranchKind, _ pipe: GoNodeID, _ body: GoNodeID, _ otherwise: GoNodeID?
    ) throws -> Flow {
        let value = try pipeline(pipe)
        let isTaken = value.isTrue
        if value.origins.isVolatile { run.isChosenByChance = true }
        run.choose(by: value.origins, at: span(id))
        guard let chosen = isTaken ? body : otherwise else { return .normal }
        let reason: Branch.Reason =
            kind == .if ? (isTaken ? .ifTrue : .ifFalse) : (isTaken ? .withValue : .withoutValue)
        let saved = (dot, branch, deciders)
        defer { (dot, branch, deciders) = saved }
        enter(reason, pipe, value.origins)
        if kind == .with, isTaken { dot = value }
        return try walk(chosen)
    }

    private mutating func enter(_ reason: Branch.Reason, _ pipe: GoNodeID, _ origins: Origins) {
        branch = run.branches.add(
            Branch(
                parent: branch, reason: reason, span: SourceSpan(path: tree.path, range: tree[pipe].range),
                origins: origins))
        deciders.formUnion(origins.asDeciders.deciders)
    }

    private mutating func range(
        _ id: GoNodeID, _ pipe: GoNodeID, _ body: GoNodeID, _ otherwise: GoNodeID?
    ) throws -> Flow {
        guard case .pipe(let names, let isAssignment, _) = tree[pipe].form else { return .normal }
        let value = try pipeline(pipe, binds: false)
        if value.integer != nil, names.count > 1 {
            let printed = try GoFormat.text(value).string
            throw GoFault("can't use \(printed) to iterate over more than one variable")
        }
        let elements = try self.elements(value)
        if value.origins.isVolatile { run.isChosenByChance = true }
        run.choose(by: value.origins, at: span(id))
        let saved = (dot, branch, deciders)
        defer { (dot, branch, deciders) = saved }
        enter(elements.isEmpty ? .noElements : .element, pipe, value.origins)
        if elements.isEmpty { return try otherwise.map { try walk($0) } ?? .normal }
        let scope = variables.count
        for (key, element) in elements {
            if names.count == 1 { try bind(names[0], element, isAssignment) }
            if names.count == 2 {
                try bind(names[0], key, isAssignment)
                try bind(names[1], element, isAssignment)
            }
            dot = element
            try run.step()
            let flow = try walk(body)
            variables.removeLast(variables.count - scope)
            if flow == .leave { break }
        }
        return .normal
    }

    private func elements(_ value: GoValue) throws -> [(GoValue, GoValue)] {
        if let items = value.items {
            try run.step(items.count)
            return items.enumerated().map { (.int($0.offset, value.origins), $0.element.boxed(in: value)) }
        }
        if let map = value.mapping {
            return map.sortedKeys.compactMap { key in
                map.entries[key].map { (.string(key, $0.keyOrigins), $0.value.boxed(in: value)) }
            }
        }
        if let count = value.integer {
            guard count > 0 else { return [] }
            try run.step(Int(clamping: min(count, Int64(run.options.limits.steps) + 1)))
            return (0..<Int(count)).map { (.int($0, value.origins), .int($0, value.origins)) }
        }
        if value.isNothing { return [] }
        throw GoFault("range can't iterate over \(try GoFormat.text(value).string)")
    }

    mutating func bind(_ name: String, _ value: GoValue, _ isAssignment: Bool) throws {
        let value = deciders.isEmpty ? value : value.decided(by: Origins(deciders: deciders))
        if isAssignment {
            guard let index = variables.lastIndex(where: { $0.name == name }) else {
                throw GoFault("undefined variable: \(name)")
            }
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    /// The origins of what the template itself says at a node.
    func origins(of id: GoNodeID) -> Origins {
        let range = tree[id].range
        if tree.isValue { return tree.source.origins(in: range.indices).origins }
        return Origins(run.tokens.id(SourceSpan(path: tree.path, range: range)))
    }

    func span(_ id: GoNodeID) -> SourceSpan {
        SourceSpan(path: tree.path, range: tree[id].range)
    }

    /// A fault with the position and the words of Go's message.
    func located(_ fault: GoFault) -> GoRunError {
        let context = "executing \"\(definition.name)\" at <\(tree.text(of: current))>: "
        let (line, column) = tree.place(of: current)
        return GoRunError(
            message: context + fault.message,
            chain: "template: \(tree.name):\(line):\(column): " + context + (fault.chain ?? fault.message),
            id: fault.id, function: fault.function, span: span(current))
    }
}
