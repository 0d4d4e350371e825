import Provenance

/// The type that several values can all be, as the results of a condition or the elements of a list need it.
enum Unification {
    static func hasDynamic(_ type: ValueType) -> Bool {
        switch type {
        case .dynamic: true
        case .list(let element), .set(let element), .map(let element): hasDynamic(element)
        case .tuple(let elements): elements.contains(where: hasDynamic)
        case .object(let attributes): attributes.values.contains(where: hasDynamic)
        default: false
        }
    }

    /// The type of a condition's result; nil when there is none.
    static func conditional(_ a: Value, _ b: Value) -> ValueType? {
        let (x, y) = (a.type, b.type)
        if x == y { return x }
        if x == .dynamic { return a.isNull ? y : .dynamic }
        if y == .dynamic { return b.isNull ? x : .dynamic }
        return unify([x, y])
    }

    /// Nil when there is none.
    ///
    /// Types of one kind are taken apart first; else the most general of the types that all others convert to is taken.
    static func unify(_ types: [ValueType]) -> ValueType? {
        guard let first = types.first else { return .dynamic }
        if types.allSatisfy({ $0 == first }) { return first }
        let distinct = Array(Set(types))
        let kinds = Set(distinct.map(Kind.init))
        let hasDynamic = kinds.contains(.dynamic)
        switch kinds.subtracting([.dynamic]) {
        case [.map]: return hasDynamic ? .dynamic : elements(distinct).map { .map($0) }
        case [.list]: return hasDynamic ? .dynamic : elements(distinct).map { .list($0) }
        case [.set]: return hasDynamic ? .dynamic : elements(distinct).map { .set($0) }
        case [.object]: return hasDynamic ? .dynamic : objects(distinct)
        case [.tuple]: return hasDynamic ? .dynamic : tuples(distinct)
        case [.map, .object]:
            // Objects are often maps in disguise.
            if let map = asMap(distinct.filter { Kind($0) == .object }),
                let whole = unify(distinct.map { Kind($0) == .object ? map : $0 }), Kind(whole) == .map
            {
                return whole
            }
        case [.list, .tuple]:
            if let list = asList(distinct.filter { Kind($0) == .tuple }),
                let whole = unify(distinct.map { Kind($0) == .tuple ? list : $0 }), Kind(whole) == .list
            {
                return whole
            }
        case let kinds where kinds.isSuperset(of: [.object, .tuple]): return nil
        default: break
        }
        return preferred(types.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    private enum Kind: Hashable {
        case primitive, list, set, map, tuple, object, dynamic

        init(_ type: ValueType) {
            switch type {
            case .bool, .number, .string: self = .primitive
            case .list: self = .list
            case .set: self = .set
            case .map: self = .map
            case .tuple: self = .tuple
            case .object: self = .object
            case .dynamic: self = .dynamic
            }
        }
    }

    // MARK: Kinds

    private static func elements(_ types: [ValueType]) -> ValueType? { unify(types.map(\.elementType)) }

    private static func objects(_ types: [ValueType]) -> ValueType? {
        let all = types.map(attributes)
        guard let first = all.first,
            all.allSatisfy({ $0.keys == first.keys || Set($0.keys) == Set(first.keys) })
        else { return asMap(types) }
        var result: [String: ValueType] = [:]
        for name in first.keys {
            guard let type = unify(all.compactMap { $0[name] }) else { return nil }
            result[name] = type
        }
        let whole = ValueType.object(result)
        return types.allSatisfy { $0 == whole || isConvertible($0, to: whole) } ? whole : asMap(types)
    }

    private static func tuples(_ types: [ValueType]) -> ValueType? {
        let all = types.map(parts)
        guard let count = all.first?.count, all.allSatisfy({ $0.count == count }) else {
            return asList(types)
        }
        var columns: [ValueType] = []
        for index in 0..<count {
            guard let type = unify(all.map { $0[index] }) else { return nil }
            columns.append(type)
        }
        let whole = ValueType.tuple(columns)
        return types.allSatisfy { $0 == whole || isConvertible($0, to: whole) } ? whole : asList(types)
    }

    private static func asMap(_ types: [ValueType]) -> ValueType? {
        let all = types.flatMap { attributes($0).sorted { $0.key < $1.key }.map(\.value) }
        guard !all.isEmpty, let element = unify(all) else { return nil }
        return types.allSatisfy { isConvertible($0, to: .map(element)) } ? .map(element) : nil
    }

    private static func asList(_ types: [ValueType]) -> ValueType? {
        let all = types.flatMap(parts)
        guard !all.isEmpty, let element = unify(all) else { return nil }
        return types.allSatisfy { isConvertible($0, to: .list(element)) } ? .list(element) : nil
    }

    private static func attributes(_ type: ValueType) -> [String: ValueType] {
        if case .object(let attributes) = type { attributes } else { [:] }
    }

    private static func parts(_ type: ValueType) -> [ValueType] {
        if case .tuple(let elements) = type { elements } else { [] }
    }

    // MARK: Preference

    /// The first type, general ones first, that all others convert to.
    private static func preferred(_ types: [ValueType]) -> ValueType? {
        // Strings before other primitives, lists before tuples before sets, maps before objects, what is known before the rest.
        func rank(_ type: ValueType) -> Int {
            switch type {
            case .string, .list, .map: 0
            case .tuple, .object, .number, .bool: 1
            case .set: 2
            case .dynamic: 3
            }
        }
        let ordered = types.enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }
        return ordered.map(\.element).first { wanted in
            types.allSatisfy { $0 == wanted || isConvertible($0, to: wanted) }
        }
    }

    /// True where a value of one type may be convertible to the other; `"x"` to a number may.
    static func isConvertible(_ from: ValueType, to: ValueType) -> Bool {
        if from == to { return true }
        switch (from, to) {
        case (_, .dynamic), (.dynamic, _): return true
        case (.number, .string), (.bool, .string), (.string, .number), (.string, .bool): return true
        case (.object(let have), .object(let want)):
            return want.allSatisfy { name, type in have[name].map { isConvertible($0, to: type) } ?? false }
        case (.tuple(let have), .tuple(let want)):
            return have.count == want.count && zip(have, want).allSatisfy { isConvertible($0, to: $1) }
        case (.list(let have), .list(let want)), (.set(let have), .list(let want)),
            (.list(let have), .set(let want)), (.set(let have), .set(let want)),
            (.map(let have), .map(let want)):
            return isConvertible(have, to: want)
        case (.tuple(let have), .list(let want)), (.tuple(let have), .set(let want)):
            if have.isEmpty { return true }
            var element = want
            if want == .dynamic {
                guard let unified = unify(have) else { return false }
                // A list needs one type; that nothing is known of it is one only where nothing is known at all.
                if unified == .dynamic { return have.allSatisfy { $0 == .dynamic } }
                element = unified
            }
            return have.allSatisfy { isConvertible($0, to: element) }
        case (.object(let have), .map(let want)):
            if have.isEmpty { return true }
            guard let element = want == .dynamic ? unify(Array(have.values)) : want else { return false }
            return have.values.allSatisfy { isConvertible($0, to: element) }
        case (.map(let have), .object(let want)):
            return want.values.allSatisfy { isConvertible(have, to: $0) }
        default: return false
        }
    }
}
