public import Diagnostics

/// Finds out which of many values come from some tokens.
///
/// Origins share their parts; whatever the number of values, each part is looked at once. A token counts where it overlaps a
/// wanted one: a file that was read as a whole overlaps every token in it.
public final class OriginsSearch {
    /// How a value follows one of the tokens.
    public struct Found: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt8
        /// Takes the bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Its text went into the value.
        public static let token = Found(rawValue: 1)
        /// It decided which value it is.
        public static let control = Found(rawValue: 2)
    }

    private struct Wanted {
        var range: ByteRange
        /// The largest end of this range and those before it.
        var reach: UInt32
    }

    private let wanted: [String: [Wanted]]
    // Holds on to the nodes: an address that is used again would stand for another node.
    private var known: [ObjectIdentifier: (node: Origins.Node, found: Found)] = [:]

    /// Looks for the tokens.
    public init(_ tokens: some Sequence<SourceSpan>) {
        var ranges: [String: [ByteRange]] = [:]
        for token in tokens { ranges[token.path, default: []].append(token.range) }
        wanted = ranges.mapValues { ranges in
            var reach: UInt32 = 0
            return ranges.sorted().map { range in
                reach = max(reach, range.upper)
                return Wanted(range: range, reach: reach)
            }
        }
    }

    /// How a value with these origins follows any of the tokens.
    public func search(_ origins: Origins) -> Found {
        guard let node = origins.node else { return [] }
        visit(node)
        return known[ObjectIdentifier(node)]?.found ?? []
    }

    /// The tokens that a value with these origins follows, and how.
    public func tokens(of origins: Origins) -> [SourceSpan: Found] {
        guard let node = origins.node, !search(origins).isEmpty else { return [:] }
        var result: [SourceSpan: Found] = [:]
        var waiting: [(Origins.Node, Found)] = [(node, [.token, .control])]
        var seen: Set<Visit> = []
        while let (node, role) = waiting.popLast() {
            let identifier = ObjectIdentifier(node)
            guard let found = known[identifier]?.found, !found.isEmpty,
                seen.insert(Visit(node: identifier, role: role)).inserted
            else { continue }
            switch node.content {
            case .token(let span): add(span, role, &result)
            case .hop(_, let inner): if let inner { waiting.append((inner, role)) }
            case .control(let inner), .around(let inner): waiting.append((inner, .control))
            case .part(let span, let inner):
                add(span, role, &result)
                // Of what is inside only controls are left.
                waiting.append((inner, role == .control ? .control : []))
            case .content(let inner): waiting.append((inner, role))
            case .join(let a, let b):
                waiting.append((a, role))
                waiting.append((b, role))
            case .empty: break
            }
        }
        return result
    }

    private struct Visit: Hashable {
        var node: ObjectIdentifier
        var role: Found
    }

    private func add(_ span: SourceSpan, _ role: Found, _ result: inout [SourceSpan: Found]) {
        guard !role.isEmpty else { return }
        for range in overlapping(span) {
            let token = SourceSpan(path: span.path, range: range)
            result[token, default: []].formUnion(role == .control ? .control : .token)
        }
    }

    private func overlapping(_ span: SourceSpan) -> [ByteRange] {
        guard let ranges = wanted[span.path] else { return [] }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].range.lower < span.range.upper { low = middle + 1 } else { high = middle }
        }
        var result: [ByteRange] = []
        var index = low - 1
        while index >= 0, ranges[index].reach > span.range.lower {
            if ranges[index].range.overlaps(span.range) { result.append(ranges[index].range) }
            index -= 1
        }
        return result
    }

    /// Children first, without recursion: a chain is as long as a loop makes it.
    private func visit(_ start: Origins.Node) {
        var waiting = [start]
        while let node = waiting.last {
            let identifier = ObjectIdentifier(node)
            guard known[identifier] == nil else {
                waiting.removeLast()
                continue
            }
            let open = children(of: node).filter { known[ObjectIdentifier($0)] == nil }
            guard open.isEmpty else {
                waiting += open
                continue
            }
            known[identifier] = (node, found(in: node))
            waiting.removeLast()
        }
    }

    private func children(of node: Origins.Node) -> [Origins.Node] {
        switch node.content {
        case .token, .empty: []
        case .hop(_, let inner): inner.map { [$0] } ?? []
        case .control(let inner), .around(let inner), .part(_, let inner), .content(let inner): [inner]
        case .join(let a, let b): [a, b]
        }
    }

    private func result(_ node: Origins.Node) -> Found { known[ObjectIdentifier(node)]?.found ?? [] }

    private func found(in node: Origins.Node) -> Found {
        switch node.content {
        case .token(let span): overlapping(span).isEmpty ? [] : .token
        case .hop(_, let inner): inner.map(result) ?? []
        case .control(let inner), .around(let inner): result(inner).isEmpty ? [] : .control
        case .part(let span, let inner):
            result(inner).intersection(.control).union(overlapping(span).isEmpty ? [] : .token)
        case .content(let inner): result(inner)
        case .join(let a, let b): result(a).union(result(b))
        case .empty: []
        }
    }
}

extension Origins {
    /// A number that is equal for origins of equal shape whose tokens have equal texts.
    ///
    /// It tells whether anything changed that may decide a value which is not known itself.
    public struct Digest {
        private var known: [ObjectIdentifier: (node: Node, digest: UInt64)] = [:]
        private let text: (SourceSpan) -> UInt64

        /// `text` gives a number for the source of a token.
        public init(text: @escaping (SourceSpan) -> UInt64) { self.text = text }

        /// The number of one value's origins.
        public mutating func callAsFunction(_ origins: Origins) -> UInt64 {
            guard let start = origins.node else { return 0 }
            var waiting = [start]
            while let node = waiting.last {
                let identifier = ObjectIdentifier(node)
                guard known[identifier] == nil else {
                    waiting.removeLast()
                    continue
                }
                var parts: [Node] = []
                var digest: UInt64 = 1
                switch node.content {
                case .token(let span): digest = text(span)
                case .empty: break
                case .hop(_, let inner): parts = inner.map { [$0] } ?? []
                case .control(let inner), .around(let inner), .content(let inner): parts = [inner]
                // Of a part of a token the rest of the token does not count.
                case .part(let span, _): digest = text(span)
                case .join(let a, let b): parts = [a, b]
                }
                let open = parts.filter { known[ObjectIdentifier($0)] == nil }
                guard open.isEmpty else {
                    waiting += open
                    continue
                }
                for part in parts {
                    digest = (digest ^ (known[ObjectIdentifier(part)]?.digest ?? 0)) &* 0x100_0000_01b3
                    digest = (digest << 7 | digest >> 57) &+ 0x9E37_79B9
                }
                known[identifier] = (node, digest)
                waiting.removeLast()
            }
            return known[ObjectIdentifier(start)]?.digest ?? 0
        }
    }
}
