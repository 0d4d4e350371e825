/// A regular expression in the syntax of RE2, as Go reads it.
///
/// The leftmost match counts, of alternatives the first; the time is linear in the text whatever the pattern. Offsets are those
/// of UTF-8 bytes.
public struct RegularExpression: Sendable {
    /// Bounds on what a pattern may ask for.
    public struct Limits: Hashable, Sendable {
        /// Instructions of one pattern; a count such as `{100}` repeats what it applies to.
        public var instructions: Int
        /// Steps of one call: about the length of the text times the number of paths that are alive.
        public var steps: Int

        /// Makes limits.
        public init(instructions: Int = 50_000, steps: Int = 100_000_000) {
            self.instructions = instructions
            self.steps = steps
        }
    }

    /// One match.
    public struct Match: Hashable, Sendable {
        /// The whole match at 0, then each group; nil for a group that took no part.
        public var groups: [Range<Int>?]
        /// Where the whole match is.
        public var range: Range<Int>
    }

    /// The source.
    public let pattern: String
    /// The names of groups, at 0 that of the whole match, which has none.
    public let groupNames: [String?]
    /// The bounds.
    public let limits: Limits

    private let program: Program

    /// Reads a pattern.
    ///
    /// - Throws: when it is not one, with the words of Go.
    public init(_ pattern: String, limits: Limits = Limits()) throws(RegularExpressionError) {
        self.pattern = pattern
        self.limits = limits
        var parser = PatternParser(pattern)
        let expression = try parser.parse()
        groupNames = parser.names
        guard let program = Program(expression, most: limits.instructions) else {
            throw RegularExpressionError(.tooLarge, pattern)
        }
        self.program = program
    }

    /// How many groups there are besides the whole match.
    public var groupCount: Int { groupNames.count - 1 }

    /// True when the text has a match.
    ///
    /// - Throws: when the limit of steps is reached.
    public func hasMatch(in text: [UInt8]) throws(RegularExpressionError) -> Bool {
        var steps = limits.steps
        return try hasMatch(in: text, steps: &steps)
    }

    /// The same on a budget that several calls share.
    ///
    /// - Throws: when the budget is spent.
    public func hasMatch(in text: [UInt8], steps: inout Int) throws(RegularExpressionError) -> Bool {
        var machine = Machine(program, text, captures: 0)
        let found = machine.run(from: 0, steps: &steps) != nil
        if steps < 0 { throw RegularExpressionError(.tooManySteps, pattern) }
        return found
    }

    /// The leftmost match.
    ///
    /// - Throws: when the limit of steps is reached.
    public func firstMatch(in text: [UInt8]) throws(RegularExpressionError) -> Match? {
        try matches(in: text, atMost: 1).first
    }

    /// All matches from left to right, an empty one not right after another match, as Go's `FindAll` gives them.
    ///
    /// - Throws: when the limit of steps is reached.
    public func matches(in text: [UInt8], atMost most: Int = .max) throws(RegularExpressionError) -> [Match] {
        var steps = limits.steps
        return try matches(in: text, atMost: most, steps: &steps)
    }

    /// The same on a budget that several calls share.
    ///
    /// - Throws: when the budget is spent.
    public func matches(in text: [UInt8], atMost most: Int = .max, steps: inout Int)
        throws(RegularExpressionError) -> [Match]
    {
        var found: [Match] = []
        var machine = Machine(program, text, captures: groupNames.count)
        var position = 0
        var previousEnd = -1
        while found.count < most, position <= text.count {
            let positions = machine.run(from: position, steps: &steps)
            if steps < 0 { throw RegularExpressionError(.tooManySteps, pattern) }
            guard let positions else { break }
            let range = positions[0]..<positions[1]
            var isAccepted = true
            if range.upperBound == position {
                // An empty match, which moves on by a character.
                isAccepted = range.lowerBound != previousEnd
                position +=
                    position < text.count ? UTF8Decoding.character(in: text, at: position).size : 1
            } else {
                position = range.upperBound
            }
            previousEnd = range.upperBound
            guard isAccepted else { continue }
            let groups = stride(from: 0, to: positions.count, by: 2).map { slot -> Range<Int>? in
                positions[slot] < 0 || positions[slot + 1] < 0
                    ? nil : positions[slot]..<positions[slot + 1]
            }
            found.append(Match(groups: groups, range: range))
        }
        return found
    }
}
