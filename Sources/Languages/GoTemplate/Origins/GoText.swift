/// A Go string: bytes, with the origin of every stretch of them.
public struct GoText: Sendable, Hashable {
    /// A stretch of bytes with one origin.
    public struct Run: Sendable, Hashable {
        /// Offset of its first byte.
        public var lower: Int
        /// Offset one past its last byte.
        public var upper: Int
        /// Where the bytes come from.
        public var origins: Origins
        /// The branches in which the bytes were written.
        public var branch: BranchID
        /// Offset of the first byte in the template's file, for bytes that were copied from it.
        public var place: Int?

        /// Makes a run.
        public init(
            lower: Int, upper: Int, origins: Origins, branch: BranchID = .outside, place: Int? = nil
        ) {
            self.lower = lower
            self.upper = upper
            self.origins = origins
            self.branch = branch
            self.place = place
        }
    }

    /// The bytes.
    public private(set) var bytes: [UInt8]
    /// The stretches with a known origin, in order, not overlapping.
    public private(set) var runs: [Run]

    /// Takes bytes that have one origin.
    public init(_ bytes: [UInt8], _ origins: Origins = .none) {
        self.bytes = bytes
        runs = origins.isEmpty || bytes.isEmpty ? [] : [Run(lower: 0, upper: bytes.count, origins: origins)]
    }

    /// Takes the bytes of a whole file, each of which has its place there.
    public init(file bytes: [UInt8], token: TokenID) {
        self.bytes = bytes
        runs =
            bytes.isEmpty ? [] : [Run(lower: 0, upper: bytes.count, origins: Origins(token), place: 0)]
    }

    /// Takes text that has one origin.
    public init(_ text: String, _ origins: Origins = .none) { self.init(Array(text.utf8), origins) }

    /// The bytes as text.
    public var string: String { String(decoding: bytes, as: UTF8.self) }
    /// The number of bytes.
    public var count: Int { bytes.count }
    /// True for no bytes.
    public var isEmpty: Bool { bytes.isEmpty }

    /// All origins together.
    public var origins: Origins {
        var result = Origins.none
        for run in runs { result.formUnion(run.origins) }
        return result
    }

    /// The origins of a part, and the branches its bytes were written in.
    public func origins(in range: Range<Int>) -> (origins: Origins, branches: Set<BranchID>) {
        var result = Origins.none
        var branches: Set<BranchID> = []
        for index in firstRun(endingAfter: range.lowerBound)..<runs.count {
            let run = runs[index]
            guard run.lower < range.upperBound else { break }
            result.formUnion(run.origins)
            branches.insert(run.branch)
        }
        return (result, branches)
    }

    /// A part, with its origins.
    public func slice(_ range: Range<Int>) -> GoText {
        var result = GoText([])
        result.append(self, range)
        return result
    }

    /// Adds a part of another text.
    public mutating func append(_ other: GoText, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let shift = bytes.count - range.lowerBound
        bytes.append(contentsOf: other.bytes[range])
        for index in other.firstRun(endingAfter: range.lowerBound)..<other.runs.count {
            let run = other.runs[index]
            guard run.lower < range.upperBound else { break }
            let lower = max(run.lower, range.lowerBound)
            let upper = min(run.upper, range.upperBound)
            let place = run.place.map { $0 + lower - run.lower }
            addRun(
                Run(
                    lower: lower + shift, upper: upper + shift, origins: run.origins, branch: run.branch,
                    place: place))
        }
    }

    /// Adds another text.
    public mutating func append(_ other: GoText) { append(other, 0..<other.count) }

    /// Adds bytes of one origin.
    public mutating func append(_ more: some Collection<UInt8>, _ origins: Origins = .none) {
        let lower = bytes.count
        bytes.append(contentsOf: more)
        guard !origins.isEmpty, bytes.count > lower else { return }
        addRun(Run(lower: lower, upper: bytes.count, origins: origins))
    }

    /// Adds text of one origin.
    public mutating func append(_ text: String, _ origins: Origins = .none) { append(text.utf8, origins) }

    /// Adds one byte copied from a template's file, with its place.
    mutating func append(copying range: Range<Int>, of source: GoText, token: Origins, branch: BranchID) {
        guard !range.isEmpty else { return }
        let lower = bytes.count
        bytes.append(contentsOf: source.bytes[range])
        addRun(
            Run(
                lower: lower, upper: bytes.count, origins: token, branch: branch, place: range.lowerBound))
    }

    /// Gives every byte from `start` that was written in no branch the branch `branch`, and adds deciders.
    mutating func mark(
        from start: Int, branch: BranchID, deciders: TokenSet = TokenSet(), elsewhere: TokenSet = TokenSet(),
        isVolatile: Bool = false
    ) {
        var position = start
        var marked: [Run] = []
        let first = firstRun(endingAfter: start)
        for index in first..<runs.count {
            var run = runs[index]
            if run.lower > position {
                marked.append(
                    Run(
                        lower: position, upper: run.lower,
                        origins: Origins(deciders: deciders, isVolatile: isVolatile),
                        branch: branch))
            }
            if run.branch == .outside {
                run.branch = branch
            } else if run.branch != branch {
                run.origins.deciders.formUnion(elsewhere)
            }
            run.origins.deciders.formUnion(deciders)
            if isVolatile { run.origins.isVolatile = true }
            marked.append(run)
            position = run.upper
        }
        if position < bytes.count, branch != .outside || !deciders.isEmpty || isVolatile {
            marked.append(
                Run(
                    lower: position, upper: bytes.count,
                    origins: Origins(deciders: deciders, isVolatile: isVolatile), branch: branch)
            )
        }
        runs.replaceSubrange(first..., with: marked)
    }

    /// The same bytes changed one for one.
    func mapBytes(_ change: (UInt8) -> UInt8) -> GoText {
        var result = self
        result.bytes = bytes.map(change)
        return result
    }

    /// Without every occurrence of `needle`.
    func removing(_ needle: [UInt8]) -> GoText { replacing(needle, with: GoText([]), limit: -1) }

    /// With occurrences of `needle` replaced, at most `limit` when it is not negative.
    func replacing(_ needle: [UInt8], with replacement: GoText, limit: Int) -> GoText {
        var result = GoText([])
        var position = 0
        var done = 0
        if needle.isEmpty {
            for index in 0..<count where limit < 0 || done < limit {
                if bytes[index] & 0xC0 != 0x80 {
                    result.append(self, position..<index)
                    result.append(replacement)
                    position = index
                    done += 1
                }
            }
            result.append(self, position..<count)
            if limit < 0 || done < limit { result.append(replacement) }
            return result
        }
        while limit < 0 || done < limit, let found = bytes.firstIndex(of: needle, from: position) {
            result.append(self, position..<found)
            let start = result.count
            result.append(replacement)
            // That it stands here is decided by what was found.
            let matched = origins(in: found..<(found + needle.count)).origins.asDeciders
            result.mark(from: start, branch: .outside, deciders: matched.deciders)
            position = found + needle.count
            done += 1
        }
        guard done > 0 else { return self }
        result.append(self, position..<count)
        return result
    }

    /// The parts between occurrences of a separator.
    func split(_ separator: [UInt8], limit: Int = -1) -> [GoText] {
        if separator.isEmpty {
            let all = characters
            guard limit >= 0, all.count > limit, limit > 0 else { return all }
            let head = all.prefix(limit - 1)
            return head + [slice(head.reduce(0) { $0 + $1.count }..<count)]
        }
        var parts: [GoText] = []
        var position = 0
        while limit < 0 || parts.count < limit - 1,
            let found = bytes.firstIndex(of: separator, from: position)
        {
            parts.append(slice(position..<found))
            position = found + separator.count
        }
        parts.append(slice(position..<count))
        return parts
    }

    /// The characters (code points).
    var characters: [GoText] {
        let starts = bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [count]
        return zip(starts, starts.dropFirst()).map { slice($0..<$1) }
    }

    private func firstRun(endingAfter offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upper <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func addRun(_ run: Run) {
        if let last = runs.last, last.upper == run.lower, last.origins == run.origins,
            last.branch == run.branch, run.place == last.place.map({ $0 + last.upper - last.lower })
        {
            runs[runs.count - 1].upper = run.upper
        } else {
            runs.append(run)
        }
    }
}

extension [UInt8] {
    /// Where `needle` occurs first, at or after `start`.
    func firstIndex(of needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first else { return start }
        var index = start
        while index + needle.count <= count {
            if self[index] == first, self[index..<(index + needle.count)].elementsEqual(needle) {
                return index
            }
            index += 1
        }
        return nil
    }
}
