import Provenance

extension Function {
    /// `merge`, where the last writer wins.
    static let merging: [String: Function] = [
        "merge": Function(0...many, .moves, takesNull: true) { a, evaluator throws(FunctionError) in
            var entries: [Members.Entry] = []
            // What something is left out by is with its members, if it has any.
            var deciders = Origins.none
            for value in a where !value.isNull {
                if value.members?.count == 0 { deciders = deciders.joined(value.origins.deciders) }
                guard let members = value.members else {
                    throw .message("a map or object is required, not a \(Evaluator.kindName(value))")
                }
                for entry in members.entries {
                    entries.append(
                        .init(
                            entry.key, entry.value.inheriting(from: value),
                            keyOrigins: entry.keyOrigins.chosen(by: value.origins)))
                }
                if entries.count > evaluator.limits.elements {
                    throw .unknown(.limit, "more than \(evaluator.limits.elements) elements")
                }
            }
            let present = a.filter { !$0.isNull }
            if let first = present.first, case .map(_, let type) = first.content,
                present.allSatisfy({ $0.type == first.type })
            {
                return Value(.map(Members(entries), type), deciders)
            }
            return Value(.object(Members(entries)), deciders)
        }
    ]

    /// Set operations.
    static let sets: [String: Function] = [
        "setunion": Function(1...many, .moves) { a, _ throws(FunctionError) in
            try Self.combine(a) { sets in sets.flatMap { $0 } }
        },
        "setintersection": Function(1...many, .moves) { a, _ throws(FunctionError) in
            try Self.combine(a, decidedBy: a) { sets in
                let keys = sets.dropFirst().map { Set($0.map(SetOrder.key)) }
                return sets[0].filter { value in keys.allSatisfy { $0.contains(SetOrder.key(value)) } }
            }
        },
        "setsubtract": Function(2...2, .moves) { a, _ throws(FunctionError) in
            try Self.combine(a, decidedBy: a) { sets in
                let gone = Set(sets[1].map(SetOrder.key))
                return sets[0].filter { !gone.contains(SetOrder.key($0)) }
            }
        },
        "setproduct": Function(2...many, .moves) { a, evaluator throws(FunctionError) in
            var lists: [[Value]] = []
            var total = 1
            for value in a {
                lists.append(try value.sequence())
                total *= lists[lists.count - 1].count
                if total > evaluator.limits.elements {
                    throw .unknown(.limit, "more than \(evaluator.limits.elements) elements")
                }
            }
            var rows: [[Value]] = [[]]
            for list in lists { rows = rows.flatMap { row in list.map { row + [$0] } } }
            var types: [ValueType] = []
            var hasSet = false
            for value in a {
                if case .set = value.content { hasSet = true }
                if case .tuple = value.content {
                    guard let type = Unification.unify(value.elements?.map(\.type) ?? []) else {
                        throw .message("all elements must have the same type")
                    }
                    types.append(type)
                } else {
                    types.append(value.type.elementType)
                }
            }
            var tuples: [Value] = []
            for row in rows where row.count == a.count {
                var cells: [Value] = []
                for (cell, type) in zip(row, types) { cells.append(try cell.converted(type)) }
                tuples.append(Value(.tuple(cells)))
            }
            if hasSet {
                return Value(
                    SetOrder.set(tuples, .tuple(types)),
                    isSensitive: tuples.contains { $0.isDeeplySensitive })
            }
            return Value(.list(tuples, .tuple(types)))
        },
        "alltrue": Function(1...1) { a, _ throws(FunctionError) in
            let flags = try a[0].converted(.list(.bool)).elements ?? []
            return Value(.bool(flags.allSatisfy { $0.bool == true }))
        },
        "anytrue": Function(1...1) { a, _ throws(FunctionError) in
            let flags = try a[0].converted(.list(.bool)).elements ?? []
            return Value(.bool(flags.contains { $0.bool == true }))
        },
    ]

    /// What `deciders` hold decides which elements are left.
    private static func combine(
        _ values: [Value], decidedBy deciders: [Value] = [], _ body: ([[Value]]) -> [Value]
    ) throws(FunctionError)
        -> Value
    {
        var sets: [Value] = []
        for value in values {
            let set = try value.converted(.set(.dynamic))
            if let unknown = set.unknown { throw .unknown(unknown.reason, unknown.detail) }
            sets.append(set)
        }
        // Of an empty set of nothing in particular the type does not matter.
        let types = sets.filter { $0.elements?.isEmpty == false || $0.type.elementType != .dynamic }
            .map(\.type.elementType)
        guard let element = Unification.unify(types) else {
            throw .message("the elements of the sets have no common type")
        }
        var lists: [[Value]] = []
        for set in sets { lists.append(try set.converted(.set(element)).sequence()) }
        return Value(
            SetOrder.set(body(lists), element),
            deciders.reduce(Origins.none) { $0.joined($1.deepOrigins) })
    }
}
