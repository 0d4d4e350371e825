/// Runs a program over bytes: all paths side by side, in the order of preference, each with its captures.
///
/// The time is at most the product of the lengths of text and program, whatever the pattern.
struct Machine {
    /// The paths at one place of the text, in order of preference.
    private struct Paths {
        /// Where each waits.
        var places: [Int] = []
        /// The captures, `width` numbers for each.
        var captures: [Int] = []
        /// Where an instruction stands in `places`, if it does.
        var sparse: [Int]

        init(_ count: Int) { sparse = [Int](repeating: 0, count: count) }

        func contains(_ place: Int) -> Bool {
            let index = sparse[place]
            return index < places.count && places[index] == place
        }

        mutating func clear() {
            places.removeAll(keepingCapacity: true)
            captures.removeAll(keepingCapacity: true)
        }
    }

    private enum Task {
        case visit(Int)
        case restore(slot: Int, value: Int)
    }

    private let program: Program
    private let text: [UInt8]
    /// How many captured positions are kept: none when only the answer matters.
    private let width: Int
    private var current: Paths
    private var following: Paths
    private var tasks: [Task] = []
    private var slots: [Int]

    init(_ program: Program, _ text: [UInt8], captures: Int) {
        self.program = program
        self.text = text
        width = 2 * captures
        current = Paths(program.instructions.count)
        following = Paths(program.instructions.count)
        slots = [Int](repeating: -1, count: width)
    }

    /// The positions of the leftmost match at or after `start`; nil when there is none, or when `steps` fell below zero.
    mutating func run(from start: Int, steps: inout Int) -> [Int]? {
        following.clear()
        var best: [Int]?
        var position = start
        while true {
            let mayBegin = best == nil && !(program.isAnchored && position > 0)
            if following.places.isEmpty {
                guard mayBegin else { break }
                if let first = program.firstBytes {
                    let from = position
                    while position < text.count, !first[Int(text[position])] { position += 1 }
                    steps -= (position - from) / 8
                    if position == text.count { break }
                }
            }
            if mayBegin { begin(at: position, steps: &steps) }
            if steps < 0 { return nil }
            let (character, size) = decode(position)
            swap(&current, &following)
            following.clear()
            if let matched = advance(over: character, size, to: position + size, steps: &steps) {
                best = matched
                if width == 0 { return best }
            }
            if size == 0 { break }
            position += size
        }
        return steps < 0 ? nil : best
    }

    private mutating func begin(at position: Int, steps: inout Int) {
        for slot in slots.indices { slots[slot] = -1 }
        add(0, at: position, steps: &steps)
    }

    /// Lets each path read the character; a path that is at its end cuts off those that are less preferred.
    private mutating func advance(over character: UInt32, _ size: Int, to position: Int, steps: inout Int)
        -> [Int]?
    {
        for index in current.places.indices {
            steps -= 1
            let place = current.places[index]
            switch program.instructions[place] {
            case .literal(let expected): if size == 0 || character != expected { continue }
            case .oneOf(let number):
                if size == 0 || !program.classes[number].contains(character) { continue }
            case .match: return Array(current.captures[(index * width)..<((index + 1) * width)])
            default: continue
            }
            for slot in 0..<width { slots[slot] = current.captures[index * width + slot] }
            add(place + 1, at: position, steps: &steps)
        }
        return nil
    }

    /// Adds to the following paths a place and all that can be reached from it without reading.
    private mutating func add(_ start: Int, at position: Int, steps: inout Int) {
        tasks.append(.visit(start))
        while let task = tasks.popLast() {
            guard case .visit(let place) = task else {
                if case .restore(let slot, let value) = task { slots[slot] = value }
                continue
            }
            if following.contains(place) { continue }
            steps -= 1
            following.sparse[place] = following.places.count
            following.places.append(place)
            following.captures.append(contentsOf: slots)
            switch program.instructions[place] {
            case .split(let preferred, let other):
                tasks.append(.visit(other))
                tasks.append(.visit(preferred))
            case .jump(let target): tasks.append(.visit(target))
            case .assertion(let assertion):
                if holds(assertion, at: position) { tasks.append(.visit(place + 1)) }
            case .save(let slot):
                if slot < width {
                    tasks.append(.restore(slot: slot, value: slots[slot]))
                    slots[slot] = position
                }
                tasks.append(.visit(place + 1))
            case .literal, .oneOf, .match: steps -= width / 8
            case .fail: break
            }
        }
    }

    private func holds(_ assertion: Expression.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: return position == 0
        case .textEnd: return position == text.count
        case .lineStart: return position == 0 || text[position - 1] == 0x0A
        case .lineEnd: return position == text.count || text[position] == 0x0A
        case .wordBoundary, .noWordBoundary:
            // Words are of ASCII, so bytes tell.
            let before = position > 0 && text[position - 1].isWord
            let after = position < text.count && text[position].isWord
            return (before != after) == (assertion == .wordBoundary)
        }
    }

    private func decode(_ position: Int) -> (character: UInt32, size: Int) {
        guard position < text.count else { return (0, 0) }
        if text[position] < 0x80 { return (UInt32(text[position]), 1) }
        return UTF8Decoding.character(in: text, at: position)
    }
}

extension UInt8 {
    fileprivate var isWord: Bool { self == 0x5F || isASCIIAlphanumeric }
}
