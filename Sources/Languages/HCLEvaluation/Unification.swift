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
    static func unify(_ types: [ValueType]) -> ValueType? {
        guard let first = types.first else { return .dynamic }
        if types.allSatisfy({ $0 == first }) { return first }
        let known = types.filter { $0 != .dynamic }
        guard let sample = known.first else { return .dynamic }
        if known.allSatisfy({ $0 == sample }) { return sample }
        let hasDynamic = known.count < types.count
        var kinds = Set<Int>()
        for type in known { kinds.insert(kind(type)) }
        switch kinds {
        case [3]: return unify(known.compactMap(element)).map { .list($0) }
        case [4]: return unify(known.compactMap(element)).map { .set($0) }
        case [5]: return unify(known.compactMap(element)).map { .map($0) }
        case [5, 7]:
            return unify(known.flatMap(parts)).map { .map($0) }
        case [3, 6]:
            return unify(known.flatMap(parts)).map { .list($0) }
        case [6]: return hasDynamic ? .dynamic : tuples(known)
        case [7]: return hasDynamic ? .dynamic : objects(known)
        default: break
        }
        if kinds.isSubset(of: [3, 4, 6]), kinds.isSuperset(of: [3, 4]) {
            return unify(known.flatMap(parts)).map { .list($0) }
        }
        if kinds.isSubset(of: [3, 4, 6]), kinds.contains(4) {
            return unify(known.flatMap(parts)).map { .set($0) }
        }
        if kinds.isSubset(of: [0, 1, 2]) { return kinds.contains(2) ? .string : nil }
        return nil
    }

    private static func tuples(_ types: [ValueType]) -> ValueType? {
        let all = types.map(parts)
        if let count = all.first?.count, all.allSatisfy({ $0.count == count }) {
            let columns = (0..<count).map { index in unify(all.map { $0[index] }) }
            if columns.allSatisfy({ $0 != nil }) { return .tuple(columns.compactMap { $0 }) }
        }
        return unify(all.flatMap { $0 }).map { .list($0) }
    }

    private static func objects(_ types: [ValueType]) -> ValueType? {
        let all: [[String: ValueType]] = types.compactMap {
            if case .object(let attributes) = $0 { attributes } else { nil }
        }
        if let first = all.first, all.allSatisfy({ Set($0.keys) == Set(first.keys) }) {
            var result: [String: ValueType] = [:]
            for name in first.keys { result[name] = unify(all.compactMap { $0[name] }) }
            if result.count == first.count { return .object(result) }
            return types.contains(where: hasDynamic) ? .dynamic : nil
        }
        // Where a null has no type yet, nothing is converted.
        if types.contains(where: hasDynamic) { return .dynamic }
        return unify(all.flatMap(\.values)).map { .map($0) }
    }

    private static func kind(_ type: ValueType) -> Int {
        switch type {
        case .bool: 0
        case .number: 1
        case .string: 2
        case .list: 3
        case .set: 4
        case .map: 5
        case .tuple: 6
        case .object: 7
        case .dynamic: 8
        }
    }

    private static func element(_ type: ValueType) -> ValueType? {
        switch type {
        case .list(let element), .set(let element), .map(let element): element
        default: nil
        }
    }

    private static func parts(_ type: ValueType) -> [ValueType] {
        switch type {
        case .list(let element), .set(let element), .map(let element): [element]
        case .tuple(let elements): elements
        case .object(let attributes): Array(attributes.values)
        default: []
        }
    }
}
