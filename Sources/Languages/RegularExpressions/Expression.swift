/// What a pattern says.
indirect enum Expression: Sendable {
    case nothing
    case literal(UInt32)
    case oneOf(CharacterClass)
    case assertion(Assertion)
    case capture(Int, Expression)
    case sequence([Expression])
    case alternatives([Expression])
    case repeated(Expression, minimum: Int, maximum: Int?, isGreedy: Bool)

    enum Assertion: UInt8, Sendable {
        case lineStart, lineEnd, textStart, textEnd, wordBoundary, noWordBoundary
    }

    /// True when it can match without reading a character.
    var isNullable: Bool {
        switch self {
        case .nothing, .assertion: true
        case .literal, .oneOf: false
        case .capture(_, let inner): inner.isNullable
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .alternatives(let parts): parts.contains { $0.isNullable }
        case .repeated(let inner, let minimum, _, _): minimum == 0 || inner.isNullable
        }
    }

    /// False when counted repetitions inside one another multiply to more than `most`.
    func repeats(atMost most: Int) -> Bool {
        switch self {
        case .nothing, .literal, .oneOf, .assertion: return true
        case .capture(_, let inner): return inner.repeats(atMost: most)
        case .sequence(let parts), .alternatives(let parts):
            return parts.allSatisfy { $0.repeats(atMost: most) }
        case .repeated(let inner, let minimum, let maximum, _):
            // Stars and the like count nothing.
            let isCounted = !(minimum <= 1 && maximum == nil || minimum == 0 && maximum == 1)
            guard isCounted else { return inner.repeats(atMost: most) }
            let count = maximum ?? minimum
            if maximum == 0 { return true }
            if count > most { return false }
            return inner.repeats(atMost: count > 0 ? most / count : most)
        }
    }
}
