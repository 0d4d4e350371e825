public import Diagnostics

/// Which of many values follow a token, for many tokens one after the other.
///
/// It says what ``OriginsSearch`` says of each value, the other way round: every value is looked at once, and a token is
/// looked up among what was found.
public struct OriginsTable: Sendable {
    private struct Entry {
        var range: ByteRange
        var value: Int
        /// The largest end of this range and those before it.
        var reach: UInt32 = 0
    }

    /// Path → what was found in the file, by where it begins.
    private let entries: [String: [Entry]]

    /// Takes each value with a number of its own.
    ///
    /// Nil where the values have so much in common that a search, which looks at each part once, is better.
    public init?(_ values: some Sequence<(number: Int, origins: Origins)>) {
        var entries: [String: [Entry]] = [:]
        var (visits, count) = (0, 0)
        var walk = Walk()
        for value in values {
            count += 1
            walk.start(value.origins)
            while let span = walk.next() {
                entries[span.path, default: []].append(Entry(range: span.range, value: value.number))
            }
            visits += walk.visits
            guard visits < 50_000 + 40 * count else { return nil }
        }
        self.entries = entries.mapValues { entries in
            var reach: UInt32 = 0
            return entries.sorted { ($0.range, $0.value) < ($1.range, $1.value) }.map { entry in
                var entry = entry
                reach = max(reach, entry.range.upper)
                entry.reach = reach
                return entry
            }
        }
    }

    /// The numbers of the values that follow the token in any way, in ascending order.
    public func values(following token: SourceSpan) -> [Int] {
        guard let entries = entries[token.path] else { return [] }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].range.lower < token.range.upper { low = middle + 1 } else { high = middle }
        }
        var found: Set<Int> = []
        var index = low - 1
        while index >= 0, entries[index].reach > token.range.lower {
            if entries[index].range.overlaps(token.range) { found.insert(entries[index].value) }
            index -= 1
        }
        return found.count < 2 ? Array(found) : found.sorted()
    }

    /// Goes through everything that one value follows.
    private struct Walk {
        /// A part with how it is reached: of what is beside a part of a token only what decided it counts.
        private var waiting: [(node: Origins.Node, isBeside: Bool)] = []
        private var seen: Set<ObjectIdentifier> = []
        private var seenBeside: Set<ObjectIdentifier> = []
        private(set) var visits = 0

        mutating func start(_ origins: Origins) {
            seen.removeAll(keepingCapacity: true)
            seenBeside.removeAll(keepingCapacity: true)
            visits = 0
            waiting = origins.node.map { [($0, false)] } ?? []
        }

        mutating func next() -> SourceSpan? {
            while let (node, isBeside) = waiting.popLast() {
                let identifier = ObjectIdentifier(node)
                guard !seen.contains(identifier),
                    isBeside ? seenBeside.insert(identifier).inserted : seen.insert(identifier).inserted
                else { continue }
                visits += 1
                switch node.content {
                case .token(let span): if !isBeside { return span }
                case .hop(_, let inner): if let inner { waiting.append((inner, isBeside)) }
                case .control(let inner), .around(let inner): waiting.append((inner, false))
                case .part(let span, let inner):
                    waiting.append((inner, true))
                    if !isBeside { return span }
                case .content(let inner): waiting.append((inner, isBeside))
                case .join(let a, let b):
                    waiting.append((b, isBeside))
                    waiting.append((a, isBeside))
                case .empty: break
                }
            }
            return nil
        }
    }
}
