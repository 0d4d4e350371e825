/// A pattern as instructions of a machine that follows all its paths at once.
struct Program: Sendable {
    enum Instruction: Sendable {
        case literal(UInt32)
        case oneOf(Int)
        /// Two ways, the first preferred.
        case split(Int, Int)
        case assertion(Expression.Assertion)
        case save(Int)
        case match
        /// Only while it is being built, and for what cannot match.
        case fail
        case jump(Int)
    }

    /// A class with its ASCII part as bits.
    struct Class: Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        let all: CharacterClass

        init(_ all: CharacterClass) {
            self.all = all
            for bit in UInt32(0)..<64 {
                if all.contains(bit) { low |= 1 << UInt64(bit) }
                if all.contains(bit + 64) { high |= 1 << UInt64(bit) }
            }
        }

        func contains(_ character: UInt32) -> Bool {
            if character < 64 { return low >> UInt64(character) & 1 == 1 }
            if character < 128 { return high >> UInt64(character - 64) & 1 == 1 }
            return all.contains(character)
        }
    }

    private(set) var instructions: [Instruction] = []
    private(set) var classes: [Class] = []
    /// The bytes with which a match can begin; nil when it can be empty.
    private(set) var firstBytes: [Bool]?
    /// True when a match can begin at the start of the text only.
    private(set) var isAnchored = false

    private var classNumbers: [CharacterClass: Int] = [:]
    private let most: Int
    private var isTooLarge = false

    /// Nil when it would have more than `most` instructions.
    init?(_ expression: Expression, most: Int) {
        self.most = most
        add(.save(0))
        emit(expression)
        add(.save(1))
        add(.match)
        if isTooLarge { return nil }
        classNumbers = [:]
        (firstBytes, isAnchored) = beginnings()
    }

    private mutating func add(_ instruction: Instruction) {
        if instructions.count >= most { isTooLarge = true } else { instructions.append(instruction) }
    }

    private mutating func number(of known: CharacterClass) -> Int {
        if let number = classNumbers[known] { return number }
        classes.append(Class(known))
        classNumbers[known] = classes.count - 1
        return classes.count - 1
    }

    private mutating func emit(_ expression: Expression) {
        if isTooLarge { return }
        switch expression {
        case .nothing: break
        case .literal(let character): add(.literal(character))
        case .oneOf(let known): add(.oneOf(number(of: known)))
        case .assertion(let assertion): add(.assertion(assertion))
        case .capture(let number, let inner):
            add(.save(2 * number))
            emit(inner)
            add(.save(2 * number + 1))
        case .sequence(let parts): for part in parts { emit(part) }
        case .alternatives(let parts): emit(alternatives: parts)
        case .repeated(let inner, let minimum, let maximum, let isGreedy):
            emit(inner, minimum, maximum, isGreedy)
        }
    }

    private mutating func emit(alternatives parts: [Expression]) {
        var exits: [Int] = []
        for part in parts.dropLast() {
            let fork = instructions.count
            add(.fail)
            emit(part)
            exits.append(instructions.count)
            add(.fail)
            fill(fork, .split(fork + 1, instructions.count))
        }
        if let last = parts.last { emit(last) }
        for exit in exits { fill(exit, .jump(instructions.count)) }
    }

    private mutating func fill(_ place: Int, _ instruction: Instruction) {
        if place < instructions.count { instructions[place] = instruction }
    }

    private mutating func emit(
        _ inner: Expression, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool
    ) {
        guard let maximum else {
            if minimum == 0 {
                // Of what can be empty, one turn is tried and then more: this keeps the order of preference.
                let fork = instructions.count
                add(.fail)
                emitLoop(inner, isGreedy, from: inner.isNullable ? nil : fork)
                fill(fork, choice(fork + 1, instructions.count, isGreedy))
                return
            }
            for _ in 0..<(minimum - 1) where !isTooLarge { emit(inner) }
            emitLoop(inner, isGreedy, from: nil)
            return
        }
        for _ in 0..<minimum where !isTooLarge { emit(inner) }
        var forks: [Int] = []
        for _ in 0..<max(0, maximum - minimum) where !isTooLarge {
            forks.append(instructions.count)
            add(.fail)
            emit(inner)
        }
        for fork in forks { fill(fork, choice(fork + 1, instructions.count, isGreedy)) }
    }

    /// At least one turn; `head` is the choice that precedes the loop when it can serve for the way back.
    private mutating func emitLoop(_ inner: Expression, _ isGreedy: Bool, from head: Int?) {
        let start = instructions.count
        emit(inner)
        if let head {
            add(.jump(head))
        } else {
            add(choice(start, instructions.count + 1, isGreedy))
        }
    }

    private func choice(_ more: Int, _ less: Int, _ isGreedy: Bool) -> Instruction {
        isGreedy ? .split(more, less) : .split(less, more)
    }

    private func beginnings() -> ([Bool]?, Bool) {
        var bytes = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var waiting = [0]
        var isNullable = false
        var isAnchored = true
        while let index = waiting.popLast() {
            if seen[index] { continue }
            seen[index] = true
            switch instructions[index] {
            case .literal(let character):
                isAnchored = false
                bytes[Int(character.leadByte)] = true
                // Any byte that is not UTF-8 reads as the replacement character.
                if character == 0xFFFD { for byte in 128..<256 { bytes[byte] = true } }
            case .oneOf(let number):
                isAnchored = false
                let known = classes[number]
                for byte in 0..<128 where known.contains(UInt32(byte)) { bytes[byte] = true }
                // Which of the larger ones is not worth asking.
                if known.all.spans.last.map({ $0.upper >= 0x80 }) == true {
                    for byte in 128..<256 { bytes[byte] = true }
                }
            case .split(let a, let b): waiting += [a, b]
            case .jump(let target): waiting.append(target)
            case .assertion(.textStart): isNullable = true
            case .assertion, .save: waiting.append(index + 1)
            case .match:
                isNullable = true
                isAnchored = false
            case .fail: break
            }
        }
        return (isNullable ? nil : bytes, isAnchored)
    }
}

extension UInt32 {
    /// The first byte of a code point in UTF-8.
    fileprivate var leadByte: UInt8 {
        switch self {
        case 0..<0x80: UInt8(self)
        case 0x80..<0x800: UInt8(0xC0 | self >> 6)
        case 0x800..<0x10000: UInt8(0xE0 | self >> 12)
        default: UInt8(0xF0 | self >> 18)
        }
    }
}
